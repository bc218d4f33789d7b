import { Radio, RadioGroup } from "react-aria-components/RadioGroup";

export interface Segment<T extends string> {
  value: T;
  label: string;
  /** Small second line. */
  detail?: string;
}

interface Props<T extends string> {
  label: string;
  segments: readonly Segment<T>[];
  value: T;
  onChange(value: T): void;
  size?: "normal" | "small";
}

/** One choice of a few words, all in sight. */
export function Segmented<T extends string>({ label, segments, value, onChange, size = "normal" }: Props<T>) {
  return (
    <RadioGroup
      className={`segmented is-${size}`}
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(chosen) => {
        const segment = segments.find((candidate) => candidate.value === chosen);
        if (segment) onChange(segment.value);
      }}
    >
      {segments.map((segment) => (
        <Radio key={segment.value} value={segment.value} className="segment">
          <span>{segment.label}</span>
          {segment.detail && <small>{segment.detail}</small>}
        </Radio>
      ))}
    </RadioGroup>
  );
}
