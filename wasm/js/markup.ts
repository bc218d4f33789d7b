/** SVG text taken apart, for surroundings that make the root element themselves. */

/** An SVG document as its root's attributes and what is inside. */
export interface Markup {
  width: string;
  height: string;
  viewBox: string;
  shapeRendering: string | undefined;
  /** The root's content, as the engine wrote it. */
  inside: string;
}

/** Takes the engine's own text apart; no parser, as nothing else is given here. */
export function takeApart(svg: string): Markup {
  const end = svg.indexOf(">");
  const root = svg.slice(0, end);
  const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(root)?.[1];
  return {
    width: attribute("width") ?? "",
    height: attribute("height") ?? "",
    viewBox: attribute("viewBox") ?? "",
    shapeRendering: attribute("shape-rendering"),
    inside: svg.slice(end + 1, svg.lastIndexOf("</svg>")),
  };
}

/** Text as content of an element. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** What a code is called where nobody says: its host, as far as it is an address. */
export function defaultTitle(data: string): string {
  const host = /^https?:\/\/([^/?#\s]+)/i.exec(data)?.[1];
  return host ? `QR code: ${host}` : "QR code";
}
