import { useId } from "react";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Switch } from "react-aria-components/Switch";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { Choice } from "../controls/Choice";
import { FieldNote } from "../controls/FieldNote";
import type { Field, Kind, Values } from "./kinds";

interface Props {
  kind: Kind;
  values: Values;
  /** What the engine refuses, by field. */
  problem: { path: string | null; message: string } | null;
  onChange(values: Values): void;
}

/** The fields of one kind of content. */
export function PayloadForm({ kind, values, problem, onChange }: Props) {
  return (
    <div className="payload-form">
      {kind.fields.map((field) => (
        <PayloadField
          key={field.name}
          field={field}
          value={values[field.name] ?? ""}
          problem={problem?.path === field.name ? problem.message : null}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </div>
  );
}

const INPUT_TYPES: Partial<Record<NonNullable<Field["kind"]>, string>> = {
  password: "text",
  email: "email",
  tel: "tel",
  url: "url",
  date: "date",
  datetime: "datetime-local",
};

interface FieldProps {
  field: Field;
  value: string;
  problem: string | null;
  onChange(value: string): void;
}

function PayloadField({ field, value, problem, onChange }: FieldProps) {
  const note = useId();
  const testId = `payload-${field.name}`;
  if (field.kind === "switch") {
    return (
      <Switch className="switch" isSelected={value === "true"} onChange={(isOn) => onChange(isOn ? "true" : "")}>
        <span className="switch-track" aria-hidden="true" />
        {field.label}
      </Switch>
    );
  }
  if (field.kind === "choice") {
    return <Choice label={field.label} choices={field.choices ?? []} value={value} onChange={onChange} testId={testId} />;
  }
  return (
    <TextField className="text-field" value={value} onChange={onChange} isInvalid={problem !== null} aria-describedby={note}>
      <Label className="field-label">{field.label}</Label>
      {field.kind === "lines" ? (
        <TextArea className="text-input text-area is-short" rows={2} data-testid={testId} />
      ) : (
        <Input
          className="text-input"
          type={INPUT_TYPES[field.kind ?? "text"] ?? "text"}
          {...(field.kind === "number" && { inputMode: "decimal" as const })}
          {...(field.placeholder && { placeholder: field.placeholder })}
          autoComplete="off"
          spellCheck={false}
          data-testid={testId}
        />
      )}
      <FieldNote id={note} problem={problem} hint={field.hint} />
    </TextField>
  );
}
