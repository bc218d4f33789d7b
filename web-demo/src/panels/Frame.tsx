import { Frame as FrameIcon } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextField } from "react-aria-components/TextField";
import { colours } from "../colour";
import { ColourField } from "../controls/ColourField";
import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { ShapePicker } from "../controls/ShapePicker";
import { Toggle } from "../controls/Toggle";
import { DEFAULT_DESIGN, FRAMES, type FrameType } from "../design";
import { useActions, useGroup } from "../designer";
import { loadFileEngine, toDrawProblem } from "../engine";
import { useProblemAt } from "../problem";
import { framedPicture } from "../thumbnails";
import { PaintEditor } from "./PaintEditor";
import { Section } from "./Section";

const NAMES: Record<FrameType, string> = {
  none: "None",
  border: "Border",
  banner: "Banner",
  pill: "Pill",
  card: "Card",
  ticket: "Ticket",
  bubble: "Bubble",
  ribbon: "Ribbon",
  brackets: "Brackets",
  badge: "Badge",
  phone: "Phone",
  bag: "Bag",
  clipboard: "Clipboard",
};

const POSITIONS = [
  { value: "bottom", label: "Below" },
  { value: "top", label: "Above" },
] as const;

/** A frame with a call to act. Its engine comes when the first frame is wanted. */
export function Frame() {
  const { frame } = useGroup("frame");
  const [state, setState] = useState<"closed" | "loading" | "open" | { problem: string }>("closed");
  const open = () => {
    setState("loading");
    loadFileEngine().then(
      () => setState("open"),
      (thrown: unknown) => setState({ problem: toDrawProblem(thrown).message }),
    );
  };
  // A design from a link may come with its frame.
  useEffect(() => {
    if (frame !== "none" && state === "closed") open();
  });
  return (
    <Section title="Frame" group="frame">
      {state === "open" ? (
        <FrameFields />
      ) : (
        <Button className="button" isDisabled={state === "loading"} onPress={open} data-testid="open-frames">
          <FrameIcon size={16} aria-hidden="true" />
          {state === "loading" ? "One moment…" : "Choose a frame"}
        </Button>
      )}
      {typeof state === "object" && <FieldNote problem={state.problem} />}
    </Section>
  );
}

function FrameFields() {
  const design = useGroup("frame");
  const { change, settle } = useActions();
  const look = useDeferredValue({ shape: useGroup("shape"), colour: useGroup("colour"), design });
  const pictures = useMemo(
    () => FRAMES.map((frame) => framedPicture({ ...DEFAULT_DESIGN, ...look.shape, ...look.colour, ...look.design, frame })),
    [look.shape, look.colour, look.design],
  );
  const problem = useProblemAt("frameOptions.text", "frameOptions.type");
  return (
    <>
      <ShapePicker
        label="Look"
        columns={4}
        choices={FRAMES.map((value, index) => ({ value, label: NAMES[value], svg: pictures[index] ?? "", testId: `frame-${value}` }))}
        value={design.frame}
        onChange={(frame) => change({ frame })}
        problem={null}
      />
      {design.frame !== "none" && (
        <>
          <TextField className="text-field" value={design.frameText} onChange={(frameText) => change({ frameText }, "frameText")} onBlur={settle} isInvalid={problem !== null}>
            <Label className="field-label">Words on it</Label>
            <Input className="text-input" maxLength={60} data-testid="frame-text" placeholder="SCAN ME" />
            <FieldNote problem={problem} hint="Say what people get: “See the menu”, “Pay here”." />
          </TextField>
          <Segmented label="Where the words stand" segments={POSITIONS} value={design.framePosition} onChange={(framePosition) => change({ framePosition })} />
          <PaintEditor
            label="Frame's colour"
            paint={design.framePaint}
            onChange={(framePaint, gesture) => change({ framePaint }, gesture && `frame.${gesture}`)}
            option="frameOptions"
            noneLabel="As dots"
            fallback={colours(look.colour.dotsPaint)[0] ?? "#000000"}
            testId="frame-color"
          />
          <OwnColour
            label="Words in a colour of their own"
            name="Words"
            color={design.frameTextColor}
            first="#ffffff"
            option="frameOptions.textColor"
            testId="frame-text-color"
            onChange={(frameTextColor, gesture) => change({ frameTextColor }, gesture)}
          />
          <OwnColour
            label="Panel in a colour of its own"
            name="Panel"
            color={design.framePanelColor}
            first="#ffffff"
            option="frameOptions.panelColor"
            testId="frame-panel-color"
            onChange={(framePanelColor, gesture) => change({ framePanelColor }, gesture)}
          />
        </>
      )}
    </>
  );
}

interface OwnColourProps {
  label: string;
  name: string;
  /** null: what the engine chooses. */
  color: string | null;
  /** What an own colour begins with. */
  first: string;
  option: string;
  testId: string;
  onChange(color: string | null, gesture?: string): void;
}

/** A colour that is chosen for the person unless they want their own. */
function OwnColour({ label, name, color, first, option, testId, onChange }: OwnColourProps) {
  const { settle } = useActions();
  const problem = useProblemAt(option);
  return (
    <>
      <Toggle label={label} isOn={color !== null} testId={`${testId}-own`} onChange={(isOn) => onChange(isOn ? first : null)} />
      {color !== null && (
        <ColourField label={name} color={color} testId={testId} problem={problem} onChange={(next) => onChange(next, option)} onSettle={settle} />
      )}
    </>
  );
}
