/** A design as the fragment of a link. Pictures stay out: they would make links of megabytes. */
import { isHexColour } from "./colour";
import { kindOf } from "./content/kinds";
import {
  type Backing,
  type Content,
  type CornerLook,
  CORNERS,
  CORNER_DOT_TYPES,
  CORNER_SQUARE_TYPES,
  DEFAULT_DESIGN,
  type Design,
  DOT_TYPES,
  ECIS,
  ERROR_CORRECTION_LEVELS,
  FRAME_POSITIONS,
  FRAMES,
  type Gradient,
  GRADIENT_TYPES,
  type GradientStop,
  LIMITS,
  LOGO_SHAPES,
  MARGIN_UNITS,
  MASKS,
  MODES,
  type Paint,
  SEGMENTS,
  SHAPES,
} from "./design";

/** No QR code holds more than 7,089 characters, so a longer text is not worth a link. */
const MAX_LINKED_TEXT = 7_089;

function toBase64Url(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** null when the text is too long for a link. */
export function designToHash(design: Design): string | null {
  if (design.data.length > MAX_LINKED_TEXT) return null;
  const { logo: _, backgroundImage: __, ...linked } = design;
  return `#d=${toBase64Url(JSON.stringify(linked))}`;
}

/** What a link leaves out, in words; null when it brings all. */
export function leftOut({ logo, backgroundImage }: Design): string | null {
  if (logo && backgroundImage) return "the logo and the picture behind";
  if (logo) return "the logo";
  return backgroundImage ? "the picture behind" : null;
}

type Fields = Record<string, unknown>;

function asFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((name) => name === value);
}

function numberIn(value: unknown, { min, max }: { min: number; max: number }): number | undefined {
  return typeof value === "number" && value >= min && value <= max ? value : undefined;
}

function readStop(value: unknown): GradientStop | undefined {
  const fields = asFields(value);
  const offset = numberIn(fields?.offset, { min: 0, max: 1 });
  const color = fields?.color;
  return offset !== undefined && isHexColour(color) ? { offset, color } : undefined;
}

function readGradient(value: unknown): Gradient | undefined {
  const fields = asFields(value);
  const type = oneOf(fields?.type, GRADIENT_TYPES);
  const angle = numberIn(fields?.angle, { min: 0, max: 359 });
  if (!type || angle === undefined || !Array.isArray(fields?.stops)) return undefined;
  const stops = fields.stops.map(readStop).filter((stop) => stop !== undefined);
  if (stops.length < 2) return undefined;
  return { type, angle, stops: stops.sort((a, b) => a.offset - b.offset) };
}

function readPaint(value: unknown): Paint | undefined {
  const fields = asFields(value);
  if (fields?.kind === "none") return { kind: "none" };
  if (fields?.kind === "solid" && isHexColour(fields.color)) return { kind: "solid", color: fields.color };
  const gradient = fields?.kind === "gradient" ? readGradient(fields.gradient) : undefined;
  return gradient && { kind: "gradient", gradient };
}

function readBacking(value: unknown): Backing | null {
  const fields = asFields(value);
  if (!fields || !isHexColour(fields.color)) return null;
  const padding = numberIn(fields.padding, LIMITS.backingPadding) ?? 0;
  return { color: fields.color, padding, round: numberIn(fields.round, LIMITS.backingRound) ?? 0 };
}

function oneOfOrNull<T extends string>(value: unknown, allowed: readonly T[], otherwise: T | null): T | null {
  return value === null ? null : (oneOf(value, allowed) ?? otherwise);
}

function readCorner(value: unknown): CornerLook | null {
  const fields = asFields(value);
  if (!fields) return null;
  return {
    squareType: oneOfOrNull(fields.squareType, CORNER_SQUARE_TYPES, null),
    squarePaint: readPaint(fields.squarePaint) ?? { kind: "none" },
    dotType: oneOfOrNull(fields.dotType, CORNER_DOT_TYPES, null),
    dotPaint: readPaint(fields.dotPaint) ?? { kind: "none" },
  };
}

function readCorners(value: unknown): Design["corners"] {
  const fields = asFields(value);
  return Object.fromEntries(CORNERS.map((corner) => [corner, readCorner(fields?.[corner])])) as Design["corners"];
}

function readContent(value: unknown): Content | null {
  const fields = asFields(value);
  const kind = kindOf(typeof fields?.type === "string" ? fields.type : undefined);
  const values = asFields(fields?.values);
  if (!kind || !values) return null;
  const known = kind.fields.map(({ name }) => [name, values[name]] as const);
  return { type: kind.type, isComplete: fields?.isComplete === true, values: Object.fromEntries(known.filter((pair): pair is [string, string] => typeof pair[1] === "string")) };
}

/** A link comes from anyone: each value is checked, and one that does not fit becomes the default. null: no design in it. */
export function designFromHash(hash: string): Design | null {
  const encoded = /^#d=([\w-]+)$/.exec(hash)?.[1];
  if (!encoded) return null;
  let fields: Fields | null;
  try {
    fields = asFields(JSON.parse(fromBase64Url(encoded)));
  } catch {
    return null;
  }
  if (!fields) return null;
  const base = DEFAULT_DESIGN;
  // "none" means nothing for the dots: they have no one to take their colour from.
  const dotsPaint = readPaint(fields.dotsPaint);
  return {
    data: typeof fields.data === "string" ? fields.data.slice(0, MAX_LINKED_TEXT) : base.data,
    content: readContent(fields.content),
    errorCorrection: oneOf(fields.errorCorrection, ERROR_CORRECTION_LEVELS) ?? base.errorCorrection,
    marginUnit: oneOf(fields.marginUnit, MARGIN_UNITS) ?? base.marginUnit,
    margin: numberIn(fields.margin, LIMITS.margin) ?? base.margin,
    quietZone: numberIn(fields.quietZone, LIMITS.quietZone) ?? base.quietZone,
    shape: oneOf(fields.shape, SHAPES) ?? base.shape,
    dotsType: oneOf(fields.dotsType, DOT_TYPES) ?? base.dotsType,
    cornersSquareType: oneOfOrNull(fields.cornersSquareType, CORNER_SQUARE_TYPES, base.cornersSquareType),
    cornersDotType: oneOfOrNull(fields.cornersDotType, CORNER_DOT_TYPES, base.cornersDotType),
    corners: readCorners(fields.corners),
    backgroundRound: numberIn(fields.backgroundRound, LIMITS.backgroundRound) ?? base.backgroundRound,
    dotsPaint: dotsPaint && dotsPaint.kind !== "none" ? dotsPaint : base.dotsPaint,
    cornersSquarePaint: readPaint(fields.cornersSquarePaint) ?? base.cornersSquarePaint,
    cornersDotPaint: readPaint(fields.cornersDotPaint) ?? base.cornersDotPaint,
    backgroundPaint: readPaint(fields.backgroundPaint) ?? base.backgroundPaint,
    backgroundImage: null,
    backgroundImageOpacity: numberIn(fields.backgroundImageOpacity, LIMITS.backgroundImageOpacity) ?? null,
    backgroundImageGuard: fields.backgroundImageGuard !== false,
    logo: null,
    logoSize: numberIn(fields.logoSize, LIMITS.logoSize) ?? base.logoSize,
    logoMargin: numberIn(fields.logoMargin, LIMITS.logoMargin) ?? base.logoMargin,
    logoClearsDots: typeof fields.logoClearsDots === "boolean" ? fields.logoClearsDots : base.logoClearsDots,
    logoShape: oneOf(fields.logoShape, LOGO_SHAPES) ?? base.logoShape,
    logoOpacity: numberIn(fields.logoOpacity, LIMITS.logoOpacity) ?? base.logoOpacity,
    logoBacking: readBacking(fields.logoBacking),
    frame: oneOf(fields.frame, FRAMES) ?? base.frame,
    frameText: typeof fields.frameText === "string" ? fields.frameText.slice(0, 60) : base.frameText,
    framePosition: oneOf(fields.framePosition, FRAME_POSITIONS) ?? base.framePosition,
    framePaint: readPaint(fields.framePaint) ?? base.framePaint,
    frameTextColor: isHexColour(fields.frameTextColor) ? fields.frameTextColor : null,
    framePanelColor: isHexColour(fields.framePanelColor) ? fields.framePanelColor : null,
    dotsScale: numberIn(fields.dotsScale, LIMITS.dotsScale) ?? base.dotsScale,
    version: Math.round(numberIn(fields.version, LIMITS.version) ?? base.version),
    mask: oneOf(fields.mask, MASKS) ?? base.mask,
    mode: oneOf(fields.mode, MODES) ?? base.mode,
    segments: oneOf(fields.segments, SEGMENTS) ?? base.segments,
    eci: ECIS.find((eci) => eci === fields.eci) ?? base.eci,
  };
}
