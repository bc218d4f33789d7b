/** What endangers scanning, told from the design alone, with the change that mends it. */
import { contrast } from "./colour";
import type { Design } from "./design";

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
  const rest = 100 - 2 * design.margin;
  return rest > 0 ? (design.margin * modules) / rest : 0;
}

function contrastFindings(design: Design): Finding[] {
  const marks = [design.dotsPaint, design.cornersSquarePaint, design.cornersDotPaint].filter(({ kind }) => kind !== "none");
  const pairs = marks.map((mark) => contrast(mark, design.backgroundPaint));
  const weakest = Math.min(...pairs.map(({ ratio }) => ratio));
  const black: Partial<Design> = {
    dotsPaint: { kind: "solid", color: "#000000" },
    cornersSquarePaint: { kind: "none" },
    cornersDotPaint: { kind: "none" },
    backgroundPaint: { kind: "solid", color: "#ffffff" },
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

/** All findings, the worst first. `modules` is the symbol's side. */
export function judge(design: Design, modules: number): Finding[] {
  const found = contrastFindings(design);
  const quiet = quietModules(design, modules);
  if (quiet < QUIET_MODULES) {
    // The share of the width that gives the modules, in whole percents.
    const margin = Math.min(20, Math.ceil((100 * QUIET_MODULES) / (modules + 2 * QUIET_MODULES)));
    found.push({
      id: "quiet",
      weight: quiet < 2 ? "bad" : "weak",
      text: `${quiet.toFixed(1)} modules of calm space around the code (quiet zone); scanners want ${QUIET_MODULES}.`,
      fix: { label: `Margin ${margin} %`, patch: { margin } },
    });
  }
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
  if (centre === "star" || (LOOSE.includes(centre) && (cornersDotType === null || centre === "dots"))) {
    found.push({
      id: "centres",
      weight: "bad",
      text: "Corner centres of loose pieces or stars are hard to find for scanners.",
      fix: { label: "Whole centres", patch: { cornersDotType: "dot" } },
    });
  }
  if (cornersSquareType === "hexagon") {
    found.push({
      id: "rings",
      weight: "weak",
      text: "Six-sided corner rings are hard to find for some scanners.",
      fix: { label: "Round rings", patch: { cornersSquareType: "dot" } },
    });
  }
  if (design.dotsScale < 60) {
    found.push({ id: "scale", weight: "weak", text: "Small dots look grey from afar.", fix: { label: "Dots 80 %", patch: { dotsScale: 80 } } });
  }
  return found.sort((a, b) => Number(a.weight === "weak") - Number(b.weight === "weak"));
}

/** Smallest printed width in mm at which phones read the code at hand: 0.4 mm a module, the calm space included. */
export function leastPrintMm(design: Design, modules: number): number {
  return Math.ceil(0.4 * (modules + 2 * quietModules(design, modules)));
}
