import { type Corner, type CornerLook, CORNERS, type Design, type Paint } from "./design";
import type { Options } from "./engine";

/** Width and height of the preview in px. Percentages of the design become px of this (or of the export's) size. */
export const PREVIEW_SIZE = 1024;

type Fill = Pick<NonNullable<Options["dotsOptions"]>, "color" | "gradient">;

function fill(paint: Paint, none: Fill): Fill {
  switch (paint.kind) {
    case "none":
      return none;
    case "solid":
      return { color: paint.color };
    case "gradient":
      return {
        gradient: {
          type: paint.gradient.type,
          rotation: (paint.gradient.angle * Math.PI) / 180,
          colorStops: paint.gradient.stops.map(({ offset, color }) => ({ offset, color })),
        },
      };
  }
}

function maskOption(mask: Design["mask"]): NonNullable<Options["qrOptions"]>["mask"] {
  return mask === "compat" || mask === "iso" ? mask : (Number(mask) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7);
}

/** What single corners have of their own, of rings or of centres. */
function cornerOptions<Own extends object>(corners: Design["corners"], own: (look: CornerLook) => Own): Partial<Record<Corner, Own>> {
  const options: Partial<Record<Corner, Own>> = {};
  for (const corner of CORNERS) {
    const look = corners[corner];
    const said = look && own(look);
    if (said && Object.keys(said).length > 0) options[corner] = said;
  }
  return options;
}

/** What stays of the margin inside a frame, which is calm space itself. */
const FRAMED_MARGIN = 0.45;

/** The engine's options for a picture of `size` px. Margins grow with it, so every size shows the same design. */
export function toOptions(design: Design, size: number = PREVIEW_SIZE): Options {
  const percent = (share: number) => Math.round((share * size) / 100);
  const options: Options = {
    width: size,
    height: size,
    margin: percent(design.marginUnit === "modules" ? 0 : design.frame === "none" ? design.margin : design.margin * FRAMED_MARGIN),
    ...(design.marginUnit === "modules" && { quietZone: design.quietZone }),
    data: design.data,
    shape: design.shape,
    qrOptions: {
      errorCorrectionLevel: design.errorCorrection,
      ...(design.version > 0 && { typeNumber: design.version as NonNullable<Options["qrOptions"]>["typeNumber"] }),
      ...(design.mask !== "compat" && { mask: maskOption(design.mask) }),
      ...(design.mode !== "auto" && { mode: design.mode }),
      ...(design.segments !== "single" && { segments: design.segments }),
      ...(design.eci !== 0 && { eci: design.eci }),
    },
    dotsOptions: {
      type: design.dotsType,
      ...fill(design.dotsPaint, {}),
      ...(design.dotsScale < 100 && { scale: design.dotsScale / 100 }),
    },
    cornersSquareOptions: {
      ...(design.cornersSquareType && { type: design.cornersSquareType }),
      ...fill(design.cornersSquarePaint, {}),
      ...cornerOptions(design.corners, ({ squareType, squarePaint }) => ({ ...(squareType && { type: squareType }), ...fill(squarePaint, {}) })),
    },
    cornersDotOptions: {
      ...(design.cornersDotType && { type: design.cornersDotType }),
      ...fill(design.cornersDotPaint, {}),
      ...cornerOptions(design.corners, ({ dotType, dotPaint }) => ({ ...(dotType && { type: dotType }), ...fill(dotPaint, {}) })),
    },
    backgroundOptions: {
      round: design.backgroundRound / 100,
      ...fill(design.backgroundPaint, { color: "" }),
      ...(design.backgroundImage && {
        image: design.backgroundImage.dataUri,
        ...(design.backgroundImageOpacity !== null && { imageOpacity: design.backgroundImageOpacity / 100 }),
        ...(!design.backgroundImageGuard && { imageGuard: false }),
      }),
    },
  };
  if (design.frame !== "none") {
    options.frameOptions = {
      type: design.frame,
      text: design.frameText,
      position: design.framePosition,
      ...fill(design.framePaint, {}),
      ...(design.frameTextColor && { textColor: design.frameTextColor }),
      ...(design.framePanelColor && { panelColor: design.framePanelColor }),
    };
  }
  if (design.logo) {
    options.image = design.logo.dataUri;
    options.imageOptions = {
      imageSize: design.logoSize / 100,
      margin: percent(design.logoMargin),
      hideBackgroundDots: design.logoClearsDots,
      ...(design.logoShape !== "square" && { shape: design.logoShape }),
      ...(design.logoOpacity < 100 && { opacity: design.logoOpacity / 100 }),
      ...(design.logoBacking && {
        backing: {
          color: design.logoBacking.color,
          padding: percent(design.logoBacking.padding),
          round: design.logoBacking.round / 100,
        },
      }),
    };
  }
  return options;
}
