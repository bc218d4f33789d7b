import { useId } from "react";
import { Input } from "react-aria-components/Input";
import { NumberField } from "react-aria-components/NumberField";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components/Slider";
import { FieldNote } from "./FieldNote";

interface Props {
  label: string;
  /** Where a heading above says it. */
  isLabelHidden?: boolean;
  hint?: string;
  unit: string;
  /** The unit as a screen reader says it. */
  unitName: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** Called while dragging; `onSettle` tells when the hand lets go. */
  onChange(value: number): void;
  onSettle(): void;
  problem?: string | null;
}

/** A slider for the eye and a number field with its unit for the exact value. */
export function SliderField({ label, isLabelHidden = false, hint, unit, unitName, value, min, max, step, onChange, onSettle, problem }: Props) {
  const noteId = useId();
  return (
    <div className={`slider-field${isLabelHidden ? " is-in-line" : ""}`}>
      {!isLabelHidden && (
        <span className="field-label" aria-hidden="true">
          {label}
        </span>
      )}
      <NumberField
        className="number-field"
        aria-label={`${label}, ${unitName}`}
        value={value}
        minValue={min}
        maxValue={max}
        step={step}
        isInvalid={Boolean(problem)}
        aria-describedby={noteId}
        onChange={(entered) => {
          if (Number.isNaN(entered)) return;
          onChange(entered);
          onSettle();
        }}
      >
        <Input className="number-input" />
        <span className="unit" aria-hidden="true">
          {unit}
        </span>
      </NumberField>
      <Slider
        className="slider"
        aria-label={label}
        value={value}
        minValue={min}
        maxValue={max}
        step={step}
        onChange={onChange}
        onChangeEnd={onSettle}
      >
        <SliderTrack className="slider-track">
          {({ state }) => (
            <>
              <div className="slider-fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
              <SliderThumb className="slider-thumb" aria-label={label} />
            </>
          )}
        </SliderTrack>
      </Slider>
      <FieldNote id={noteId} hint={hint} problem={problem} />
    </div>
  );
}
