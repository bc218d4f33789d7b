/** Importing this lets `toBytes` of `qr-engine/raster` draw logos of every kind: SVG, JPEG, GIF and WebP besides PNG. */
import { bytes, initSync } from "../pkg/logos/logos.js";
import { logosModule } from "./logos-inline.js";
import { drawLogosBy, started } from "./raster-engines.js";

drawLogosBy(started(initSync, logosModule, bytes));
