/** Where the table of kanji mode comes from, and when. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../dist/core.js";
import { run } from "./helpers.mjs";

test("a platform without Shift JIS refuses kanji mode and does without it in mixed segments", () => {
  const printed = run(`
    globalThis.TextDecoder = class extends TextDecoder {
      constructor(label, options) {
        if (label === "shift_jis") throw new RangeError(label);
        super(label, options);
      }
    };
    const { matrix } = await import("qr-engine/core");
    console.log(matrix({ data: "点茗荷心", qrOptions: { segments: "mixed" } }).size);
    try { matrix({ data: "点", qrOptions: { mode: "Kanji" } }); } catch (error) { console.log(error.code, error.path); }`);
  // As UTF-8 the text is longer than version 1 holds.
  assert.equal(matrix({ data: "点茗荷心", qrOptions: { segments: "mixed" } }).size, 21);
  assert.equal(printed, "25\noptions.unsupported qrOptions.mode");
});

test("the table is made when a text may need it, and once", () => {
  const printed = run(`
    let made = 0;
    globalThis.TextDecoder = class extends TextDecoder {
      constructor(label, options) {
        super(label, options);
        if (label === "shift_jis") made += 1;
      }
    };
    const { matrix } = await import("qr-engine/core");
    const seen = [];
    for (const [data, qrOptions] of [
      ["点茗", {}],
      ["https://example.com/0123456789", { segments: "mixed" }],
      ["点茗", { segments: "mixed" }],
      ["点茗", { mode: "Kanji" }],
    ]) {
      matrix({ data, qrOptions });
      seen.push(made);
    }
    console.log(seen.join());`);
  assert.equal(printed, "0,0,1,1");
});
