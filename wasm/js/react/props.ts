import type { ReactNode, SVGAttributes } from "react";
import type { LogoSize } from "../engine.js";
import type { QrError } from "../errors.js";
import type { ErrorCorrectionLevel, Options } from "../types.js";

type Shortcuts = {
  /** The text to encode; another name for `data`. Without any, the component keeps its place and shows nothing. */
  value?: string | undefined;
  /** Side of the picture in px: `width` and `height` in one. Default: 300. */
  size?: number | undefined;
  /** Another name for `qrOptions.errorCorrectionLevel`. Default: `"Q"`. */
  level?: ErrorCorrectionLevel | undefined;
  /** A whole design, as the functions of `qr-engine/core` take it. Single options beside it win. */
  design?: Options | undefined;
  /** What screen readers call the code. Default: `QR code: ` and the host of an address. */
  title?: string | undefined;
  /** A longer description for screen readers. Default: none. */
  desc?: string | undefined;
  /** Hides the code from screen readers, for codes that something beside them says already. Default: false. */
  decorative?: boolean | undefined;
  /** Natural size of a logo given by its address. Default: measured in browsers once it is there; until then a square. */
  logo?: LogoSize | undefined;
  /** Start of all ids in the SVG. Default: a hash of the design. */
  idPrefix?: string | undefined;
  /** What is shown for a design that cannot be drawn. Default: the error is thrown, for an error boundary. */
  fallback?: ReactNode | ((error: QrError) => ReactNode);
};

type DesignProps = Omit<Options, "type" | "nodeCanvas" | "jsdom">;

/** Properties of `<QRCode>`: options of the design, and whatever an `<svg>` takes. */
export type QRCodeProps = Shortcuts &
  DesignProps &
  Omit<SVGAttributes<SVGSVGElement>, keyof Shortcuts | keyof DesignProps | "children" | "dangerouslySetInnerHTML">;

/** The design's own options among the properties; all others belong to the element. */
const OPTIONS = [
  "shape", "width", "height", "margin", "quietZone", "frameOptions", "printSize", "data", "image",
  "qrOptions", "imageOptions", "dotsOptions", "cornersSquareOptions", "cornersDotOptions", "backgroundOptions",
] as const satisfies readonly (keyof DesignProps)[];

/** Properties, told apart. */
export interface Told {
  options: Options;
  shown: Pick<Shortcuts, "title" | "desc" | "decorative" | "logo" | "idPrefix" | "fallback">;
  rest: SVGAttributes<SVGSVGElement>;
}

/** Tells the design's options from what belongs to the element. */
export function tellApart(props: QRCodeProps): Told {
  const { value, size, level, design, title, desc, decorative, logo, idPrefix, fallback, ...others } = props;
  const options: Record<string, unknown> = { ...design };
  const rest: Record<string, unknown> = { ...others };
  if (value !== undefined) options["data"] = value;
  if (size !== undefined) options["width"] = options["height"] = size;
  for (const name of OPTIONS) {
    if (rest[name] !== undefined) options[name] = rest[name];
    delete rest[name];
  }
  if (level !== undefined) options["qrOptions"] = { ...(options["qrOptions"] as object), errorCorrectionLevel: level };
  return { options: options as Options, shown: { title, desc, decorative, logo, idPrefix, fallback }, rest };
}
