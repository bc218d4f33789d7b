/** Small pictures for the pickers, drawn by the engine itself from the person's own colours. */
import { useDeferredValue, useMemo } from "react";
import { type Corner, type CornerDotType, type CornerSquareType, DEFAULT_DESIGN, type Design, type DotType, type Shape } from "./design";
import { useGroup } from "./designer";
import { drawSvg, type Options } from "./engine";
import { toOptions } from "./options";

/** px per module: whole, so that modules sit on the pixel grid at any crop. */
const MODULE = 8;
const VERSION_2_MODULES = 25;

/**
 * A text whose version 2 symbol at level Q holds, in rows 21 to 24 and columns 8 to 11, a motif with light modules all
 * around: a lone module, a bend, a diagonal and a block, so every rule of a dot type shows in 4 x 4 modules.
 */
const MOTIF = { data: "qr44l", x: 8, y: 21, modules: 4 };

interface Crop {
  x: number;
  y: number;
  modules: number;
}

let pictureCount = 0;

/** The engine's picture of the options, cut to a square of modules with a little air. */
function cropped(options: Options, crop: Crop, air: number): string {
  pictureCount += 1;
  const svg = drawSvg(options, undefined, `thumbnail-${pictureCount}-`);
  const side = (crop.modules + 2 * air) * MODULE;
  const box = [(crop.x - air) * MODULE, (crop.y - air) * MODULE, side, side].join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" aria-hidden="true" focusable="false">${svg}</svg>`;
}

/** One module of background around the symbol, so that air at its edge is coloured too. */
const MARGIN = 1;

function motifOptions(design: Design): Options {
  const size = (VERSION_2_MODULES + 2 * MARGIN) * MODULE;
  return {
    ...toOptions({ ...design, data: MOTIF.data, logo: null, shape: "square", backgroundRound: 0 }, size),
    margin: MARGIN * MODULE,
    quietZone: 0,
    qrOptions: { typeNumber: 2, errorCorrectionLevel: "Q" },
  };
}

const FAR = VERSION_2_MODULES - 7;
const CORNER_CROPS: Record<Corner, Crop> = {
  topLeft: { x: 0, y: 0, modules: 7 },
  topRight: { x: FAR, y: 0, modules: 7 },
  bottomLeft: { x: 0, y: FAR, modules: 7 },
};

export interface Thumbnails {
  dots(type: DotType): string;
  cornerSquare(type: CornerSquareType | null): string;
  cornerDot(type: CornerDotType | null): string;
  shape(shape: Shape): string;
  /** The same pictures for one corner; null: as the other corners. */
  cornerSquareOrOthers(type: CornerSquareType | null): string;
  cornerDotOrOthers(type: CornerDotType | null): string;
  /** One corner as it is, its own look included. */
  corner(corner: Corner): string;
}

/** Thumbnails of the present design; they may lag a frame behind so that the preview never waits for them. */
export function useThumbnails(): Thumbnails {
  const shape = useDeferredValue(useGroup("shape"));
  const colour = useDeferredValue(useGroup("colour"));
  return useMemo(() => {
    // The content never shows: the motif has a text of its own.
    const design = { ...DEFAULT_DESIGN, ...shape, ...colour, corners: DEFAULT_DESIGN.corners, backgroundImage: null };
    const draw = (change: Partial<Design>, { x, y, modules }: Crop, air: number) =>
      cropped(motifOptions({ ...design, ...change }), { x: x + MARGIN, y: y + MARGIN, modules }, air);
    const cornerSquare = (cornersSquareType: CornerSquareType | null) => draw({ cornersSquareType }, { x: 0, y: 0, modules: 7 }, 0.75);
    // A straight ring keeps its inner corners out of the crop.
    const cornerDot = (cornersDotType: CornerDotType | null) =>
      draw({ cornersDotType, cornersSquareType: "square" }, { x: 2, y: 2, modules: 3 }, 0.75);
    return {
      dots: (dotsType) => draw({ dotsType }, MOTIF, 0.5),
      cornerSquare,
      cornerDot,
      cornerSquareOrOthers: (type) => cornerSquare(type ?? design.cornersSquareType),
      cornerDotOrOthers: (type) => cornerDot(type ?? design.cornersDotType),
      corner: (corner) => draw({ corners: shape.corners }, CORNER_CROPS[corner], 0.75),
      shape: (shape) => wholePicture({ ...design, shape }),
    };
  }, [shape, colour]);
}

/** A whole code small enough to read its shapes; the text is short because the look is the point. */
export function wholePicture(design: Design): string {
  const circle = design.shape === "circle";
  const options = toOptions({ ...design, data: "QR", errorCorrection: "L", margin: circle ? 3 : 5, logo: null }, 240);
  return cropped(options, { x: 0, y: 0, modules: 240 / MODULE }, 0);
}

/** A whole code in its frame, with a short word on it; the engine of frames must be there. */
export function framedPicture(design: Design): string {
  const options = toOptions({ ...design, data: "QR", errorCorrection: "L", margin: 5, logo: null, frameText: "SCAN ME" }, 240);
  return cropped(options, { x: 0, y: 0, modules: 240 / MODULE }, 0);
}
