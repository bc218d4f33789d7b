/** Draws the design once per frame at most and remembers the last picture that worked. */
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { useDesigner } from "./designer";
import { type DrawProblem, drawSvg, lacksEngine, loadFileEngine, moduleCount, moduleShare, type Options, toDrawProblem } from "./engine";
import { toOptions } from "./options";

export interface Drawn {
  svg: string;
  options: Options;
  /** Modules on each side of the symbol. */
  modules: number;
  /** Side of one of them as a share of the picture's width; null where it is too small to tell. */
  moduleShare: number | null;
}

export interface Picture {
  /** The last complete picture; null until there is one. */
  drawn: Drawn | null;
  /** Why the present design has no picture; null when `drawn` is up to date. */
  problem: DrawProblem | null;
}

const PictureContext = createContext<Picture>({ drawn: null, problem: null });

export const usePicture = (): Picture => use(PictureContext);

/** Apart from the picture, so that fields render again when a problem comes or goes, not with every picture. */
const ProblemContext = createContext<DrawProblem | null>(null);

export const useProblem = (): DrawProblem | null => use(ProblemContext);

export function PictureProvider({ children }: { children: ReactNode }) {
  const { design } = useDesigner();
  const [picture, setPicture] = useState<Picture>({ drawn: null, problem: null });

  useEffect(() => {
    let isLatest = true;
    // A newer design cancels the frame of the one before it, so the latest wins and none is drawn for nothing.
    const frame = requestAnimationFrame(() => {
      if (design.data === "") {
        setPicture({ drawn: null, problem: null });
        return;
      }
      void draw(toOptions(design));
    });
    const draw = async (options: Options) => {
      try {
        if (lacksEngine(options, design)) await loadFileEngine(design);
        if (!isLatest) return;
        const svg = drawSvg(options, design);
        setPicture({ drawn: { svg, options, modules: moduleCount(options), moduleShare: moduleShare(options) }, problem: null });
      } catch (thrown) {
        setPicture((last) => ({ drawn: last.drawn, problem: toDrawProblem(thrown) }));
      }
    };
    return () => {
      isLatest = false;
      cancelAnimationFrame(frame);
    };
  }, [design]);

  return (
    <ProblemContext value={picture.problem}>
      <PictureContext value={picture}>{children}</PictureContext>
    </ProblemContext>
  );
}
