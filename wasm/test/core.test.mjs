/** `qr-engine/core`: strict functions without a DOM. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { QrError, matrix, toPaths, toSvg } from "../dist/core.js";
import Ours, { QrError as QrErrorOfIndex } from "../dist/index.js";
import { WIDE_PNG, WIDE_PNG_URI } from "./helpers.mjs";

const data = "https://example.com";

test("toSvg draws what the class draws", async () => {
  const options = { data, shape: "circle", dotsOptions: { type: "classy" }, cornersDotOptions: { type: "dot", color: "navy" } };
  const svg = await (await new Ours(options).getRawData("svg")).text();
  assert.equal(svg.split("\r\n")[1], toSvg(options));
});

test("errors name code, path and fix, and are one class in both modules", () => {
  assert.equal(QrError, QrErrorOfIndex);
  const refused = (options, expected) =>
    assert.throws(() => toSvg(options), (error) => {
      assert.ok(error instanceof QrError);
      assert.equal(error.constructor.name, "QrError");
      assert.deepEqual({ code: error.code, path: error.path }, expected);
      assert.ok(error.message.length > 20, error.message);
      return true;
    });
  refused({ data, dotsOptions: { type: "stars" } }, { code: "options.unknown_name", path: "dotsOptions.type" });
  refused({ data, width: "300" }, { code: "options.type", path: "width" });
  refused({ data, width: NaN }, { code: "options.range", path: "width" });
  refused({ data: 5 }, { code: "options.type", path: "data" });
  refused({ data, qrOptions: [] }, { code: "options.type", path: "qrOptions" });
  refused({ data, image: Symbol("x") }, { code: "options.type", path: "image" });
  refused({ data: "" }, { code: "data.empty", path: "data" });
  refused(undefined, { code: "options.type", path: undefined });
  refused("text", { code: "options.type", path: undefined });
  const gradient = { type: "linear", colorStops: [{ offset: 0, color: "red" }, { offset: "1", color: "blue" }] };
  refused({ data, dotsOptions: { gradient } }, { code: "options.type", path: "dotsOptions.gradient.colorStops[1].offset" });
  refused({ data, image: "data:image/png;base64,AAAA" }, { code: "logo.format", path: "image" });
  refused({ data, image: new Uint8Array(9) }, { code: "logo.format", path: "image" });
});

test("what the engine does not know of its newer options is refused by path", () => {
  const refused = (options, path, code = "options.unknown_name") =>
    assert.throws(() => toSvg({ data, ...options }), { name: "QrError", path, code });
  refused({ cornersSquareOptions: { type: "teardrop" } }, "cornersSquareOptions.type");
  refused({ cornersDotOptions: { type: "leaf" } }, "cornersDotOptions.type");
  refused({ cornersSquareOptions: { topRight: { type: "star" } } }, "cornersSquareOptions.topRight.type");
  refused({ cornersDotOptions: { bottomLeft: { color: "inky" } } }, "cornersDotOptions.bottomLeft.color", "options.color");
  refused({ cornersDotOptions: { topLeft: "red" } }, "cornersDotOptions.topLeft", "options.type");
  refused({ quietZone: -1 }, "quietZone", "options.range");
  refused({ quietZone: "4" }, "quietZone", "options.type");
  refused({ dotsOptions: { scale: 2 } }, "dotsOptions.scale", "options.range");
  refused({ qrOptions: { mask: 8 } }, "qrOptions.mask");
  refused({ qrOptions: { mask: true } }, "qrOptions.mask", "options.type");
  refused({ qrOptions: { segments: "many" } }, "qrOptions.segments");
  refused({ qrOptions: { segments: "mixed", mode: "Byte" } }, "qrOptions.segments", "options.conflict");
  refused({ qrOptions: { eci: 4 } }, "qrOptions.eci", "options.range");
  refused({ qrOptions: { mode: "Kanji" } }, "data", "data.mode");
});

test("data that is too long tells by how much", () => {
  assert.throws(() => toSvg({ data: "a".repeat(3000) }), { code: "data.too_long", needed: 24020, available: 13328 });
});

test("undefined means the default", () => {
  const options = { data, width: undefined, dotsOptions: { color: undefined, roundSize: undefined }, backgroundOptions: undefined };
  assert.equal(toSvg(options), toSvg({ data }));
});

test("ids come from the design, or begin with a prefix", () => {
  const gradient = { type: "linear", colorStops: [{ offset: 0, color: "red" }, { offset: 1, color: "blue" }] };
  const options = { data, dotsOptions: { gradient } };
  assert.match(toSvg(options), /<linearGradient id="qr-[0-9a-f]+"/);
  assert.equal(toSvg(options), toSvg(options));
  assert.match(toSvg(options, { idPrefix: "menu" }), /<linearGradient id="menu-dots".*fill="url\(#menu-dots\)"/);
});

test("a logo's size comes from its data, from the caller, or is a square", () => {
  const box = (svg) => /<image [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg).slice(1).map(Number);
  const ratio = ([width, height]) => Math.round((width / height) * 10) / 10;
  assert.equal(ratio(box(toSvg({ data, image: WIDE_PNG_URI }))), 2);
  assert.equal(toSvg({ data, image: WIDE_PNG }), toSvg({ data, image: WIDE_PNG_URI }));
  assert.equal(ratio(box(toSvg({ data, image: "logo.png" }))), 1);
  assert.ok(ratio(box(toSvg({ data, image: "logo.png" }, { logo: { width: 10, height: 30 } }))) < 0.5);
});

test("toPaths gives outlines in paint order", () => {
  const radial = { type: "radial", colorStops: [{ offset: 0, color: "#ff000080" }, { offset: 1, color: "blue" }] };
  const linear = { type: "linear", colorStops: [{ offset: 0, color: "red" }] };
  const design = toPaths({
    data,
    image: WIDE_PNG_URI,
    dotsOptions: { gradient: radial, roundSize: false },
    backgroundOptions: { gradient: linear },
    cornersSquareOptions: { color: "currentColor" },
  });
  assert.deepEqual([design.width, design.height], [300, 300]);
  const roles = design.items.map((item) => item.role ?? item.kind);
  assert.deepEqual(roles, ["background", "dots", "corner-square-tl", "corner-square-tr", "corner-square-bl", "image"]);
  const [background, dots, corner] = design.items;
  assert.deepEqual(background.fill, { kind: "linear", x1: 0, y1: 150, x2: 300, y2: 150, stops: [{ offset: 0, color: "#ff0000" }] });
  assert.deepEqual(dots.fill.stops, [{ offset: 0, color: "#ff000080" }, { offset: 1, color: "#0000ff" }]);
  assert.deepEqual([dots.fill.kind, dots.fill.cx, dots.fill.r, dots.crisp], ["radial", 150, 150, true]);
  assert.deepEqual(corner.fill, { kind: "solid", color: "currentColor" });
  assert.match(dots.d, /^[mM][-\d. a-zA-Z]+z$/);
});

test("matrix gives the modules", () => {
  const { size, modules } = matrix({ data });
  assert.equal(modules.length, size * size);
  assert.deepEqual([...modules.subarray(0, 8)], [1, 1, 1, 1, 1, 1, 1, 0]);
});
