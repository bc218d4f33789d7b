/** The named constants that the typings of qr-code-styling and of its fork promise; there they are missing at run time. */
import type {
  CornerDotTypes,
  CornerSquareTypes,
  DotTypes,
  DrawTypes,
  ErrorCorrectionLevel,
  GradientTypes,
  Mode,
  ShapeTypes,
  TypeNumber,
} from "./types.js";

export const dotTypes: DotTypes = {
  dots: "dots",
  rounded: "rounded",
  classy: "classy",
  classyRounded: "classy-rounded",
  square: "square",
  extraRounded: "extra-rounded",
  bubblyDots: "bubbly-dots",
  circuitChip: "circuit-chip",
  hexagon: "hexagon",
  octagon: "octagon",
};

export const cornerDotTypes: CornerDotTypes = {
  dot: "dot",
  square: "square",
  teardrop: "teardrop",
  star: "star",
  ...dotTypes,
};

export const cornerSquareTypes: CornerSquareTypes = {
  dot: "dot",
  square: "square",
  extraRounded: "extra-rounded",
  leaf: "leaf",
  ...dotTypes,
};

export const errorCorrectionLevels: { [key: string]: ErrorCorrectionLevel } = { L: "L", M: "M", Q: "Q", H: "H" };

/** Share of the modules that a logo may hide, by error correction level. */
export const errorCorrectionPercents: { [key: string]: number } = { L: 0.07, M: 0.15, Q: 0.25, H: 0.3 };

export const modes: { [key: string]: Mode } = {
  numeric: "Numeric",
  alphanumeric: "Alphanumeric",
  byte: "Byte",
  kanji: "Kanji",
};

/** Versions by number; 0 means the smallest that fits. */
export const qrTypes: { [key: number]: TypeNumber } = Object.fromEntries(
  Array.from({ length: 41 }, (_, version) => [version, version as TypeNumber]),
);

export const drawTypes: DrawTypes = { canvas: "canvas", svg: "svg" };

export const shapeTypes: ShapeTypes = { square: "square", circle: "circle" };

export const gradientTypes: GradientTypes = { radial: "radial", linear: "linear" };
