import { useEffect, useState } from "react";
import type { Design } from "../design";
import { drawFile, drawSvg, type FileFormat, lacksEngine, loadFileEngine, toDrawProblem } from "../engine";
import { toOptions } from "../options";
import { pixels, type Size } from "./size";

/** The files follow once the hand rests: a drag needs the preview only. */
const REST_MS = 250;

/** Formats that are drawn at once, so that their weight is known before they are saved. */
export type ReadyFormat = "svg" | "png";

type Files = Record<ReadyFormat, Blob | null>;

const NONE: Files = { svg: null, png: null };

export interface ExportFiles {
  /** Ready to save; null while they are drawn or cannot be. */
  files: Files;
  problem: string | null;
}

/** The design as a file. */
export async function makeFile(design: Design, size: Size, format: FileFormat): Promise<Blob> {
  const options = toOptions(design, pixels(size));
  if (size.unit === "mm") options.printSize = { mm: size.mm, dpi: size.dpi };
  if (lacksEngine(options, design)) await loadFileEngine(design);
  if (format === "svg") return new Blob([drawSvg(options, design)], { type: "image/svg+xml" });
  return drawFile(options, design, format, size.unit === "mm");
}

export function useFiles(design: Design, size: Size): ExportFiles {
  const [result, setResult] = useState<ExportFiles>({ files: NONE, problem: null });

  useEffect(() => {
    let isLatest = true;
    const show = (next: ExportFiles) => {
      if (isLatest) setResult(next);
    };
    const draw = async () => {
      try {
        // The strict function first: it refuses in words what the drop-in class would draw somehow.
        const svg = await makeFile(design, size, "svg");
        show({ files: { svg, png: await makeFile(design, size, "png") }, problem: null });
      } catch (thrown) {
        const { path, message } = toDrawProblem(thrown);
        // Only a size that is too small for the code belongs here; all else shows at its own field.
        const isAboutSize = path === null || ["width", "height", "margin", "printSize"].some((name) => path.startsWith(name));
        show({ files: NONE, problem: isAboutSize ? message : null });
      }
    };
    // A file of the design before must not be saved as this one.
    setResult({ files: NONE, problem: null });
    const timer = setTimeout(() => {
      if (design.data !== "") void draw();
    }, REST_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [design, size]);

  return result;
}
