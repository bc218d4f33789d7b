import { useEffect, useId, useMemo, useState } from "react";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { KINDS, type Kind, PLAIN, toPayload, type Values } from "../content/kinds";
import { PayloadForm } from "../content/PayloadForm";
import { Choice } from "../controls/Choice";
import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { type ErrorCorrectionLevel, LIMITS } from "../design";
import { useActions, useGroup } from "../designer";
import { toDrawProblem } from "../engine";
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
  const kind = KINDS.find(({ type }) => type === design.content?.type);
  const choose = (type: string) => {
    const next = KINDS.find((candidate) => candidate.type === type);
    // The last text stays until the form has one of its own.
    change({ content: next ? { type, values: next.start ?? {} } : null });
  };
  const levelProblem = useProblemAt("qrOptions");
  const marginProblem = useProblemAt("margin", "width", "height");
  return (
    <Section title="Content" group="content">
      <Choice
        label="What it says"
        choices={[{ value: PLAIN, label: "Link or text" }, ...KINDS.map(({ type, label }) => ({ value: type, label }))]}
        value={kind?.type ?? PLAIN}
        onChange={choose}
        testId="content-kind"
      />
      {kind && design.content ? <Form kind={kind} values={design.content.values} /> : <PlainText />}

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

/** The engine for contents comes with the first form. */
type Build = typeof import("qr-engine/payload").buildPayload;

function Form({ kind, values }: { kind: Kind; values: Values }) {
  const { change } = useActions();
  const [build, setBuild] = useState<{ run: Build } | null>(null);
  useEffect(() => {
    void import("qr-engine/payload").then(({ buildPayload }) => setBuild({ run: buildPayload }));
  }, []);
  const built = useMemo(() => (build ? write(build.run, kind, values) : null), [build, kind, values]);
  const data = built && "data" in built ? built.data : null;
  const level = built && "data" in built && built.symbol.isRequired ? built.symbol.errorCorrectionLevel : null;
  useEffect(() => {
    if (data !== null) change({ data, ...(level && { errorCorrection: level }) }, "payload");
  }, [data, level, change]);
  const isUntouched = Object.keys(values).every((name) => (kind.start?.[name] ?? "") === values[name]);
  const problem = built && "message" in built && !isUntouched ? built : null;
  const missing = kind.fields.some(({ name }) => name === problem?.path) ? null : problem?.message;
  return (
    <div>
      <div role="status">
        <FieldNote
          problem={missing}
          hint={isUntouched ? "Fill it in: the code changes as soon as it is complete." : built && "data" in built ? built.warnings[0]?.message : undefined}
        />
      </div>
      <PayloadForm kind={kind} values={values} problem={problem} onChange={(next) => change({ content: { type: kind.type, values: next } }, "payload")} />
    </div>
  );
}

/** The text of the fields, or what is wrong with them. */
function write(build: Build, kind: Kind, values: Values): ReturnType<Build> | { path: string | null; message: string } {
  try {
    return build(toPayload(kind, values) as Parameters<Build>[0]);
  } catch (thrown) {
    return toDrawProblem(thrown);
  }
}
