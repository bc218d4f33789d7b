/** The only door to the engine: everything else on the page imports from here. */
import QRCodeStyling, { type Options } from "qr-engine";
import { matrix, QrError, toSvg } from "qr-engine/core";
import type { Design } from "./design";

export type { Options };

/** Formats that a design can be saved in. */
export const FILE_FORMATS = ["svg", "png", "jpeg", "webp", "pdf", "eps"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** The pictures of a design that its options hold as data. */
type Pictures = Pick<Design, "logo" | "backgroundImage">;

const NO_PICTURES: Pictures = { logo: null, backgroundImage: null };

/** What stopped the engine, and the option that it is about (such as `dotsOptions.color`), if it names one. */
export interface DrawProblem {
  /** The engine's stable code, such as `payload.missing`. */
  code: string | null;
  path: string | null;
  message: string;
}

type FileEngine = typeof import("qr-engine/raster");

/** The engine of files and frames, once somebody needed it: it weighs six times the engine of previews. */
let fileEngine: FileEngine | null = null;
/** Whether it draws photographs too. */
let hasPhotographs = false;

/** Whether a picture needs more than the engine of files brings along, which draws PNG. */
const hasPhotograph = ({ logo, backgroundImage }: Pictures): boolean =>
  [logo, backgroundImage].some((picture) => picture !== null && /^data:image\/(jpeg|gif|webp)/.test(picture.dataUri));

export async function loadFileEngine(pictures: Pictures = NO_PICTURES): Promise<FileEngine> {
  if (hasPhotograph(pictures) && !hasPhotographs) {
    await import("qr-engine/raster/logos");
    hasPhotographs = true;
  }
  return (fileEngine ??= await import("qr-engine/raster"));
}

/** Whether the design needs an engine of files that is not there yet. */
export function lacksEngine(options: Options, pictures: Pictures): boolean {
  return options.frameOptions !== undefined && (fileEngine === null || (hasPhotograph(pictures) && !hasPhotographs));
}

/** SVG pictures as pixels: the browser draws their text too, which the engine of files does not. */
function withPixels(options: Options, { logo, backgroundImage }: Pictures): Options {
  return {
    ...options,
    ...(logo?.pixels && options.image === logo.dataUri && { image: logo.pixels }),
    ...(backgroundImage?.pixels && {
      backgroundOptions: { ...options.backgroundOptions, image: backgroundImage.pixels },
    }),
  };
}

/** SVG text of the options. Throws what `toDrawProblem` understands. `idPrefix` keeps ids apart when many pictures share a page. */
export function drawSvg(options: Options, pictures: Pictures = NO_PICTURES, idPrefix?: string): string {
  const { logo, backgroundImage } = pictures;
  if (options.frameOptions) {
    if (!fileEngine) throw new Error("The engine for frames is not loaded yet.");
    const svg = new TextDecoder().decode(fileEngine.toBytes(withPixels(options, pictures), { format: "svg" }));
    // In SVG the pictures can be what they are again, and stay sharp at any size.
    return [logo, backgroundImage].reduce((text, image) => (image?.pixels ? text.replaceAll(image.pixels, image.dataUri) : text), svg);
  }
  return toSvg(options, {
    ...(logo && { logo: { width: logo.width, height: logo.height } }),
    ...(idPrefix !== undefined && { idPrefix }),
  });
}

/**
 * Side of one module as a share of the picture's width: what is left of it after margins and a frame. null where the picture
 * is too small for the code. Plain square modules are drawn for it, which the engine scales up from one px.
 */
export function moduleShare(options: Options): number | null {
  const { width = 0, shape, margin, quietZone, height, data, qrOptions = {}, frameOptions } = options;
  const plain: Options = { width, height, shape, margin, quietZone, data, qrOptions, frameOptions };
  const scale = /scale\(([\d.]+)\)/.exec(drawSvg(plain))?.[1];
  return scale === undefined ? null : Number(scale) / width;
}

/** Modules on each side of the symbol. */
export function moduleCount(options: Options): number {
  // A frame goes around the symbol, and this engine knows none.
  const { frameOptions: _, ...symbol } = options;
  return matrix(symbol).size;
}

const MEDIA_TYPES: Record<FileFormat, string> = {
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
  pdf: "application/pdf",
  eps: "application/postscript",
};

/**
 * A file of pixels or for print. `forPrint` tells its resolution in it, which the browser's own pictures cannot; the engine
 * for that comes when it is first asked for.
 */
export async function drawFile(options: Options, pictures: Pictures, format: Exclude<FileFormat, "svg">, forPrint = false): Promise<Blob> {
  const isOfBrowser = !forPrint && !options.frameOptions && format !== "pdf" && format !== "eps";
  if (isOfBrowser) {
    const picture = await new QRCodeStyling(options).getRawData(format);
    if (!(picture instanceof Blob)) throw new Error(`The engine returned no ${format.toUpperCase()} picture.`);
    return picture;
  }
  const { toBytes } = await loadFileEngine(pictures);
  return new Blob([toBytes(withPixels(options, pictures), { format })], { type: MEDIA_TYPES[format] });
}

/** The message without the option's name, for where its field is in sight. */
export function plainly({ path, message }: Pick<DrawProblem, "path" | "message">): string {
  const plain = path !== null && message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

const bytes = (bits: number): string => Math.ceil(bits / 8).toLocaleString();

export function toDrawProblem(thrown: unknown): DrawProblem {
  if (thrown instanceof QrError) {
    const { code, path = null, needed, available, message } = thrown;
    // The everyday case in everyday words; the engine's own message speaks of bits and option names.
    if (code === "data.too_long" && needed !== undefined && available !== undefined) {
      return {
        code,
        path,
        message: `This text needs ${bytes(needed)} bytes, and one code holds ${bytes(available)} at this level. Shorten it, or let the code survive less damage.`,
      };
    }
    if (code === "data.mode") {
      return { code, path, message: "The text has characters that the chosen mode (Encoding, Characters) cannot hold. Choose another, or “The densest that fits”." };
    }
    if (code === "options.contrast") {
      const most = /at most (\d+) %/.exec(message)?.[1];
      const limit = most ? `With these colours ${most} % is the most that scans.` : "With these colours no picture leaves enough.";
      return { code, path, message: `The picture behind hides the code. ${limit} Take less, or deeper colours.` };
    }
    return { code, path, message };
  }
  return { code: null, path: null, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
