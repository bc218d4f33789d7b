/**
 * Files without a browser: Node, workers, the edge. The WebAssembly that draws them is loaded from here alone. It draws PNG logos;
 * `qr-engine/raster/logos` brings the rest, and in Node comes along by itself. Once this is imported, the class, the component and
 * the element write their PNG, JPEG and WebP by it too.
 */
import { encodeBy } from "./encoder.js";
import { encodeFile } from "./raster-encoder.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";
export { toBytes } from "./to-bytes.js";
export type { RasterFormat, RasterSettings } from "./to-bytes.js";
export type * from "./types.js";

// Here, and in no module that another entry shares: bundlers keep the effects of this entry's own file.
encodeBy(encodeFile);
