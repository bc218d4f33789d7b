/**
 * The options of a design, with the names and defaults of qr-code-styling 1.9.2 and the types of its Linkbreakers fork.
 * What neither has is marked *ours*: left at its default it changes nothing.
 *
 * No DOM types here: this file is also what `qr-engine/core` shows to programs without a browser.
 */

/** Looks of a module. Corner parts take these too and are then drawn module by module. */
export type DotType =
  | "dots"
  | "rounded"
  | "classy"
  | "classy-rounded"
  | "square"
  | "extra-rounded"
  | "bubbly-dots"
  | "circuit-chip"
  | "hexagon"
  | "octagon";

/** Looks of a finder pattern's centre. `dot` is one disc, `dots` nine small ones; `hexagon` and `octagon` are one each. */
export type CornerDotType = "dot" | "square" | "hexagon" | "octagon" | "teardrop" | "star" | DotType;

/** Looks of a finder pattern's ring. `dot` is one circular ring, `dots` 24 small discs; `hexagon`, `octagon` one ring. */
export type CornerSquareType = "dot" | "square" | "extra-rounded" | "hexagon" | "octagon" | "leaf" | DotType;

/** How the colours of a gradient are spread. */
export type GradientType = "radial" | "linear";

/** What the class puts into the page. */
export type DrawType = "canvas" | "svg";

/** Outline of the symbol. `circle` fills the space around the square symbol with modules that carry no data. */
export type ShapeType = "square" | "circle";

/** Error correction: about 7, 15, 25 and 30 % of the code may be damaged. */
export type ErrorCorrectionLevel = "L" | "M" | "Q" | "H";

/**
 * How characters become bits. Kanji holds the characters of JIS X 0208 alone, in 13 bits each; it needs a platform that
 * can decode Shift JIS, as every browser and the usual Node can.
 */
export type Mode = "Numeric" | "Alphanumeric" | "Byte" | "Kanji";

/** How one of the eight masks is chosen: as qr-code-styling does, as ISO/IEC 18004 does, or always this one. */
export type Mask = "compat" | "iso" | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Whether all data is in one mode, or changes it wherever that makes the code shorter. */
export type Segments = "single" | "mixed";

/** What readers are told of how bytes become text: nothing, Latin-1 or UTF-8 (ECI assignment numbers). */
export type Eci = 0 | 3 | 26;

/** Version of the symbol: 1 is 21 modules wide, each further version 4 more; 0 takes the smallest that fits. */
export type TypeNumber =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20
  | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 33 | 34 | 35 | 36 | 37 | 38 | 39 | 40;

/** *Ours.* Looks of a frame. */
export type FrameType =
  | "none"
  | "border"
  | "banner"
  | "pill"
  | "card"
  | "ticket"
  | "bubble"
  | "ribbon"
  | "brackets"
  | "badge"
  | "phone"
  | "bag"
  | "clipboard";

/** *Ours.* Form of the window for the logo. */
export type LogoShape = "square" | "circle" | "alpha";

/** File formats that `getRawData` and `download` are typed for. */
export type FileExtension = "svg" | "png" | "jpeg" | "webp";

/** One colour of a gradient. */
export type ColorStop = {
  /** Where the colour is reached, from 0 (start) to 1 (end). */
  offset: number;
  /** Any CSS colour. */
  color: string;
};

/** A gradient over the whole picture (dots, background) or over one corner part. */
export type Gradient = {
  type: GradientType;
  /** Direction of a linear gradient in radians, clockwise; 0 runs from left to right. Default: 0. */
  rotation?: number;
  /** At least one stop. */
  colorStops: ColorStop[];
};

/** What one finder pattern has of its own; what is left out is as in all three. A colour replaces a gradient too. */
export type CornerOverride<Type> = {
  /** Default: as in all three. */
  type?: Type | undefined;
  /** Any CSS colour. Default: as in all three. */
  color?: string | undefined;
  /** Wins over `color`. Default: as in all three. */
  gradient?: Gradient | undefined;
};

/** *Ours.* Single finder patterns that differ from the others. */
export type CornerOverrides<Type> = {
  /** Default: as all three. */
  topLeft?: CornerOverride<Type> | undefined;
  /** Default: as all three. */
  topRight?: CornerOverride<Type> | undefined;
  /** Default: as all three. */
  bottomLeft?: CornerOverride<Type> | undefined;
};

/** `node-canvas` or a module with the same two functions, for raster pictures in Node. */
export interface NodeCanvasModule {
  createCanvas(width: number, height: number): object;
  loadImage(source: string): Promise<object>;
}

/** The class `JSDOM` of the package jsdom. */
export type JsdomConstructor = new (html: string, options?: { resources?: "usable" }) => { window: object };

/** Options of a design. Every one may be left out, except `data` for a code to appear. */
export type Options = {
  /** What the class puts into the page. Default: `"canvas"`. */
  type?: DrawType | undefined;
  /** Outline of the symbol. Default: `"square"`. */
  shape?: ShapeType | undefined;
  /** Width of the picture in px. Default: 300. */
  width?: number | undefined;
  /** Height of the picture in px. Default: 300. */
  height?: number | undefined;
  /** Least empty space around the symbol in px. Default: 0. */
  margin?: number | undefined;
  /** *Ours.* Empty space around the symbol in modules, 0 to 100, on top of `margin`; scanners like 4. Default: 0. */
  quietZone?: number | undefined;
  /**
   * *Ours.* A frame around the symbol, with a caption. Drawn by `qr-engine/raster` alone, in all its formats: the letters
   * would weigh on every preview. Default: none.
   */
  frameOptions?:
    | {
        /** Default: `"none"`. */
        type?: FrameType | undefined;
        /** Any CSS colour. Default: that of the dots, or black where those have a gradient. */
        color?: string | undefined;
        /** Wins over `color`. Default: none. */
        gradient?: Gradient | undefined;
        /** The caption, one line; empty for none. It shrinks to fit. Default: `"SCAN ME"`. */
        text?: string | undefined;
        /** Any CSS colour. Default: what contrasts with the frame. */
        textColor?: string | undefined;
        /** What a filled frame leaves light for the symbol. Default: as the background, or white. */
        panelColor?: string | undefined;
        /** Where the caption stands. Default: `"bottom"`. */
        position?: "top" | "bottom" | undefined;
      }
    | undefined;
  /** *Ours.* How large the picture is on paper. Default: nothing is told. */
  printSize?:
    | {
        /** Width in millimetres. */
        mm: number;
        /** Pixels per inch of formats that are made of pixels. Default: 300. */
        dpi?: number | undefined;
      }
    | undefined;
  /** The text to encode. Default: empty, which draws nothing. */
  data?: string | undefined;
  /** The logo: a URL (browsers), a data URI (everywhere), or the bytes of an image file. Default: none. */
  image?: string | Uint8Array | undefined;
  /** Canvas module for PNG and JPEG in Node. Default: none. */
  nodeCanvas?: NodeCanvasModule | undefined;
  /** The class `JSDOM`, for an SVG element and extensions in Node. Default: none. */
  jsdom?: JsdomConstructor | undefined;
  /** How the data becomes modules. */
  qrOptions?: {
    /** Version of the symbol, 1 to 40; 0 takes the smallest that fits. Default: 0. */
    typeNumber?: TypeNumber | undefined;
    /** How characters become bits. Default: the densest that can hold the data, of all but Kanji. */
    mode?: Mode | undefined;
    /** Default: `"Q"`. */
    errorCorrectionLevel?: ErrorCorrectionLevel | undefined;
    /** *Ours.* How the mask is chosen. Default: `"compat"`. */
    mask?: Mask | undefined;
    /** *Ours.* `"mixed"` changes the mode where that is shorter, and goes with no `mode`. Default: `"single"`. */
    segments?: Segments | undefined;
    /** *Ours.* Tells readers the encoding of bytes: 3 for Latin-1, 26 for UTF-8, 0 for nothing. Default: 0. */
    eci?: Eci | undefined;
  };
  /** How the logo is loaded and placed. */
  imageOptions?: {
    /** Whether the logo is embedded as data; else the SVG links to its URL. Default: true. */
    saveAsBlob?: boolean | undefined;
    /** Whether modules under the logo are left out. Default: true. */
    hideBackgroundDots?: boolean | undefined;
    /** Size as a share of what error correction can hide, 0 to 1. Default: 0.4. */
    imageSize?: number | undefined;
    /** CORS mode of the logo's request, as the `crossorigin` attribute. Default: none. */
    crossOrigin?: string | undefined;
    /** Empty space around the logo, inside its window, in px; negative enlarges the logo. Default: 0. */
    margin?: number | undefined;
    /** *Ours.* Form of the window without modules; `alpha` follows what is opaque in the logo. Default: `"square"`. */
    shape?: LogoShape | undefined;
    /** *Ours.* 0 to 1. Default: 1. */
    opacity?: number | undefined;
    /** *Ours.* A plate under the logo, in the form of its window. Default: none. */
    backing?:
      | {
          /** Any CSS colour. Default: that of the background, or white where it has none. */
          color?: string | undefined;
          /** How far it reaches beyond the logo, in px. Default: 0. */
          padding?: number | undefined;
          /** Corner radius as a share of half the smaller side, 0 to 1; circles are round already. Default: 0. */
          round?: number | undefined;
        }
      | undefined;
  };
  /** The modules that are not part of a finder pattern. */
  dotsOptions?: {
    /** Default: `"square"`. */
    type?: DotType | undefined;
    /** Any CSS colour. Default: `"#000"`. */
    color?: string | undefined;
    /** Wins over `color`. Default: none. */
    gradient?: Gradient | undefined;
    /** Whether modules are whole pixels; what is left over becomes margin. Default: true. */
    roundSize?: boolean | undefined;
    /** *Ours.* Side of each drawn module as a share of its cell, 0.1 to 1; finder patterns stay whole. Default: 1. */
    scale?: number | undefined;
  };
  /** The rings of the three finder patterns. */
  cornersSquareOptions?: CornerOverrides<CornerSquareType> & {
    /** Default: drawn from modules like the dots. */
    type?: CornerSquareType | undefined;
    /** Any CSS colour. Default: as the dots. */
    color?: string | undefined;
    /** Wins over `color`. Default: none. */
    gradient?: Gradient | undefined;
  };
  /** The centres of the three finder patterns. */
  cornersDotOptions?: CornerOverrides<CornerDotType> & {
    /** Default: drawn from modules like the dots. */
    type?: CornerDotType | undefined;
    /** Any CSS colour. Default: as the ring, else as the dots. */
    color?: string | undefined;
    /** Wins over `color`. Default: none. */
    gradient?: Gradient | undefined;
  };
  /** What lies behind the symbol. */
  backgroundOptions?: {
    /** Corner radius as a share of half the side, 0 to 1. Default: 0. */
    round?: number | undefined;
    /** Any CSS colour; an empty string for no background. Default: `"#fff"`. */
    color?: string | undefined;
    /** Wins over `color`. Default: none. */
    gradient?: Gradient | undefined;
    /** *Ours.* A picture over the colour or gradient, as a data URI; it covers all of the background. Default: none. */
    image?: string | undefined;
    /** *Ours.* 0 to 1. Default: as much as leaves a contrast of 4.5 to 1 whatever the picture shows. */
    imageOpacity?: number | undefined;
    /** *Ours.* Whether more opacity than leaves a contrast of 3 to 1 is refused. Default: true. */
    imageGuard?: boolean | undefined;
  };
};

/** Options with their defaults filled in, as `_options` holds them. */
export type RequiredOptions = Omit<Options, "type" | "shape" | "width" | "height" | "margin" | "data"> & {
  type: DrawType;
  shape: ShapeType;
  width: number;
  height: number;
  margin: number;
  data: string;
  qrOptions: NonNullable<Options["qrOptions"]>;
  imageOptions: NonNullable<Options["imageOptions"]>;
  dotsOptions: NonNullable<Options["dotsOptions"]>;
  backgroundOptions: NonNullable<Options["backgroundOptions"]>;
};

/** What `download` takes. */
export type DownloadOptions = {
  /** File name without the extension. Default: `"qr"`. */
  name?: string;
  /** Default: `"png"`. */
  extension?: FileExtension;
};

/** The modules of a symbol, as `_qr` shows them. */
export interface QRCode {
  /** Modules per side. */
  getModuleCount(): number;
  /** Whether the module is dark; row and column start at 0. */
  isDark(row: number, column: number): boolean;
}

/** Names by themselves, for menus: `dotTypes.rounded === "rounded"`. */
export interface DotTypes {
  [key: string]: DotType;
}
export interface CornerDotTypes {
  [key: string]: CornerDotType;
}
export interface CornerSquareTypes {
  [key: string]: CornerSquareType;
}
export interface DrawTypes {
  [key: string]: DrawType;
}
export interface ShapeTypes {
  [key: string]: ShapeType;
}
export interface GradientTypes {
  [key: string]: GradientType;
}
