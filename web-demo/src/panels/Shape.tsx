import { FieldNote } from "../controls/FieldNote";
import { ShapePicker } from "../controls/ShapePicker";
import { SliderField } from "../controls/SliderField";
import { CORNER_DOT_TYPES, CORNER_SQUARE_TYPES, DOT_TYPES, type DotType, LIMITS, SHAPES, type Slice } from "../design";
import { useActions, useGroup } from "../designer";
import { useProblemAt } from "../problem";
import { useThumbnails } from "../thumbnails";
import { Section } from "./Section";
import { SHAPE_NAMES } from "./shape-names";
import { SingleCorners } from "./SingleCorners";

/** Types whose modules do not touch. */
const LOOSE: readonly DotType[] = ["dots", "bubbly-dots", "circuit-chip", "hexagon", "octagon"];

/** A star, or nine loose modules, no longer shows the run of dark that scanners look for. */
function hasRareCentres({ cornersDotType, dotsType }: Slice<"shape">): boolean {
  if (cornersDotType === null) return LOOSE.includes(dotsType);
  return cornersDotType === "dots" || cornersDotType === "star";
}

export function Shape() {
  const design = useGroup("shape");
  const { change, settle } = useActions();
  const thumbnails = useThumbnails();
  const shapeProblem = useProblemAt("shape");
  const dotsProblem = useProblemAt("dotsOptions.type");
  const cornersSquareProblem = useProblemAt("cornersSquareOptions.type");
  const cornersDotProblem = useProblemAt("cornersDotOptions.type");
  const roundProblem = useProblemAt("backgroundOptions.round");
  return (
    <Section title="Shape" group="shape">
      <ShapePicker
        label="Dots"
        columns={4}
        choices={DOT_TYPES.map((type) => ({
          value: type,
          label: SHAPE_NAMES[type],
          svg: thumbnails.dots(type),
          testId: `dots-type-${type}`,
        }))}
        value={design.dotsType}
        onChange={(dotsType) => change({ dotsType })}
        problem={dotsProblem}
      />
      <SliderField
        label="Dot size"
        hint={design.dotsScale < 70 ? "Small dots on white look grey to a scanner that is far away." : ""}
        unit="%"
        unitName="percent of the cell"
        value={design.dotsScale}
        {...LIMITS.dotsScale}
        step={1}
        onChange={(dotsScale) => change({ dotsScale }, "dotsScale")}
        onSettle={settle}
      />
      <ShapePicker
        label="Corner squares"
        columns={4}
        choices={[null, ...CORNER_SQUARE_TYPES].map((type) => ({
          value: type,
          label: type ? SHAPE_NAMES[type] : "As dots",
          svg: thumbnails.cornerSquare(type),
          testId: `corner-square-type-${type ?? "inherit"}`,
        }))}
        value={design.cornersSquareType}
        onChange={(cornersSquareType) => change({ cornersSquareType })}
        problem={cornersSquareProblem}
      />
      {design.cornersSquareType === "hexagon" && (
        <FieldNote hint="Rings with six sides are hard to find for some scanners. Square or Round is safer." />
      )}
      <ShapePicker
        label="Corner centres"
        columns={4}
        choices={[null, ...CORNER_DOT_TYPES].map((type) => ({
          value: type,
          label: type ? SHAPE_NAMES[type] : "As dots",
          svg: thumbnails.cornerDot(type),
          testId: `corner-dot-type-${type ?? "inherit"}`,
        }))}
        value={design.cornersDotType}
        onChange={(cornersDotType) => change({ cornersDotType })}
        problem={cornersDotProblem}
      />
      {hasRareCentres(design) && (
        <FieldNote hint="Stars and centres of loose dots are hard to find for many scanners. Square or Round is safer." />
      )}
      <SingleCorners />
      <ShapePicker
        label="Outline"
        columns={2}
        choices={SHAPES.map((shape) => ({
          value: shape,
          label: SHAPE_NAMES[shape],
          svg: thumbnails.shape(shape),
          testId: `shape-${shape}`,
        }))}
        value={design.shape}
        onChange={(shape) => change({ shape })}
        problem={shapeProblem}
      />
      <SliderField
        label="Rounded background"
        unit="%"
        unitName="percent"
        value={design.backgroundRound}
        {...LIMITS.backgroundRound}
        step={1}
        onChange={(backgroundRound) => change({ backgroundRound }, "backgroundRound")}
        onSettle={settle}
        problem={roundProblem}
      />
    </Section>
  );
}
