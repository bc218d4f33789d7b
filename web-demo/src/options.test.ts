import { describe, expect, it } from "vitest";
import { DEFAULT_DESIGN, type ImageFile } from "./design";
import { toOptions } from "./options";

const LOGO: ImageFile = { dataUri: "data:image/png;base64,AAAA", name: "a.png", bytes: 3, width: 1, height: 1 };

describe("toOptions", () => {
  it("scales margins with the picture", () => {
    const design = { ...DEFAULT_DESIGN, margin: 10, logo: LOGO, logoMargin: 1 };
    expect(toOptions(design, 1000)).toMatchObject({ width: 1000, height: 1000, margin: 100, imageOptions: { margin: 10 } });
    expect(toOptions(design, 2000)).toMatchObject({ width: 2000, height: 2000, margin: 200, imageOptions: { margin: 20 } });
  });

  it("turns degrees into radians", () => {
    const gradient = {
      type: "linear" as const,
      angle: 90,
      stops: [
        { offset: 0, color: "#000000" },
        { offset: 1, color: "#333333" },
      ],
    };
    const options = toOptions({ ...DEFAULT_DESIGN, dotsPaint: { kind: "gradient", gradient } });
    expect(options.dotsOptions?.gradient?.rotation).toBeCloseTo(Math.PI / 2);
    expect(options.dotsOptions).not.toHaveProperty("color");
  });

  it("names neither type nor colour of a corner that follows the dots", () => {
    const options = toOptions({ ...DEFAULT_DESIGN, cornersSquareType: null, cornersDotType: null });
    expect(options.cornersSquareOptions).toEqual({});
    expect(options.cornersDotOptions).toEqual({});
  });

  it("draws no background when it is transparent", () => {
    const options = toOptions({ ...DEFAULT_DESIGN, backgroundPaint: { kind: "none" } });
    expect(options.backgroundOptions).toEqual({ round: 0, color: "" });
  });

  it("mentions the logo only when there is one", () => {
    expect(toOptions(DEFAULT_DESIGN)).not.toHaveProperty("image");
    expect(toOptions({ ...DEFAULT_DESIGN, logo: LOGO })).toMatchObject({
      image: LOGO.dataUri,
      imageOptions: { imageSize: 0.4, hideBackgroundDots: true },
    });
  });
});
