/** Value of an ASCII hexadecimal digit, lower case. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

/** Hexadecimal text as bytes: by the platform where it can, else digit by digit; pairs parsed as text would take far longer. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const platform = Uint8Array as { fromHex?(text: string): Uint8Array<ArrayBuffer> };
  if (platform.fromHex) return platform.fromHex(hex);
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = digit(hex.charCodeAt(2 * at)) * 16 + digit(hex.charCodeAt(2 * at + 1));
  }
  return bytes;
}
