import { describe, expect, it } from "vitest";
import { DEFAULT_DESIGN, type Design } from "./design";
import { designFromHash, designToHash } from "./link";
import { PRESETS } from "./presets";

const LOGO = { dataUri: "data:image/png;base64,AAAA", name: "a.png", bytes: 3, width: 1, height: 1 };

function hashOf(fields: unknown): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(JSON.stringify(fields)));
  return `#d=${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

describe("links", () => {
  it.each(PRESETS.map(({ name, look }) => [name, look] as const))("bring back the look of %s", (_, look) => {
    const design: Design = { ...DEFAULT_DESIGN, ...look, margin: 11, errorCorrection: "H", logoClearsDots: false };
    expect(designFromHash(designToHash(design) ?? "")).toEqual(design);
  });

  it("carry any text", () => {
    for (const data of ["", "Grüße, 世界 🎉", "a b&c=d#e?f/g+h", "\u0000\n\t"]) {
      expect(designFromHash(designToHash({ ...DEFAULT_DESIGN, data }) ?? "")?.data).toBe(data);
    }
  });

  it("leave the logo out", () => {
    const restored = designFromHash(designToHash({ ...DEFAULT_DESIGN, logo: LOGO }) ?? "");
    expect(restored).toEqual(DEFAULT_DESIGN);
  });

  it("are not made of texts that no code can hold", () => {
    expect(designToHash({ ...DEFAULT_DESIGN, data: "x".repeat(7_090) })).toBeNull();
  });

  it.each(["", "#", "#section", "#d=", "#d=!!!", "#d=AAAA", hashOf([1]), hashOf(null)])(
    "without a design in them give none: %j",
    (hash) => {
      expect(designFromHash(hash)).toBeNull();
    },
  );

  it("fall back to the default wherever a value does not fit", () => {
    const hostile = hashOf({
      data: 5,
      errorCorrection: "Z",
      margin: 1e9,
      shape: "hexagon",
      dotsType: "__proto__",
      cornersSquareType: 1,
      cornersDotType: null,
      backgroundRound: -1,
      dotsPaint: { kind: "none" },
      cornersSquarePaint: { kind: "solid", color: 'red" onload="alert(1)' },
      cornersDotPaint: { kind: "gradient", gradient: { type: "linear", angle: 0, stops: [{ offset: 0, color: "#000" }] } },
      backgroundPaint: { kind: "gradient", gradient: { type: "conic", angle: 0, stops: [] } },
      logo: LOGO,
      logoSize: "40",
      logoMargin: null,
      logoClearsDots: "yes",
    });
    expect(designFromHash(hostile)).toEqual({ ...DEFAULT_DESIGN, cornersDotType: null });
  });

  it("sort the stops of a gradient", () => {
    const stops = [
      { offset: 1, color: "#111111" },
      { offset: 0, color: "#222222" },
    ];
    const hash = hashOf({ dotsPaint: { kind: "gradient", gradient: { type: "radial", angle: 0, stops } } });
    expect(designFromHash(hash)?.dotsPaint).toEqual({
      kind: "gradient",
      gradient: { type: "radial", angle: 0, stops: stops.toReversed() },
    });
  });
});
