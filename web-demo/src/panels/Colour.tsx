import { colours } from "../colour";
import { useGroup } from "../designer";
import { PaintEditor } from "./PaintEditor";
import { Section } from "./Section";

export function Colour() {
  const design = useGroup("colour");
  const ink = colours(design.dotsPaint)[0] ?? "#000000";
  return (
    <Section title="Colour" group="colour">
      <PaintEditor label="Dots" field="dotsPaint" option="dotsOptions" fallback={ink} testId="dots-color" />
      <PaintEditor
        label="Corner squares"
        field="cornersSquarePaint"
        option="cornersSquareOptions"
        noneLabel="As dots"
        fallback={ink}
        testId="corner-square-color"
      />
      <PaintEditor
        label="Corner centres"
        field="cornersDotPaint"
        option="cornersDotOptions"
        // The engine's rule: a centre without a colour of its own follows its square.
        noneLabel={design.cornersSquarePaint.kind === "none" ? "As dots" : "As square"}
        fallback={colours(design.cornersSquarePaint)[0] ?? ink}
        testId="corner-dot-color"
      />
      <PaintEditor
        label="Background"
        field="backgroundPaint"
        option="backgroundOptions"
        noneLabel="None"
        fallback="#ffffff"
        testId="background-color"
      />
    </Section>
  );
}
