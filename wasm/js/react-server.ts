/** `<QRCode>` for server components: the same markup as `qr-engine/react`, without anything that runs in the browser. */
import { useId } from "react";
import type { ReactNode } from "react";
import { draw, element, plainId } from "./react/picture.js";
import { tellApart } from "./react/props.js";
import type { QRCodeProps } from "./react/props.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";
export type { LogoSize } from "./engine.js";
export type { QRCodeProps } from "./react/props.js";
export type * from "./types.js";

/**
 * A code as an `<svg>`. Needs no "use client"; for a `ref` with `download` and `copy` use it in a client component.
 *
 * @example
 * <QRCode value="https://example.com" size={256} />
 */
export function QRCode(props: QRCodeProps): ReactNode {
  const told = tellApart(props);
  return element(told, draw(told), plainId(useId()));
}
