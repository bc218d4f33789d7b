/** The raster engine's WebAssembly, which lies in here as text. Builds for other surroundings put another module in place. */
import { fromHex } from "./hex.js";
import hex from "../pkg/raster/hex.js";

/** Compiles the raster engine. Throws where the surroundings forbid that. */
export function rasterModule(): WebAssembly.Module {
  return new WebAssembly.Module(fromHex(hex));
}
