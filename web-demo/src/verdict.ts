/** What endangers scanning, told from the design alone, with the change that mends it. */
import { contrast } from "./colour";
import { CORNERS, type CornerLook, type Design } from "./design";

export interface Finding {
  id: string;
  /** `bad`: many scanners fail. `weak`: some fail, or in poor light. */
  weight: "bad" | "weak";
  text: string;
  /** The change that mends it, and what the button says. */
  fix?: { label: string; patch: Partial<Design> };
}

/** Contrast below which most scanners fail in poor light, and from which more does not help. */
const LEAST_CONTRAST = 3;
const GOOD_CONTRAST = 4.5;
/** Modules of calm space that ISO 18004 asks for. */
const QUIET_MODULES = 4;
/** Share of the repairable part from which a logo leaves little for scratches. */
const LARGE_LOGO = 60;
/** Types of which nine make no whole centre. */
const LOOSE: readonly string[] = ["dots", "bubbly-dots", "circuit-chip", "hexagon", "octagon"];

/** Calm space around the symbol in modules. */
export function quietModules(design: Design, modules: number): number {
  if (design.marginUnit === "modules") return design.quietZone;
  const rest = 100 - 2 * design.margin;
  return rest > 0 ? (design.margin * modules) / rest : 0;
}

function mapCorners({ corners }: Design, mended: (look: CornerLook) => CornerLook): Design["corners"] {
  return Object.fromEntries(CORNERS.map((corner) => [corner, corners[corner] && mended(corners[corner])])) as Design["corners"];
}

function contrastFindings(design: Design): Finding[] {
  const single = CORNERS.flatMap((corner) => design.corners[corner] ?? []).flatMap(({ squarePaint, dotPaint }) => [squarePaint, dotPaint]);
  const marks = [design.dotsPaint, design.cornersSquarePaint, design.cornersDotPaint, ...single].filter(({ kind }) => kind !== "none");
  const pairs = marks.map((mark) => contrast(mark, design.backgroundPaint));
  const weakest = Math.min(...pairs.map(({ ratio }) => ratio));
  const black: Partial<Design> = {
    dotsPaint: { kind: "solid", color: "#000000" },
    cornersSquarePaint: { kind: "none" },
    cornersDotPaint: { kind: "none" },
    backgroundPaint: { kind: "solid", color: "#ffffff" },
    corners: mapCorners(design, (look) => ({ ...look, squarePaint: { kind: "none" }, dotPaint: { kind: "none" } })),
  };
  const fix = { label: "Use black on white", patch: black };
  const found: Finding[] = [];
  if (pairs.some(({ inverted }) => inverted)) {
    found.push({ id: "inverted", weight: "weak", text: "Light marks on a dark ground: older scanners expect the reverse.", fix });
  }
  if (weakest < LEAST_CONTRAST) {
    found.push({ id: "contrast", weight: "bad", text: "The colours are too close to each other.", fix });
  } else if (weakest < GOOD_CONTRAST) {
    found.push({ id: "contrast", weight: "weak", text: "The contrast is weak in poor light.", fix });
  }
  return found;
}

const wholeCentre = (look: CornerLook): CornerLook => (look.dotType === "star" || look.dotType === "dots" ? { ...look, dotType: "dot" } : look);
const roundRing = (look: CornerLook): CornerLook => (look.squareType === "hexagon" ? { ...look, squareType: "dot" } : look);

/** All findings, the worst first. `modules` is the symbol's side. */
export function judge(design: Design, modules: number): Finding[] {
  const found = contrastFindings(design);
  if (design.content && !design.content.isComplete) {
    found.unshift({ id: "incomplete", weight: "bad", text: "The form is not complete: this is still the code of the content before." });
  }
  const quiet = quietModules(design, modules);
  if (quiet < QUIET_MODULES) {
    // The share of the width that gives the modules, in whole percents.
    const margin = Math.min(20, Math.ceil((100 * QUIET_MODULES) / (modules + 2 * QUIET_MODULES)));
    found.push({
      id: "quiet",
      weight: quiet < 2 ? "bad" : "weak",
      text: `${quiet.toFixed(1)} modules of calm space around the code (quiet zone); scanners want ${QUIET_MODULES}.`,
      fix:
        design.marginUnit === "modules"
          ? { label: `${QUIET_MODULES} modules`, patch: { quietZone: QUIET_MODULES } }
          : { label: `Margin ${margin} %`, patch: { margin } },
    });
  }
  const singles = CORNERS.flatMap((corner) => design.corners[corner] ?? []);
  const { logo, logoSize, errorCorrection, cornersDotType, dotsType, cornersSquareType } = design;
  if (logo && logoSize > LARGE_LOGO) {
    found.push({
      id: "logo",
      weight: logoSize > 85 ? "bad" : "weak",
      text: "The logo covers most of what the code can repair.",
      fix: { label: "Size 50 %", patch: { logoSize: 50 } },
    });
  }
  if (logo && (errorCorrection === "L" || errorCorrection === "M")) {
    found.push({
      id: "level",
      weight: "weak",
      text: "With a logo the code should survive more damage (error correction).",
      fix: { label: "Survive 30 %", patch: { errorCorrection: "H" } },
    });
  }
  const centre = cornersDotType ?? dotsType;
  const isLooseCentre = centre === "star" || (LOOSE.includes(centre) && (cornersDotType === null || centre === "dots"));
  if (isLooseCentre || singles.some(({ dotType }) => dotType === "star" || dotType === "dots")) {
    found.push({
      id: "centres",
      weight: "bad",
      text: "Corner centres of loose pieces or stars are hard to find for scanners.",
      fix: { label: "Whole centres", patch: { ...(isLooseCentre && { cornersDotType: "dot" as const }), corners: mapCorners(design, wholeCentre) } },
    });
  }
  if (cornersSquareType === "hexagon" || singles.some(({ squareType }) => squareType === "hexagon")) {
    found.push({
      id: "rings",
      weight: "weak",
      text: "Six-sided corner rings are hard to find for some scanners.",
      fix: { label: "Round rings", patch: { ...(cornersSquareType === "hexagon" && { cornersSquareType: "dot" as const }), corners: mapCorners(design, roundRing) } },
    });
  }
  if (design.backgroundImage && !design.backgroundImageGuard) {
    found.push({
      id: "picture",
      weight: "bad",
      text: "The picture behind may hide the code: nothing limits how strong it is.",
      fix: { label: "As strong as is safe", patch: { backgroundImageGuard: true, backgroundImageOpacity: null } },
    });
  }
  if (design.dotsScale < 60) {
    found.push({ id: "scale", weight: "weak", text: "Small dots look grey from afar.", fix: { label: "Dots 80 %", patch: { dotsScale: 80 } } });
  }
  return found.sort((a, b) => Number(a.weight === "weak") - Number(b.weight === "weak"));
}

/** Side of a module in print at which phones read the code at hand. */
const LEAST_MODULE_MM = 0.4;

/** Smallest printed width in mm of the whole picture, margins and frame included; null where it is too small to tell. */
export function leastPrintMm({ moduleShare }: { moduleShare: number | null }): number | null {
  return moduleShare === null ? null : Math.ceil(LEAST_MODULE_MM / moduleShare);
}
