/** All of `qr-engine` and `qr-engine/core`, without the WebAssembly: the program loads `qr-engine/engine.wasm` itself. */
export * from "./index.js";
export { default } from "./index.js";
export { matrix, toPaths, toSvg, validate } from "./core.js";
export type { Fill, FillItem, ImageItem, LogoSize, Matrix, PaintStop, Paths, PathsEnvironment, Problem, SvgEnvironment } from "./core.js";
export { init, initSync } from "./wasm-given.js";
export type { EngineSource } from "./wasm-given.js";
