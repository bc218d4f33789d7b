/** The payload engine as a module of its own, where compiling at run time is forbidden (Cloudflare Workers). */
import { sameRealm } from "./same-realm.js";
import module from "../dist/payload.wasm";

export const payloadModule = (): WebAssembly.Module => sameRealm(module);
