/** `qr-engine/raster`: files without a browser. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createCanvas } from "@napi-rs/canvas";
import { dotTypes } from "../dist/index.js";
import { QrError, toBytes } from "../dist/raster.js";
import { WIDE_PNG, WIDE_PNG_URI, serverProgram } from "./helpers.mjs";

const data = "https://example.com";
const text = (bytes) => Buffer.from(bytes).toString("latin1");
const design = {
  data,
  width: 320,
  height: 300,
  dotsOptions: { type: "rounded", gradient: { type: "linear", rotation: 0.6, colorStops: [{ offset: 0, color: "#10206b" }, { offset: 1, color: "#7a1fa2" }] } },
  cornersSquareOptions: { type: "extra-rounded" },
};

test("PNG and SVG are what the server writes, byte for byte", () => {
  const folder = mkdtempSync(join(tmpdir(), "qr-raster-"));
  try {
    const file = join(folder, "design.json");
    for (const [name, options] of Object.entries({ plain: { data }, design, logo: { ...design, image: WIDE_PNG_URI } })) {
      writeFileSync(file, JSON.stringify(options));
      for (const format of ["png", "svg"]) {
        const out = join(folder, `out.${format}`);
        execFileSync(serverProgram, ["render", "--options", file, "--format", format, "--out", out]);
        assert.ok(Buffer.from(toBytes(options, { format })).equals(readFileSync(out)), `${name} as ${format}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("every way of drawing is there, and gives what the server writes", () => {
  // What build/unused.mjs takes out must never be asked for: outlines off the grid of pixels, smooth and not, and logos that are
  // enlarged, made smaller, thin, cut off or silhouettes.
  const canvas = createCanvas(300, 200);
  const context = canvas.getContext("2d");
  context.fillStyle = "rgb(37 99 235 / 60%)";
  context.arc(150, 100, 80, 0, 7);
  context.fill();
  const large = `data:image/png;base64,${canvas.toBuffer("image/png").toString("base64")}`;
  const cases = [];
  for (const type of Object.values(dotTypes)) {
    for (const roundSize of [true, false]) {
      cases.push({ width: 257, height: 263, shape: roundSize ? "square" : "circle", dotsOptions: { ...design.dotsOptions, type, roundSize } });
      cases.push({ width: 211, height: 211, margin: 1.5, dotsOptions: { type, roundSize, scale: 0.85, color: "#1e293bcc" }, backgroundOptions: { round: 0.4 } });
    }
  }
  for (const image of [WIDE_PNG_URI, large]) {
    for (const imageOptions of [{}, { imageSize: 1, opacity: 0.7 }, { shape: "alpha", margin: 2 }, { backing: { color: "#fff", padding: 0.5, round: 1 }, shape: "circle" }]) {
      cases.push({ width: 900, height: 900, image, imageOptions }, { width: 120, height: 97, image, imageOptions });
    }
    cases.push({ backgroundOptions: { image, imageOpacity: 0.1 } });
  }
  const folder = mkdtempSync(join(tmpdir(), "qr-raster-"));
  try {
    const designs = cases.map((options) => ({ data, ...options }));
    writeFileSync(join(folder, "cases.jsonl"), designs.map((options, index) => JSON.stringify({ id: String(index), ...options })).join("\n"));
    execFileSync(serverProgram, ["render", "--batch", join(folder, "cases.jsonl"), "--out-dir", folder, "--format", "png"]);
    designs.forEach((options, index) => {
      assert.ok(Buffer.from(toBytes(options, { format: "png" })).equals(readFileSync(join(folder, `${index}.png`))), JSON.stringify(options).slice(0, 300));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** How files of each format begin. */
const SIGNATURES = { png: /^\x89PNG/, jpeg: /^\xff\xd8\xff/, webp: /^RIFF....WEBP/s, pdf: /^%PDF-1/, eps: /^%!PS-Adobe-3\.\d EPSF/, svg: /^<svg / };

for (const [format, signature] of Object.entries(SIGNATURES)) {
  test(`${format} is written, with and without a logo`, () => {
    const plain = text(toBytes(design, { format }));
    const withLogo = text(toBytes({ ...design, image: WIDE_PNG_URI }, { format }));
    assert.match(plain, signature);
    assert.match(withLogo, signature);
    assert.notEqual(plain, withLogo);
  });
}

test("scale, resolution, quality and effort", () => {
  const size = (png) => [Buffer.from(png).readUInt32BE(16), Buffer.from(png).readUInt32BE(20)];
  assert.deepEqual(size(toBytes(design, { format: "png", scale: 2.5 })), [800, 750]);
  const told = toBytes(design, { format: "png", dpi: 300 });
  const at = text(told).indexOf("pHYs") + 4;
  assert.equal(Buffer.from(told).readUInt32BE(at), 11811);
  assert.deepEqual(size(toBytes({ ...design, printSize: { mm: 25.4, dpi: 640 } }, { format: "png" })), [640, 600]);
  const weight = (settings) => toBytes(design, settings).length;
  assert.ok(weight({ format: "png", compact: true }) < weight({ format: "png" }));
  assert.ok(weight({ format: "jpeg", quality: 50 }) < weight({ format: "jpeg" }));
  assert.match(text(toBytes({ ...design, printSize: { mm: 40 } }, { format: "pdf" })), /^%PDF-/);
});

test("a logo may be bytes; what a DOM needs is passed over", () => {
  const given = { ...design, image: WIDE_PNG, nodeCanvas: { createCanvas() {}, loadImage() {} }, jsdom: class {} };
  assert.deepEqual(toBytes(given, { format: "png" }), toBytes({ ...design, image: WIDE_PNG_URI }, { format: "png" }));
});

test("kanji mode has its table here too", () => {
  assert.ok(toBytes({ data: "点茗", qrOptions: { mode: "Kanji" } }, { format: "svg" }).length > 500);
});

for (const [settings, options, path] of [
  [{ format: "gif" }, design, "format"],
  [{ format: "png", scale: 0 }, design, "scale"],
  [{ format: "png", scale: NaN }, design, "scale"],
  [{ format: "png", dpi: -1 }, design, "dpi"],
  [{ format: "jpeg", quality: 101 }, design, "quality"],
  [{ format: "png" }, { data, width: "9" }, "width"],
  [{ format: "png" }, { data, image: "https://example.com/logo.png" }, "image"],
  [{ format: "png" }, undefined, undefined],
]) {
  test(`refused in words: ${JSON.stringify(settings)} of ${JSON.stringify(options)?.slice(0, 50)}`, () => {
    assert.throws(() => toBytes(options, settings), (error) => error instanceof QrError && error.path === path && error.message.length > 15);
  });
}

test("too many pixels are refused", () => {
  assert.throws(() => toBytes(design, { format: "png", scale: 100 }), { name: "QrError", code: /^output\./ });
});

test("frames are drawn here, captions as outlines", () => {
  const plain = text(toBytes(design, { format: "svg" }));
  const framed = text(toBytes({ ...design, frameOptions: { type: "banner", text: "Menu" } }, { format: "svg" }));
  assert.ok(framed.length > plain.length);
  assert.ok(!framed.includes("<text"), "the caption needs a font");
  assert.throws(() => toBytes({ ...design, frameOptions: { type: "halo" } }, { format: "svg" }), { name: "QrError", path: "frameOptions.type" });
});
