/** The design that a person edits: flat, always complete, in the units that the page shows. */

export const DOT_TYPES = [
  "square",
  "dots",
  "rounded",
  "extra-rounded",
  "classy",
  "classy-rounded",
  "bubbly-dots",
  "circuit-chip",
  "hexagon",
  "octagon",
] as const;
export const CORNER_SQUARE_TYPES = [
  "square",
  "dot",
  "extra-rounded",
  "hexagon",
  "octagon",
  "leaf",
  "rounded",
  "classy",
  "classy-rounded",
  "dots",
  "bubbly-dots",
] as const;
export const CORNER_DOT_TYPES = [
  "square",
  "dot",
  "extra-rounded",
  "hexagon",
  "octagon",
  "teardrop",
  "star",
  "rounded",
  "classy",
  "classy-rounded",
  "dots",
] as const;
export const SHAPES = ["square", "circle"] as const;
export const ERROR_CORRECTION_LEVELS = ["L", "M", "Q", "H"] as const;
export const LOGO_SHAPES = ["square", "circle", "alpha"] as const;
export const FRAMES = [
  "none",
  "border",
  "banner",
  "pill",
  "card",
  "ticket",
  "bubble",
  "ribbon",
  "brackets",
  "badge",
  "phone",
  "bag",
  "clipboard",
] as const;
export const FRAME_POSITIONS = ["bottom", "top"] as const;
/** How one of the eight masks is chosen; digits name it. */
export const MASKS = ["compat", "iso", "0", "1", "2", "3", "4", "5", "6", "7"] as const;
/** `auto` takes the densest that holds the text, of all but Kanji. */
export const MODES = ["auto", "Numeric", "Alphanumeric", "Byte", "Kanji"] as const;
export const SEGMENTS = ["single", "mixed"] as const;
export const ECIS = [0, 3, 26] as const;
/** The finder patterns, as the engine names them. */
export const CORNERS = ["topLeft", "topRight", "bottomLeft"] as const;
export const MARGIN_UNITS = ["percent", "modules"] as const;
export const GRADIENT_TYPES = ["linear", "radial"] as const;

export type DotType = (typeof DOT_TYPES)[number];
export type CornerSquareType = (typeof CORNER_SQUARE_TYPES)[number];
export type CornerDotType = (typeof CORNER_DOT_TYPES)[number];
export type Shape = (typeof SHAPES)[number];
export type ErrorCorrectionLevel = (typeof ERROR_CORRECTION_LEVELS)[number];
export type LogoShape = (typeof LOGO_SHAPES)[number];
export type FrameType = (typeof FRAMES)[number];
export type FramePosition = (typeof FRAME_POSITIONS)[number];
export type MaskRule = (typeof MASKS)[number];
export type EncodingMode = (typeof MODES)[number];
export type Corner = (typeof CORNERS)[number];
export type MarginUnit = (typeof MARGIN_UNITS)[number];
export type Segments = (typeof SEGMENTS)[number];
export type Eci = (typeof ECIS)[number];
export type GradientType = (typeof GRADIENT_TYPES)[number];

export interface GradientStop {
  /** 0 to 1 along the gradient. */
  offset: number;
  /** `#` and 3, 4, 6 or 8 hex digits. */
  color: string;
}

export interface Gradient {
  type: GradientType;
  /** Whole degrees, clockwise, 0 runs left to right. A radial gradient ignores it. */
  angle: number;
  /** Sorted by offset; at least two. */
  stops: GradientStop[];
}

/** What fills one area. `none` means "as the dots" for a corner and "transparent" for the background. */
export type Paint = { kind: "none" } | { kind: "solid"; color: string } | { kind: "gradient"; gradient: Gradient };

/** A picture that somebody brought: the logo, or what lies behind the code. */
export interface ImageFile {
  dataUri: string;
  /** The same as PNG, of SVG pictures: the engine of files takes no SVG. */
  pixels?: string;
  name: string;
  /** Weight of the file in bytes. */
  bytes: number;
  /** Natural size in px. */
  width: number;
  height: number;
}

/** What one finder pattern has of its own. null, and a paint of `none`, mean "as the other corners". */
export interface CornerLook {
  squareType: CornerSquareType | null;
  squarePaint: Paint;
  dotType: CornerDotType | null;
  dotPaint: Paint;
}

/** A plate under the logo. */
export interface Backing {
  color: string;
  /** How far it reaches beyond the logo, in % of the picture's width. */
  padding: number;
  /** Rounding of its corners in %. */
  round: number;
}

/** Content that a form writes: its kind and what stands in the fields. */
export interface Content {
  type: string;
  values: Record<string, string>;
  /** Whether the text of the code is that of the fields; while one fills them in it is still the text before. */
  isComplete: boolean;
}

export interface Design {
  /** The text of the code. A form writes it where `content` is set. */
  data: string;
  /** null: the text itself is typed. */
  content: Content | null;
  errorCorrection: ErrorCorrectionLevel;
  /** What the quiet margin is measured in: `margin` or `quietZone` counts. */
  marginUnit: MarginUnit;
  /** Quiet margin on each side, in % of the picture's width. */
  margin: number;
  /** The same in modules. */
  quietZone: number;

  shape: Shape;
  dotsType: DotType;
  /** null: as the dots. */
  cornersSquareType: CornerSquareType | null;
  /** null: as the dots. */
  cornersDotType: CornerDotType | null;
  /** Single finder patterns that differ from the others; null: as the others. */
  corners: Record<Corner, CornerLook | null>;
  /** Rounding of the background's corners in %; 100 is a disc. */
  backgroundRound: number;

  dotsPaint: Paint;
  cornersSquarePaint: Paint;
  cornersDotPaint: Paint;
  backgroundPaint: Paint;
  /** Lies over the background's colour, under the code. */
  backgroundImage: ImageFile | null;
  /** In %; null takes as much as leaves the code readable. */
  backgroundImageOpacity: number | null;
  /** Whether more opacity than leaves the code readable is refused. */
  backgroundImageGuard: boolean;

  logo: ImageFile | null;
  /** Share of what error correction can repair that the logo may hide, in %. */
  logoSize: number;
  /** Free space around the logo, in % of the picture's width. */
  logoMargin: number;
  logoClearsDots: boolean;
  /** Form of the space that is cleared for it. */
  logoShape: LogoShape;
  /** In %. */
  logoOpacity: number;
  logoBacking: Backing | null;

  frame: FrameType;
  frameText: string;
  framePosition: FramePosition;
  /** `none`: that of the dots. */
  framePaint: Paint;
  /** null: what contrasts with the frame. */
  frameTextColor: string | null;
  /** What a filled frame leaves light for the code; null: as the background. */
  framePanelColor: string | null;

  /** Side of each module as a share of its cell, in %; finder patterns stay whole. */
  dotsScale: number;
  /** Version of the symbol, 1 to 40; 0 takes the smallest that fits. */
  version: number;
  mask: MaskRule;
  mode: EncodingMode;
  segments: Segments;
  eci: Eci;
}

export const GROUPS = {
  content: ["data", "content", "errorCorrection", "marginUnit", "margin", "quietZone"],
  shape: ["shape", "dotsType", "dotsScale", "cornersSquareType", "cornersDotType", "corners", "backgroundRound"],
  colour: [
    "dotsPaint",
    "cornersSquarePaint",
    "cornersDotPaint",
    "backgroundPaint",
    "backgroundImage",
    "backgroundImageOpacity",
    "backgroundImageGuard",
  ],
  logo: ["logo", "logoSize", "logoMargin", "logoClearsDots", "logoShape", "logoOpacity", "logoBacking"],
  frame: ["frame", "frameText", "framePosition", "framePaint", "frameTextColor", "framePanelColor"],
  encoding: ["version", "mode", "segments", "mask", "eci"],
} as const satisfies Record<string, readonly (keyof Design)[]>;

export type Group = keyof typeof GROUPS;

/** The options of one group. */
export type Slice<G extends Group> = Pick<Design, (typeof GROUPS)[G][number]>;

/** Bounds of every number, shared by the sliders and by the reader of links. */
export const LIMITS = {
  margin: { min: 0, max: 20 },
  quietZone: { min: 0, max: 12 },
  backgroundRound: { min: 0, max: 100 },
  backgroundImageOpacity: { min: 1, max: 100 },
  logoSize: { min: 5, max: 100 },
  logoMargin: { min: 0, max: 5 },
  logoOpacity: { min: 10, max: 100 },
  backingPadding: { min: 0, max: 4 },
  backingRound: { min: 0, max: 100 },
  dotsScale: { min: 40, max: 100 },
  version: { min: 0, max: 40 },
} as const;

/** The first visit starts from this: a finished design, not a blank form. */
export const DEFAULT_DESIGN: Design = {
  data: "https://example.com/hello",
  content: null,
  errorCorrection: "Q",
  marginUnit: "percent",
  margin: 11,
  quietZone: 4,
  shape: "square",
  dotsType: "rounded",
  cornersSquareType: "rounded",
  cornersDotType: "rounded",
  corners: { topLeft: null, topRight: null, bottomLeft: null },
  backgroundRound: 0,
  dotsPaint: {
    kind: "gradient",
    gradient: {
      type: "linear",
      angle: 45,
      stops: [
        { offset: 0, color: "#10206b" },
        { offset: 1, color: "#7a1fa2" },
      ],
    },
  },
  cornersSquarePaint: { kind: "none" },
  cornersDotPaint: { kind: "none" },
  backgroundPaint: { kind: "solid", color: "#ffffff" },
  backgroundImage: null,
  backgroundImageOpacity: null,
  backgroundImageGuard: true,
  logo: null,
  logoSize: 40,
  logoMargin: 0.5,
  logoClearsDots: true,
  logoShape: "square",
  logoOpacity: 100,
  logoBacking: null,
  frame: "none",
  frameText: "SCAN ME",
  framePosition: "bottom",
  framePaint: { kind: "none" },
  frameTextColor: null,
  framePanelColor: null,
  dotsScale: 100,
  version: 0,
  mask: "compat",
  mode: "auto",
  segments: "single",
  eci: 0,
};

/** The part of the default design that belongs to one group. */
export function groupDefaults(group: Group): Partial<Design> {
  return Object.fromEntries(GROUPS[group].map((field) => [field, DEFAULT_DESIGN[field]]));
}

export function isGroupDefault(design: Partial<Design>, group: Group): boolean {
  return GROUPS[group].every((field) => JSON.stringify(design[field]) === JSON.stringify(DEFAULT_DESIGN[field]));
}
