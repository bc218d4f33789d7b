import { useId } from "react";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { FieldNote } from "./FieldNote";
import { InlineSvg } from "./InlineSvg";

export interface PictureChoice<T> {
  value: T;
  label: string;
  svg: string;
  testId: string;
}

interface Props<T> {
  label: string;
  choices: readonly PictureChoice<T>[];
  value: T;
  columns: 2 | 4;
  onChange(value: T): void;
  problem?: string | null;
}

/** A choice among pictures. Values may be null, so radios go by their test id, which names each choice once. */
export function ShapePicker<T>({ label, choices, value, columns, onChange, problem }: Props<T>) {
  const labelId = useId();
  return (
    <div className="shape-picker">
      <h3 id={labelId} className="field-label">
        {label}
      </h3>
      <RadioGroup
        className={`picture-grid columns-${columns}`}
        aria-labelledby={labelId}
        orientation="horizontal"
        value={choices.find((choice) => choice.value === value)?.testId ?? null}
        onChange={(testId) => {
          const chosen = choices.find((choice) => choice.testId === testId);
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <Radio key={choice.testId} value={choice.testId} className="picture-choice" data-testid={choice.testId}>
            <InlineSvg svg={choice.svg} className="picture" />
            <span className="picture-label">{choice.label}</span>
          </Radio>
        ))}
      </RadioGroup>
      <FieldNote problem={problem} />
    </div>
  );
}
