import { CircleAlert } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { Segmented } from "./controls/Segmented";
import { useDesigner } from "./designer";
import type { Options } from "./engine";
import { useLogoIntake } from "./logo-intake";
import { usePicture } from "./picture";

declare global {
  interface Window {
    /** The options of the picture on show, exactly as the engine got them: for tests and support. */
    __qrOptions?: Options;
  }
}

const MAX_SPOKEN_TEXT = 80;

/** Where a code may live; the first is the code alone. */
const PLACES = [
  { value: "alone", label: "Alone" },
  { value: "poster", label: "Poster" },
  { value: "card", label: "Card" },
  { value: "sticker", label: "Sticker" },
  { value: "screen", label: "Screen" },
] as const;

type Place = (typeof PLACES)[number]["value"];

/** The code on paper, in one swap per picture, with what is wrong beneath it. */
export function Preview() {
  const { design } = useDesigner();
  const { drawn, problem } = usePicture();
  const { problem: logoProblem } = useLogoIntake();
  const host = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>("alone");
  const trouble = problem?.message ?? logoProblem;

  useLayoutEffect(() => {
    if (!host.current) return;
    host.current.innerHTML = drawn?.svg ?? "";
    if (drawn) window.__qrOptions = drawn.options;
    else delete window.__qrOptions;
  }, [drawn]);

  const text = design.data.length > MAX_SPOKEN_TEXT ? `${design.data.slice(0, MAX_SPOKEN_TEXT)}…` : design.data;
  return (
    <section className="preview" aria-label="Preview">
      <div className={`paper is-${place}${problem ? " is-stale" : ""}`}>
        {place !== "alone" && <Surroundings place={place} />}
        <div
          ref={host}
          className="code"
          data-testid="preview"
          role="img"
          aria-label={drawn ? `QR code of ${text}` : "No code yet"}
        />
        {!drawn && design.data === "" && <EmptyPaper />}
      </div>
      <div className="preview-facts">
        <Segmented<Place> label="Where the code is shown" size="small" segments={PLACES} value={place} onChange={setPlace} />
        <p>{drawn && !trouble && `${drawn.modules} × ${drawn.modules} modules`}</p>
      </div>
      <div role="alert" className="trouble" data-testid="error">
        {trouble && (
          <>
            <CircleAlert size={18} aria-hidden="true" />
            <span>
              {trouble}
              {problem && drawn && " Shown: the last code that worked."}
            </span>
          </>
        )}
      </div>
    </section>
  );
}

/** Grey words and pictures, so that the code is seen where it will live. */
function Surroundings({ place }: { place: Exclude<Place, "alone"> }) {
  return (
    <div className="surroundings" aria-hidden="true">
      {place === "poster" && <span className="mock-picture" />}
      {place === "screen" && <span className="mock-bar" />}
      <span className="mock-title" />
      <span className="mock-line" />
      <span className="mock-line is-short" />
    </div>
  );
}

/** Three corner marks in pencil: where the code will be. */
function EmptyPaper() {
  return (
    <div className="empty-paper">
      <svg viewBox="0 0 210 210" aria-hidden="true" focusable="false">
        {[
          [0, 0],
          [140, 0],
          [0, 140],
        ].map(([x, y]) => (
          <g key={`${x},${y}`} transform={`translate(${x} ${y})`}>
            <rect x="5" y="5" width="60" height="60" rx="18" fill="none" strokeWidth="10" />
            <rect x="22" y="22" width="26" height="26" rx="9" stroke="none" />
          </g>
        ))}
      </svg>
      <p>Your code appears here as you type</p>
    </div>
  );
}
