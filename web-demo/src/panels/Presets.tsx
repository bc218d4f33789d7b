import { useMemo } from "react";
import { Button } from "react-aria-components/Button";
import { InlineSvg } from "../controls/InlineSvg";
import { DEFAULT_DESIGN } from "../design";
import { useActions, useGroup } from "../designer";
import { PRESETS, type Preset } from "../presets";
import { wholePicture } from "../thumbnails";

function wears(design: Preset["look"], { look }: Preset): boolean {
  return (Object.keys(look) as (keyof typeof look)[]).every(
    (field) => JSON.stringify(design[field]) === JSON.stringify(look[field]),
  );
}

/** Looks to start from: one press, one undo step, the content stays. */
export function Presets() {
  const design = { ...useGroup("shape"), ...useGroup("colour") };
  const { change } = useActions();
  const pictures = useMemo(() => PRESETS.map(({ look }) => wholePicture({ ...DEFAULT_DESIGN, ...look })), []);
  return (
    <ul className="presets" aria-label="Styles to start from">
      {PRESETS.map((preset, index) => (
        <li key={preset.name}>
          <Button
            className={`preset${wears(design, preset) ? " is-current" : ""}`}
            aria-label={`Style ${preset.name}`}
            // Single corners of the look before would stand out from the new one.
            onPress={() => change({ ...preset.look, corners: DEFAULT_DESIGN.corners })}
          >
            <InlineSvg svg={pictures[index] ?? ""} className="picture" />
            <span className="picture-label">{preset.name}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
