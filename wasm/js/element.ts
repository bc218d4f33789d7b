/** `<qr-code>`: a code as a custom element. Importing this registers it, where there are custom elements. */
import { copyFile, fileOf, saveFile } from "./browser-files.js";
import type { FileRequest } from "./browser-files.js";
import { toSvg } from "./core.js";
import { QrError } from "./errors.js";
import { defaultTitle } from "./markup.js";
import type { Options } from "./types.js";

export { QrError } from "./errors.js";
export type { QrErrorDetails } from "./errors.js";
export type { FileRequest } from "./browser-files.js";
export type * from "./types.js";

/** The element `<qr-code>`. */
export interface QRCodeElement extends HTMLElement {
  /** Options of the design; attributes win over them. Setting it draws anew. */
  options: Options;
  /** The code as SVG text; throws a `QrError` where it cannot be drawn. */
  toSvg(): string;
  /** The code as a file; PNG where nothing else is asked for. */
  toBlob(request?: FileRequest): Promise<Blob>;
  /** Saves the code as a file of the browser. */
  download(request?: FileRequest & { name?: string }): Promise<void>;
  /** Puts the code on the clipboard, PNG as a picture and SVG as text. Call it from a click. */
  copy(format?: "png" | "svg"): Promise<void>;
}

/** An attribute and the option that it sets. */
const ATTRIBUTES: { [attribute: string]: { group?: keyof Options; option: string; isNumber?: true } } = {
  value: { option: "data" },
  shape: { option: "shape" },
  margin: { option: "margin", isNumber: true },
  "quiet-zone": { option: "quietZone", isNumber: true },
  image: { option: "image" },
  level: { group: "qrOptions", option: "errorCorrectionLevel" },
  "dots-type": { group: "dotsOptions", option: "type" },
  "dots-color": { group: "dotsOptions", option: "color" },
  "corners-square-type": { group: "cornersSquareOptions", option: "type" },
  "corners-square-color": { group: "cornersSquareOptions", option: "color" },
  "corners-dot-type": { group: "cornersDotOptions", option: "type" },
  "corners-dot-color": { group: "cornersDotOptions", option: "color" },
  background: { group: "backgroundOptions", option: "color" },
};

/** What the element's own attributes and `options` say together. */
function designOf(element: HTMLElement, given: Options): Options {
  const design: Record<string, unknown> = { ...given };
  const size = element.getAttribute("size");
  if (size !== null) design["width"] = design["height"] = Number(size);
  for (const [attribute, { group, option, isNumber }] of Object.entries(ATTRIBUTES)) {
    const text = element.getAttribute(attribute);
    if (text === null) continue;
    const value = isNumber ? Number(text) : text;
    if (group) design[group] = { ...(design[group] as object), [option]: value };
    else design[option] = value;
  }
  return design as Options;
}

function makeClass(): new () => QRCodeElement {
  return class QRCode extends HTMLElement implements QRCodeElement {
    static readonly observedAttributes = ["size", "label", ...Object.keys(ATTRIBUTES)];
    readonly #root = this.attachShadow({ mode: "open" });
    readonly #internals = this.attachInternals();
    #options: Options = {};
    #isAwaited = false;

    connectedCallback(): void {
      // Set before the element was defined, the property is a plain field that hides the accessor.
      if (Object.hasOwn(this, "options")) {
        const { options } = this;
        delete (this as { options?: Options }).options;
        this.options = options;
      }
      this.#draw();
    }

    attributeChangedCallback(): void {
      this.#drawSoon();
    }

    get options(): Options {
      return this.#options;
    }

    set options(options: Options) {
      this.#options = options ?? {};
      this.#drawSoon();
    }

    toSvg(): string {
      return toSvg(designOf(this, this.#options));
    }

    toBlob(request: FileRequest = {}): Promise<Blob> {
      return fileOf({ options: designOf(this, this.#options) }, request);
    }

    download(request: FileRequest & { name?: string } = {}): Promise<void> {
      return saveFile({ options: designOf(this, this.#options) }, request);
    }

    copy(format?: "png" | "svg"): Promise<void> {
      return copyFile({ options: designOf(this, this.#options) }, format);
    }

    /** Once for all attributes that change in one go. */
    #drawSoon(): void {
      if (this.#isAwaited || !this.isConnected) return;
      this.#isAwaited = true;
      queueMicrotask(() => {
        this.#isAwaited = false;
        this.#draw();
      });
    }

    #draw(): void {
      const design = designOf(this, this.#options);
      this.#internals.role = design.data ? "img" : null;
      this.#internals.ariaLabel = design.data ? (this.getAttribute("label") ?? defaultTitle(design.data)) : null;
      try {
        const svg = design.data ? toSvg(design) : "";
        const parsed = svg && new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
        if (parsed) parsed.setAttribute("part", "svg");
        this.#root.replaceChildren(...(parsed ? [parsed] : []));
        this.dispatchEvent(new CustomEvent("qr-draw"));
      } catch (error) {
        if (!(error instanceof QrError)) throw error;
        // The last picture stays: what is typed next may be right again.
        this.dispatchEvent(new CustomEvent("qr-error", { detail: error }));
      }
    }
  };
}

/** Registers the element under a name; one that is taken already stays as it is. Without custom elements nothing happens. */
export function defineQrElement(name = "qr-code"): void {
  if (typeof customElements === "undefined" || customElements.get(name)) return;
  customElements.define(name, makeClass());
}

defineQrElement();

declare global {
  interface HTMLElementTagNameMap {
    "qr-code": QRCodeElement;
  }
}
