import { describe, expect, it } from "vitest";
import { contrast, normaliseHex } from "./colour";
import type { Paint } from "./design";
import { PRESETS } from "./presets";

const solid = (color: string): Paint => ({ kind: "solid", color });
const blend = (...colors: string[]): Paint => ({
  kind: "gradient",
  gradient: { type: "linear", angle: 0, stops: colors.map((color, offset) => ({ offset, color })) },
});

describe("normaliseHex", () => {
  it.each([
    ["#1B3A6B", "#1b3a6b"],
    ["1b3a6b", "#1b3a6b"],
    [" #abc ", "#aabbcc"],
    ["#abcd", "#aabbccdd"],
    ["#1b3a6b80", "#1b3a6b80"],
  ])("reads %j", (typed, hex) => expect(normaliseHex(typed)).toBe(hex));

  it.each(["", "#", "#12", "#12345", "#1234567", "red", "#gggggg"])("refuses %j", (typed) =>
    expect(normaliseHex(typed)).toBeNull(),
  );
});

describe("contrast", () => {
  it("is 21 for black on white and 1 for a colour on itself", () => {
    expect(contrast(solid("#000000"), solid("#ffffff")).ratio).toBeCloseTo(21);
    expect(contrast(solid("#1b3a6b"), solid("#1b3a6b")).ratio).toBeCloseTo(1);
  });

  it("takes the weakest pair of a gradient", () => {
    const weakest = contrast(solid("#777777"), solid("#ffffff")).ratio;
    expect(contrast(blend("#000000", "#777777"), solid("#ffffff")).ratio).toBeCloseTo(weakest);
  });

  it("lays see-through colours and transparent backgrounds over white paper", () => {
    expect(contrast(solid("#00000000"), { kind: "none" }).ratio).toBeCloseTo(1);
    expect(contrast(solid("#000000"), { kind: "none" }).ratio).toBeCloseTo(21);
  });

  it("notices light marks on a dark ground", () => {
    expect(contrast(solid("#ffffff"), solid("#000000")).inverted).toBe(true);
    expect(contrast(solid("#000000"), solid("#ffffff")).inverted).toBe(false);
  });
});

describe("presets", () => {
  it.each(PRESETS.map(({ name, look }) => [name, look] as const))("%s can be scanned by its colours", (_, look) => {
    for (const mark of [look.dotsPaint, look.cornersSquarePaint, look.cornersDotPaint]) {
      const { ratio, inverted } = contrast(mark, look.backgroundPaint);
      expect(inverted).toBe(false);
      expect(ratio).toBeGreaterThanOrEqual(4.5);
    }
  });
});
