import { normaliseHex } from "./colour";
import type { Gradient, GradientStop } from "./design";

/** Half way between two colours, per sRGB channel, as the gradient itself shows it. */
function between(from: string, to: string): string {
  const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt((normaliseHex(hex) ?? hex).slice(at, at + 2), 16));
  const ends = channels(to);
  const mixed = channels(from).map((value, index) => Math.round((value + (ends[index] ?? value)) / 2));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Adds a stop in the gap after the selected one (before it, at the end), in the colour that is there already. */
export function withNewStop(stops: GradientStop[], selected: number): { stops: GradientStop[]; index: number } {
  const left = Math.min(selected, stops.length - 2);
  const [from, to] = [stops[left], stops[left + 1]];
  if (!from || !to) return { stops, index: selected };
  const offset = Math.round(((from.offset + to.offset) / 2) * 100) / 100;
  const added = { offset, color: between(from.color, to.color) };
  return { stops: stops.toSpliced(left + 1, 0, added), index: left + 1 };
}

export function removeStop(stops: GradientStop[], index: number): GradientStop[] {
  return stops.toSpliced(index, 1);
}

export function moveStops(stops: GradientStop[], offsets: readonly number[]): GradientStop[] {
  return stops.map((stop, index) => ({ ...stop, offset: offsets[index] ?? stop.offset }));
}

export function reverseStops(stops: GradientStop[]): GradientStop[] {
  return stops.toReversed().map(({ offset, color }) => ({ offset: Math.round((1 - offset) * 100) / 100, color }));
}

/** A first gradient from one colour: from it to a deeper tone, so a readable code stays readable. */
export function gradientFrom(color: string): Gradient {
  return {
    type: "linear",
    angle: 45,
    stops: [
      { offset: 0, color },
      { offset: 1, color: between(color, "#000000") },
    ],
  };
}
