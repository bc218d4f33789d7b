/** The table of kanji mode, which the platform's decoder of Shift JIS has already; the engine imports `shiftJis`. */

let table: Map<number, number> | undefined;

/** Pairs of Shift JIS bytes by code point, the lead byte in the upper half; empty if the platform has no decoder. */
function pairs(): Map<number, number> {
  const known = new Map<number, number>();
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder("shift_jis");
  } catch {
    // Node built without the tables of ICU.
    return known;
  }
  const bytes: number[] = [];
  for (let lead = 0x81; lead <= 0xea; lead++) {
    if (lead >= 0xa0 && lead < 0xe0) continue;
    for (let trail = 0x40; trail <= 0xfc; trail++) {
      // A line for each pair, as what is no character may be decoded as two.
      if (trail !== 0x7f) bytes.push(lead, trail, 10);
    }
  }
  decoder.decode(Uint8Array.from(bytes)).split("\n").forEach((character, at) => {
    const codePoint = character.charCodeAt(0);
    // The first of several pairs is the one of the standard, the others are the vendors'.
    if (character.length !== 1 || codePoint === 0xfffd || known.has(codePoint)) return;
    known.set(codePoint, (bytes[3 * at]! << 8) | bytes[3 * at + 1]!);
  });
  // Decoders give the full-width form of the minus sign, encoders take both.
  known.set(0x2212, known.get(0xff0d)!);
  return known;
}

/** The pair of a character, or 0 if it has none. Makes the table when it is first asked. */
export function shiftJis(codePoint: number): number {
  return (table ??= pairs()).get(codePoint) ?? 0;
}
