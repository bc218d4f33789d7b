/** The engine of all logos as a module of its own, where compiling at run time is forbidden (Cloudflare Workers). */
import { sameRealm } from "./same-realm.js";
import module from "../dist/logos.wasm";

export const logosModule = (): WebAssembly.Module => sameRealm(module);
