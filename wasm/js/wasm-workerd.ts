/** The engine's WebAssembly as a module of its own, where compiling at run time is forbidden (Cloudflare Workers). */
import { sameRealm } from "./same-realm.js";
import module from "../dist/engine.wasm";

export const engineModule = (): WebAssembly.Module => sameRealm(module);
