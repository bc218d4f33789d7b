/** The design as text to paste: for programs, pages and the server. */
import type { Design } from "../design";
import { drawSvg } from "../engine";
import { toOptions } from "../options";

const indent = (text: string, spaces: number): string => text.replaceAll("\n", `\n${" ".repeat(spaces)}`);

/** Options as JSON, as every tool of the engine reads them. */
export function asJson(design: Design, size: number): string {
  return JSON.stringify(toOptions(design, size), null, 2);
}

export function asReact(design: Design, size: number): string {
  if (design.frame !== "none") return asFramedReact(design, size);
  const { data, width, height: _, ...rest } = toOptions(design, size);
  const props = Object.entries(rest as Record<string, unknown>).map(([name, value]) => {
    const text = typeof value === "string" ? JSON.stringify(value) : `{${indent(JSON.stringify(value, null, 2), 2)}}`;
    // Text with quotes or lines in it is no JSX string.
    return typeof value === "string" && /["\\\n]/.test(value) ? `  ${name}={${text}}` : `  ${name}=${text}`;
  });
  return `import { QRCode } from "qr-engine/react";\n\n<QRCode\n  value={${JSON.stringify(data)}}\n  size={${width}}\n${props.join("\n")}\n/>\n`;
}

/** The component draws no frames, whose letters would weigh on every page: the finished picture does. */
function asFramedReact(design: Design, size: number): string {
  const props = [`src=${JSON.stringify(pictureAddress(design, size))}`, `width={${size}}`, `height={${size}}`, `alt={${JSON.stringify(`QR code: ${design.data}`)}}`];
  return `<img\n  ${props.join("\n  ")}\n/>\n`;
}

function pictureAddress(design: Design, size: number): string {
  const svg = drawSvg(toOptions(design, size), design);
  return `data:image/svg+xml,${encodeURIComponent(svg).replaceAll("'", "%27")}`;
}

const escapeAttribute = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** A picture that needs no script and no other file. */
export function asHtml(design: Design, size: number): string {
  return `<img src="${pictureAddress(design, size)}" width="${size}" height="${size}" alt="${escapeAttribute(`QR code: ${design.data}`)}">\n`;
}

/** Width and height of what the server draws, in px. */
const SERVER_SIZE = 1000;

type Group = Record<string, unknown>;

const without = (group: Group | undefined, ...names: string[]): Group =>
  Object.fromEntries(Object.entries(group ?? {}).filter(([name, value]) => !names.includes(name) && value !== undefined));

/** Type and paint of a part, which the API has fields for. */
const partOf = ({ type, color, gradient }: Group): Group => without({ type, color, gradient });

/** The rest of a part. */
const moreOf = (group: Group | undefined, ...names: string[]): Group => without(group, "type", "color", "gradient", ...names);

const notEmpty = (groups: Record<string, unknown>): Group =>
  Object.fromEntries(Object.entries(groups).filter(([, value]) => typeof value !== "object" || (value !== null && Object.keys(value).length > 0)));

/** The body of `POST /v1/qrcode-designs`: all of a design but its content. */
export function asServerDesign(design: Design): Group {
  const options = toOptions(design, SERVER_SIZE);
  const { qrOptions = {}, dotsOptions = {}, cornersSquareOptions = {}, cornersDotOptions = {}, backgroundOptions = {}, imageOptions } = options;
  const { logo, backgroundImage } = design;
  return {
    output_file_format: "OUTPUT_FILE_FORMAT_PNG",
    width: SERVER_SIZE,
    height: SERVER_SIZE,
    shape: options.shape === "circle" ? "SHAPE_CIRCLE" : "SHAPE_SQUARE",
    error_correction_level: qrOptions.errorCorrectionLevel,
    dots_options: partOf(dotsOptions),
    corners_square_options: partOf(cornersSquareOptions),
    corners_dot_options: partOf(cornersDotOptions),
    background_options: design.backgroundPaint.kind === "none" ? { color: "transparent" } : partOf(backgroundOptions),
    ...(logo && {
      central_image_data: logo.dataUri,
      central_image_size: imageOptions?.imageSize,
      central_image_margin: imageOptions?.margin,
      hide_background_dots: imageOptions?.hideBackgroundDots,
    }),
    ...(backgroundImage && { background_image_data: backgroundImage.dataUri }),
    engine_options: notEmpty({
      margin: options.margin,
      ...(options.quietZone !== undefined && { quietZone: options.quietZone }),
      qrOptions: without(qrOptions, "errorCorrectionLevel"),
      dotsOptions: moreOf(dotsOptions),
      cornersSquareOptions: moreOf(cornersSquareOptions),
      cornersDotOptions: moreOf(cornersDotOptions),
      backgroundOptions: moreOf(backgroundOptions, "image"),
      imageOptions: without(imageOptions, "imageSize", "margin", "hideBackgroundDots"),
      frameOptions: options.frameOptions ?? {},
    }),
  };
}

/** The request that saves the design, for a shell; the token comes from a variable. */
export function asCurl(design: Design, origin: string): string {
  const body = JSON.stringify(asServerDesign(design), null, 2).replaceAll("'", "'\\''");
  return [
    `curl ${origin}/v1/qrcode-designs \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
    "",
  ].join("\n");
}
