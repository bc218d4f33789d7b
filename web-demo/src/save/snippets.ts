/** The design as text to paste: for programs, pages and the server. */
import type { Design, Paint } from "../design";
import { drawSvg, type Options } from "../engine";
import { toOptions } from "../options";

const indent = (text: string, spaces: number): string => text.replaceAll("\n", `\n${" ".repeat(spaces)}`);

/** Options as JSON, as every tool of the engine reads them. */
export function asJson(design: Design, size: number): string {
  return JSON.stringify(toOptions(design, size), null, 2);
}

export function asReact(design: Design, size: number): string {
  const { data, width, height: _, ...rest } = toOptions(design, size);
  const props = Object.entries(rest as Record<string, unknown>).map(([name, value]) => {
    const text = typeof value === "string" ? JSON.stringify(value) : `{${indent(JSON.stringify(value, null, 2), 2)}}`;
    // Text with quotes or lines in it is no JSX string.
    return typeof value === "string" && /["\\\n]/.test(value) ? `  ${name}={${text}}` : `  ${name}=${text}`;
  });
  return `import { QRCode } from "qr-engine/react";\n\n<QRCode\n  value={${JSON.stringify(data)}}\n  size={${width}}\n${props.join("\n")}\n/>\n`;
}

const escapeAttribute = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** A picture that needs no script and no other file. */
export function asHtml(design: Design, size: number): string {
  const svg = drawSvg(toOptions(design, size), design);
  const address = `data:image/svg+xml,${encodeURIComponent(svg).replaceAll("'", "%27")}`;
  return `<img src="${address}" width="${size}" height="${size}" alt="${escapeAttribute(`QR code: ${design.data}`)}">\n`;
}

function paintFields(paint: Paint): { color?: string; gradient?: NonNullable<Options["dotsOptions"]>["gradient"] } {
  if (paint.kind === "none") return {};
  if (paint.kind === "solid") return { color: paint.color };
  const { type, angle, stops } = paint.gradient;
  return { gradient: { type, rotation: (angle * Math.PI) / 180, colorStops: stops } };
}

/** The body of `POST /v1/qrcode-designs`: what the server keeps of a design. */
export function asServerDesign(design: Design): Record<string, unknown> {
  const { logo } = design;
  return {
    output_file_format: "OUTPUT_FILE_FORMAT_PNG",
    width: 1000,
    height: 1000,
    shape: design.shape === "circle" ? "SHAPE_CIRCLE" : "SHAPE_SQUARE",
    error_correction_level: design.errorCorrection,
    dots_options: { type: design.dotsType, ...paintFields(design.dotsPaint) },
    corners_square_options: {
      ...(design.cornersSquareType && { type: design.cornersSquareType }),
      ...paintFields(design.cornersSquarePaint),
    },
    corners_dot_options: {
      ...(design.cornersDotType && { type: design.cornersDotType }),
      ...paintFields(design.cornersDotPaint),
    },
    background_options: design.backgroundPaint.kind === "none" ? { color: "transparent" } : paintFields(design.backgroundPaint),
    ...(logo && {
      central_image_data: logo.dataUri,
      central_image_size: design.logoSize / 100,
      central_image_margin: Math.round(design.logoMargin * 10),
      hide_background_dots: design.logoClearsDots,
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
