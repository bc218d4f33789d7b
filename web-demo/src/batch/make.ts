/** Many codes in one ZIP. */
import { zipSync } from "fflate";
import type { Design } from "../design";
import { toDrawProblem } from "../engine";
import type { Size } from "../save/size";
import { makeFile } from "../save/use-files";
import { type Entry, manifestOf, type Outcome } from "./table";

export type BatchFormat = "svg" | "png" | "pdf";

export interface Made {
  zip: Blob;
  failed: Outcome[];
}

/** How long the page may be held up in one go. */
const SLICE_MS = 12;
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Draws every entry in the design. `onProgress` hears how many are through; `signal` ends it early. */
export async function makeBatch(
  design: Design,
  entries: readonly Entry[],
  { format, size }: { format: BatchFormat; size: Size },
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Made> {
  const files: Record<string, Uint8Array> = {};
  const outcomes: Outcome[] = [];
  let rested = performance.now();
  for (const entry of entries) {
    if (performance.now() - rested > SLICE_MS) {
      onProgress(outcomes.length);
      await breathe();
      rested = performance.now();
    }
    signal.throwIfAborted();
    if (entry.data.trim() === "") {
      outcomes.push({ entry, file: null, problem: "the content is empty" });
      continue;
    }
    try {
      const made = await makeFile({ ...design, data: entry.data }, size, format);
      const file = `${entry.stem}.${format}`;
      files[file] = new Uint8Array(await made.arrayBuffer());
      outcomes.push({ entry, file, problem: null });
    } catch (thrown) {
      outcomes.push({ entry, file: null, problem: toDrawProblem(thrown).message });
    }
  }
  onProgress(outcomes.length);
  files["manifest.csv"] = new TextEncoder().encode(manifestOf(outcomes));
  // PNG and PDF are packed already.
  const level = format === "svg" ? 6 : 0;
  // Without fflate's own workers: they begin as blob addresses, which a strict policy forbids.
  const packed = zipSync(files, { level });
  return { zip: new Blob([packed as Uint8Array<ArrayBuffer>], { type: "application/zip" }), failed: outcomes.filter(({ problem }) => problem !== null) };
}

