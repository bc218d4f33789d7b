import { ArrowLeftRight, Minus, Plus } from "lucide-react";
import { useState } from "react";
import { Input } from "react-aria-components/Input";
import { NumberField } from "react-aria-components/NumberField";
import type { Gradient, GradientStop } from "../design";
import { moveStops, removeStop, reverseStops, withNewStop } from "../gradient";
import { AngleDial } from "./AngleDial";
import { ColourField } from "./ColourField";
import { GradientBar } from "./GradientBar";
import { IconButton } from "./IconButton";
import { Segmented } from "./Segmented";

interface Props {
  /** What is coloured, such as "Dots". */
  label: string;
  gradient: Gradient;
  /** `gesture` names a drag under way. */
  onChange(gradient: Gradient, gesture?: string): void;
  onSettle(): void;
  testId: string;
  problem: string | null;
}

const TYPES = [
  { value: "linear", label: "Linear" },
  { value: "radial", label: "Radial" },
] as const;

export function GradientEditor({ label, gradient, onChange, onSettle, testId, problem }: Props) {
  const { stops } = gradient;
  const [wanted, setSelected] = useState(0);
  const selected = Math.min(wanted, stops.length - 1);
  const stop = stops[selected];

  const setStops = (next: GradientStop[], gesture?: string) => onChange({ ...gradient, stops: next }, gesture);
  const remove = (index: number) => {
    if (stops.length <= 2) return;
    setStops(removeStop(stops, index));
    setSelected(Math.max(0, index - 1));
  };
  const add = () => {
    const added = withNewStop(stops, selected);
    setStops(added.stops);
    setSelected(added.index);
  };

  return (
    <div className="gradient-editor">
      <GradientBar
        label={`${label}: gradient`}
        stops={stops}
        selected={selected}
        onSelect={setSelected}
        onMove={(offsets) => setStops(moveStops(stops, offsets), "stops")}
        onSettle={onSettle}
        onRemove={remove}
      />
      <div className="stop-row">
        {stop && (
          <ColourField
            label={`${label}: colour ${selected + 1}`}
            color={stop.color}
            testId={`${testId}-stop`}
            problem={problem}
            onChange={(color) =>
              setStops(
                stops.map((other, index) => (index === selected ? { ...other, color } : other)),
                "stop-colour",
              )
            }
            onSettle={onSettle}
          />
        )}
        <div className="stop-actions">
          <IconButton label="Add a colour" onPress={add} isDisabled={stops.length >= 8}>
            <Plus size={18} aria-hidden="true" />
          </IconButton>
          <IconButton label="Remove this colour" onPress={() => remove(selected)} isDisabled={stops.length <= 2}>
            <Minus size={18} aria-hidden="true" />
          </IconButton>
          <IconButton label="Reverse the colours" onPress={() => setStops(reverseStops(stops))}>
            <ArrowLeftRight size={18} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <div className="direction-row">
        <Segmented
          label={`${label}: kind of gradient`}
          size="small"
          segments={TYPES}
          value={gradient.type}
          onChange={(type) => onChange({ ...gradient, type })}
        />
        {gradient.type === "linear" && (
          <div className="angle">
            <AngleDial
              label={`${label}: direction`}
              angle={gradient.angle}
              onChange={(angle) => onChange({ ...gradient, angle }, "angle")}
              onSettle={onSettle}
            />
            <NumberField
              className="number-field"
              aria-label={`${label}: direction in degrees`}
              value={gradient.angle}
              minValue={0}
              maxValue={359}
              onChange={(angle) => {
                if (!Number.isNaN(angle)) onChange({ ...gradient, angle });
              }}
            >
              <Input className="number-input" />
              <span className="unit" aria-hidden="true">
                °
              </span>
            </NumberField>
          </div>
        )}
      </div>
    </div>
  );
}
