/** The raster engine's WebAssembly, which lies in here as text. Builds for other surroundings put another module in place. */
import { withChecksums } from "./checksums.js";
import { fromStreams } from "./streams.js";
import { fromText } from "./text.js";
import text, { checksums } from "../pkg/raster/text.js";

/** Compiles the raster engine. Throws where the surroundings forbid that. */
export function rasterModule(): WebAssembly.Module {
  return new WebAssembly.Module(withChecksums(fromStreams(fromText(text)), checksums));
}
