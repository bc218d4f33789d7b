import { describe, expect, it } from "vitest";
import { DEFAULT_DESIGN } from "../design";
import { asCurl, asHtml, asJson, asReact, asServerDesign } from "./snippets";

const design = { ...DEFAULT_DESIGN, data: `it's "<b>" & more` };

describe("snippets", () => {
  it("JSON is the options", () => {
    const options = JSON.parse(asJson(design, 300)) as { data: string; width: number };
    expect([options.data, options.width]).toEqual([design.data, 300]);
  });

  it("React quotes the text", () => {
    expect(asReact(design, 300)).toContain(`value={${JSON.stringify(design.data)}}`);
    expect(asReact(design, 300)).toContain("size={300}");
  });

  it("HTML escapes the text and holds the picture", () => {
    const html = asHtml(design, 300);
    expect(html).toContain('alt="QR code: it\'s &quot;&lt;b>&quot; &amp; more"');
    expect(decodeURIComponent(/src="data:image\/svg\+xml,([^"]*)"/.exec(html)?.[1] ?? "")).toMatch(/^<svg .*<\/svg>$/s);
  });

  it("curl keeps quotes inside the shell's", () => {
    expect(asCurl({ ...design, logo: { dataUri: "data:x'y", name: "l", bytes: 1, width: 1, height: 1 } }, "http://h")).toContain("data:x'\\''y");
  });

  it("the server is told all that it has no field for", () => {
    const rich = asServerDesign({ ...design, marginUnit: "modules", frame: "banner", frameText: "Menu", mask: "3", dotsScale: 80, backgroundRound: 20 });
    expect(rich.engine_options).toEqual({
      margin: 0,
      quietZone: 4,
      qrOptions: { mask: 3 },
      dotsOptions: { scale: 0.8 },
      backgroundOptions: { round: 0.2 },
      frameOptions: { type: "banner", text: "Menu", position: "bottom" },
    });
  });

  it("the picture behind the code goes along", () => {
    const backgroundImage = { dataUri: "data:image/png;base64,AA==", name: "b", bytes: 1, width: 1, height: 1 };
    const rich = asServerDesign({ ...design, backgroundImage, backgroundImageOpacity: 30, backgroundImageGuard: false });
    expect(rich.background_image_data).toBe(backgroundImage.dataUri);
    expect((rich.engine_options as Record<string, unknown>).backgroundOptions).toEqual({ round: 0, imageOpacity: 0.3, imageGuard: false });
    expect(asServerDesign(design)).not.toHaveProperty("background_image_data");
  });

  it("the server's design has its names", () => {
    expect(asServerDesign(design)).toMatchObject({ shape: "SHAPE_SQUARE", error_correction_level: "Q", dots_options: { type: "rounded" } });
    expect(asServerDesign({ ...design, backgroundPaint: { kind: "none" } })).toMatchObject({ background_options: { color: "transparent" } });
  });
});
