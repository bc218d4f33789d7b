/** Bytes out of the text that `build/text.mjs` makes of them, which says how. */
export function fromText(text: string): Uint8Array<ArrayBuffer> {
  // All that is printable but quotation mark and backslash; the last two characters announce a second one.
  const letters: number[] = [];
  for (let code = 32; code < 125; code++) if (code !== 34 && code !== 92) letters.push(code);
  const isFrequent = (byte: number) => (parseInt(text[byte >> 2] as string, 16) >> (byte & 3)) & 1;
  const free = letters.filter((code) => !isFrequent(code));
  const single = new Uint8Array(127);
  const rare: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (isFrequent(byte)) single[letters.includes(byte) ? byte : (free.shift() as number)] = byte;
    else rare.push(byte);
  }
  const order = new Uint8Array(127);
  letters.forEach((code, index) => (order[code] = index));
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 64; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[length++] = code < 125 ? (single[code] as number) : (rare[(code - 125) * letters.length + (order[text.charCodeAt(++at)] as number)] as number);
  }
  return bytes.slice(0, length);
}
