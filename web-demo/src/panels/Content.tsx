import { useId } from "react";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { Form } from "../content/Form";
import { KindPicker } from "../content/KindPicker";
import { kindOf, PLAIN } from "../content/kinds";
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
  const { change } = useActions();
  const kind = kindOf(design.content?.type);
  const choose = (type: string) => {
    const next = kindOf(type);
    // The last text stays until the form has one of its own.
    change({ content: next ? { type, values: next.start ?? {}, isComplete: false } : null });
  };
  const levelProblem = useProblemAt("qrOptions");
  return (
    <Section title="Content" group="content">
      <KindPicker value={kind?.type ?? PLAIN} onChange={choose} />
      {kind && design.content ? <Form key={kind.type} kind={kind} content={design.content} /> : <PlainText />}

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

      <Margin />
    </Section>
  );
}

const MARGIN_UNITS = [
  { value: "percent", label: "% of width" },
  { value: "modules", label: "Modules" },
] as const;

/** Calm space around the code, in either unit. */
function Margin() {
  const { marginUnit, margin, quietZone } = useGroup("content");
  const { change, settle } = useActions();
  const problem = useProblemAt("margin", "quietZone", "width", "height");
  return (
    <div className="margin-field">
      <div className="paint-head">
        <h3 className="field-label">
          Quiet margin <span className="term">quiet zone</span>
        </h3>
        <Segmented label="Unit of the quiet margin" size="small" segments={MARGIN_UNITS} value={marginUnit} onChange={(unit) => change({ marginUnit: unit })} />
      </div>
      {marginUnit === "percent" ? (
        <SliderField
          label="Quiet margin"
          isLabelHidden
          hint={margin < 4 ? "Scanners need calm space around a code. Leave some here or where you place it." : ""}
          unit="%"
          unitName="percent of the width"
          value={margin}
          {...LIMITS.margin}
          step={1}
          onChange={(next) => change({ margin: next }, "margin")}
          onSettle={settle}
          problem={problem}
        />
      ) : (
        <SliderField
          label="Quiet margin"
          isLabelHidden
          hint={quietZone < 4 ? "Scanners want 4 modules of calm space (ISO 18004)." : ""}
          unit="mod"
          unitName="modules"
          value={quietZone}
          {...LIMITS.quietZone}
          step={0.5}
          onChange={(next) => change({ quietZone: next }, "quietZone")}
          onSettle={settle}
          problem={problem}
        />
      )}
    </div>
  );
}

function PlainText() {
  const design = useGroup("content");
  const { change, settle } = useActions();
  const textNote = useId();
  const textProblem = useProblemAt("data");
  const characters = [...design.data].length;
  return (
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
  );
}
