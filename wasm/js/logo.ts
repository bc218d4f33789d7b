/** Loads the logo: its address for the SVG, its natural size, and its picture for a canvas. */
import type { DomWindow, Environment, NodeCanvasFunctions } from "./environment.js";
import { logoHref } from "./href.js";
import { loadError, loadPicture } from "./picture.js";
import type { RequiredOptions } from "./types.js";

/** A logo that is ready to be drawn. */
export interface Logo {
  /** What the SVG carries: a data URI, or the URL when `saveAsBlob` is off. */
  href: string;
  /** Natural width in px; 0 when the engine is to read it from the data. */
  width: number;
  /** Natural height in px; 0 when the engine is to read it from the data. */
  height: number;
  /** The decoded picture, if one was asked for. */
  picture?: HTMLImageElement;
}

type ImageOptions = RequiredOptions["imageOptions"];

/** Raster data whose natural size the engine reads by itself, so that nothing has to be awaited. */
function isMeasurable(address: string): boolean {
  // The engine takes 3 MB, which is this much base64; what is larger is left to the browser, as in the original.
  return address.length <= 4_000_000 && /^data:image\/(png|jpe?g|gif|webp)[;,]/i.test(address);
}

/** The file at an address as a data URI. */
export async function asDataUri(address: string, imageOptions: Pick<ImageOptions, "crossOrigin">): Promise<string> {
  const credentials = imageOptions.crossOrigin === "use-credentials" ? "include" : "same-origin";
  const response = await fetch(address, { credentials }).catch(() => undefined);
  if (!response?.ok) {
    const reason = response ? `the server answered ${response.status}` : "the request failed";
    const fix = "check the address and the server's CORS headers, or set imageOptions.saveAsBlob to false to link to it";
    throw loadError(address, `${reason}; ${fix}`);
  }
  const blob = await response.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(loadError(address, "its data could not be read"));
    reader.readAsDataURL(blob);
  });
}

async function loadInBrowser(window: DomWindow, address: string, imageOptions: ImageOptions): Promise<Logo> {
  const linked = !address.startsWith("data:") && !imageOptions.saveAsBlob;
  const href = linked || address.startsWith("data:") ? address : await asDataUri(address, imageOptions);
  const image = await loadPicture(window, href, linked ? imageOptions.crossOrigin : undefined);
  return { href, width: image.naturalWidth, height: image.naturalHeight, picture: image };
}

async function loadInNode(canvases: NodeCanvasFunctions, address: string, imageOptions: ImageOptions): Promise<Logo> {
  const image = await canvases.loadImage(address).catch((cause: unknown) => {
    throw Object.assign(loadError(address, "nodeCanvas.loadImage refused it"), { cause });
  });
  const { width, height } = image;
  if (address.startsWith("data:") || !imageOptions.saveAsBlob) return { href: address, width, height };
  const canvas = canvases.createCanvas(width, height);
  canvas.getContext("2d").drawImage(image as unknown as CanvasImageSource, 0, 0, width, height);
  return { href: canvas.toDataURL("image/png"), width, height };
}

/** Loads logos for one code and remembers the last, so that updates which keep it are drawn at once. */
export class LogoLoader {
  private declare last: { image: unknown; saveAsBlob: unknown; crossOrigin: unknown; logo: Logo } | undefined;

  /** The logo, or a promise of it where something has to be fetched or decoded first. */
  load(options: RequiredOptions, environment: Environment, withPicture: boolean): Logo | undefined | Promise<Logo> {
    const { image, imageOptions } = options;
    if (!image) return undefined;
    const { saveAsBlob, crossOrigin } = imageOptions;
    const { last } = this;
    if (last && last.image === image && last.saveAsBlob === saveAsBlob && last.crossOrigin === crossOrigin) {
      if (last.logo.picture || !withPicture) return last.logo;
    }
    const loading = this.start(logoHref(image), imageOptions, environment, withPicture);
    if (!(loading instanceof Promise)) return loading;
    return loading.then((logo) => {
      this.last = { image, saveAsBlob, crossOrigin, logo };
      return logo;
    });
  }

  private start(
    href: string,
    imageOptions: ImageOptions,
    environment: Environment,
    withPicture: boolean,
  ): Logo | Promise<Logo> {
    const unmeasured = { href, width: 0, height: 0 };
    if (isMeasurable(href) && !withPicture) return unmeasured;
    if (environment.nodeCanvas) return loadInNode(environment.nodeCanvas, href, imageOptions);
    if (environment.browser) return loadInBrowser(environment.browser, href, imageOptions);
    if (href.startsWith("data:")) return unmeasured;
    throw loadError(href, "outside a browser give the file's bytes or a data URI, or the option nodeCanvas");
  }
}
