/** Beside the server's program: the same options give the same SVG, letter for letter. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { matrix, toSvg } from "../dist/core.js";
import { cornerDotTypes, cornerSquareTypes, dotTypes } from "../dist/index.js";
import { WIDE_PNG_URI, serverProgram } from "./helpers.mjs";

function natively(options) {
  const input = JSON.stringify(options);
  return execFileSync(serverProgram, ["render", "--options", "-", "--format", "svg"], { input, encoding: "utf8" });
}

const data = "https://example.com";
const gradient = {
  type: "linear",
  rotation: 0.7,
  colorStops: [{ offset: 0, color: "#c026d3" }, { offset: 0.9, color: "rgb(0 0 128 / 70%)" }],
};
const radial = { ...gradient, type: "radial" };

/** Every character that kanji mode may hold, as the platform decodes them. */
const kanji = () => {
  const decoder = new TextDecoder("shift_jis");
  const characters = [];
  for (let pair = 0x8140; pair <= 0xeaa4; pair++) {
    const isStandard = pair <= 0x84be || (pair >= 0x889f && pair <= 0x9ffc) || pair >= 0xe040;
    const text = decoder.decode(Uint8Array.of(pair >> 8, pair & 255));
    if (isStandard && [...text].length === 1 && text !== "\ufffd") characters.push(text);
  }
  return characters;
};

const designs = {
  "types of the fork": {
    dotsOptions: { type: "bubbly-dots" },
    cornersSquareOptions: { type: "octagon", color: "#7c2d12" },
    cornersDotOptions: { type: "star", color: "#b45309" },
  },
  "circle of chips, composed corners": {
    shape: "circle",
    dotsOptions: { type: "circuit-chip", gradient, roundSize: false },
    cornersSquareOptions: { type: "bubbly-dots" },
    cornersDotOptions: { type: "circuit-chip", gradient: radial },
  },
  "small hexagons with room around": {
    width: 437,
    height: 411,
    quietZone: 4,
    margin: 7,
    dotsOptions: { type: "hexagon", scale: 0.85 },
    cornersSquareOptions: { type: "leaf" },
    cornersDotOptions: { type: "teardrop" },
  },
  "small classy modules, a logo": {
    image: WIDE_PNG_URI,
    imageOptions: { margin: 3 },
    dotsOptions: { type: "classy", scale: 0.7, gradient: radial },
    backgroundOptions: { color: "#f8fafc", round: 0.3 },
  },
  "each corner its own": {
    dotsOptions: { type: "octagon", gradient },
    cornersSquareOptions: {
      type: "extra-rounded",
      gradient: radial,
      topLeft: { color: "#be123c" },
      topRight: { type: "hexagon", gradient },
      bottomLeft: { type: "dots" },
    },
    cornersDotOptions: { color: "#111827", topRight: { type: "hexagon" }, bottomLeft: { color: "#be123c" } },
  },
  "mask of the standard": { qrOptions: { mask: "iso" } },
  "mask 5": { qrOptions: { mask: 5 } },
  "mixed segments": { data: "https://example.com/TABLE-12/123456789012345678901234567890", qrOptions: { segments: "mixed" } },
  "mixed segments, kanji": { data: "点茗: kanji と kana, 1234567890", qrOptions: { segments: "mixed" } },
  "mixed segments, signs of Latin-1 that kanji mode has too": {
    width: 600,
    height: 600,
    data: "0123456789".repeat(30) + "×" + "0123456789".repeat(30),
    qrOptions: { segments: "mixed" },
  },
  "mixed segments, UTF-8 announced": { data: "点茗 é 👍 12345678", qrOptions: { segments: "mixed", eci: 26 } },
  "Latin-1 announced": { data: "Größe: 12 µm", qrOptions: { eci: 3 } },
  kanji: { data: "点茗−－", qrOptions: { mode: "Kanji" } },
};

for (const [name, options] of Object.entries(designs)) {
  test(`the server draws the same: ${name}`, () => {
    const design = { data, ...options };
    assert.equal(toSvg(design), natively(design));
  });
}

for (const [group, types] of Object.entries({
  dotsOptions: dotTypes,
  cornersSquareOptions: cornerSquareTypes,
  cornersDotOptions: cornerDotTypes,
})) {
  test(`every type of ${group} draws, unlike the others, and as the server does`, () => {
    const design = (type) => ({ data, [group]: { type } });
    const drawn = Object.values(types).map((type) => toSvg(design(type)));
    assert.equal(new Set(drawn).size, drawn.length);
    assert.deepEqual(drawn, Object.values(types).map((type) => natively(design(type))));
  });
}

test("both know the same characters of kanji mode", () => {
  const characters = kanji();
  assert.equal(characters.length, 6879);
  // As many as version 40 holds at level L.
  for (let at = 0; at < characters.length; at += 1817) {
    const text = characters.slice(at, at + 1817).join("");
    const design = { data: text, width: 400, height: 400, qrOptions: { mode: "Kanji", errorCorrectionLevel: "L" } };
    assert.equal(toSvg(design), natively(design));
  }
  const refused = ["a", "é", "ｱ", "①", "髙", "😀", "¥", "‾", "~", "\\", "〜", "‖", "¢"];
  const outcome = (draw) => {
    try {
      draw();
      return "drawn";
    } catch {
      return "refused";
    }
  };
  for (const data of refused) {
    const design = { data, qrOptions: { mode: "Kanji" } };
    assert.equal(outcome(() => matrix(design)), outcome(() => natively(design)), data);
  }
});
