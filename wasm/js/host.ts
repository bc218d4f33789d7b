/** The host in ASCII, as the platform's `URL` spells it; undefined where it is no host. The payload engine imports this. */
export function hostToAscii(host: string): string | undefined {
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return undefined;
  }
}
