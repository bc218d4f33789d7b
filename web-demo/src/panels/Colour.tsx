import { colours } from "../colour";
import type { Paint } from "../design";
import { useActions, useGroup } from "../designer";
import { BackgroundImage } from "./BackgroundImage";
import { PaintEditor } from "./PaintEditor";
import { Section } from "./Section";

export function Colour() {
  const design = useGroup("colour");
  const { change } = useActions();
  const ink = colours(design.dotsPaint)[0] ?? "#000000";
  const bind = (field: "dotsPaint" | "cornersSquarePaint" | "cornersDotPaint" | "backgroundPaint") => ({
    paint: design[field],
    onChange: (paint: Paint, gesture?: string) => change({ [field]: paint }, gesture && `${field}.${gesture}`),
  });
  return (
    <Section title="Colour" group="colour">
      <PaintEditor label="Dots" {...bind("dotsPaint")} option="dotsOptions" fallback={ink} testId="dots-color" background={design.backgroundPaint} />
      <PaintEditor
        label="Corner squares"
        {...bind("cornersSquarePaint")}
        option="cornersSquareOptions"
        noneLabel="As dots"
        fallback={ink}
        testId="corner-square-color"
        background={design.backgroundPaint}
      />
      <PaintEditor
        label="Corner centres"
        {...bind("cornersDotPaint")}
        option="cornersDotOptions"
        // The engine's rule: a centre without a colour of its own follows its square.
        noneLabel={design.cornersSquarePaint.kind === "none" ? "As dots" : "As square"}
        fallback={colours(design.cornersSquarePaint)[0] ?? ink}
        testId="corner-dot-color"
        background={design.backgroundPaint}
      />
      <PaintEditor label="Background" {...bind("backgroundPaint")} option="backgroundOptions" noneLabel="None" fallback="#ffffff" testId="background-color" />
      <BackgroundImage />
    </Section>
  );
}
