/** Designs as data, made by the engine, which calls these. */
import type { Fill, FillItem, ImageItem, PaintStop, Paths } from "./paths.js";

export function newPaths(width: number, height: number): Paths {
  return { width, height, items: [] };
}

export function addFill({ items }: Paths, role: string, d: string, crisp: boolean, fill: Fill): void {
  items.push({ kind: "fill", role, d, crisp, fill } satisfies FillItem);
}

export function addImage({ items }: Paths, href: string, x: number, y: number, width: number, height: number, cover: boolean, opacity: number): void {
  items.push({ kind: "image", href, x, y, width, height, cover, opacity } satisfies ImageItem);
}

export function solid(color: string): Fill {
  return { kind: "solid", color };
}

export function linear(x1: number, y1: number, x2: number, y2: number): Fill {
  return { kind: "linear", x1, y1, x2, y2, stops: [] };
}

export function radial(cx: number, cy: number, r: number): Fill {
  return { kind: "radial", cx, cy, r, stops: [] };
}

export function addStop({ stops }: { stops: PaintStop[] }, offset: number, color: string): void {
  stops.push({ offset, color });
}
