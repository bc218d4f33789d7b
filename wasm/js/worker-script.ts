/** The worker's side of `qr-engine/worker`: importing this in a module worker makes it answer. */
import { matrix, toPaths, toSvg, validate } from "./core.js";
import { QrError } from "./errors.js";
import { toBytes } from "./raster.js";
import { wantsLogos } from "./raster-engines.js";
import type { WorkerAnswer, WorkerCall } from "./worker.js";

/** Most logos are PNG: the engine for all others is loaded when the first of them comes. */
const toBytesOfAny = async (...given: Parameters<typeof toBytes>) => {
  try {
    return toBytes(...given);
  } catch (error) {
    if (!wantsLogos(error)) throw error;
    await import("./raster-logos.js");
    return toBytes(...given);
  }
};

const functions = { toSvg, toPaths, matrix, validate, toBytes: toBytesOfAny };

/** As much of a worker's own scope as is used here; its types and those of a page exclude each other. */
interface WorkerScope {
  onmessage: ((event: { data: WorkerCall }) => void) | null;
  postMessage(answer: WorkerAnswer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = async ({ data: { id, name, given } }) => {
  try {
    const result = await (functions[name] as (...given: unknown[]) => unknown)(...given);
    const isOwned = result instanceof Uint8Array && result.byteLength === result.buffer.byteLength;
    scope.postMessage({ id, result }, isOwned ? [result.buffer] : []);
  } catch (error) {
    const { message, ...details } = error instanceof QrError ? { ...error, message: error.message } : { message: String(error), code: "worker.failed" };
    scope.postMessage({ id, failed: { message, ...details } }, []);
  }
};
