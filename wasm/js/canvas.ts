/** Paints a design on a 2D canvas, outline by outline. */
import type { Fill, ImageItem, PaintStop, Paths } from "./paths.js";

/** The colour as the canvas knows it; black where the canvas cannot read it, as in an SVG shown as an image. */
function readable(context: CanvasRenderingContext2D, color: string): string {
  context.fillStyle = "#000";
  context.fillStyle = color;
  return context.fillStyle;
}

function spread(context: CanvasRenderingContext2D, gradient: CanvasGradient, stops: PaintStop[]): CanvasGradient {
  for (const { offset, color } of stops) gradient.addColorStop(offset, readable(context, color));
  return gradient;
}

function style(context: CanvasRenderingContext2D, fill: Fill): string | CanvasGradient {
  if (fill.kind === "solid") return readable(context, fill.color);
  // Without an extent SVG paints the last colour and a canvas nothing.
  const last = fill.stops.at(-1)?.color ?? "#000";
  if (fill.kind === "linear") {
    const { x1, y1, x2, y2, stops } = fill;
    if (x1 === x2 && y1 === y2) return readable(context, last);
    return spread(context, context.createLinearGradient(x1, y1, x2, y2), stops);
  }
  const { cx, cy, r, stops } = fill;
  if (r <= 0) return readable(context, last);
  return spread(context, context.createRadialGradient(cx, cy, 0, cx, cy, r), stops);
}

/** Scales the picture to its box and centres it, as SVG's `preserveAspectRatio` does. */
function drawPicture(context: CanvasRenderingContext2D, box: ImageItem, picture: HTMLImageElement): void {
  if (box.width <= 0 || box.height <= 0) return;
  // Some browsers give an SVG without a size none.
  const naturalWidth = picture.naturalWidth || box.width;
  const naturalHeight = picture.naturalHeight || box.height;
  const [along, down] = [box.width / naturalWidth, box.height / naturalHeight];
  const scale = box.cover ? Math.max(along, down) : Math.min(along, down);
  const width = naturalWidth * scale;
  const height = naturalHeight * scale;
  context.globalAlpha = box.opacity;
  context.drawImage(picture, box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height);
  context.globalAlpha = 1;
}

/** Paints everything in order; `picture` is the logo, if the design has one. */
export function paint(context: CanvasRenderingContext2D, design: Paths, picture: HTMLImageElement | undefined): void {
  for (const item of design.items) {
    if (item.kind === "image") {
      if (picture) drawPicture(context, item, picture);
    } else {
      context.fillStyle = style(context, item.fill);
      context.fill(new Path2D(item.d));
    }
  }
}
