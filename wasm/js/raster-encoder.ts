/** PNG, JPEG and WebP of the class, the component and the element, by the engine of files instead of by a canvas. */
import type { Encode } from "./encoder.js";
import { write } from "./raster-write.js";
import type { Options } from "./types.js";

/** Formats that a canvas writes too. */
const FORMATS: { [type: string]: string } = { "image/png": "png", "image/jpeg": "jpeg", "image/webp": "webp" };

/** Characters of a picture's data, about 64 kB of it, in which a colour profile would begin. */
const HEAD = 87_400;

/** Whether a canvas shows the picture with the same colours: one of pixels, and without a profile, which only browsers follow. */
function isPlain(image: unknown): boolean {
  if (!image) return true;
  const [, data] = /^data:image\/(?:png|jpeg|gif|webp);base64,(.*)$/s.exec(String(image)) ?? [];
  return data !== undefined && !/iCCP|cICP|ICC_PROFILE|ICCP/.test(atob(data.slice(0, HEAD)));
}

/** Whether a canvas would show the same picture, pixel by pixel. */
function isAlike({ width = 300, height = 300, image, backgroundOptions }: Options, scale: number): boolean {
  const isWhole = Number.isInteger(width * scale) && Number.isInteger(height * scale);
  return isWhole && isPlain(image) && isPlain(backgroundOptions?.image);
}

/** Writes what a canvas would show. */
export const encodeFile: Encode = (options, compat, type, scale, quality, isAlone) => {
  const format = FORMATS[type];
  if (!format) return undefined;
  try {
    if (isAlone || isAlike(options, scale)) {
      // A canvas has no size on paper, and the functions of other modules, are no part of a picture.
      const { printSize, nodeCanvas, jsdom, ...design } = options as Options;
      return write(design, compat, format, scale, 0, quality, false) as Uint8Array<ArrayBuffer>;
    }
  } catch (error) {
    if (isAlone) throw error;
    // A colour that only pages know, a logo of another kind, a page that forbids WebAssembly: the canvas draws, or says why not.
  }
  return undefined;
};
