import type { Paint } from "./design";

const HEX_COLOUR = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

export function isHexColour(value: unknown): value is string {
  return typeof value === "string" && HEX_COLOUR.test(value);
}

/** What a person typed → `#rrggbb` or `#rrggbbaa` in small letters; null when it is no colour (yet). */
export function normaliseHex(text: string): string | null {
  const trimmed = text.trim();
  const hex = (trimmed.startsWith("#") ? trimmed : `#${trimmed}`).toLowerCase();
  if (!isHexColour(hex)) return null;
  if (hex.length > 5) return hex;
  return `#${[...hex.slice(1)].map((digit) => digit + digit).join("")}`;
}

/** Relative luminance by WCAG 2, of the colour laid over white paper (`#rrggbbaa` may be see-through). */
function luminance(hex: string): number {
  const full = normaliseHex(hex) ?? "#000000";
  const channel = (start: number) => Number.parseInt(full.slice(start, start + 2), 16) / 255;
  const alpha = full.length === 9 ? channel(7) : 1;
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = channel(start) * alpha + 1 - alpha;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export interface Contrast {
  /** WCAG 2 ratio, 1 to 21, at the weakest pair of colours. */
  ratio: number;
  /** The mark is lighter than its background somewhere: many scanners expect dark on light. */
  inverted: boolean;
}

export function colours(paint: Paint): string[] {
  switch (paint.kind) {
    case "none":
      return [];
    case "solid":
      return [paint.color];
    case "gradient":
      return paint.gradient.stops.map((stop) => stop.color);
  }
}

/** Contrast of a mark on a background; a transparent background counts as white paper. */
export function contrast(mark: Paint, background: Paint): Contrast {
  const grounds = background.kind === "none" ? ["#ffffff"] : colours(background);
  let weakest: Contrast = { ratio: 21, inverted: false };
  let inverted = false;
  for (const ground of grounds.map(luminance)) {
    for (const ink of colours(mark).map(luminance)) {
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      if (ratio < weakest.ratio) weakest = { ratio, inverted: false };
      inverted ||= ink > ground;
    }
  }
  return { ratio: weakest.ratio, inverted };
}
