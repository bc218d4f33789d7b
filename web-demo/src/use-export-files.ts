import { useEffect, useState } from "react";
import type { Design } from "./design";
import { drawRaster, drawSvg, toDrawProblem } from "./engine";
import type { SavedFormat } from "./export-file";
import { toOptions } from "./options";

/** The files follow once the hand rests: a drag needs the preview only. */
const REST_MS = 250;

type Files = Record<SavedFormat, Blob | null>;

const NONE: Files = { svg: null, png: null };

export interface ExportFiles {
  /** Ready to save, so their weight is known before; null while they are drawn or cannot be. */
  files: Files;
  problem: string | null;
}

export function useExportFiles(design: Design, size: number): ExportFiles {
  const [result, setResult] = useState<ExportFiles>({ files: NONE, problem: null });

  useEffect(() => {
    let isLatest = true;
    const show = (next: ExportFiles) => {
      if (isLatest) setResult(next);
    };
    const draw = async () => {
      const options = toOptions(design, size);
      try {
        // The strict function first: it refuses in words what the drop-in class would draw somehow.
        const svg = new Blob([drawSvg(options, design.logo)], { type: "image/svg+xml" });
        const png = await drawRaster(options, "png");
        show({ files: { svg, png }, problem: null });
      } catch (thrown) {
        const { path, message } = toDrawProblem(thrown);
        // Only a size that is too small for the code belongs here; all else shows at its own field.
        const isAboutSize = path === "width" || path === "height" || path === "margin";
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
