/** The WebAssembly engine: made on the first call, synchronously, from bytes inside this module. */
import hex from "../pkg/wasm-hex.js";
import { initSync, matrix, paths, svg } from "../pkg/qr_engine_wasm.js";
import { QrError, fromEngine } from "./errors.js";
import type { Paths } from "./paths.js";

/** Whether wrong options are refused (false) or coerced as qr-code-styling does (true). */
export type Compat = boolean;

/** Natural size of the logo in px; 0 when unknown, the engine then reads it from a data URI or reserves a square. */
export interface LogoSize {
  width: number;
  height: number;
}

let ready = false;

/** Value of an ASCII hexadecimal digit, lower case. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

/** Decodes by the platform where it can, else digit by digit: parsing pairs of digits as text would take far longer. */
function bytes(): Uint8Array<ArrayBuffer> {
  const platform = Uint8Array as { fromHex?(text: string): Uint8Array<ArrayBuffer> };
  if (platform.fromHex) return platform.fromHex(hex);
  const decoded = new Uint8Array(hex.length / 2);
  for (let at = 0; at < decoded.length; at++) {
    decoded[at] = digit(hex.charCodeAt(2 * at)) * 16 + digit(hex.charCodeAt(2 * at + 1));
  }
  return decoded;
}

function compile(): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes());
  } catch (cause) {
    const message =
      "WebAssembly is not available here: with a Content-Security-Policy, add 'wasm-unsafe-eval' to script-src";
    throw Object.assign(new QrError("engine.unavailable", message), { cause });
  }
}

function call<T>(run: () => T): T {
  if (!ready) {
    initSync({ module: compile() });
    ready = true;
  }
  try {
    return run();
  } catch (thrown) {
    throw fromEngine(thrown);
  }
}

const UNKNOWN: LogoSize = { width: 0, height: 0 };

/** The design as SVG text. `idPrefix` starts the ids of gradients; empty takes a hash of the design. */
export function renderSvg(options: object, compat: Compat, logo: LogoSize = UNKNOWN, idPrefix = ""): string {
  return call(() => svg(options, compat, logo.width, logo.height, idPrefix));
}

/** The design as outlines and paints, for a canvas. */
export function renderPaths(options: object, compat: Compat, logo: LogoSize = UNKNOWN): Paths {
  return call(() => paths(options, compat, logo.width, logo.height) as Paths);
}

/** The modules row by row, 1 for dark. */
export function renderMatrix(options: object, compat: Compat): Uint8Array {
  return call(() => matrix(options, compat));
}
