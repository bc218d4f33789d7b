/**
 * Pure functions: options in, picture out, no DOM. They are strict: a wrong option is refused with a {@link QrError}
 * that names its path.
 */
import { renderMatrix, renderPaths, renderSvg } from "./engine.js";
import type { LogoSize } from "./engine.js";
import { QrError } from "./errors.js";
import { logoHref } from "./href.js";
import type { Paths } from "./paths.js";
import type { Options } from "./types.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";
export type { LogoSize } from "./engine.js";
export type { Fill, FillItem, ImageItem, PaintStop, Paths } from "./paths.js";
export type * from "./types.js";

/** What the surroundings know and the design does not say. */
export interface PathsEnvironment {
  /** Natural size of the logo in px. Default: read from the data URI, else a square is reserved. */
  logo?: LogoSize | undefined;
}

/** What the surroundings know and the design does not say. */
export interface SvgEnvironment extends PathsEnvironment {
  /** Start of all ids in the SVG; letters, digits, `-` and `_`. Default: a hash of the design. */
  idPrefix?: string | undefined;
}

/** The modules of a symbol. */
export interface Matrix {
  /** Modules per side. */
  size: number;
  /** Row by row, 1 for dark. */
  modules: Uint8Array;
}

/** The options as the engine takes them: a logo given as bytes becomes a data URI. */
function prepared(options: Options): object {
  return options?.image instanceof Uint8Array ? { ...options, image: logoHref(options.image) } : options;
}

/**
 * The design as the text of an SVG document.
 *
 * @example
 * toSvg({ data: "https://example.com", dotsOptions: { type: "rounded", color: "#1b3a6b" } })
 */
export function toSvg(options: Options, environment: SvgEnvironment = {}): string {
  return renderSvg(prepared(options), false, environment.logo, environment.idPrefix);
}

/** The design as outlines and paints, for a canvas or any other drawing surface. */
export function toPaths(options: Options, environment: PathsEnvironment = {}): Paths {
  return renderPaths(prepared(options), false, environment.logo);
}

/** The modules of the symbol, before any styling. */
export function matrix(options: Options): Matrix {
  const modules = renderMatrix(prepared(options), false);
  return { size: Math.sqrt(modules.length), modules };
}

/** Why a design cannot be drawn; a {@link QrError} as plain data. */
export interface Problem {
  /** Stable code such as `options.type` or `data.too_long`. */
  code: string;
  /** The option at fault, such as `dotsOptions.gradient.colorStops[1].offset`; undefined when no single option is. */
  path: string | undefined;
  /** What is wrong, why, and how to mend it. */
  message: string;
}

/** What the strict functions would refuse about a design, first fault first; an empty list if they draw it. */
export function validate(options: Options): Problem[] {
  try {
    toPaths(options);
    return [];
  } catch (error) {
    if (!(error instanceof QrError)) throw error;
    const { code, path, message } = error;
    return [{ code, path, message }];
  }
}
