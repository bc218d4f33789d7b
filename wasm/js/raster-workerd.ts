/** The raster engine as a module of its own, where compiling at run time is forbidden (Cloudflare Workers). */
import { sameRealm } from "./same-realm.js";
import module from "../dist/raster.wasm";

export const rasterModule = (): WebAssembly.Module => sameRealm(module);
