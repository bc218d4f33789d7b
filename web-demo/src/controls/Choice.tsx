import { ChevronDown } from "lucide-react";
import { useId } from "react";

interface Props<T extends string> {
  label: string;
  /** The technical term, second. */
  term?: string;
  choices: readonly { value: T; label: string }[];
  value: T;
  onChange(value: T): void;
  testId?: string;
}

/** One choice of many words: the platform's own menu, which phones show large. */
export function Choice<T extends string>({ label, term, choices, value, onChange, testId }: Props<T>) {
  const id = useId();
  return (
    <div className="choice">
      <label className="field-label" htmlFor={id}>
        {label} {term && <span className="term">{term}</span>}
      </label>
      <div className="choice-box">
        <select
          id={id}
          className="text-input"
          value={value}
          data-testid={testId}
          onChange={(event) => {
            const found = choices.find((choice) => choice.value === event.target.value);
            if (found) onChange(found.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <ChevronDown size={16} aria-hidden="true" />
      </div>
    </div>
  );
}
