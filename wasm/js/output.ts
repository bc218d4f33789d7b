/** Drawings as files. */
import type { AnyCanvas, Drawing } from "./drawing.js";
import type { NodeCanvas } from "./environment.js";
import { JPEG } from "./mime.js";

/** Node's `Buffer` where its types are installed, else plain bytes. */
type NodeBuffer = typeof globalThis extends { Buffer: { alloc(size: number): infer B } } ? B : Uint8Array;

/** What `getRawData` gives: a `Blob` in browsers, a `Buffer` from Node's modules. */
export type RawData = Blob | NodeBuffer;

/** Formats that node-canvas writes. */
const NODE_TYPES = ["image/png", JPEG, "application/pdf"];

/** The SVG document with the original's first line. */
export function withProlog(svg: string): string {
  return `<?xml version="1.0" standalone="no"?>\r\n${svg}`;
}

/** Text or bytes as a `Blob`, or as a `Buffer` if that is asked for or there are no blobs. */
export function asFile(content: string | Uint8Array<ArrayBuffer>, type: string, asBuffer: boolean): RawData {
  const { Buffer } = globalThis as { Buffer?: { from(content: string | Uint8Array): NodeBuffer } };
  if (Buffer && (asBuffer || typeof Blob === "undefined")) return Buffer.from(content);
  return new Blob([content], { type });
}

/** The picture on white: JPEG has no transparency and would show black. */
function flattened(drawing: Drawing, canvas: AnyCanvas): AnyCanvas {
  const flat = drawing.newCanvas();
  const context = flat?.getContext("2d") as CanvasRenderingContext2D | null | undefined;
  if (!flat || !context) return canvas;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, flat.width, flat.height);
  context.drawImage(canvas as unknown as CanvasImageSource, 0, 0);
  return flat;
}

/** The canvas that a file of this type is written from. */
export async function rasterFor(drawing: Drawing, type: string): Promise<AnyCanvas> {
  const canvas = await drawing.raster();
  return type === JPEG ? flattened(drawing, canvas) : canvas;
}

function isNodeCanvas(canvas: AnyCanvas): canvas is NodeCanvas {
  return "toBuffer" in canvas;
}

/** The picture as a raster file; null where the browser cannot write it. */
export async function rasterBytes(drawing: Drawing, type: string): Promise<RawData | null> {
  const canvas = await rasterFor(drawing, type);
  if (isNodeCanvas(canvas)) {
    if (!NODE_TYPES.includes(type)) throw new Error("Unsupported extension");
    return canvas.toBuffer(type) as NodeBuffer;
  }
  return new Promise((resolve) => canvas.toBlob(resolve, type, 1));
}
