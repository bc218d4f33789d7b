import { DEFAULT_DESIGN, type Design, type GradientType, GROUPS, type Paint } from "./design";

/** Pictures and single corners are a person's own, and no preset has them. */
type Own = "corners" | "backgroundImage" | "backgroundImageOpacity" | "backgroundImageGuard";

type Look = Omit<Design, (typeof GROUPS)["content" | "logo" | "frame" | "encoding"][number] | Own>;

export interface Preset {
  name: string;
  look: Look;
}

const AS_DOTS: Paint = { kind: "none" };

function solid(color: string): Paint {
  return { kind: "solid", color };
}

function blend(type: GradientType, angle: number, ...colors: [string, string, ...string[]]): Paint {
  const stops = colors.map((color, index) => ({ offset: index / (colors.length - 1), color }));
  return { kind: "gradient", gradient: { type, angle, stops } };
}

/**
 * Finished looks that differ in character. All keep dark marks on a light ground and whole corner centres,
 * because scanners miss codes without them.
 */
export const PRESETS: readonly Preset[] = [
  {
    name: "Ink",
    look: {
      shape: DEFAULT_DESIGN.shape,
      dotsType: DEFAULT_DESIGN.dotsType,
      cornersSquareType: DEFAULT_DESIGN.cornersSquareType,
      cornersDotType: DEFAULT_DESIGN.cornersDotType,
      backgroundRound: DEFAULT_DESIGN.backgroundRound,
      dotsScale: DEFAULT_DESIGN.dotsScale,
      dotsPaint: DEFAULT_DESIGN.dotsPaint,
      cornersSquarePaint: DEFAULT_DESIGN.cornersSquarePaint,
      cornersDotPaint: DEFAULT_DESIGN.cornersDotPaint,
      backgroundPaint: DEFAULT_DESIGN.backgroundPaint,
    },
  },
  {
    name: "Classic",
    look: {
      shape: "square",
      dotsType: "square",
      cornersSquareType: "square",
      cornersDotType: "square",
      backgroundRound: 0,
      dotsScale: 100,
      dotsPaint: solid("#000000"),
      cornersSquarePaint: AS_DOTS,
      cornersDotPaint: AS_DOTS,
      backgroundPaint: solid("#ffffff"),
    },
  },
  {
    name: "Pebble",
    look: {
      shape: "square",
      dotsType: "dots",
      cornersSquareType: "extra-rounded",
      cornersDotType: "dot",
      backgroundRound: 18,
      dotsScale: 100,
      dotsPaint: solid("#3b2f2a"),
      cornersSquarePaint: solid("#b23a1e"),
      cornersDotPaint: solid("#3b2f2a"),
      backgroundPaint: solid("#fbeee2"),
    },
  },
  {
    name: "Signal",
    look: {
      shape: "square",
      dotsType: "extra-rounded",
      cornersSquareType: "square",
      cornersDotType: "square",
      backgroundRound: 0,
      dotsScale: 100,
      dotsPaint: solid("#141414"),
      cornersSquarePaint: AS_DOTS,
      cornersDotPaint: AS_DOTS,
      backgroundPaint: solid("#ffd60a"),
    },
  },
  {
    name: "Orbit",
    look: {
      shape: "circle",
      dotsType: "dots",
      cornersSquareType: "extra-rounded",
      cornersDotType: "dot",
      backgroundRound: 100,
      dotsScale: 100,
      dotsPaint: blend("radial", 0, "#0f766e", "#0b2a5b"),
      cornersSquarePaint: solid("#0b2a5b"),
      cornersDotPaint: solid("#0f766e"),
      backgroundPaint: solid("#e8f6f3"),
    },
  },
  {
    name: "Leaf",
    look: {
      shape: "square",
      dotsType: "classy-rounded",
      cornersSquareType: "classy-rounded",
      cornersDotType: "classy-rounded",
      backgroundRound: 0,
      dotsScale: 100,
      dotsPaint: blend("linear", 90, "#2f6b1f", "#123d2a"),
      cornersSquarePaint: solid("#123d2a"),
      cornersDotPaint: solid("#3d7a16"),
      backgroundPaint: solid("#f3f8e8"),
    },
  },
  {
    name: "Dusk",
    look: {
      shape: "square",
      dotsType: "extra-rounded",
      cornersSquareType: "extra-rounded",
      cornersDotType: "extra-rounded",
      backgroundRound: 12,
      dotsScale: 100,
      dotsPaint: blend("linear", 90, "#2b1055", "#8e1750", "#b83a14"),
      cornersSquarePaint: AS_DOTS,
      cornersDotPaint: AS_DOTS,
      backgroundPaint: blend("linear", 90, "#f4ecff", "#fff1e0"),
    },
  },
  {
    name: "Engraved",
    look: {
      shape: "square",
      dotsType: "classy",
      cornersSquareType: "classy",
      cornersDotType: "classy",
      backgroundRound: 0,
      dotsScale: 100,
      dotsPaint: solid("#3a2a12"),
      cornersSquarePaint: solid("#6b4a12"),
      cornersDotPaint: solid("#3a2a12"),
      backgroundPaint: solid("#f6efdc"),
    },
  },
  {
    name: "Blueprint",
    look: {
      shape: "circle",
      dotsType: "square",
      cornersSquareType: "square",
      cornersDotType: "square",
      backgroundRound: 0,
      dotsScale: 100,
      dotsPaint: solid("#1546c9"),
      cornersSquarePaint: solid("#0a2a86"),
      cornersDotPaint: solid("#1546c9"),
      backgroundPaint: solid("#e9f0ff"),
    },
  },
  {
    name: "Berry",
    look: {
      shape: "square",
      dotsType: "rounded",
      cornersSquareType: "extra-rounded",
      cornersDotType: "square",
      backgroundRound: 0,
      dotsScale: 100,
      dotsPaint: solid("#3d1152"),
      cornersSquarePaint: solid("#c2125f"),
      cornersDotPaint: solid("#3d1152"),
      backgroundPaint: solid("#fdeef5"),
    },
  },
];
