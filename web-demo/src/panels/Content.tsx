import { useId } from "react";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { type ErrorCorrectionLevel, LIMITS } from "../design";
import { useActions, useGroup } from "../designer";
import { useProblemAt } from "../problem";
import { Section } from "./Section";

const LEVELS = [
  { value: "L", label: "7 %", detail: "L" },
  { value: "M", label: "15 %", detail: "M" },
  { value: "Q", label: "25 %", detail: "Q" },
  { value: "H", label: "30 %", detail: "H" },
] as const;

const LEVEL_HINTS: Record<ErrorCorrectionLevel, string> = {
  L: "The fewest modules. For clean screens, without a logo.",
  M: "For most prints that stay clean.",
  Q: "Stands scratches and a small logo.",
  H: "For large logos and rough places. Needs the most modules.",
};

export function Content() {
  const design = useGroup("content");
  const { change, settle } = useActions();
  const textNote = useId();
  const textProblem = useProblemAt("data");
  const levelProblem = useProblemAt("qrOptions");
  const marginProblem = useProblemAt("margin", "width", "height");
  const characters = [...design.data].length;
  return (
    <Section title="Content" group="content">
      <TextField
        className="text-field"
        value={design.data}
        onChange={(data) => change({ data }, "data")}
        onBlur={settle}
        isInvalid={textProblem !== null}
        aria-describedby={textNote}
      >
        <div className="label-row">
          <Label className="field-label">Link or text</Label>
          <span className="counter">
            {characters.toLocaleString()} {characters === 1 ? "character" : "characters"}
          </span>
        </div>
        <TextArea
          className="text-input text-area"
          data-testid="data-input"
          rows={3}
          spellCheck={false}
          placeholder="https://…"
          // The page is for this field: whoever comes starts to type. Phones keep their keyboard down until a tap.
          autoFocus={matchMedia("(pointer: fine)").matches}
        />
        <FieldNote
          id={textNote}
          problem={textProblem}
          hint={design.data === "" ? "Write what people get when they scan the code." : undefined}
        />
      </TextField>

      <div>
        <h3 className="field-label">
          Damage it survives <span className="term">error correction</span>
        </h3>
        <Segmented
          label="How much damage the code survives (error correction)"
          segments={LEVELS}
          value={design.errorCorrection}
          onChange={(errorCorrection) => change({ errorCorrection })}
        />
        <FieldNote hint={LEVEL_HINTS[design.errorCorrection]} problem={levelProblem} />
      </div>

      <SliderField
        label="Quiet margin"
        hint={design.margin < 4 ? "Scanners need calm space around a code. Leave some here or where you place it." : ""}
        unit="%"
        unitName="percent of the width"
        value={design.margin}
        {...LIMITS.margin}
        step={1}
        onChange={(margin) => change({ margin }, "margin")}
        onSettle={settle}
        problem={marginProblem}
      />
    </Section>
  );
}
