/** Text and addresses as pictures that a canvas can draw. */
import type { DomWindow, Environment } from "./environment.js";
import { QrError } from "./errors.js";
import { base64 } from "./href.js";
import { SVG } from "./mime.js";

/** Why the picture at this address is not there, with the address cut to a readable length. */
export function loadError(address: string, fix: string): QrError {
  const shown = address.length > 80 ? `${address.slice(0, 80)}…` : address;
  return new QrError("logo.load", `image: ${shown} could not be loaded: ${fix}`, { path: "image" });
}

/** Why there is nothing to paint on. */
export function noCanvas(): QrError {
  const message = 'raster pictures need import "qr-engine/raster", a browser or the option nodeCanvas';
  return new QrError("environment.canvas", message);
}

/** Loads a picture; rejects where the original would wait for ever. */
export function loadPicture(window: DomWindow, address: string, crossOrigin?: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new window.Image();
    if (typeof crossOrigin === "string") image.crossOrigin = crossOrigin;
    image.onload = () => resolve(image);
    image.onerror = () => reject(loadError(address, "check that it exists, is an image, and allows this page (CORS)"));
    image.src = address;
  });
}

/** An SVG document as a picture of the given size. */
export async function svgPicture(
  environment: Environment,
  text: string,
  width: number,
  height: number,
): Promise<CanvasImageSource> {
  const address = `data:${SVG};base64,${base64(new TextEncoder().encode(text))}`;
  if (environment.nodeCanvas) {
    const image = await environment.nodeCanvas.loadImage(address);
    return Object.assign(image, { width, height }) as unknown as CanvasImageSource;
  }
  if (!environment.browser) throw noCanvas();
  return loadPicture(environment.browser, address);
}
