import type { RequiredOptions } from "./types.js";

/** Defaults of qr-code-styling 1.9.2. A function, so that nobody can change them for everybody. */
export function defaultOptions(): RequiredOptions {
  return {
    type: "canvas",
    shape: "square",
    width: 300,
    height: 300,
    data: "",
    margin: 0,
    qrOptions: { typeNumber: 0, mode: undefined, errorCorrectionLevel: "Q" },
    imageOptions: {
      saveAsBlob: true,
      hideBackgroundDots: true,
      imageSize: 0.4,
      crossOrigin: undefined,
      margin: 0,
    },
    dotsOptions: { type: "square", color: "#000", roundSize: true },
    backgroundOptions: { round: 0, color: "#fff" },
  };
}
