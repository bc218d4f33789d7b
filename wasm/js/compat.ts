/** Between the class's options and errors, which are those of qr-code-styling, and the engine's. */
import { renderMatrix } from "./engine.js";
import { QrError } from "./errors.js";
import type { QRCode, RequiredOptions } from "./types.js";

/**
 * The options as the engine reads them. The engine takes an absent value for its default; to the original an explicit
 * `undefined` is a value: no background, black dots, fractional modules.
 */
export function engineOptions(options: RequiredOptions, href: string | undefined): object {
  const { dotsOptions, backgroundOptions } = options;
  return {
    ...options,
    image: href,
    dotsOptions: {
      ...dotsOptions,
      color: dotsOptions.color || "",
      roundSize: Boolean(dotsOptions.roundSize),
    },
    backgroundOptions: { ...backgroundOptions, color: backgroundOptions?.color || "" },
  };
}

/**
 * Whether a fault is thrown at once and not from a promise: what the original finds while it encodes, and an engine
 * that cannot start.
 */
export function isImmediate(error: unknown): boolean {
  if (!(error instanceof QrError)) return false;
  return error.code === "engine.unavailable" || /^(data|qrOptions)\b/.test(error.path ?? "");
}

/** Whether the logo is at fault, and not the code around it. */
export function isLogoError(error: unknown): boolean {
  return error instanceof QrError && error.path === "image";
}

/** The first character that the chosen mode has no code for. */
function foreignCharacter(options: RequiredOptions): string {
  const legal = options.qrOptions.mode === "Numeric" ? /[0-9]/ : /[0-9A-Z $%*+\-./:]/;
  return [...String(options.data)].find((character) => !legal.test(character)) ?? "";
}

/** Fewer pixels than modules; the engine refuses a picture without any for itself. */
function isTooSmall(error: QrError, options: RequiredOptions): boolean {
  return error.code === "options.too_small" || (error.code === "options.range" && Math.min(options.width, options.height) <= 0);
}

/** What qr-code-styling throws for this fault: mostly bare strings. Faults that it does not know stay as they are. */
export function asOriginal(error: unknown, options: RequiredOptions): unknown {
  if (!(error instanceof QrError)) return error;
  const { typeNumber, mode } = options.qrOptions;
  switch (error.path) {
    case "data":
      if (error.code === "data.too_long") {
        return `code length overflow. (${String(error.needed)}>${String(error.available)})`;
      }
      return error.code === "data.mode" && mode !== "Kanji" ? `illegal char :${foreignCharacter(options)}` : error;
    case "qrOptions.errorCorrectionLevel":
      return `bad rs block @ typeNumber:${Number(typeNumber) >= 1 ? Number(typeNumber) : 1}/errorCorrectionLevel:undefined`;
    case "qrOptions.mode":
      // With a table of Shift JIS kanji mode works, unlike in the original.
      return mode === "Kanji" ? "sjis not supported." : `mode:${String(mode)}`;
    case "qrOptions.typeNumber":
      return new TypeError(error.message);
    default:
      return isTooSmall(error, options) ? "The canvas is too small." : error;
  }
}

/** The modules of a code, encoded when somebody asks for them. */
export class Modules implements QRCode {
  private declare modules: Uint8Array | undefined;

  constructor(private readonly options: RequiredOptions) {}

  /** Encodes, once. */
  encode(): Uint8Array {
    return (this.modules ??= renderMatrix(engineOptions(this.options, undefined), true));
  }

  getModuleCount(): number {
    return Math.sqrt(this.encode().length);
  }

  isDark(row: number, column: number): boolean {
    const count = this.getModuleCount();
    if (!(row >= 0 && row < count && column >= 0 && column < count)) {
      // The value that the original throws.
      throw `${row},${column}`;
    }
    return this.encode()[row * count + column] === 1;
  }
}
