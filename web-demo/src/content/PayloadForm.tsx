import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { Choice } from "../controls/Choice";
import { FieldNote } from "../controls/FieldNote";
import { Toggle } from "../controls/Toggle";
import type { ChoiceField, Field, Kind, RowsField, SwitchField, TextField as TextFieldOf, Values } from "./kinds/types";
import { fieldsOf } from "./payload";
import { Rows } from "./Rows";

/** What the engine refuses about one field. */
export interface FieldProblem {
  field: Field;
  message: string;
  /** Of a field of rows: which. */
  row: number | null;
}

interface Props {
  kind: Kind;
  values: Values;
  problem: FieldProblem | null;
  onChange(values: Values): void;
}

/** The fields of one kind of content, the rarer ones behind "More". */
export function PayloadForm({ kind, values, problem, onChange }: Props) {
  const shown = fieldsOf(kind, values);
  const rare = shown.filter(({ isMore }) => isMore);
  const isRareInUse = rare.some(({ name }) => (values[name] ?? "") !== "") || problem?.field.isMore === true;
  const [isOpen, setOpen] = useState(isRareInUse);
  const listId = useId();
  const draw = (field: Field) => (
    <PayloadField
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      problem={problem?.field === field ? problem : null}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  );
  return (
    <div className="payload-form">
      {shown.filter(({ isMore }) => !isMore).map(draw)}
      {rare.length > 0 && (
        <>
          <button type="button" className="disclosure" aria-expanded={isOpen || isRareInUse} aria-controls={listId} onClick={() => setOpen(!isOpen)} data-testid="more-fields">
            <ChevronRight size={16} aria-hidden="true" />
            More about it
          </button>
          <div id={listId} className="payload-form" hidden={!(isOpen || isRareInUse)}>
            {rare.map(draw)}
          </div>
        </>
      )}
    </div>
  );
}

interface FieldProps<F extends Field = Field> {
  field: F;
  value: string;
  problem: FieldProblem | null;
  onChange(value: string): void;
}

function PayloadField({ field, ...rest }: FieldProps) {
  switch (field.kind) {
    case "switch":
      return <SwitchLine field={field} {...rest} />;
    case "choice":
      return <ChoiceLine field={field} {...rest} />;
    case "rows":
      return <RowsLine field={field} {...rest} />;
    default:
      return <TextLine field={field} {...rest} />;
  }
}

const testIdOf = ({ name }: Field): string => `payload-${name}`;

function SwitchLine({ field, value, problem, onChange }: FieldProps<SwitchField>) {
  return (
    <div>
      <Toggle label={field.label} isOn={value === "true"} testId={testIdOf(field)} onChange={(isOn) => onChange(isOn ? "true" : "")} />
      <FieldNote problem={problem?.message} hint={field.hint} />
    </div>
  );
}

function ChoiceLine({ field, value, problem, onChange }: FieldProps<ChoiceField>) {
  return (
    <div>
      <Choice label={field.label} choices={field.choices} value={value} onChange={onChange} testId={testIdOf(field)} />
      <FieldNote problem={problem?.message} hint={field.hint} />
    </div>
  );
}

function RowsLine({ field, value, problem, onChange }: FieldProps<RowsField>) {
  return <Rows field={field} value={value} problem={problem} onChange={onChange} testId={testIdOf(field)} />;
}

/** Types of the browser's fields; a secret is seen by whoever has the code anyway. */
const INPUT_TYPES: Partial<Record<NonNullable<TextFieldOf["kind"]>, string>> = {
  email: "email",
  tel: "tel",
  url: "url",
  date: "date",
  datetime: "datetime-local",
};

function TextLine({ field, value, problem, onChange }: FieldProps<TextFieldOf>) {
  const note = useId();
  return (
    <TextField className="text-field" value={value} onChange={onChange} isInvalid={problem !== null} aria-describedby={note}>
      <Label className="field-label">{field.label}</Label>
      {field.kind === "lines" ? (
        <TextArea className="text-input text-area is-short" rows={2} spellCheck={false} placeholder={field.placeholder} data-testid={testIdOf(field)} />
      ) : (
        <Input
          className="text-input"
          // The browser's own check of addresses would speak over the engine's; its keyboards are what is wanted.
          type={INPUT_TYPES[field.kind ?? "text"] ?? "text"}
          {...(field.kind === "number" && { inputMode: "decimal" as const })}
          {...(field.placeholder && { placeholder: field.placeholder })}
          autoComplete="off"
          spellCheck={false}
          data-testid={testIdOf(field)}
        />
      )}
      <FieldNote id={note} problem={problem?.message} hint={field.hint} />
    </TextField>
  );
}
