/** The engine's WebAssembly, handed in by the program: `qr-engine/slim`. */
import { QrError } from "./errors.js";

let given: WebAssembly.Module | undefined;

/** What an engine can be made of: a compiled module, or the bytes of `qr-engine/engine.wasm`. */
export type EngineSource = WebAssembly.Module | BufferSource;

/** Takes the engine, synchronously. Later calls change nothing. */
export function initSync(source: EngineSource): void {
  given ??= source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
}

/** Takes the engine: a module, bytes, or the answer to a request for `qr-engine/engine.wasm`. Later calls change nothing. */
export async function init(source: EngineSource | Response | Promise<EngineSource | Response>): Promise<void> {
  if (given) return;
  const engine = await source;
  if (!(engine instanceof Response)) return initSync(engine);
  if (!engine.ok) throw new QrError("engine.unavailable", `the engine could not be loaded: ${engine.url} answered ${engine.status}`);
  // Compiled while it arrives, where the server names its type; not all do.
  const isTyped = engine.headers.get("content-type")?.startsWith("application/wasm");
  given = isTyped ? await WebAssembly.compileStreaming(engine) : await WebAssembly.compile(await engine.arrayBuffer());
}

export function engineModule(): WebAssembly.Module {
  if (!given) throw new QrError("engine.unavailable", "qr-engine/slim has no engine yet: await init(fetch(…/engine.wasm)) first");
  return given;
}
