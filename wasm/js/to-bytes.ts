/** A design as the bytes of a file. */
import { QrError } from "./errors.js";
import { logoHref } from "./href.js";
import { write } from "./raster-write.js";
import type { Options } from "./types.js";

/** File formats that {@link toBytes} writes. */
export type RasterFormat = "png" | "jpeg" | "webp" | "pdf" | "eps" | "svg";

/** How a design becomes a file. */
export interface RasterSettings {
  format: RasterFormat;
  /** Pixels for each px of the design, above 0, for raster formats; up to 100 million pixels in all. Default: as `printSize` says, else 1. */
  scale?: number | undefined;
  /** Pixels per inch, told in PNG and JPEG so that programs print them in their size. Default: as `printSize` says, else none. */
  dpi?: number | undefined;
  /** 1 to 100, for JPEG; from 90 on colours keep their full resolution. Default: 90. */
  quality?: number | undefined;
  /** Spares bytes instead of time, for PNG: files are about half as large and take several times as long. Default: false. */
  compact?: boolean | undefined;
}

/**
 * The design as the bytes of a file, synchronously. Strict: a wrong option is refused with a {@link QrError} that names
 * its path. A logo has to be bytes or a data URI: of PNG, and with `import "qr-engine/raster/logos"` of SVG, JPEG, GIF or WebP.
 *
 * @example
 * await writeFile("code.png", toBytes({ data: "https://example.com" }, { format: "png", scale: 4, dpi: 300 }));
 */
export function toBytes(options: Options, settings: RasterSettings): Uint8Array<ArrayBuffer> {
  const { format, scale, dpi, quality = 90, compact = false } = settings;
  const above = (name: string, value: number | undefined) => {
    if (value === undefined || (value > 0 && Number.isFinite(value))) return value ?? 0;
    throw new QrError("options.range", `${name}: ${String(value)} is no number above 0`, { path: name });
  };
  const [pixelsPerPx, pixelsPerInch] = [above("scale", scale), above("dpi", dpi)];
  if (!(quality >= 1 && quality <= 100)) {
    throw new QrError("options.range", `quality: ${String(quality)} is not from 1 to 100`, { path: "quality" });
  }
  // The functions of a canvas module and a DOM are no part of the picture, and cannot be read as one.
  const { nodeCanvas, jsdom, ...rest } = options ?? {};
  const design = options && { ...rest, image: rest.image && logoHref(rest.image) };
  return write(design, false, String(format), pixelsPerPx, pixelsPerInch, Math.round(quality), compact) as Uint8Array<ArrayBuffer>;
}
