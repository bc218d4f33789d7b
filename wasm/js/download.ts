/** Saves a drawing as a file of the browser. */
import type { Drawing } from "./drawing.js";
import type { DomWindow } from "./environment.js";
import { mediaType, SVG } from "./mime.js";
import { rasterFor, withProlog } from "./output.js";

/** Clicks a link to the picture's data. */
export async function download(window: DomWindow, drawing: Drawing, name: string, extension: string): Promise<void> {
  const type = mediaType(extension);
  const link = window.document.createElement("a");
  link.download = `${name}.${extension}`;
  link.href =
    type === SVG
      ? `data:${type};charset=utf-8,${encodeURIComponent(withProlog(await drawing.text()))}`
      : (await rasterFor(drawing, type)).toDataURL(type);
  window.document.body.appendChild(link);
  link.click();
  link.remove();
}
