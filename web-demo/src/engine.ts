/** The only door to the engine: everything else on the page imports from here. */
import QRCodeStyling, { type Options } from "qr-engine";
import { matrix, QrError, toSvg } from "qr-engine/core";

export type { Options };

/** Formats that a design can be saved in. */
export const FILE_FORMATS = ["svg", "png", "jpeg", "webp", "pdf", "eps"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface LogoSize {
  width: number;
  height: number;
}

/** What stopped the engine, and the option that it is about (such as `dotsOptions.color`), if it names one. */
export interface DrawProblem {
  path: string | null;
  message: string;
}

type FileEngine = typeof import("qr-engine/raster");

/** The engine of files and frames, once somebody needed it: it weighs ten times the engine of previews. */
let fileEngine: FileEngine | null = null;

export async function loadFileEngine(): Promise<FileEngine> {
  return (fileEngine ??= await import("qr-engine/raster"));
}

/** Whether the options need the engine of files, and it is not there yet. */
export function lacksEngine(options: Options): boolean {
  return options.frameOptions !== undefined && fileEngine === null;
}

/** SVG text of the options. Throws what `toDrawProblem` understands. `idPrefix` keeps ids apart when many pictures share a page. */
export function drawSvg(options: Options, logo: LogoSize | null, idPrefix?: string): string {
  if (options.frameOptions) {
    if (!fileEngine) throw new Error("The engine for frames is not loaded yet.");
    return new TextDecoder().decode(fileEngine.toBytes(options, { format: "svg" }));
  }
  return toSvg(options, {
    ...(logo && { logo: { width: logo.width, height: logo.height } }),
    ...(idPrefix !== undefined && { idPrefix }),
  });
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

/** Pixels of an SVG logo where the file needs pixels. */
const LOGO_PIXELS = 1024;

/** The logo as pixels: the file engine takes no SVG. */
async function pixelLogo(image: Options["image"]): Promise<Options["image"]> {
  if (typeof image !== "string" || !image.startsWith("data:image/svg")) return image;
  const picture = new Image();
  picture.src = image;
  await picture.decode();
  const scale = LOGO_PIXELS / Math.max(picture.naturalWidth || LOGO_PIXELS, picture.naturalHeight || LOGO_PIXELS);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((picture.naturalWidth || LOGO_PIXELS) * scale);
  canvas.height = Math.round((picture.naturalHeight || LOGO_PIXELS) * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

/**
 * A file of pixels or for print. `forPrint` tells its resolution in it, which the browser's own pictures cannot; the engine
 * for that comes when it is first asked for.
 */
export async function drawFile(options: Options, format: Exclude<FileFormat, "svg">, forPrint = false): Promise<Blob> {
  const isOfBrowser = !forPrint && !options.frameOptions && format !== "pdf" && format !== "eps";
  if (isOfBrowser) {
    const picture = await new QRCodeStyling(options).getRawData(format);
    if (!(picture instanceof Blob)) throw new Error(`The engine returned no ${format.toUpperCase()} picture.`);
    return picture;
  }
  const { toBytes } = await loadFileEngine();
  const design = { ...options, image: await pixelLogo(options.image) };
  return new Blob([toBytes(design, { format })], { type: MEDIA_TYPES[format] });
}

const bytes = (bits: number): string => Math.ceil(bits / 8).toLocaleString();

export function toDrawProblem(thrown: unknown): DrawProblem {
  if (thrown instanceof QrError) {
    const { code, path = null, needed, available, message } = thrown;
    // The everyday case in everyday words; the engine's own message speaks of bits and option names.
    if (code === "data.too_long" && needed !== undefined && available !== undefined) {
      return {
        path,
        message: `This text needs ${bytes(needed)} bytes, and one code holds ${bytes(available)} at this level. Shorten it, or let the code survive less damage.`,
      };
    }
    return { path, message };
  }
  return { path: null, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
