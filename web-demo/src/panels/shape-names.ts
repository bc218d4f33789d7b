/** What the engine's types are called on the page. */
export const SHAPE_NAMES = {
  square: "Square",
  dots: "Dots",
  rounded: "Rounded",
  "extra-rounded": "Soft",
  classy: "Classy",
  "classy-rounded": "Petal",
  "bubbly-dots": "Bubbles",
  "circuit-chip": "Circuit",
  hexagon: "Hexagon",
  octagon: "Octagon",
  leaf: "Leaf",
  teardrop: "Drop",
  star: "Star",
  dot: "Round",
  circle: "Circle",
} as const;
