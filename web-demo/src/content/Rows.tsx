import { Minus, Plus } from "lucide-react";
import { useId } from "react";
import { Button } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { TextField } from "react-aria-components/TextField";
import { FieldNote } from "../controls/FieldNote";
import { IconButton } from "../controls/IconButton";
import type { Row, RowsField } from "./kinds/types";
import { readRows, writeRows } from "./payload";
import type { FieldProblem } from "./PayloadForm";

interface Props {
  field: RowsField;
  value: string;
  problem: FieldProblem | null;
  onChange(value: string): void;
  testId: string;
}

/** Names and values, a line each. */
export function Rows({ field, value, problem, onChange, testId }: Props) {
  const headingId = useId();
  const rows = readRows(value);
  const [name, content] = field.keyLabels;
  const set = (index: number, patch: Partial<Row>) => onChange(writeRows(rows.map((row, at) => (at === index ? { ...row, ...patch } : row))));
  return (
    <div role="group" aria-labelledby={headingId} data-testid={testId}>
      <h3 id={headingId} className="field-label">
        {field.label}
      </h3>
      {rows.map((row, index) => {
        const isInvalid = problem?.row === index;
        return (
          // A row is its place: rows have nothing else to be known by.
          <div key={index} className="row-line">
            <TextField aria-label={`${field.label}, ${name} ${index + 1}`} value={row.name} onChange={(next) => set(index, { name: next })} isInvalid={isInvalid}>
              <Input className="text-input" placeholder={name} autoComplete="off" spellCheck={false} data-testid={`${testId}-name-${index}`} />
            </TextField>
            <TextField aria-label={`${field.label}, ${content} ${index + 1}`} value={row.value} onChange={(next) => set(index, { value: next })} isInvalid={isInvalid}>
              <Input className="text-input" placeholder={content} autoComplete="off" spellCheck={false} data-testid={`${testId}-value-${index}`} />
            </TextField>
            <IconButton label={`Remove line ${index + 1} of ${field.label}`} onPress={() => onChange(writeRows(rows.toSpliced(index, 1)))}>
              <Minus size={16} aria-hidden="true" />
            </IconButton>
          </div>
        );
      })}
      <FieldNote problem={problem?.message} hint={field.hint} />
      <Button className="button is-small row-add" onPress={() => onChange(writeRows([...rows, { name: "", value: "" }]))} data-testid={`${testId}-add`}>
        <Plus size={14} aria-hidden="true" />
        Add a line
      </Button>
    </div>
  );
}
