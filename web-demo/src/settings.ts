/** Small settings kept in the browser. Private windows may refuse storage; the page works without it. */
const PREFIX = "qr-designer.";

export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function writeSetting(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Not kept: the setting lasts until the page closes.
  }
}
