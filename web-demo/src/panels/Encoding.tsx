import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { LIMITS } from "../design";
import { useActions, useGroup } from "../designer";
import { usePicture } from "../picture";
import { useProblemAt } from "../problem";
import { Section } from "./Section";

const MASKS = [
  { value: "compat", label: "Usual" },
  { value: "iso", label: "ISO 18004" },
] as const;

const SEGMENTS = [
  { value: "single", label: "One mode" },
  { value: "mixed", label: "Mixed" },
] as const;

const ECIS = [
  { value: "0", label: "Not told" },
  { value: "3", label: "Latin-1" },
  { value: "26", label: "UTF-8" },
] as const;

/** How text becomes modules: for the few who need to say. */
export function Encoding() {
  const { version, mask, segments, eci } = useGroup("encoding");
  const { change, settle } = useActions();
  const { drawn } = usePicture();
  const versionProblem = useProblemAt("qrOptions.typeNumber");
  const used = drawn ? (drawn.modules - 17) / 4 : null;
  return (
    <Section title="Encoding" group="encoding">
      <SliderField
        label="Modules on each side"
        hint={
          version === 0
            ? `As few as the text needs (version ${used ?? "–"}).`
            : `${17 + 4 * version} (version ${version}), the same for every text that fits.`
        }
        unit="v"
        unitName="version"
        value={version}
        {...LIMITS.version}
        step={1}
        onChange={(next) => change({ version: next }, "version")}
        onSettle={settle}
        problem={versionProblem}
      />
      <div>
        <h3 className="field-label">
          Text to bits <span className="term">segments</span>
        </h3>
        <Segmented label="Text to bits (segments)" segments={SEGMENTS} value={segments} onChange={(next) => change({ segments: next })} />
        <FieldNote hint="Mixed packs numbers and capitals inside a text tighter: fewer modules for many links." />
      </div>
      <div>
        <h3 className="field-label">
          Alphabet <span className="term">ECI</span>
        </h3>
        <Segmented
          label="Alphabet that scanners are told (ECI)"
          segments={ECIS}
          value={String(eci) as (typeof ECIS)[number]["value"]}
          onChange={(next) => change({ eci: Number(next) as 0 | 3 | 26 })}
        />
        <FieldNote hint="Scanners guess well. Tell them where old ones show wrong letters." />
      </div>
      <div>
        <h3 className="field-label">
          Pattern <span className="term">mask</span>
        </h3>
        <Segmented label="How the pattern is chosen (mask)" segments={MASKS} value={mask} onChange={(next) => change({ mask: next })} />
      </div>
    </Section>
  );
}
