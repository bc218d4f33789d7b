/** The functions of `qr-engine/core` and `qr-engine/raster` in a worker, for pages that must not wait for them. */
import type { Matrix, PathsEnvironment, Problem, SvgEnvironment } from "./core.js";
import { QrError } from "./errors.js";
import type { QrErrorDetails } from "./errors.js";
import type { Paths } from "./paths.js";
import type { RasterSettings } from "./to-bytes.js";
import type { Options } from "./types.js";

export { QrError } from "./errors.js";
export type { Matrix, Paths, PathsEnvironment, Problem, RasterSettings, SvgEnvironment };
export type * from "./types.js";

/** @internal */
export interface WorkerCall {
  id: number;
  name: "toSvg" | "toPaths" | "matrix" | "validate" | "toBytes";
  given: unknown[];
}

/** @internal */
export interface WorkerAnswer {
  id: number;
  result?: unknown;
  failed?: QrErrorDetails & { code: string; message: string };
}

/** Functions that run elsewhere. Each rejects with the `QrError` that the function itself would throw. */
export interface QrWorker {
  toSvg(options: Options, environment?: SvgEnvironment): Promise<string>;
  toPaths(options: Options, environment?: PathsEnvironment): Promise<Paths>;
  matrix(options: Options): Promise<Matrix>;
  validate(options: Options): Promise<Problem[]>;
  /** A file, as `toBytes` of `qr-engine/raster` makes it. */
  toBytes(options: Options, settings: RasterSettings): Promise<Uint8Array>;
  /** Ends the worker; what is still awaited rejects. */
  terminate(): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: QrError): void;
}

/**
 * Starts a worker. Vite, webpack and browsers themselves find its script; where a bundler does not, hand in a module
 * worker of your own whose script is `import "qr-engine/worker-script"`.
 */
export function createQrWorker(worker: Worker = new Worker(new URL("./worker-script.js", import.meta.url), { type: "module" })): QrWorker {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const failAll = (message: string) => {
    for (const { reject } of waiting.values()) reject(new QrError("worker.failed", message));
    waiting.clear();
  };
  worker.addEventListener("message", ({ data: { id, result, failed } }: MessageEvent<WorkerAnswer>) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failed) call?.reject(new QrError(failed.code, failed.message, failed));
    else call?.resolve(result);
  });
  worker.addEventListener("error", (event) => {
    failAll(`the worker could not be run: ${event.message || "its script was not found, or the page's policy forbids it (worker-src)"}`);
  });
  const call = <T>(name: WorkerCall["name"], ...given: unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve: resolve as Waiting["resolve"], reject });
      worker.postMessage({ id: calls, name, given } satisfies WorkerCall);
    });
  return {
    toSvg: (options, environment) => call("toSvg", options, environment),
    toPaths: (options, environment) => call("toPaths", options, environment),
    matrix: (options) => call("matrix", options),
    validate: (options) => call("validate", options),
    toBytes: (options, settings) => call("toBytes", options, settings),
    terminate: () => {
      worker.terminate();
      failAll("the worker was ended");
    },
  };
}
