/** The engines of files: a small one, and one that draws logos of every kind, once somebody imported it. */
import { QrError, unavailable } from "./errors.js";

/** What each of them exports; it is started by its first call. */
export type Write = (design: unknown, compat: boolean, format: string, scale: number, dpi: number, quality: number, compact: boolean) => Uint8Array;

/** The function of an engine that is started when it is first called. */
export function started(initSync: (source: { module: WebAssembly.Module }) => unknown, module: () => WebAssembly.Module, write: Write): Write {
  let ready = false;
  return (...given) => {
    if (!ready) {
      try {
        initSync({ module: module() });
      } catch (cause) {
        throw unavailable(cause);
      }
      ready = true;
    }
    return write(...given);
  };
}

let logos: Write | undefined;

/** Lets designs whose logo the small engine cannot draw be drawn by this one. */
export function drawLogosBy(write: Write): void {
  logos = write;
}

/** Whether a design was refused for want of the other engine. */
export function wantsLogos(error: unknown): error is QrError {
  return error instanceof QrError && error.code === "logo.decoder";
}

/** The small engine, with the other in its place where a logo asks for it. */
export function ofAnyLogo(small: Write): Write {
  return (...given) => {
    try {
      return small(...given);
    } catch (error) {
      if (!wantsLogos(error)) throw error;
      if (logos) return logos(...given);
      throw new QrError(error.code, `${error.message}, or add import "qr-engine/raster/logos" to the program`, error);
    }
  };
}
