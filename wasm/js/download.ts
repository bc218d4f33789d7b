/** Saves a drawing as a file of the browser. */
import { base64 } from "./href.js";
import type { Drawing } from "./drawing.js";
import type { DomWindow } from "./environment.js";
import { mediaType, SVG } from "./mime.js";
import { rasterFor, withProlog } from "./output.js";

/** Of JPEG, as browsers have it where nobody says. */
const QUALITY = 92;

/** Clicks a link to the picture's data. */
export async function download(window: DomWindow, drawing: Drawing, name: string, extension: string): Promise<void> {
  const type = mediaType(extension);
  const link = window.document.createElement("a");
  link.download = `${name}.${extension}`;
  if (type === SVG) {
    link.href = `data:${type};charset=utf-8,${encodeURIComponent(withProlog(await drawing.text()))}`;
  } else {
    const bytes = await drawing.encoded(type, QUALITY);
    link.href = bytes ? `data:${type};base64,${base64(bytes)}` : (await rasterFor(drawing, type)).toDataURL(type);
  }
  window.document.body.appendChild(link);
  link.click();
  link.remove();
}
