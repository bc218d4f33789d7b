/** How large a file is: in pixels, or on paper. */
export type Size = { unit: "px"; px: number } | { unit: "mm"; mm: number; dpi: number };

export const SIZE_LIMITS = { px: { min: 128, max: 4096 }, mm: { min: 10, max: 300 }, dpi: { min: 72, max: 1200 } } as const;

const MM_PER_INCH = 25.4;
/** Print resolution that pixels are explained with. */
const USUAL_DPI = 300;
/** Pictures beyond this are larger than any print needs. */
const MOST_PIXELS = 8192;

/** Pixels of the picture's side. */
export function pixels(size: Size): number {
  return size.unit === "px" ? size.px : Math.min(MOST_PIXELS, Math.round((size.mm / MM_PER_INCH) * size.dpi));
}

/** The same size in the other unit. */
export function inUnit(size: Size, unit: Size["unit"]): Size {
  if (size.unit === unit) return size;
  if (size.unit === "px") {
    const mm = Math.round((size.px / USUAL_DPI) * MM_PER_INCH);
    return { unit: "mm", mm: Math.min(SIZE_LIMITS.mm.max, Math.max(SIZE_LIMITS.mm.min, mm)), dpi: USUAL_DPI };
  }
  return { unit: "px", px: Math.min(SIZE_LIMITS.px.max, Math.max(SIZE_LIMITS.px.min, pixels(size))) };
}

/** What the other unit would say. */
export function explained(size: Size): string {
  if (size.unit === "mm") return `${pixels(size).toLocaleString()} pixels a side`;
  const mm = (size.px / USUAL_DPI) * MM_PER_INCH;
  return `${mm < 100 ? `${Math.round(mm)} mm` : `${(mm / 10).toFixed(1)} cm`} wide in print at ${USUAL_DPI} dpi`;
}
