/**
 * Bytes as text of JavaScript, for modules that carry WebAssembly. Plain ASCII, so that it survives pages and tools that do not
 * know their encoding; one character for each of the most frequent bytes, itself where it can be, and two for the others: bytes
 * stay aligned, and compressed it is within 4 % of them (hexadecimal text: 7 %, base64: 30 %). `js/text.ts` reads it.
 */

/** Everything printable that stands for itself between quotation marks. */
const printable = Array.from({ length: 95 }, (_, index) => index + 32).filter((code) => code !== 34 && code !== 92);
/** The last two announce a byte of the others. */
const letters = printable.slice(0, -2);
const escapes = printable.slice(-2);

/** 64 hexadecimal digits that tell which bytes are one character, a bit each, and the characters. */
export function toText(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const ordered = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const frequent = new Set(ordered.slice(0, letters.length));
  const free = letters.filter((code) => !frequent.has(code))[Symbol.iterator]();
  let rare = 0;
  const spelled = Array.from({ length: 256 }, (_, byte) => {
    if (frequent.has(byte)) return String.fromCharCode(letters.includes(byte) ? byte : free.next().value);
    const at = rare++;
    return String.fromCharCode(escapes[Math.floor(at / letters.length)], letters[at % letters.length]);
  });
  const digit = (_, index) => [0, 1, 2, 3].reduce((bits, bit) => bits | (frequent.has(4 * index + bit) ? 1 << bit : 0), 0).toString(16);
  return Array.from({ length: 64 }, digit).join("") + Array.from(bytes, (byte) => spelled[byte]).join("");
}
