/** The only door to the engine: everything else on the page imports from here. */
import QRCodeStyling, { type Options } from "qr-engine";
import { matrix, QrError, toSvg } from "qr-engine/core";

export type { Options };

export type RasterFormat = "png";

export interface LogoSize {
  width: number;
  height: number;
}

/** What stopped the engine, and the option that it is about (such as `dotsOptions.color`), if it names one. */
export interface DrawProblem {
  path: string | null;
  message: string;
}

/** SVG text of the options. Throws what `toDrawProblem` understands. `idPrefix` keeps ids apart when many pictures share a page. */
export function drawSvg(options: Options, logo: LogoSize | null, idPrefix?: string): string {
  return toSvg(options, {
    ...(logo && { logo: { width: logo.width, height: logo.height } }),
    ...(idPrefix !== undefined && { idPrefix }),
  });
}

/** Modules on each side of the symbol. */
export function moduleCount(options: Options): number {
  return matrix(options).size;
}

export async function drawRaster(options: Options, format: RasterFormat): Promise<Blob> {
  const picture = await new QRCodeStyling(options).getRawData(format);
  if (!(picture instanceof Blob)) throw new Error(`The engine returned no ${format.toUpperCase()} picture.`);
  return picture;
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
