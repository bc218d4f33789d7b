/** The payload engine's WebAssembly, which lies in here as text. Builds for other surroundings put another module in place. */
import { fromStreams } from "./streams.js";
import { fromText } from "./text.js";
import text from "../pkg/payload/text.js";

/** Compiles the payload engine. Throws where the surroundings forbid that. */
export function payloadModule(): WebAssembly.Module {
  return new WebAssembly.Module(fromStreams(fromText(text)));
}
