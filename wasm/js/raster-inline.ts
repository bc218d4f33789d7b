/** The raster engine's WebAssembly, which lies in here as text. Builds for other surroundings put another module in place. */
import { withChecksums } from "./checksums.js";
import { fromStreams } from "./streams.js";
import { fromText } from "./text.js";
import text, { checksums } from "../pkg/raster/text.js";

const unpacked = () => withChecksums(fromStreams(fromText(text)), checksums);

let compiled: WebAssembly.Module | undefined;

/** The raster engine, compiled if it is not yet. Throws where the surroundings forbid that. */
export function rasterModule(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(unpacked()));
}

// A page has idle moments before somebody asks for a file. Where compiling is forbidden, the first file says so.
globalThis.requestIdleCallback?.(async () => {
  compiled ??= await WebAssembly.compile(unpacked()).catch(() => undefined);
});
