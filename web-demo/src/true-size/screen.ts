/** How many CSS px a millimetre has on this screen. Browsers do not know, so people may measure it. */
import { readSetting, writeSetting } from "../settings";

const KEY = "px-per-mm";

/** CSS px of an inch by definition; on desktop screens it is right within a tenth or so. */
const DESK = 96 / 25.4;
/** Phones are held closer, and put about this many CSS px into an inch. */
const HAND = 160 / 25.4;

export const SCREEN_LIMITS = { min: 2, max: 9 } as const;

/** Width and height of bank cards (ISO 7810, ID-1) in mm: what everybody has at hand to measure with. */
export const CARD = { width: 85.6, height: 53.98 } as const;

export interface Screen {
  pxPerMm: number;
  /** Whether somebody measured it here. */
  isMeasured: boolean;
}

export function readScreen(): Screen {
  const kept = Number(readSetting(KEY));
  if (kept >= SCREEN_LIMITS.min && kept <= SCREEN_LIMITS.max) return { pxPerMm: kept, isMeasured: true };
  const isHand = matchMedia("(pointer: coarse) and (max-width: 719px)").matches;
  return { pxPerMm: isHand ? HAND : DESK, isMeasured: false };
}

export function keepScreen(pxPerMm: number): void {
  writeSetting(KEY, String(pxPerMm));
}
