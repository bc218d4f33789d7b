import { ImagePlus } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components/Button";
import { ColourField } from "../controls/ColourField";
import { FieldNote } from "../controls/FieldNote";
import { FileInput } from "../controls/FileInput";
import { ImageCard } from "../controls/ImageCard";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { Toggle } from "../controls/Toggle";
import { type Backing, LIMITS, type LogoShape } from "../design";
import { useActions, useGroup } from "../designer";
import { IMAGE_ACCEPT } from "../image-file";
import { useLogoIntake } from "../logo-intake";
import { useProblemAt } from "../problem";
import { Section } from "./Section";

const CLEARED = [
  { value: "square", label: "Box" },
  { value: "circle", label: "Round" },
  { value: "alpha", label: "Outline" },
] as const;

const CLEARED_HINTS: Record<LogoShape, string> = {
  square: "A rectangle around the logo.",
  circle: "A disc around the logo: more of the code stays.",
  alpha: "Only what the logo itself covers. It needs a transparent background.",
};

function BackingFields({ backing }: { backing: Backing }) {
  const { change, settle } = useActions();
  const set = (patch: Partial<Backing>, gesture: string) =>
    change({ logoBacking: { ...backing, ...patch } }, `logoBacking.${gesture}`);
  return (
    <div className="subgroup">
      <ColourField label="Plate" color={backing.color} onChange={(color) => set({ color }, "color")} onSettle={settle} />
      <SliderField
        label="Reaches beyond the logo"
        unit="%"
        unitName="percent of the width"
        value={backing.padding}
        {...LIMITS.backingPadding}
        step={0.1}
        onChange={(padding) => set({ padding }, "padding")}
        onSettle={settle}
      />
      <SliderField
        label="Rounded corners"
        unit="%"
        unitName="percent"
        value={backing.round}
        {...LIMITS.backingRound}
        step={1}
        onChange={(round) => set({ round }, "round")}
        onSettle={settle}
      />
    </div>
  );
}

export function Logo() {
  const design = useGroup("logo");
  const { errorCorrection } = useGroup("content");
  const { change, settle } = useActions();
  const { take, problem: fileProblem } = useLogoIntake();
  const drawProblem = useProblemAt("image", "imageOptions");
  const input = useRef<HTMLInputElement>(null);
  const { logo } = design;
  const choose = () => input.current?.click();
  const isFragile = errorCorrection === "L" || errorCorrection === "M";
  return (
    <Section title="Logo" group="logo">
      <FileInput ref={input} accept={IMAGE_ACCEPT} testId="logo-input" onFile={(file) => void take(file)} />
      {logo ? (
        <ImageCard image={logo} role="logo" onReplace={choose} onRemove={() => change({ logo: null })} />
      ) : (
        <Button className="logo-drop" onPress={choose}>
          <ImagePlus size={24} aria-hidden="true" />
          <span className="logo-drop-title">Choose a logo</span>
          <span className="logo-drop-detail">or drop it anywhere, or paste it. PNG, JPEG, WebP, GIF or SVG, at most 3 MB</span>
        </Button>
      )}
      <FieldNote problem={fileProblem ?? drawProblem} />
      {logo && isFragile && (
        <div className="advice">
          <p>A logo hides part of the code, and this code survives little damage.</p>
          <Button className="button" onPress={() => change({ errorCorrection: "H" })}>
            Survive 30 %
          </Button>
        </div>
      )}
      {logo && (
        <>
          <SliderField
            label="Size"
            hint="Share of the repairable part that the logo may cover. Beyond 60 % the code gets fragile."
            unit="%"
            unitName="percent of what can be repaired"
            value={design.logoSize}
            {...LIMITS.logoSize}
            step={1}
            onChange={(logoSize) => change({ logoSize }, "logoSize")}
            onSettle={settle}
          />
          <SliderField
            label="Space around it"
            unit="%"
            unitName="percent of the width"
            value={design.logoMargin}
            {...LIMITS.logoMargin}
            step={0.1}
            onChange={(logoMargin) => change({ logoMargin }, "logoMargin")}
            onSettle={settle}
          />
          <SliderField
            label="Opacity"
            unit="%"
            unitName="percent"
            value={design.logoOpacity}
            {...LIMITS.logoOpacity}
            step={1}
            onChange={(logoOpacity) => change({ logoOpacity }, "logoOpacity")}
            onSettle={settle}
          />
          <div>
            <h3 className="field-label">Cleared space</h3>
            <Segmented
              label="Form of the space that is cleared for the logo"
              segments={CLEARED}
              value={design.logoShape}
              onChange={(logoShape) => change({ logoShape })}
            />
            <FieldNote hint={CLEARED_HINTS[design.logoShape]} />
          </div>
          <Toggle
            label="A plate behind it"
            isOn={design.logoBacking !== null}
            onChange={(isOn) => change({ logoBacking: isOn ? { color: "#ffffff", padding: 1, round: 40 } : null })}
          />
          {design.logoBacking && <BackingFields backing={design.logoBacking} />}
          <Toggle label="Clear the dots behind it" isOn={design.logoClearsDots} onChange={(logoClearsDots) => change({ logoClearsDots })} />
        </>
      )}
    </Section>
  );
}
