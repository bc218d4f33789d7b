/** The WebAssembly that draws logos of every kind, which lies in here as text. Builds for other surroundings put another module in place. */
import { withChecksums } from "./checksums.js";
import { fromStreams } from "./streams.js";
import { fromText } from "./text.js";
import text, { checksums } from "../pkg/logos/text.js";

/** Compiles that engine. Throws where the surroundings forbid that. */
export function logosModule(): WebAssembly.Module {
  return new WebAssembly.Module(withChecksums(fromStreams(fromText(text)), checksums));
}
