import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Heading } from "react-aria-components/Heading";
import { FieldNote } from "../controls/FieldNote";
import { InlineSvg } from "../controls/InlineSvg";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { useOutput } from "../output";
import { usePicture } from "../picture";
import { inUnit, SIZE_LIMITS } from "../save/size";
import { leastPrintMm } from "../verdict";
import { CARD, keepScreen, readScreen, SCREEN_LIMITS } from "./screen";

const VIEWS = [
  { value: "code", label: "The code" },
  { value: "measure", label: "Measure the screen" },
] as const;

type View = (typeof VIEWS)[number]["value"];

/** Phones read a code from about ten times its width. */
const DISTANCE = 10;
const still = () => undefined;

/** The code as large as it will be on paper, beside a ruler. */
export default function TrueSize({ close }: { close(): void }) {
  const { drawn } = usePicture();
  const { size, setSize } = useOutput();
  const [screen, setScreen] = useState(readScreen);
  const [view, setView] = useState<View>("code");
  const first = inUnit(size, "mm");
  const [mm, setMm] = useState(first.unit === "mm" ? first.mm : SIZE_LIMITS.mm.min);
  const { pxPerMm } = screen;
  const least = drawn && leastPrintMm(drawn);
  const measure = (next: number) => {
    setScreen({ pxPerMm: next, isMeasured: true });
    keepScreen(next);
  };
  return (
    <div className="dialog-body">
      <Heading slot="title">True size</Heading>
      <Segmented<View> label="What is shown" segments={VIEWS} value={view} onChange={setView} />
      {view === "code" ? (
        <>
          <div className="true-size-desk" role="group" aria-label={`The code, ${mm} mm wide`} tabIndex={0}>
            <div className="true-size-sheet" style={{ width: `${mm * pxPerMm}px` }} data-testid="true-size">
              {drawn && <InlineSvg svg={drawn.svg} className="true-size-code" />}
              <Ruler mm={mm} />
            </div>
          </div>
          <SliderField
            label="Width"
            unit="mm"
            unitName="millimetres"
            value={mm}
            {...SIZE_LIMITS.mm}
            step={1}
            onChange={setMm}
            onSettle={still}
            hint={
              least !== null && mm < least
                ? `Below ${least} mm phones may not read it.`
                : `Phones read it from up to about ${(mm * DISTANCE) / 10} cm away.`
            }
          />
          {!screen.isMeasured && <FieldNote hint="Screens do not tell their size, so this is a guess until you measure yours once." />}
        </>
      ) : (
        <>
          <p className="dialog-lead">Hold a bank card against the screen and move the slider until the outline is as wide as the card. It is kept in this browser.</p>
          <div className="true-size-desk">
            <div className="true-size-card" style={{ width: `${CARD.width * pxPerMm}px`, height: `${CARD.height * pxPerMm}px` }} data-testid="true-size-card" aria-hidden="true" />
          </div>
          <SliderField
            label="Width of the outline"
            unit="px"
            unitName="pixels"
            value={Math.round(CARD.width * pxPerMm)}
            min={Math.ceil(CARD.width * SCREEN_LIMITS.min)}
            max={Math.floor(CARD.width * SCREEN_LIMITS.max)}
            step={1}
            onChange={(px) => measure(px / CARD.width)}
            onSettle={still}
          />
        </>
      )}
      <div className="dialog-actions">
        <Button className="button" onPress={close}>
          Done
        </Button>
        <Button
          className="button is-primary"
          onPress={() => {
            setSize({ ...(first.unit === "mm" ? first : { unit: "mm", dpi: 300 }), mm });
            close();
          }}
        >
          Save it {mm} mm wide
        </Button>
      </div>
    </div>
  );
}

/** Millimetres, longer at every fifth, longest at every tenth. */
function Ruler({ mm }: { mm: number }) {
  const marks = Array.from({ length: Math.floor(mm) + 1 }, (_, at) => at);
  return (
    <svg className="ruler" viewBox={`-0.1 0 ${mm + 0.2} 5`} aria-hidden="true" focusable="false">
      {marks.map((at) => (
        <line key={at} x1={at} x2={at} y1={0} y2={at % 10 === 0 ? 2.6 : at % 5 === 0 ? 1.9 : 1.2} />
      ))}
    </svg>
  );
}
