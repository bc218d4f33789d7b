import { Slider, SliderThumb, SliderTrack } from "react-aria-components/Slider";
import type { GradientStop } from "../design";

interface Props {
  label: string;
  stops: readonly GradientStop[];
  selected: number;
  onSelect(index: number): void;
  onMove(offsets: number[]): void;
  onSettle(): void;
  onRemove(index: number): void;
}

export function cssGradient(stops: readonly GradientStop[]): string {
  return `linear-gradient(to right, ${stops.map(({ color, offset }) => `${color} ${offset * 100}%`).join(", ")})`;
}

/** The gradient itself as a slider with one thumb per stop. */
export function GradientBar({ label, stops, selected, onSelect, onMove, onSettle, onRemove }: Props) {
  return (
    <Slider
      className="gradient-bar"
      aria-label={label}
      value={stops.map((stop) => Math.round(stop.offset * 100))}
      minValue={0}
      maxValue={100}
      step={1}
      onChange={(percents) => onMove(percents.map((percent) => percent / 100))}
      onChangeEnd={onSettle}
    >
      <SliderTrack className="gradient-track" style={{ backgroundImage: cssGradient(stops) }}>
        {stops.map((stop, index) => (
          <SliderThumb
            // The position in the list is what a stop is: thumbs cannot pass each other.
            key={index}
            index={index}
            className={`gradient-thumb${index === selected ? " is-current" : ""}`}
            aria-label={`Colour ${index + 1} of ${stops.length}, ${stop.color}`}
            onFocus={() => onSelect(index)}
            onKeyDown={(event) => {
              if (event.key === "Delete" || event.key === "Backspace") onRemove(index);
            }}
            style={{ backgroundColor: stop.color }}
          />
        ))}
      </SliderTrack>
    </Slider>
  );
}
