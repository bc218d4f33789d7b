/** `<QRCode>` as a pure function of its properties: the same on the server and in the browser. */
import { createElement } from "react";
import type { ReactElement, ReactNode, Ref } from "react";
import { toSvg } from "../core.js";
import { QrError } from "../errors.js";
import { defaultTitle, escapeText, takeApart } from "../markup.js";
import type { Markup } from "../markup.js";
import type { Told } from "./props.js";

/** The drawn code, or why there is none; neither while there is no data. */
export interface Drawn {
  markup?: Markup;
  error?: QrError;
}

/** Draws the design. */
export function draw({ options, shown }: Told): Drawn {
  if (!options.data) return {};
  try {
    return { markup: takeApart(toSvg(options, { logo: shown.logo, idPrefix: shown.idPrefix })) };
  } catch (error) {
    if (error instanceof QrError) return { error };
    throw error;
  }
}

/** The element; `id` is unique in the page and starts the ids of title and description. */
export function element(told: Told, drawn: Drawn, id: string, ref?: Ref<SVGSVGElement>): ReactElement | ReactNode {
  const { options, shown, rest } = told;
  if (drawn.error) {
    if (shown.fallback === undefined) throw drawn.error;
    return typeof shown.fallback === "function" ? shown.fallback(drawn.error) : shown.fallback;
  }
  const { markup } = drawn;
  const { width = 300, height = 300 } = options;
  const named: { [attribute: string]: unknown } = { "aria-hidden": true };
  let inside = markup?.inside ?? "";
  if (markup && !shown.decorative) {
    const title = shown.title ?? defaultTitle(String(options.data));
    named["aria-hidden"] = undefined;
    named["role"] = "img";
    named["aria-labelledby"] = shown.desc ? `${id}-title ${id}-desc` : `${id}-title`;
    const desc = shown.desc ? `<desc id="${id}-desc">${escapeText(shown.desc)}</desc>` : "";
    inside = `<title id="${id}-title">${escapeText(title)}</title>${desc}${inside}`;
  }
  return createElement("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width: markup?.width ?? width,
    height: markup?.height ?? height,
    viewBox: markup?.viewBox ?? `0 0 ${width} ${height}`,
    shapeRendering: markup?.shapeRendering,
    ...named,
    ...rest,
    ...(ref && { ref }),
    // The engine's own text; what people put into a design is escaped in it.
    dangerouslySetInnerHTML: { __html: inside },
  });
}

/** React's own id, in the letters that ids of SVG and CSS can be written with. */
export function plainId(id: string): string {
  return `qr${id.replace(/[^\w-]/g, "")}`;
}
