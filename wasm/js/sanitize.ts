/** Coerces merged options as qr-code-styling does, so that `_options` reads the same. */
import { defaultOptions } from "./defaults.js";
import type { Gradient, RequiredOptions } from "./types.js";

/** `Number(value)`, with the default where the original would go on to draw with NaN. */
function number(value: unknown, fallback: number): number {
  const coerced = Number(value);
  return Number.isNaN(coerced) ? fallback : coerced;
}

function gradient(given: Gradient): Gradient {
  if (!given.colorStops?.length) {
    // The value that the original throws: a bare string.
    throw "Field 'colorStops' is required in gradient";
  }
  return {
    ...given,
    rotation: given.rotation ? Number(given.rotation) : 0,
    colorStops: given.colorStops.map((stop) => ({ ...stop, offset: Number(stop.offset) })),
  };
}

/** A copy of a group with its gradient coerced. */
function painted<T extends { gradient?: Gradient | undefined }>(group: T): T {
  return group.gradient ? { ...group, gradient: gradient(group.gradient) } : { ...group };
}

/** The options with numbers as numbers and complete gradients; the caller's objects stay untouched. */
export function sanitize(given: RequiredOptions): RequiredOptions {
  const defaults = defaultOptions();
  const width = number(given.width, defaults.width);
  const height = number(given.height, defaults.height);
  const imageOptions = given.imageOptions ?? defaults.imageOptions;
  const options: RequiredOptions = {
    ...given,
    width,
    height,
    margin: Math.min(number(given.margin, defaults.margin), width, height),
    qrOptions: given.qrOptions ?? defaults.qrOptions,
    imageOptions: {
      ...imageOptions,
      hideBackgroundDots: Boolean(imageOptions.hideBackgroundDots),
      imageSize: number(imageOptions.imageSize, 0.4),
      margin: number(imageOptions.margin, 0),
    },
    dotsOptions: painted(given.dotsOptions ?? {}),
  };
  if (given.cornersSquareOptions) options.cornersSquareOptions = painted(given.cornersSquareOptions);
  if (given.cornersDotOptions) options.cornersDotOptions = painted(given.cornersDotOptions);
  if (given.backgroundOptions) options.backgroundOptions = painted(given.backgroundOptions);
  return options;
}
