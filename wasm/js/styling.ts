import { defaultOptions } from "./defaults.js";
import { download } from "./download.js";
import { Drawing } from "./drawing.js";
import type { AnyCanvas, ExtensionFunction } from "./drawing.js";
import { Environment } from "./environment.js";
import type { DomWindow, NodeCanvas } from "./environment.js";
import { QrError } from "./errors.js";
import { LogoLoader } from "./logo.js";
import { merge } from "./merge.js";
import { mediaType, SVG } from "./mime.js";
import { asFile, rasterBytes, withProlog } from "./output.js";
import type { RawData } from "./output.js";
import { sanitize } from "./sanitize.js";
import { showAtSize } from "./sharpness.js";
import type { DownloadOptions, FileExtension, Options, QRCode, RequiredOptions } from "./types.js";

/**
 * A styled QR code, with the interface of qr-code-styling 1.9.2. Works without a DOM, but for {@link append},
 * {@link download} and extensions.
 *
 * Members that start with `_` belong to the original's internals; they are kept because programs read them.
 *
 * @example
 * const code = new QRCodeStyling({ data: "https://example.com", dotsOptions: { type: "rounded" } });
 * code.append(document.querySelector("#code"));
 */
export class QRCodeStyling {
  /** Minifiers rename classes, and people read this in messages. */
  static readonly name = "QRCodeStyling";
  /** The options in force, defaults included. */
  _options: RequiredOptions;
  /** The node that {@link append} was given. */
  _container: HTMLElement | undefined;
  /** The function given to {@link applyExtension}. */
  _extension: ExtensionFunction | undefined;
  /** The modules of the current code; undefined while there is no data. */
  _qr: QRCode | undefined;
  private declare readonly environment: Environment;
  private readonly logos = new LogoLoader();
  private declare drawing: Drawing | undefined;
  /** What stands in the container: the current picture, or the one before while the current is not complete. */
  private declare shown: Element | undefined;

  /** Draws at once. Throws, as {@link update} does, if the data cannot be encoded. */
  constructor(options?: Options) {
    this._options = sanitize(merge(defaultOptions(), options ?? {}));
    this.environment = new Environment(this._options);
    this.update();
  }

  static _clearContainer(container?: HTMLElement): void {
    if (container) container.innerHTML = "";
  }

  /** The window that elements are made with, if there is one. */
  get _window(): DomWindow | undefined {
    return this.environment.window;
  }

  /** The current code as an SVG element, where there is a DOM. */
  get _svg(): SVGElement | undefined {
    return this.drawing?.svg;
  }

  /** The current code as a canvas of the page (type `canvas`). */
  get _domCanvas(): HTMLCanvasElement | undefined {
    return this.environment.nodeCanvas ? undefined : (this._canvas as HTMLCanvasElement | undefined);
  }

  /** The current code as a canvas of `nodeCanvas` (type `canvas`). */
  get _nodeCanvas(): NodeCanvas | undefined {
    return this.environment.nodeCanvas ? (this._canvas as NodeCanvas | undefined) : undefined;
  }

  /** The current code as a canvas, of either kind. */
  get _canvas(): AnyCanvas | undefined {
    return this.drawing?.canvas;
  }

  /** Settles when the SVG is complete, its logo included; rejects if it cannot be drawn. */
  get _svgDrawingPromise(): Promise<void> | undefined {
    return this.drawing?.drawn;
  }

  /** Settles when the canvas is complete; rejects if it cannot be drawn. */
  get _canvasDrawingPromise(): Promise<void> | undefined {
    return this.drawing?.painted;
  }

  /** The element behind a format: the SVG for `"svg"`, else a canvas. */
  async _getElement(extension = "png"): Promise<SVGElement | AnyCanvas | undefined> {
    const drawing = this.current();
    if (mediaType(extension) !== SVG) return drawing.raster();
    await drawing.drawn;
    return drawing.svg;
  }

  /**
   * Overlays the current options with these and draws anew, into the same container. Objects are merged field by
   * field, lists replaced; an explicit `undefined` counts (`gradient: undefined` takes a gradient away).
   */
  update(options?: Options): void {
    const before = this.shown?.parentNode === this._container ? this.shown : undefined;
    QRCodeStyling._clearContainer(this._container);
    if (options) this._options = sanitize(merge(this._options, options));
    this._qr = this.drawing = undefined;
    if (!this._options.data) return;
    this.drawing = new Drawing(this._options, this.environment, this.logos, this._extension);
    this._qr = this.drawing.modules;
    this.append(this._container);
    if (before) this.keep(before, this.drawing);
  }

  /** Puts the code into a DOM node, now and after every update. Without a node nothing happens. */
  append(container?: HTMLElement | null): void {
    if (!container) return;
    // The value that the original throws: a bare string.
    if (typeof container.appendChild !== "function") throw "Container should be a single DOM node";
    this.requireWindow("append");
    const element = this._options.type === "canvas" ? this._domCanvas : this._svg;
    if (this.shown !== element && this.shown?.parentNode === this._container) this.shown?.remove();
    this.shown = element;
    this._container = container;
    if (!element) return;
    container.appendChild(element);
    if (element === this._domCanvas) showAtSize(element);
  }

  /** Sets a function that adds to every drawn SVG, such as a frame or a caption, and draws anew. */
  applyExtension(extension: ExtensionFunction): void {
    // The value that the original throws: a bare string.
    if (!extension) throw "Extension function should be defined.";
    this.requireWindow("applyExtension");
    this._extension = extension;
    this.update();
  }

  /** Takes the extension away and draws anew. */
  deleteExtension(): void {
    this._extension = undefined;
    this.update();
  }

  /**
   * The picture as a file: a `Blob`, or a `Buffer` in Node with the options `jsdom` (SVG) and `nodeCanvas` (PNG, JPEG).
   * Rejects with the string `QR code is empty` while there is no data.
   */
  async getRawData(extension: FileExtension | (string & {}) = "png"): Promise<RawData | null> {
    const drawing = this.current();
    const type = mediaType(extension);
    const { jsdom, nodeCanvas } = this._options;
    if (type === SVG) return asFile(withProlog(await drawing.text()), type, Boolean(jsdom));
    const bytes = await drawing.encoded(type, 100);
    return bytes ? asFile(bytes, type, Boolean(jsdom ?? nodeCanvas)) : rasterBytes(drawing, type);
  }

  /** Saves the picture as a file of the browser. A bare extension in place of the options is deprecated. */
  async download(options?: DownloadOptions | string): Promise<void> {
    const drawing = this.current();
    const window = this.requireWindow("download");
    if (typeof options === "string") {
      console.warn("download(extension) is deprecated: use download({ name, extension })");
    }
    const { name = "qr", extension = "png" } = typeof options === "string" ? { extension: options } : (options ?? {});
    await download(window, drawing, name, extension);
  }

  /** Leaves the picture before in its place until the drawing is complete: an empty one would flash. */
  private keep(before: Element, drawing: Drawing): void {
    const next = this.shown;
    const { awaited } = drawing;
    if (!awaited || !next) return;
    next.replaceWith(before);
    this.shown = before;
    void awaited.then(() => {
      if (this.drawing === drawing && this.shown === before) {
        before.replaceWith(next);
        this.shown = next;
      }
    });
  }

  private current(): Drawing {
    // The value that the original throws: a bare string.
    if (!this.drawing) throw "QR code is empty";
    return this.drawing;
  }

  private requireWindow(method: string): DomWindow {
    const { window } = this.environment;
    if (window) return window;
    const message = `${method} needs a DOM: call it in a browser, or give the option jsdom; getRawData("svg") works anywhere`;
    throw new QrError("environment.dom", message);
  }
}
