/**
 * Steps of tiny-skia's drawing that the bundle of files never takes. tiny-skia keeps all steps in two tables, one for each precision,
 * and a linker cannot know which of them a table is asked for. This bundle asks for two things: how far outlines cover pixels
 * (`Mask::fill_path`), and PNG logos laid over what is there (`Pixmap::draw_pixmap`).
 */
const TAKEN = {
  lowp: ["start", "just_return", "null_fn", "uniform_color", "lerp_1_float", "lerp_u8", "load_dst_u8", "load_dst_u8_tail", "store_u8", "store_u8_tail"],
  highp: [
    "start", "just_return", "seed_shader", "transform", "gather", "bicubic", "clamp_0", "clamp_a", "scale_1_float", "scale_u8",
    "lerp_1_float", "lerp_u8", "load_dst", "load_dst_tail", "source_over", "source_over_rgba", "source_over_rgba_tail", "store", "store_tail",
  ],
};

/** Whether a function of this name is a step that is never taken. */
export function isUnusedStep(name) {
  const [, precision, step] = /^tiny_skia::pipeline::(lowp|highp)::(\w+)(?:::h[0-9a-f]{16})?$/.exec(name) ?? [];
  return precision !== undefined && !TAKEN[precision].includes(step);
}
