import { Choice } from "../controls/Choice";
import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { SliderField } from "../controls/SliderField";
import { type EncodingMode, LIMITS, type MaskRule } from "../design";
import { useActions, useGroup } from "../designer";
import { usePicture } from "../picture";
import { useProblemAt } from "../problem";
import { Section } from "./Section";

const MASK_CHOICES: readonly { value: MaskRule; label: string }[] = [
  { value: "compat", label: "Chosen as qr-code-styling does" },
  { value: "iso", label: "Chosen as ISO 18004 does" },
  { value: "0", label: "0: chessboard" },
  { value: "1", label: "1: rows" },
  { value: "2", label: "2: columns of three" },
  { value: "3", label: "3: diagonals" },
  { value: "4", label: "4: bricks" },
  { value: "5", label: "5: grid of flowers" },
  { value: "6", label: "6: diamonds" },
  { value: "7", label: "7: meadow" },
];

const MODE_CHOICES: readonly { value: EncodingMode; label: string }[] = [
  { value: "auto", label: "The densest that fits" },
  { value: "Numeric", label: "Digits (numeric)" },
  { value: "Alphanumeric", label: "Digits and capitals (alphanumeric)" },
  { value: "Byte", label: "Any text (byte)" },
  { value: "Kanji", label: "Japanese characters (Kanji)" },
];

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
  const { version, mode, mask, segments, eci } = useGroup("encoding");
  const { change, settle } = useActions();
  const { drawn } = usePicture();
  const versionProblem = useProblemAt("qrOptions.typeNumber");
  // A mode that cannot hold the text is told at the text; here too, since here is where it can be changed.
  const dataProblem = useProblemAt("data", "qrOptions.mode");
  const modeProblem = mode === "auto" ? null : dataProblem;
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
        <Choice
          label="Characters"
          term="mode"
          choices={MODE_CHOICES}
          value={mode}
          testId="mode"
          // One mode for all of the text excludes changing it on the way.
          onChange={(next) => change({ mode: next, ...(next !== "auto" && { segments: "single" }) })}
        />
        <FieldNote
          problem={modeProblem}
          hint={mode === "Kanji" ? "13 bits for each character of JIS X 0208, where any text takes 24. Nothing else can stand in it." : undefined}
        />
      </div>
      {mode === "auto" && (<div>
        <h3 className="field-label">
          Text to bits <span className="term">segments</span>
        </h3>
        <Segmented label="Text to bits (segments)" segments={SEGMENTS} value={segments} onChange={(next) => change({ segments: next })} />
        <FieldNote hint="Mixed packs numbers and capitals inside a text tighter: fewer modules for many links." />
      </div>)}
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
        <Choice label="Pattern" term="mask" choices={MASK_CHOICES} value={mask} testId="mask" onChange={(next) => change({ mask: next })} />
        <FieldNote hint="One of eight patterns is laid over the code so that light and dark mix well. Any of them scans." />
      </div>
    </Section>
  );
}
