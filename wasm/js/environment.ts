/** Where the class runs: what makes elements, canvases and pictures there. Nothing is looked up at import. */
import type { Options } from "./types.js";

/** A browser's window, or jsdom's. */
export type DomWindow = Window & typeof globalThis;

/** A canvas of node-canvas or of a module like it. */
export interface NodeCanvas {
  width: number;
  height: number;
  getContext(type: "2d"): CanvasRenderingContext2D;
  toBuffer(mediaType: string): Uint8Array;
  toDataURL(mediaType: string): string;
}

/** A picture loaded by node-canvas; assigning a size scales an SVG before it is drawn. */
export interface NodePicture {
  width: number;
  height: number;
}

/** node-canvas, as far as it is used here. */
export interface NodeCanvasFunctions {
  createCanvas(width: number, height: number): NodeCanvas;
  loadImage(source: string): Promise<NodePicture>;
}

/** What the surroundings of one code offer. */
export class Environment {
  private declare opened: DomWindow | undefined;
  private declare readonly jsdom: Options["jsdom"];
  /** Present when the caller handed in a canvas module. */
  declare readonly nodeCanvas: NodeCanvasFunctions | undefined;

  constructor(options: Options) {
    this.jsdom = options.jsdom;
    this.nodeCanvas = options.nodeCanvas as NodeCanvasFunctions | undefined;
  }

  /** The window that makes elements: jsdom's if the caller gave it (opened on first use), else the page's. */
  get window(): DomWindow | undefined {
    if (this.opened) return this.opened;
    if (this.jsdom) return (this.opened = new this.jsdom("", { resources: "usable" }).window as DomWindow);
    return typeof document === "undefined" ? undefined : (globalThis as unknown as DomWindow);
  }

  /** The page's window if it really loads pictures and paints on canvases; jsdom's never settles and has no Path2D. */
  get browser(): DomWindow | undefined {
    const { window } = this;
    return typeof window?.Path2D === "function" && typeof window.Image === "function" ? window : undefined;
  }
}
