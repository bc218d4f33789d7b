/** What a `QrError` tells besides its message. */
export interface QrErrorDetails {
  /** The option at fault, such as `dotsOptions.gradient.colorStops[1].offset`. */
  path?: string | undefined;
  /** Bits that the data needs (code `data.too_long`). */
  needed?: number | undefined;
  /** Bits that the symbol holds (code `data.too_long`). */
  available?: number | undefined;
}

/** Why a design cannot be drawn: `code` for programs, `path` for forms, `message` with the fix for people. */
export class QrError extends Error {
  /** Minifiers rename classes, and people read this in messages. */
  static override readonly name = "QrError";
  override readonly name = "QrError";
  /** Stable code such as `options.type` or `data.too_long`. */
  declare readonly code: string;
  /** The option at fault; absent when no single option is. */
  declare readonly path: string | undefined;
  /** Bits that the data needs (code `data.too_long`). */
  declare readonly needed: number | undefined;
  /** Bits that the symbol holds (code `data.too_long`). */
  declare readonly available: number | undefined;

  constructor(code: string, message: string, details: QrErrorDetails = {}) {
    super(message);
    this.code = code;
    this.path = details.path;
    this.needed = details.needed;
    this.available = details.available;
  }
}

/** What an engine throws; it calls this. Both numbers are 0 unless the data is too long. */
export function engineError(code: string, message: string, path: string | undefined, needed: number, available: number): QrError {
  return new QrError(code, message, needed ? { path, needed, available } : { path });
}

/** Why an engine cannot be had: what stood in its way, in words that help. */
export function unavailable(cause: unknown): unknown {
  if (cause instanceof QrError) return cause;
  const message = "WebAssembly is not available here: with a Content-Security-Policy, add 'wasm-unsafe-eval' to script-src";
  return Object.assign(new QrError("engine.unavailable", message), { cause });
}
