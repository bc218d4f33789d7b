/** `<qr-code>` in a real page: what it saves and what it copies. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { open } from "./chromium.mjs";

let chromium;
let page;

before(async () => {
  chromium = await open();
  page = chromium.page;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(page.url()).origin });
  await page.evaluate(async () => {
    await import("/dist/element.js");
    const code = document.createElement("qr-code");
    code.setAttribute("value", "https://example.com");
    code.setAttribute("size", "120");
    const drawn = new Promise((resolve) => code.addEventListener("qr-draw", resolve, { once: true }));
    document.querySelector("#code").append(code);
    await drawn;
    globalThis.code = code;
  });
});
after(() => chromium?.close());

test("download saves what is shown, under its name and as its format", async () => {
  const save = async (request) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.evaluate((given) => globalThis.code.download(given), request)]);
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  const svg = await save({ name: "table-7", extension: "svg" });
  assert.equal(svg.name, "table-7.svg");
  assert.ok(svg.bytes.toString().includes(await page.evaluate(() => globalThis.code.toSvg())));
  const png = await save({ extension: "png", scale: 2 });
  assert.match(png.name, /\.png$/);
  assert.deepEqual([png.bytes.toString("latin1", 1, 4), png.bytes.readUInt32BE(16)], ["PNG", 240]);
});

test("copy puts a picture on the clipboard, or the SVG as text", async () => {
  await page.evaluate(() => globalThis.code.copy("svg"));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.evaluate(() => globalThis.code.toSvg()));
  await page.evaluate(() => globalThis.code.copy());
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const { width, height } = await createImageBitmap(await item.getType("image/png"));
    return [item.types.includes("image/png"), width, height];
  });
  assert.deepEqual(copied, [true, 120, 120]);
});
