/** QR codes with the interface of qr-code-styling: `import QRCodeStyling from "qr-engine"`. */
import {
  cornerDotTypes,
  cornerSquareTypes,
  dotTypes,
  drawTypes,
  errorCorrectionLevels,
  errorCorrectionPercents,
  gradientTypes,
  modes,
  qrTypes,
  shapeTypes,
} from "./constants.js";
import { QrError } from "./errors.js";
import { QRCodeStyling } from "./styling.js";

export * from "./constants.js";
export type * from "./types.js";
export type { ExtensionFunction } from "./drawing.js";
export type { QrErrorDetails } from "./errors.js";
export type { RawData } from "./output.js";
export { QRCodeStyling, QrError };
export default QRCodeStyling;

// require("qr-engine") gives the class itself, as the original's build does, with everything else on it.
Object.assign(QRCodeStyling, {
  cornerDotTypes,
  cornerSquareTypes,
  dotTypes,
  drawTypes,
  errorCorrectionLevels,
  errorCorrectionPercents,
  gradientTypes,
  modes,
  qrTypes,
  shapeTypes,
  QRCodeStyling,
  QrError,
  default: QRCodeStyling,
});
export { QRCodeStyling as "module.exports" };
