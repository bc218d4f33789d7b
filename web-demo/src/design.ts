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
export const MASKS = ["compat", "iso"] as const;
export const SEGMENTS = ["single", "mixed"] as const;
export const ECIS = [0, 3, 26] as const;
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

export interface Logo {
  dataUri: string;
  name: string;
  /** Weight of the file in bytes. */
  bytes: number;
  /** Natural size in px. */
  width: number;
  height: number;
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
}

export interface Design {
  /** The text of the code. A form writes it where `content` is set. */
  data: string;
  /** null: the text itself is typed. */
  content: Content | null;
  errorCorrection: ErrorCorrectionLevel;
  /** Quiet margin on each side, in % of the picture's width. */
  margin: number;

  shape: Shape;
  dotsType: DotType;
  /** null: as the dots. */
  cornersSquareType: CornerSquareType | null;
  /** null: as the dots. */
  cornersDotType: CornerDotType | null;
  /** Rounding of the background's corners in %; 100 is a disc. */
  backgroundRound: number;

  dotsPaint: Paint;
  cornersSquarePaint: Paint;
  cornersDotPaint: Paint;
  backgroundPaint: Paint;

  logo: Logo | null;
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
  /** null: that of the dots. */
  frameColor: string | null;

  /** Side of each module as a share of its cell, in %; finder patterns stay whole. */
  dotsScale: number;
  /** Version of the symbol, 1 to 40; 0 takes the smallest that fits. */
  version: number;
  mask: MaskRule;
  segments: Segments;
  eci: Eci;
}

export type PaintField = "dotsPaint" | "cornersSquarePaint" | "cornersDotPaint" | "backgroundPaint";

export const GROUPS = {
  content: ["data", "content", "errorCorrection", "margin"],
  shape: ["shape", "dotsType", "dotsScale", "cornersSquareType", "cornersDotType", "backgroundRound"],
  colour: ["dotsPaint", "cornersSquarePaint", "cornersDotPaint", "backgroundPaint"],
  logo: ["logo", "logoSize", "logoMargin", "logoClearsDots", "logoShape", "logoOpacity", "logoBacking"],
  frame: ["frame", "frameText", "framePosition", "frameColor"],
  encoding: ["version", "mask", "segments", "eci"],
} as const satisfies Record<string, readonly (keyof Design)[]>;

export type Group = keyof typeof GROUPS;

/** The options of one group. */
export type Slice<G extends Group> = Pick<Design, (typeof GROUPS)[G][number]>;

/** Bounds of every number, shared by the sliders and by the reader of links. */
export const LIMITS = {
  margin: { min: 0, max: 20 },
  backgroundRound: { min: 0, max: 100 },
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
  margin: 11,
  shape: "square",
  dotsType: "rounded",
  cornersSquareType: "rounded",
  cornersDotType: "rounded",
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
  frameColor: null,
  dotsScale: 100,
  version: 0,
  mask: "compat",
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
