/** Canvases with a pixel for each pixel of the screen, shown at the size that was asked for. */
import type { DomWindow } from "./environment.js";

/** Browsers refuse larger canvases; Safari's limit is the lowest. */
const MOST_PIXELS = 16_777_216;

const WIDTH = "--qr-engine-width";

/** Pixels of the screen for each px of the picture; 1 where more would not fit. */
export function screenRatio(window: DomWindow, width: number, height: number): number {
  const ratio = window.devicePixelRatio || 1;
  return ratio > 1 && width * height * ratio * ratio <= MOST_PIXELS ? ratio : 1;
}

/** Gives a canvas its pixels, and where they are more than its px, the width that it is shown in. */
export function setSize(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  // Canvases cut fractions off by themselves.
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  if (ratio !== 1) canvas.style.setProperty(WIDTH, `${width}px`);
}

const styled = new WeakSet<Node>();

/**
 * Sees to it that the canvas is shown in its width. A rule without any weight does it and not the element's own style:
 * whatever the page says about canvases still wins, as it does over the attribute `width`.
 */
export function showAtSize(canvas: HTMLCanvasElement): void {
  if (!canvas.style.getPropertyValue(WIDTH)) return;
  const page = canvas.ownerDocument;
  const root = canvas.getRootNode();
  for (const place of new Set([page, "adoptedStyleSheets" in root ? (root as ShadowRoot) : page])) {
    if (styled.has(place) || !page.defaultView) continue;
    styled.add(place);
    const sheet = new page.defaultView.CSSStyleSheet();
    sheet.replaceSync(`:where(canvas[style*="${WIDTH}"]){width:var(${WIDTH})}`);
    place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
  }
}
