/** Both packages in one page: what programs can see of the class. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { behaviours } from "./behaviours.mjs";
import { open } from "./chromium.mjs";

let chromium;

before(async () => {
  chromium = await open();
  await chromium.page.addScriptTag({ url: "/original.js" });
  await chromium.page.evaluate(async () => {
    const { default: Ours } = await import("/dist/index.js");
    const { behaviours } = await import("/behaviours.js");
    // Told by kind what JSON does not know: undefined and functions.
    const told = (_, value) => (value === undefined ? "(undefined)" : typeof value === "function" ? "(function)" : value);
    globalThis.observe = async (name, which) => {
      document.body.replaceChildren();
      const Code = which === "ours" ? Ours : globalThis.QRCodeStyling;
      return JSON.stringify(await behaviours[name].run(Code, { name: which }), told);
    };
  });
});

after(() => chromium?.close());

const observe = (name, which) => chromium.page.evaluate(([n, w]) => globalThis.observe(n, w), [name, which]);

for (const [name, { original, ours }] of Object.entries(behaviours)) {
  test(`${ours === undefined ? "same" : "better"}: ${name}`, async () => {
    const seen = { original: await observe(name, "original"), ours: await observe(name, "ours") };
    if (ours === undefined) {
      assert.deepEqual(JSON.parse(seen.ours), JSON.parse(seen.original));
    } else {
      assert.deepEqual(JSON.parse(seen.original), original, "of the original");
      assert.deepEqual(JSON.parse(seen.ours), ours, "of ours");
    }
  });
}
