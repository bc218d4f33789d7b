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

/** JavaScript's conversion, which throws for objects with a broken `toString`. */
export function toText(value: unknown): string {
  return unless("", () => String(value));
}
