import { useId } from "react";
import { ColourField } from "../controls/ColourField";
import { GradientEditor } from "../controls/GradientEditor";
import { Segmented } from "../controls/Segmented";
import { colours } from "../colour";
import type { Paint } from "../design";
import { useActions } from "../designer";
import { gradientFrom } from "../gradient";
import { useProblemAt } from "../problem";
import { ContrastFigure } from "./ContrastFigure";

interface Props {
  label: string;
  paint: Paint;
  /** `gesture` names a drag under way. */
  onChange(paint: Paint, gesture?: string): void;
  /** Name of the area's group among the engine's options: problems name it. */
  option: string;
  /** What it means to have no paint of its own; absent where a paint is a must. */
  noneLabel?: string;
  /** Colour to start with when an area gets a paint of its own. */
  fallback: string;
  testId: string;
  /** What the area must stand out from. */
  background?: Paint;
}

/** Colour of one area: none of its own, one colour, or a gradient. */
export function PaintEditor({ label, paint, onChange, option, noneLabel, fallback, testId, background }: Props) {
  const headingId = useId();
  const { settle } = useActions();
  const problem = useProblemAt(`${option}.color`, `${option}.gradient`);

  const kinds = [
    ...(noneLabel ? [{ value: "none" as const, label: noneLabel }] : []),
    { value: "solid" as const, label: "Solid" },
    { value: "gradient" as const, label: "Gradient" },
  ];
  const setKind = (kind: Paint["kind"]) => {
    const color = colours(paint)[0] ?? fallback;
    if (kind === "none") onChange({ kind });
    else if (kind === "solid") onChange({ kind, color });
    else onChange({ kind, gradient: gradientFrom(color) });
  };

  return (
    <div className="paint" role="group" aria-labelledby={headingId}>
      <div className="paint-head">
        <h3 id={headingId} className="field-label">
          {label}
        </h3>
        <Segmented label={`${label}: kind of colour`} size="small" segments={kinds} value={paint.kind} onChange={setKind} />
      </div>
      {paint.kind === "solid" && (
        <ColourField
          label={label}
          color={paint.color}
          testId={testId}
          problem={problem}
          onChange={(color) => onChange({ kind: "solid", color }, "colour")}
          onSettle={settle}
        />
      )}
      {paint.kind === "gradient" && (
        <GradientEditor
          label={label}
          gradient={paint.gradient}
          testId={testId}
          problem={problem}
          onChange={(gradient, gesture) => onChange({ kind: "gradient", gradient }, gesture)}
          onSettle={settle}
        />
      )}
      {background && paint.kind !== "none" && <ContrastFigure mark={paint} background={background} />}
    </div>
  );
}
