/** The engine's WebAssembly, which lies in here as text. Builds for other surroundings put another module in place of this. */
import { fromStreams } from "./streams.js";
import { fromText } from "./text.js";
import text from "../pkg/engine/text.js";

/** Compiles the engine. Throws where the surroundings forbid that. */
export function engineModule(): WebAssembly.Module {
  return new WebAssembly.Module(fromStreams(fromText(text)));
}
