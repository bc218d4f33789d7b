/** `qr-engine/raster/logos`: logos of every kind in files, by an engine that comes when it is asked for. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createCanvas } from "@napi-rs/canvas";
import { toBytes } from "../dist/raster-node.js";
import { WIDE_PNG_URI, run, serverProgram } from "./helpers.mjs";

const canvas = createCanvas(90, 60);
const context = canvas.getContext("2d");
context.fillStyle = "#2563eb";
context.fillRect(0, 0, 90, 60);
context.fillStyle = "#fde68a";
context.arc(45, 30, 20, 0, 7);
context.fill();
const uri = (type, bytes) => `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" rx="3" fill="#be123c"/><circle cx="10" cy="5" r="3" fill="#fff"/></svg>`;
const LOGOS = {
  svg: uri("image/svg+xml", SVG),
  jpeg: uri("image/jpeg", canvas.toBuffer("image/jpeg")),
  webp: uri("image/webp", canvas.toBuffer("image/webp")),
  gif: "data:image/gif;base64,R0lGODlhAgABAPAAAP8AAAAA/ywAAAAAAgABAAACAkQKADs=",
};

for (const [kind, image] of Object.entries(LOGOS)) {
  test(`a logo of ${kind} is drawn as the server draws it`, () => {
    const folder = mkdtempSync(join(tmpdir(), "qr-logos-"));
    try {
      const options = { data: "https://example.com", image, imageOptions: { shape: "alpha" }, backgroundOptions: { color: "#f8fafc" } };
      const file = join(folder, "design.json");
      writeFileSync(file, JSON.stringify(options));
      for (const format of ["png", "jpeg", "webp", "pdf", "eps"]) {
        const out = join(folder, `out.${format}`);
        execFileSync(serverProgram, ["render", "--options", file, "--format", format, "--out", out]);
        assert.ok(Buffer.from(toBytes(options, { format })).equals(readFileSync(out)), format);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** What a program prints that draws a design with each logo; browsers and bundlers see these files. */
const drawn = (imports) =>
  JSON.parse(
    run(`
      ${imports}
      const drawn = {};
      for (const [kind, image] of Object.entries(${JSON.stringify({ ...LOGOS, png: WIDE_PNG_URI })})) {
        try {
          drawn[kind] = Buffer.from(toBytes({ data: "x", image }, { format: "png" })).toString("latin1", 1, 4);
        } catch (error) {
          drawn[kind] = [error.name, error.code, error.path, error.message];
        }
      }
      console.log(JSON.stringify(drawn));`),
  );

test("without the import PNG logos are drawn, and all others refused by the import's name", () => {
  const { png, ...others } = drawn('import { toBytes } from "./dist/raster.js";');
  assert.equal(png, "PNG");
  for (const [kind, [name, code, path, message]] of Object.entries(others)) {
    assert.deepEqual([name, code, path], ["QrError", "logo.decoder", "image"], kind);
    assert.match(message, new RegExp(`^image: is image/${kind}\\b.*use PNG, or add import "qr-engine/raster/logos"`), kind);
  }
});

test("with the import, before or behind, all are drawn", () => {
  const all = { svg: "PNG", jpeg: "PNG", webp: "PNG", gif: "PNG", png: "PNG" };
  assert.deepEqual(drawn('import { toBytes } from "./dist/raster.js"; import "./dist/raster-logos.js";'), all);
  assert.deepEqual(drawn('import "./dist/raster-logos.js"; import { toBytes } from "./dist/raster.js";'), all);
});

test("files that only name the logo need no decoder, and pictures behind the code are logos too", () => {
  const printed = run(`
    import { toBytes } from "./dist/raster.js";
    console.log(toBytes({ data: "x", image: ${JSON.stringify(LOGOS.jpeg)} }, { format: "svg" }).length > 1000);
    try { toBytes({ data: "x", backgroundOptions: { image: ${JSON.stringify(LOGOS.webp)}, imageOpacity: 0.2 } }, { format: "png" }); }
    catch (error) { console.log(error.code, error.path); }`);
  assert.equal(printed, "true\nlogo.decoder backgroundOptions.image");
});
