/** The worker's side of `qr-engine/worker`: importing this in a module worker makes it answer. */
import { matrix, toPaths, toSvg, validate } from "./core.js";
import { QrError } from "./errors.js";
import { toBytes } from "./raster.js";
import type { WorkerAnswer, WorkerCall } from "./worker.js";

const functions = { toSvg, toPaths, matrix, validate, toBytes };

/** As much of a worker's own scope as is used here; its types and those of a page exclude each other. */
interface WorkerScope {
  onmessage: ((event: { data: WorkerCall }) => void) | null;
  postMessage(answer: WorkerAnswer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { id, name, given } }) => {
  try {
    const result = (functions[name] as (...given: unknown[]) => unknown)(...given);
    const isOwned = result instanceof Uint8Array && result.byteLength === result.buffer.byteLength;
    scope.postMessage({ id, result }, isOwned ? [result.buffer] : []);
  } catch (error) {
    const { message, ...details } = error instanceof QrError ? { ...error, message: error.message } : { message: String(error), code: "worker.failed" };
    scope.postMessage({ id, failed: { message, ...details } }, []);
  }
};
