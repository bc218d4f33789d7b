/** One colour of a resolved gradient. */
export interface PaintStop {
  /** From 0 to 1, never below the stop before. */
  offset: number;
  /** A CSS colour. */
  color: string;
}

/** What an outline is filled with; coordinates are px of the picture. */
export type Fill =
  | { kind: "solid"; color: string }
  | { kind: "linear"; x1: number; y1: number; x2: number; y2: number; stops: PaintStop[] }
  | { kind: "radial"; cx: number; cy: number; r: number; stops: PaintStop[] };

/** One painted area. */
export interface FillItem {
  kind: "fill";
  /** Which part of the design this is, such as `background` or `dots`. */
  role: string;
  /** SVG path data, for `new Path2D(d)`; filled by the non-zero rule, the default of SVG and canvas. */
  d: string;
  /** Whether edges are meant to be drawn without smoothing (`roundSize: false`). */
  crisp: boolean;
  fill: Fill;
}

/** A picture: the logo, or the one behind the code. It is scaled to its box and centred. */
export interface ImageItem {
  kind: "image";
  href: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether the picture covers all of the box, instead of being seen whole. */
  cover: boolean;
  /** Above 0 to 1. */
  opacity: number;
}

/** A design as data: what to paint, in order. */
export interface Paths {
  /** Width of the picture in px. */
  width: number;
  /** Height of the picture in px. */
  height: number;
  items: (FillItem | ImageItem)[];
}
