import { Image as ImageIcon } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { FieldNote } from "../controls/FieldNote";
import { FileInput } from "../controls/FileInput";
import { ImageCard } from "../controls/ImageCard";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { Toggle } from "../controls/Toggle";
import { LIMITS } from "../design";
import { useActions, useGroup } from "../designer";
import { IMAGE_ACCEPT, readImageFile } from "../image-file";
import { useProblemAt } from "../problem";

const STRENGTHS = [
  { value: "safe", label: "As much as is safe" },
  { value: "own", label: "Set it" },
] as const;

/** Opacity to begin with, in %, when it is set by hand. */
const FIRST_OPACITY = 40;

/** A picture behind the code, and how strong it may be. */
export function BackgroundImage() {
  const { backgroundImage: image, backgroundImageOpacity: opacity, backgroundImageGuard: isGuarded } = useGroup("colour");
  const { change, settle } = useActions();
  const input = useRef<HTMLInputElement>(null);
  const [fileProblem, setFileProblem] = useState<string | null>(null);
  const imageProblem = useProblemAt("backgroundOptions.image");
  const opacityProblem = useProblemAt("backgroundOptions.imageOpacity");
  const choose = () => input.current?.click();
  const take = async (file: File) => {
    try {
      change({ backgroundImage: await readImageFile(file) });
      setFileProblem(null);
    } catch (thrown) {
      setFileProblem(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <div className="paint" role="group" aria-label="Picture behind the code">
      <FileInput ref={input} accept={IMAGE_ACCEPT} testId="background-input" onFile={(file) => void take(file)} />
      {image ? (
        <ImageCard image={image} role="picture behind" onReplace={choose} onRemove={() => change({ backgroundImage: null })} />
      ) : (
        <Button className="button" onPress={choose}>
          <ImageIcon size={16} aria-hidden="true" />
          Put a picture behind it
        </Button>
      )}
      <FieldNote problem={fileProblem ?? imageProblem} />
      {image && (
        <>
          <Segmented
            label="How strong the picture is"
            segments={STRENGTHS}
            value={opacity === null ? "safe" : "own"}
            onChange={(strength) => change({ backgroundImageOpacity: strength === "safe" ? null : FIRST_OPACITY })}
          />
          {opacity === null ? (
            <FieldNote hint="It fades as far as the code needs to stay readable, whatever the picture shows." problem={opacityProblem} />
          ) : (
            <>
              <SliderField
                label="Strength"
                unit="%"
                unitName="percent"
                value={opacity}
                {...LIMITS.backgroundImageOpacity}
                step={1}
                onChange={(next) => change({ backgroundImageOpacity: next }, "backgroundImageOpacity")}
                onSettle={settle}
                problem={opacityProblem}
              />
              <div>
                <Toggle
                  label="Limit it to what scans"
                  isOn={isGuarded}
                  testId="background-guard"
                  onChange={(backgroundImageGuard) => change({ backgroundImageGuard })}
                />
                <FieldNote hint={isGuarded ? undefined : "Nothing protects the code now: scan what you print before you print many."} />
              </div>
            </>
          )}
        </>
      )}
    </div>
  );
}
