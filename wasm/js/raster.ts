/** Files without a browser: Node, workers, the edge. The WebAssembly that draws them is loaded from here alone. */
import { bytes, initSync } from "../pkg/raster/raster.js";
import { QrError, fromEngine, unavailable } from "./errors.js";
import { logoHref } from "./href.js";
import { rasterModule } from "./raster-inline.js";
import type { Options } from "./types.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";
export type * from "./types.js";

/** File formats that {@link toBytes} writes. */
export type RasterFormat = "png" | "svg";

/** How a design becomes a file. */
export interface RasterSettings {
  format: RasterFormat;
  /** Pixels for each px of the design, above 0, for raster formats; up to 100 million pixels in all. Default: 1. */
  scale?: number | undefined;
  /** Pixels per inch, told in the file so that programs print it in its size. Default: nothing is told. */
  dpi?: number | undefined;
  /** Spares bytes instead of time: files are about half as large and take several times as long. Default: false. */
  compact?: boolean | undefined;
}

let ready = false;

/**
 * The design as the bytes of a file, synchronously. Strict: a wrong option is refused with a {@link QrError} that names
 * its path. A logo has to be bytes or a data URI of PNG, JPEG, GIF or WebP.
 *
 * @example
 * await writeFile("code.png", toBytes({ data: "https://example.com" }, { format: "png", scale: 4, dpi: 300 }));
 */
export function toBytes(options: Options, settings: RasterSettings): Uint8Array<ArrayBuffer> {
  const { format, scale = 1, dpi = 0, compact = false } = settings;
  if (!(scale > 0 && Number.isFinite(scale))) throw new QrError("options.range", `scale: ${String(scale)} is no number above 0`, { path: "scale" });
  if (!(dpi >= 0 && Number.isFinite(dpi))) throw new QrError("options.range", `dpi: ${String(dpi)} is no number above 0`, { path: "dpi" });
  if (!ready) {
    try {
      initSync({ module: rasterModule() });
    } catch (cause) {
      throw unavailable(cause);
    }
    ready = true;
  }
  // The functions of a canvas module and a DOM are no part of the picture, and cannot be read as one.
  const { nodeCanvas, jsdom, ...design } = options ?? {};
  if (design.image instanceof Uint8Array) design.image = logoHref(design.image);
  try {
    return bytes(design, String(format), scale, dpi, compact) as Uint8Array<ArrayBuffer>;
  } catch (thrown) {
    throw fromEngine(thrown);
  }
}
