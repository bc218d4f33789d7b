/** Codes in React: `<QRCode>` draws while it renders, on the server too; `useQRCode` gives the parts. */
import { forwardRef, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { ForwardRefExoticComponent, RefAttributes } from "react";
import { copyFile, fileOf, saveFile } from "./browser-files.js";
import type { FileRequest } from "./browser-files.js";
import { toSvg } from "./core.js";
import type { LogoSize } from "./engine.js";
import { QrError } from "./errors.js";
import { logoHref } from "./href.js";
import { draw, element, plainId } from "./react/picture.js";
import { tellApart } from "./react/props.js";
import type { QRCodeProps } from "./react/props.js";
import type { Options } from "./types.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";
export type { LogoSize } from "./engine.js";
export type { QRCodeProps } from "./react/props.js";
export type { FileRequest } from "./browser-files.js";
export type * from "./types.js";

/** What can be done with a code that is shown. */
export interface QRCodeFiles {
  /** The code as SVG text. */
  toSvg(): string;
  /** The code as a file; PNG where nothing else is asked for. */
  toBlob(request?: FileRequest): Promise<Blob>;
  /** Saves the code as a file of the browser, `qr.png` where nothing else is asked for. */
  download(request?: FileRequest & { name?: string }): Promise<void>;
  /** Puts the code on the clipboard, PNG as a picture and SVG as text. Call it from a click. */
  copy(format?: "png" | "svg"): Promise<void>;
}

/** What a `ref` of `<QRCode>` holds. */
export interface QRCodeHandle extends QRCodeFiles {
  /** The element in the page; null while nothing is shown. */
  readonly element: SVGSVGElement | null;
}

/** A value that stays the same object while it is written the same. */
function useSame<T>(value: T): T {
  // Bytes of a logo are one object for long; written out they would be megabytes.
  const kept = useRef<{ written: string; bytes: unknown; value: T } | undefined>(undefined);
  let bytes: unknown;
  const written = JSON.stringify(value, (_, field: unknown) => {
    if (!(field instanceof Uint8Array)) return field;
    bytes = field;
    return "";
  });
  if (kept.current?.written !== written || kept.current.bytes !== bytes) kept.current = { written, bytes, value };
  return kept.current.value;
}

/** The natural size of a logo at an address, once the browser knows it. */
function useLogoSize(image: Options["image"], given: LogoSize | undefined): LogoSize | undefined {
  const [measured, setMeasured] = useState<{ address: string; size: LogoSize } | undefined>(undefined);
  const address = image && !given ? logoHref(image) : undefined;
  const isForeign = address !== undefined && !address.startsWith("data:");
  useEffect(() => {
    if (!isForeign) return;
    const picture = new Image();
    picture.onload = () => {
      const { naturalWidth: width, naturalHeight: height } = picture;
      if (width && height) setMeasured({ address, size: { width, height } });
    };
    picture.src = address;
    return () => {
      picture.onload = null;
    };
  }, [address, isForeign]);
  return given ?? (measured && measured.address === address ? measured.size : undefined);
}

function filesOf(options: Options, logo: LogoSize | undefined): QRCodeFiles {
  const picture = { options, logo };
  return {
    toSvg: () => toSvg(options, { logo }),
    toBlob: (request = {}) => fileOf(picture, request),
    download: (request = {}) => saveFile(picture, request),
    copy: (format) => copyFile(picture, format),
  };
}

/**
 * A code as an `<svg>`, complete in its first rendering: on the server, in StrictMode and in the browser. Takes the
 * options of a design, some shortcuts, and whatever an `<svg>` takes.
 *
 * @example
 * <QRCode value="https://example.com" size={256} dotsOptions={{ type: "rounded" }} className="code" />
 */
export const QRCode: ForwardRefExoticComponent<QRCodeProps & RefAttributes<QRCodeHandle>> = forwardRef<QRCodeHandle, QRCodeProps>(
  function QRCode(props, ref) {
    const told = tellApart(props);
    const id = plainId(useId());
    const root = useRef<SVGSVGElement>(null);
    const options = useSame(told.options);
    const logo = useLogoSize(options.image, told.shown.logo);
    const { idPrefix } = told.shown;
    const drawn = useMemo(() => draw({ ...told, options, shown: { logo, idPrefix } }), [options, logo?.width, logo?.height, idPrefix]);
    useImperativeHandle(
      ref,
      () => ({
        ...filesOf(options, logo),
        get element() {
          return root.current;
        },
      }),
      [options, logo],
    );
    return element(told, drawn, id, root);
  },
);

/** What {@link useQRCode} gives. */
export interface UsedQRCode extends QRCodeFiles {
  /** The code as SVG text; empty while there is no data, or when it cannot be drawn. */
  svg: string;
  /** Why it cannot be drawn. */
  error: QrError | undefined;
}

/**
 * A code for programs that show it in their own way.
 *
 * @example
 * const { svg, error, download } = useQRCode({ data: text });
 */
export function useQRCode(options: Options): UsedQRCode {
  const same = useSame(options);
  const logo = useLogoSize(same.image, undefined);
  return useMemo(() => {
    const files = filesOf(same, logo);
    if (!same.data) return { ...files, svg: "", error: undefined };
    try {
      return { ...files, svg: files.toSvg(), error: undefined };
    } catch (error) {
      if (error instanceof QrError) return { ...files, svg: "", error };
      throw error;
    }
  }, [same, logo?.width, logo?.height]);
}

