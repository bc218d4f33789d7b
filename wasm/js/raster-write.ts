/** The engine of files, with that for logos of every kind in its place where a logo asks for it. */
import { bytes, initSync } from "../pkg/raster/raster.js";
import { ofAnyLogo, started } from "./raster-engines.js";
import { rasterModule } from "./raster-inline.js";

export const write = ofAnyLogo(started(initSync, rasterModule, bytes));
