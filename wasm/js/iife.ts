/** For script tags: the global `QRCodeStyling`, with the functions of `qr-engine/core` on it too. */
import { matrix, toPaths, toSvg, validate } from "./core.js";
import QRCodeStyling from "./index.js";

Object.assign(globalThis, { QRCodeStyling: Object.assign(QRCodeStyling, { matrix, toPaths, toSvg, validate }) });
