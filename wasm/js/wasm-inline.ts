/** The engine's WebAssembly, which lies in here as text. Builds for other surroundings put another module in place of this. */
import { fromHex } from "./hex.js";
import hex from "../pkg/engine/hex.js";

/** Compiles the engine. Throws where the surroundings forbid that. */
export function engineModule(): WebAssembly.Module {
  return new WebAssembly.Module(fromHex(hex));
}
