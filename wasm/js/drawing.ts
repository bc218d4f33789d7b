/** One state of a code: what one `update()` asked for, drawn once, on elements of its own. */
import { paint } from "./canvas.js";
import { Modules, asOriginal, engineOptions, isImmediate, isLogoError } from "./compat.js";
import { encode } from "./encoder.js";
import { renderPaths, renderSvg } from "./engine.js";
import type { DomWindow, Environment, NodeCanvas } from "./environment.js";
import { QrError } from "./errors.js";
import type { Logo, LogoLoader } from "./logo.js";
import { SVG } from "./mime.js";
import { noCanvas, svgPicture } from "./picture.js";
import { screenRatio, setSize } from "./sharpness.js";
import type { Options, RequiredOptions } from "./types.js";

/** A function that adds to the drawn SVG, such as a frame or a caption. */
export type ExtensionFunction = (svg: SVGElement, options: Options) => void;

/** A canvas of the page or of node-canvas. */
export type AnyCanvas = HTMLCanvasElement | NodeCanvas;

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

export class Drawing {
  declare readonly modules: Modules;
  /** The canvas to be appended (type `canvas`), where the surroundings have one. */
  declare readonly canvas: AnyCanvas | undefined;
  /** Settles when the SVG is complete, logo and extension included; rejects with what the original throws. */
  declare readonly drawn: Promise<void>;
  /** The same for `canvas`. */
  declare readonly painted: Promise<void> | undefined;
  /** Pixels of `canvas` for each px of the picture. */
  private declare readonly ratio: number;
  private declare logo: Logo | undefined;
  private complete = false;
  private declare element: SVGElement | undefined;
  private declare svgText: string | undefined;

  /** Throws at once what is wrong with the data, as the original does; every other fault rejects the promises. */
  constructor(
    private readonly options: RequiredOptions,
    private readonly environment: Environment,
    private readonly logos: LogoLoader,
    private readonly extension: ExtensionFunction | undefined,
  ) {
    this.modules = new Modules(options);
    const { browser, nodeCanvas } = environment;
    this.ratio = browser && !nodeCanvas ? screenRatio(browser, options.width, options.height) : 1;
    const canvas = options.type === "canvas" ? this.newCanvas(this.ratio) : undefined;
    this.canvas = canvas;
    this.drawn = this.start();
    if (canvas && this.canPaint) {
      this.painted = this.paintsOutlines ? this.drawn : this.drawn.then(() => this.paintSvg(canvas));
    }
    // Whoever awaits them still sees the rejection; nobody has to, and Node ends on unhandled ones.
    this.drawn.catch(() => undefined);
    this.painted?.catch(() => undefined);
  }

  /** Settles, and never rejects, once there is all to show; undefined if there is already. */
  get awaited(): Promise<void> | undefined {
    const last = this.painted ?? this.drawn;
    return this.complete && last === this.drawn ? undefined : last.catch(() => undefined);
  }

  /** The SVG element, made when somebody asks for it; empty until the drawing is complete. */
  get svg(): SVGElement | undefined {
    const { window } = this.environment;
    if (!this.element && window) {
      this.element = window.document.createElementNS(SVG_NAMESPACE, "svg") as SVGElement;
      this.element.setAttribute("width", String(this.options.width));
      this.element.setAttribute("height", String(this.options.height));
      if (this.complete) this.fill(this.element, window);
    }
    return this.element;
  }

  /** The SVG document as text, once the drawing is complete. */
  async text(): Promise<string> {
    await this.drawn;
    const { window } = this.environment;
    if (!this.extension || !this.svg || !window) return this.engineText();
    return new window.XMLSerializer().serializeToString(this.svg);
  }

  /** The picture as a file by the program's own encoder; undefined where that is for a canvas. */
  async encoded(type: string, quality: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    await this.drawn;
    if (this.extension) return undefined;
    return encode?.(engineOptions(this.options, this.logo?.href), true, type, 1, quality, !this.canPaint);
  }

  /** A canvas with a pixel for each px of the picture, once it is complete: the appended one, else a fresh one. */
  async raster(): Promise<AnyCanvas> {
    await this.drawn;
    await this.painted;
    if (this.canvas && this.painted && this.ratio === 1) return this.canvas;
    const canvas = this.newCanvas();
    if (!canvas || !this.canPaint) throw noCanvas();
    if (this.paintsOutlines) {
      this.paintOutlines(canvas, await this.logos.load(this.options, this.environment, true));
    } else {
      await this.paintSvg(canvas);
    }
    return canvas;
  }

  /** An empty canvas of the picture's size, `ratio` pixels to the px. */
  newCanvas(ratio = 1): AnyCanvas | undefined {
    const { width, height } = this.options;
    const { nodeCanvas, window } = this.environment;
    if (nodeCanvas) return nodeCanvas.createCanvas(width, height);
    const canvas = window?.document.createElement("canvas");
    if (canvas) setSize(canvas, width, height, ratio);
    return canvas;
  }

  private get canPaint(): boolean {
    return Boolean(this.environment.nodeCanvas ?? this.environment.browser);
  }

  /**
   * Outlines go straight onto a browser's canvas. What an extension adds exists only as SVG; node-canvas has no Path2D; and
   * a picture behind the code comes with the SVG.
   */
  private get paintsOutlines(): boolean {
    const { extension, environment, options } = this;
    return this.canPaint && !extension && !environment.nodeCanvas && !options.backgroundOptions?.image;
  }

  private start(): Promise<void> {
    try {
      const logo = this.logos.load(this.options, this.environment, Boolean(this.canvas) && this.paintsOutlines);
      if (logo instanceof Promise) {
        this.modules.encode();
        return logo.then((loaded) => this.finish(loaded)).catch((error: unknown) => this.fail(error));
      }
      this.finish(logo);
      return Promise.resolve();
    } catch (error) {
      return this.fail(error);
    }
  }

  private finish(logo: Logo | undefined): void {
    this.logo = logo;
    if (this.canvas && this.paintsOutlines) {
      this.paintOutlines(this.canvas, logo);
    } else {
      this.engineText();
    }
    this.complete = true;
    const { window } = this.environment;
    if (this.element && window) {
      this.fill(this.element, window);
    } else if (this.extension && !this.svg) {
      throw new QrError("environment.dom", "extensions need an SVG element: outside a browser give the option jsdom");
    }
  }

  /** A logo that cannot be used fails the drawing, but the code itself is still shown. */
  private fail(error: unknown): Promise<void> {
    let reason = error;
    if (isLogoError(error) && !this.complete) {
      try {
        this.finish(undefined);
      } catch (second) {
        reason = second;
      }
    }
    const thrown = asOriginal(reason, this.options);
    if (isImmediate(reason)) throw thrown;
    return Promise.reject(thrown as Error);
  }

  private engineText(): string {
    return (this.svgText ??= renderSvg(engineOptions(this.options, this.logo?.href), true, this.logo));
  }

  private fill(element: SVGElement, window: DomWindow): void {
    const parsed = new window.DOMParser().parseFromString(this.engineText(), SVG).documentElement;
    for (const { namespaceURI, name, value } of parsed.attributes) element.setAttributeNS(namespaceURI, name, value);
    element.replaceChildren(...parsed.childNodes);
    this.extension?.(element, this.options);
  }

  private paintOutlines(canvas: AnyCanvas, logo: Logo | undefined): void {
    // The picture is here already: only its size matters, so its data need not be copied into the engine and back.
    const href = logo?.width ? "logo" : logo?.href;
    const outlines = renderPaths(engineOptions(this.options, href), true, logo);
    const context = canvas.getContext("2d") as CanvasRenderingContext2D | null;
    if (!context) return;
    context.setTransform(canvas.width / outlines.width, 0, 0, canvas.height / outlines.height, 0, 0);
    paint(context, outlines, logo?.picture);
  }

  private async paintSvg(canvas: AnyCanvas): Promise<void> {
    const { width, height } = this.options;
    const picture = await svgPicture(this.environment, await this.text(), width, height);
    const context = canvas.getContext("2d") as CanvasRenderingContext2D | null;
    context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
}
