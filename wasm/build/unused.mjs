/**
 * Steps of tiny-skia's drawing that the bundle of files never takes. tiny-skia keeps all steps in two tables, one for each precision,
 * and a linker cannot know which of them a table is asked for. This bundle asks for one thing: how far outlines cover pixels
 * (`Mask::fill_path`), which the lower precision is enough for.
 */
const TAKEN = ["start", "just_return", "null_fn", "uniform_color", "lerp_1_float", "lerp_u8", "load_dst_u8", "load_dst_u8_tail", "store_u8", "store_u8_tail"];

/** Whether a function of this name is a step that is never taken. */
export function isUnusedStep(name) {
  const [, precision, step] = /^tiny_skia::pipeline::(lowp|highp)::(\w+)(?:::h[0-9a-f]{16})?$/.exec(name) ?? [];
  return precision === "highp" || (precision === "lowp" && !TAKEN.includes(step));
}
