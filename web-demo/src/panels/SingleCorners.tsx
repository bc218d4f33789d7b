import { useState } from "react";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { ToggleButtonGroup } from "react-aria-components/ToggleButtonGroup";
import { colours } from "../colour";
import { InlineSvg } from "../controls/InlineSvg";
import { ShapePicker } from "../controls/ShapePicker";
import { Toggle } from "../controls/Toggle";
import { CORNER_DOT_TYPES, CORNER_SQUARE_TYPES, type Corner, type CornerLook, CORNERS } from "../design";
import { useActions, useGroup } from "../designer";
import { useProblemAt } from "../problem";
import { useThumbnails } from "../thumbnails";
import { PaintEditor } from "./PaintEditor";
import { SHAPE_NAMES } from "./shape-names";

const NAMES: Record<Corner, string> = { topLeft: "Top left", topRight: "Top right", bottomLeft: "Bottom left" };

const AS_OTHERS: CornerLook = { squareType: null, squarePaint: { kind: "none" }, dotType: null, dotPaint: { kind: "none" } };

/** Single corners that differ from the others: one is chosen by its picture, its own look comes beneath. */
export function SingleCorners() {
  const { corners } = useGroup("shape");
  const thumbnails = useThumbnails();
  const [open, setOpen] = useState<Corner | null>(null);
  return (
    <div role="group" aria-label="Single corners">
      <h3 className="field-label">
        Single corners <span className="term">if one shall differ</span>
      </h3>
      <ToggleButtonGroup
        className="picture-grid columns-4"
        aria-label="Corner to change"
        selectedKeys={open ? [open] : []}
        onSelectionChange={(keys) => setOpen(CORNERS.find((corner) => keys.has(corner)) ?? null)}
      >
        {CORNERS.map((corner) => (
          <ToggleButton key={corner} id={corner} className="picture-choice" data-testid={`corner-${corner}`}>
            <InlineSvg svg={thumbnails.corner(corner)} className="picture" />
            <span className="picture-label">
              {NAMES[corner]}
              {corners[corner] && <span className="visually-hidden">, differs</span>}
            </span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {open && <OneCorner key={open} corner={open} />}
    </div>
  );
}

function OneCorner({ corner }: { corner: Corner }) {
  const { corners } = useGroup("shape");
  const look = corners[corner];
  const colour = useGroup("colour");
  const { change } = useActions();
  const thumbnails = useThumbnails();
  const squareProblem = useProblemAt(`cornersSquareOptions.${corner}.type`);
  const dotProblem = useProblemAt(`cornersDotOptions.${corner}.type`);
  const set = (patch: Partial<CornerLook>, gesture?: string) =>
    change({ corners: { ...corners, [corner]: { ...(look ?? AS_OTHERS), ...patch } } }, gesture && `${corner}.${gesture}`);
  const name = NAMES[corner];
  const ink = colours(colour.dotsPaint)[0] ?? "#000000";
  return (
    <div className="subgroup corner-look">
      <Toggle
        label={`${name} has a look of its own`}
        isOn={look !== null}
        testId={`corner-${corner}-own`}
        onChange={(isOn) => change({ corners: { ...corners, [corner]: isOn ? AS_OTHERS : null } })}
      />
      {look && (
        <>
          <ShapePicker
            label={`${name}: square`}
            columns={4}
            choices={[null, ...CORNER_SQUARE_TYPES].map((type) => ({
              value: type,
              label: type ? SHAPE_NAMES[type] : "As others",
              svg: thumbnails.cornerSquareOrOthers(type),
              testId: `${corner}-square-type-${type ?? "inherit"}`,
            }))}
            value={look.squareType}
            onChange={(squareType) => set({ squareType })}
            problem={squareProblem}
          />
          <ShapePicker
            label={`${name}: centre`}
            columns={4}
            choices={[null, ...CORNER_DOT_TYPES].map((type) => ({
              value: type,
              label: type ? SHAPE_NAMES[type] : "As others",
              svg: thumbnails.cornerDotOrOthers(type),
              testId: `${corner}-dot-type-${type ?? "inherit"}`,
            }))}
            value={look.dotType}
            onChange={(dotType) => set({ dotType })}
            problem={dotProblem}
          />
          <PaintEditor
            label={`${name}: square's colour`}
            paint={look.squarePaint}
            onChange={(squarePaint, gesture) => set({ squarePaint }, gesture && `square.${gesture}`)}
            option={`cornersSquareOptions.${corner}`}
            noneLabel="As others"
            fallback={colours(colour.cornersSquarePaint)[0] ?? ink}
            testId={`${corner}-square-color`}
            background={colour.backgroundPaint}
          />
          <PaintEditor
            label={`${name}: centre's colour`}
            paint={look.dotPaint}
            onChange={(dotPaint, gesture) => set({ dotPaint }, gesture && `dot.${gesture}`)}
            option={`cornersDotOptions.${corner}`}
            noneLabel="As others"
            fallback={colours(colour.cornersDotPaint)[0] ?? ink}
            testId={`${corner}-dot-color`}
            background={colour.backgroundPaint}
          />
        </>
      )}
    </div>
  );
}
