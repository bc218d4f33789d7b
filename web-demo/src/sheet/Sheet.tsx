import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Heading } from "react-aria-components/Heading";
import { Switch } from "react-aria-components/Switch";
import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { useDesigner } from "../designer";
import { toDrawProblem } from "../engine";
import { usePicture } from "../picture";
import { saveFile } from "../save/files";
import { leastPrintMm } from "../verdict";
import { layOut, type Paper, PAPERS, SHEET_LIMITS, type SheetSettings } from "./layout";
import { makeSheet } from "./pdf";

const PAPER_CHOICES = (Object.keys(PAPERS) as Paper[]).map((value) => ({ value, label: PAPERS[value].label }));
const still = () => undefined;

/** The code many times on paper, to cut out. */
export default function Sheet({ close }: { close(): void }) {
  const { design } = useDesigner();
  const { drawn } = usePicture();
  const [settings, setSettings] = useState<SheetSettings>({ paper: "a4", code: 40, gap: 8, copies: 20, cutMarks: true });
  const [state, setState] = useState<{ isBusy: boolean; problem: string | null; isSaved: boolean }>({ isBusy: false, problem: null, isSaved: false });
  const set = (patch: Partial<SheetSettings>) => {
    setSettings({ ...settings, ...patch });
    setState({ isBusy: false, problem: null, isSaved: false });
  };
  const { columns, rows, pages } = layOut(settings);
  const least = (drawn && leastPrintMm(drawn)) ?? 0;

  const save = async () => {
    setState({ isBusy: true, problem: null, isSaved: false });
    try {
      saveFile(await makeSheet(design, settings), "print-sheet.pdf");
      setState({ isBusy: false, problem: null, isSaved: true });
    } catch (thrown) {
      setState({ isBusy: false, problem: toDrawProblem(thrown).message, isSaved: false });
    }
  };

  return (
    <div className="dialog-body">
      <Heading slot="title">Print sheet</Heading>
      <div className="sheet-columns">
        <SheetPicture settings={settings} />
        <div className="sheet-fields">
          <Segmented label="Paper" segments={PAPER_CHOICES} value={settings.paper} onChange={(paper) => set({ paper })} />
          <SliderField label="Each code" unit="mm" unitName="millimetres" value={settings.code} {...SHEET_LIMITS.code} step={1} onChange={(code) => set({ code })} onSettle={still} hint={settings.code < least ? `Below ${least} mm phones may not read it.` : ""} />
          <SliderField label="Between them" unit="mm" unitName="millimetres" value={settings.gap} {...SHEET_LIMITS.gap} step={1} onChange={(gap) => set({ gap })} onSettle={still} />
          <SliderField label="Copies" unit="×" unitName="copies" value={settings.copies} {...SHEET_LIMITS.copies} step={1} onChange={(copies) => set({ copies })} onSettle={still} />
          <Switch className="switch" isSelected={settings.cutMarks} onChange={(cutMarks) => set({ cutMarks })}>
            <span className="switch-track" aria-hidden="true" />
            Cut marks
          </Switch>
        </div>
      </div>
      <div role="status">
        <FieldNote
          problem={state.problem}
          hint={state.isSaved ? "Saved. Print it at 100 %, without “fit to page”." : `${columns} × ${rows} on each of ${pages.length} ${pages.length === 1 ? "page" : "pages"}.`}
        />
      </div>
      <div className="dialog-actions">
        <Button className="button" onPress={close}>
          {state.isSaved ? "Done" : "Cancel"}
        </Button>
        <Button className="button is-primary" isDisabled={state.isBusy} data-testid="save-sheet" onPress={() => void save()}>
          {state.isBusy ? "Drawing…" : "Save PDF"}
        </Button>
      </div>
    </div>
  );
}

/** The first page, small. */
function SheetPicture({ settings }: { settings: SheetSettings }) {
  const { width, height } = PAPERS[settings.paper];
  const [first = []] = layOut(settings).pages;
  return (
    <svg className="sheet-picture" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      <rect width={width} height={height} className="sheet-paper" />
      {first.map(({ x, y }) => (
        <rect key={`${x},${y}`} x={x} y={y} width={settings.code} height={settings.code} className="sheet-code" />
      ))}
    </svg>
  );
}
