import { describe, expect, it } from "vitest";
import { type CornerLook, DEFAULT_DESIGN, type Design } from "./design";
import { PRESETS } from "./presets";
import { judge, leastPrintMm, quietModules } from "./verdict";

const MODULES = 29;
const ids = (patch: Partial<Design>) => judge({ ...DEFAULT_DESIGN, ...patch }, MODULES).map(({ id, weight }) => `${id}:${weight}`);
const logo = { dataUri: "data:image/png;base64,", name: "logo", bytes: 1, width: 10, height: 10 };

const PLAIN_CORNER: CornerLook = { squareType: null, squarePaint: { kind: "none" }, dotType: null, dotPaint: { kind: "none" } };

describe("judge", () => {
  it("has nothing to say of the first design and of every preset", () => {
    expect(ids({})).toEqual([]);
    for (const { look } of PRESETS) expect(ids(look).filter((found) => found.endsWith("bad"))).toEqual([]);
  });

  it.each<[string, Partial<Design>, string[]]>([
    ["faint colours", { dotsPaint: { kind: "solid", color: "#dddddd" } }, ["contrast:bad"]],
    ["weak colours", { dotsPaint: { kind: "solid", color: "#858585" } }, ["contrast:weak"]],
    ["light on dark", { dotsPaint: { kind: "solid", color: "#ffffff" }, backgroundPaint: { kind: "solid", color: "#000000" } }, ["inverted:weak"]],
    ["no margin", { margin: 0 }, ["quiet:bad"]],
    ["a thin margin", { margin: 8 }, ["quiet:weak"]],
    ["a large logo", { logo, logoSize: 70 }, ["logo:weak"]],
    ["a huge logo on a weak code", { logo, logoSize: 100, errorCorrection: "L" }, ["logo:bad", "level:weak"]],
    ["stars", { cornersDotType: "star" }, ["centres:bad"]],
    ["loose dots all over", { dotsType: "dots", cornersDotType: null }, ["centres:bad"]],
    ["six-sided rings", { cornersSquareType: "hexagon" }, ["rings:weak"]],
    ["a thin margin in modules", { marginUnit: "modules", quietZone: 2 }, ["quiet:weak"]],
    ["one corner of a star", { corners: { ...DEFAULT_DESIGN.corners, topRight: { ...PLAIN_CORNER, dotType: "star" } } }, ["centres:bad"]],
    ["one faint corner", { corners: { ...DEFAULT_DESIGN.corners, topLeft: { ...PLAIN_CORNER, squarePaint: { kind: "solid", color: "#dddddd" } } } }, ["contrast:bad"]],
    ["a picture that nothing limits", { backgroundImage: logo, backgroundImageGuard: false }, ["picture:bad"]],
    ["small dots", { dotsScale: 50 }, ["scale:weak"]],
  ])("names %s", (_, patch, expected) => expect(ids(patch)).toEqual(expected));

  it("offers changes that mend", () => {
    for (const patch of [{ margin: 0 }, { dotsScale: 40 }, { cornersDotType: "star" as const }, { logo, logoSize: 90 }, { marginUnit: "modules" as const, quietZone: 1 }, { backgroundImage: logo, backgroundImageGuard: false }, { corners: { ...DEFAULT_DESIGN.corners, bottomLeft: { ...PLAIN_CORNER, dotType: "dots" as const } } }]) {
      const broken = { ...DEFAULT_DESIGN, ...patch };
      const [found] = judge(broken, MODULES);
      expect(judge({ ...broken, ...found?.fix?.patch }, MODULES)).toEqual([]);
    }
  });
});

describe("sizes", () => {
  it("counts the calm space in modules", () => {
    expect(quietModules({ ...DEFAULT_DESIGN, margin: 10 }, 40)).toBeCloseTo(5);
    expect(quietModules({ ...DEFAULT_DESIGN, marginUnit: "modules", quietZone: 3 }, 40)).toBe(3);
  });

  it("prints modules of 0.4 mm at least", () => {
    expect(leastPrintMm({ moduleShare: 1 / 50 })).toBe(20);
    expect(leastPrintMm({ moduleShare: null })).toBeNull();
  });
});
