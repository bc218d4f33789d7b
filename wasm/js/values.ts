/** The caller's values, as the engines ask about them: what cannot be read is absent, or no number. */

/** The types that the engine tells apart, by number; 0 is nothing, 4 a list. */
const TYPES = [, "boolean", "number", "string", , "object"];

/** The number of a value's type; 6 is anything else. */
export function kind(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (Array.isArray(value)) return 4;
  const found = TYPES.indexOf(typeof value);
  return found < 0 ? 6 : found;
}

function unless<T, E>(otherwise: E, read: () => T): T | E {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** A field of an object, or an element of a list. Getters may throw, and text has no fields. */
export function field(value: object, key: string | number): unknown {
  return unless(undefined, () => Reflect.get(value, key));
}

/** JavaScript's conversion, which throws for symbols. */
export function toNumber(value: unknown): number {
  return unless(NaN, () => Number(value));
}

let encoded = new Uint8Array();

/** Makes text of a value, by JavaScript's conversion, which throws for objects with a broken `toString`; its length in UTF-8. */
export function encodeText(value: unknown): number {
  encoded = new TextEncoder().encode(unless("", () => String(value)));
  return encoded.length;
}

/** Copies the text that was made last to where an engine keeps it. */
export function copyText(target: Uint8Array): void {
  target.set(encoded);
}
