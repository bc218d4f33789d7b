import { Pipette } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components/Button";
import { ColorArea } from "react-aria-components/ColorArea";
import { type Color, parseColor } from "react-aria-components/ColorPicker";
import { ColorSlider, SliderTrack } from "react-aria-components/ColorSlider";
import { ColorThumb } from "react-aria-components/ColorThumb";
import { normaliseHex } from "../colour";
import { useRecentColours } from "../recent-colours";

interface Props {
  color: string;
  onChange(color: string): void;
  onSettle(color: string): void;
}

const toHex = (color: Color): string => color.toString("hex").toLowerCase();

/** Where the browser has it: takes a colour from anywhere on the screen. */
declare const EyeDropper: { new (): { open(): Promise<{ sRGBHex: string }> } } | undefined;
const hasEyeDropper = "EyeDropper" in globalThis;

export default function ColourPicker({ color, onChange, onSettle }: Props) {
  const recent = useRecentColours();
  // Kept as hue, saturation and brightness: a trip through hex would forget the hue of greys while one drags.
  const [picked, setPicked] = useState(() => parseColor(color).toFormat("hsb"));
  useEffect(() => {
    setPicked((current) => (toHex(current) === color ? current : parseColor(color).toFormat("hsb")));
  }, [color]);

  const pick = (next: Color) => {
    setPicked(next.toFormat("hsb"));
    onChange(toHex(next));
  };
  const choose = (hex: string) => {
    onChange(hex);
    onSettle(hex);
  };
  const openEyeDropper = async () => {
    if (!EyeDropper) return;
    try {
      const hex = normaliseHex((await new EyeDropper().open()).sRGBHex);
      if (hex) choose(hex);
    } catch {
      // Closed without a choice: the colour stays.
    }
  };

  return (
    <div className="colour-picker">
      <ColorArea
        className="colour-area"
        aria-label="Saturation and brightness"
        colorSpace="hsb"
        xChannel="saturation"
        yChannel="brightness"
        value={picked}
        onChange={pick}
        onChangeEnd={(end) => onSettle(toHex(end))}
      >
        <ColorThumb className="colour-thumb" />
      </ColorArea>
      <div className="hue-row">
        <ColorSlider
          className="hue-slider"
          aria-label="Hue"
          channel="hue"
          colorSpace="hsb"
          value={picked}
          onChange={pick}
          onChangeEnd={(end) => onSettle(toHex(end))}
        >
          <SliderTrack className="hue-track">
            <ColorThumb className="colour-thumb" />
          </SliderTrack>
        </ColorSlider>
        {hasEyeDropper && (
          <Button className="icon-button" aria-label="Take a colour from the screen" onPress={openEyeDropper}>
            <Pipette size={18} aria-hidden="true" />
          </Button>
        )}
      </div>
      {recent.length > 0 && (
        <div className="recent-colours" role="group" aria-label="Recent colours">
          {recent.map((hex) => (
            <Button key={hex} className="recent-colour" aria-label={`Recent colour ${hex}`} onPress={() => choose(hex)}>
              <span className="swatch" style={{ backgroundColor: hex }} />
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
