/** The WebAssembly engine: made on the first call, synchronously. */
import { initSync, matrix, paths, svg } from "../pkg/engine/engine.js";
import { unavailable } from "./errors.js";
import type { Paths } from "./paths.js";
import { engineModule } from "./wasm-inline.js";

/** Whether wrong options are refused (false) or coerced as qr-code-styling does (true). */
export type Compat = boolean;

/** Natural size of the logo in px; 0 when unknown, the engine then reads it from a data URI or reserves a square. */
export interface LogoSize {
  width: number;
  height: number;
}

let ready = false;

/** Starts the engine, once. */
function start(): void {
  if (ready) return;
  try {
    initSync({ module: engineModule() });
  } catch (cause) {
    throw unavailable(cause);
  }
  ready = true;
}

const UNKNOWN: LogoSize = { width: 0, height: 0 };

/** The design as SVG text. `idPrefix` starts the ids of gradients; empty takes a hash of the design. */
export function renderSvg(options: object, compat: Compat, logo: LogoSize = UNKNOWN, idPrefix = ""): string {
  start();
  return svg(options, compat, logo.width, logo.height, idPrefix);
}

/** The design as outlines and paints, for a canvas. */
export function renderPaths(options: object, compat: Compat, logo: LogoSize = UNKNOWN): Paths {
  start();
  return paths(options, compat, logo.width, logo.height) as Paths;
}

/** The modules row by row, 1 for dark. */
export function renderMatrix(options: object, compat: Compat): Uint8Array {
  start();
  return matrix(options, compat);
}
