/** Files of a design in a browser, for the React component and the custom element. */
import { paint } from "./canvas.js";
import { encode } from "./encoder.js";
import { renderPaths, renderSvg } from "./engine.js";
import type { LogoSize } from "./engine.js";
import { QrError } from "./errors.js";
import { logoHref } from "./href.js";
import { mediaType, JPEG, SVG } from "./mime.js";
import { loadPicture } from "./picture.js";
import { asDataUri } from "./logo.js";
import type { FileExtension, Options } from "./types.js";

/** What a picture is saved as. */
export interface FileRequest {
  /** Default: `"png"`. */
  extension?: FileExtension | undefined;
  /** Pixels for each px of the design, for raster formats. Default: 1. */
  scale?: number | undefined;
}

/** A design that may carry a logo, as a component holds it. */
export interface Picture {
  options: Options;
  logo?: LogoSize | undefined;
}

/** The logo's address as data, so that a file stands alone. */
async function embedded({ image, imageOptions = {} }: Options): Promise<string | undefined> {
  if (!image) return undefined;
  const href = logoHref(image);
  return href.startsWith("data:") ? href : asDataUri(href, imageOptions);
}

/** The picture as a file. */
export async function fileOf({ options, logo }: Picture, { extension = "png", scale = 1 }: FileRequest): Promise<Blob> {
  const type = mediaType(extension);
  const image = await embedded(options);
  const bytes = encode?.({ ...options, image }, false, type, scale, 100, false);
  if (bytes) return new Blob([bytes], { type });
  const loaded = image ? await loadPicture(window, image) : undefined;
  const size = loaded?.naturalWidth ? { width: loaded.naturalWidth, height: loaded.naturalHeight } : logo;
  if (type === SVG) return new Blob([renderSvg({ ...options, image }, false, size)], { type });

  const design = renderPaths({ ...options, image }, false, size);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(design.width * scale);
  canvas.height = Math.round(design.height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new QrError("environment.canvas", `no canvas of ${canvas.width} by ${canvas.height} pixels can be had here: choose a smaller scale`);
  if (type === JPEG) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.setTransform(canvas.width / design.width, 0, 0, canvas.height / design.height, 0, 0);
  paint(context, design, loaded);
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 1));
  if (!file) throw new QrError("environment.canvas", `the browser cannot write ${type} of ${canvas.width} by ${canvas.height} pixels`);
  return file;
}

/** Saves the picture as a file of the browser. */
export async function saveFile(picture: Picture, request: FileRequest & { name?: string | undefined }): Promise<void> {
  const { name = "qr", extension = "png" } = request;
  const address = URL.createObjectURL(await fileOf(picture, request));
  const link = document.createElement("a");
  link.download = `${name}.${extension}`;
  link.href = address;
  link.click();
  // The click has begun to read it; some browsers read on after it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Puts the picture on the clipboard: PNG as a picture, SVG as text. Call it from a click. */
export async function copyFile(picture: Picture, format: "png" | "svg" = "png"): Promise<void> {
  if (format === "svg") {
    await navigator.clipboard.writeText(await (await fileOf(picture, { extension: "svg" })).text());
  } else {
    // The promise is handed over, because Safari wants the call itself within the click.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": fileOf(picture, { extension: "png" }) })]);
  }
}
