/** A value with named fields that can be merged field by field. */
type Fields = Record<string, unknown>;

/** Plain objects of any realm; not lists, bytes, modules or null. */
function isFields(value: unknown): value is Fields {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/**
 * `target` overlaid with `source`, as a new object: objects are merged field by field, everything else of the source
 * replaces the target's value, lists and an explicit `undefined` included (that is how a gradient is taken away).
 */
export function merge<T extends object>(target: T, source: object): T {
  const merged = { ...target } as Fields;
  for (const [key, value] of Object.entries(source)) {
    // From JSON this key would replace the prototype instead of adding a field.
    if (key === "__proto__") continue;
    const current = merged[key];
    merged[key] = isFields(current) && isFields(value) ? merge(current, value) : value;
  }
  return merged as T;
}
