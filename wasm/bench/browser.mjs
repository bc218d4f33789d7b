/**
 * Both packages in Chromium: 100 updates of the same code each, from the call until it is drawn, and PNG files, of ours by the
 * canvas and by `qr-engine/raster`. They take turns, so that whatever else the machine does meets all.
 */
import { open } from "../test/chromium.mjs";

const UPDATES = 100;

const chromium = await open({ connect: "data:" });
const { page } = chromium;
await page.addScriptTag({ url: "/original.js" });
await page.evaluate(() => (globalThis.Original = globalThis.QRCodeStyling));
// The file for script tags: a copy that nobody gives an encoder.
await page.addScriptTag({ url: "/dist/iife/qr.min.js" });
const { firsts, rows } = await page.evaluate(async (updates) => {
  const { default: Ours } = await import("/dist/index.js");
  const classes = { "qr-code-styling": globalThis.Original, "qr-engine": Ours, "qr-engine, by the canvas": globalThis.QRCodeStyling };
  const both = Object.keys(classes).slice(0, 2);
  // A logo that costs both the same: decoded once, 200 by 100 px.
  const logo = document.createElement("canvas");
  Object.assign(logo, { width: 200, height: 100 }).getContext("2d").fillRect(20, 20, 160, 60);
  const text = (turn) => `https://example.com/${"a-rather-long-path/".repeat(14)}?turn=${String(turn).padStart(6, "0")}`;
  const design = (size, type, image) => ({
    type,
    width: size,
    height: size,
    image,
    dotsOptions: { type: "rounded", gradient: { type: "linear", rotation: 0.7, colorStops: [{ offset: 0, color: "#10206b" }, { offset: 1, color: "#7a1fa2" }] } },
    cornersSquareOptions: { type: "extra-rounded" },
  });
  const drawn = (code, type) => (type === "svg" ? code._svgDrawingPromise : code._canvasDrawingPromise);
  const measure = async (names, size, type, act, image = logo.toDataURL()) => {
    const codes = {};
    const times = {};
    for (const name of names) {
      const node = document.body.appendChild(document.createElement("div"));
      codes[name] = new classes[name]({ ...design(size, type, image), data: text(-1) });
      codes[name].append(node);
      await drawn(codes[name], type);
      times[name] = [];
    }
    for (let turn = -5; turn < updates; turn++) {
      for (const name of names) {
        const start = performance.now();
        await act(codes[name], turn, type);
        if (turn >= 0) times[name].push(performance.now() - start);
      }
      // Whatever a turn left behind for the page is painted before the next.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    document.body.replaceChildren();
    return Object.fromEntries(names.map((name) => [name, { times: times[name], bytes: codes[name].lastSize }]));
  };
  const update = async (code, turn, type) => {
    code.update({ data: text(turn) });
    await drawn(code, type);
  };
  const file = async (code, turn, type) => {
    await update(code, turn, type);
    const bytes = await code.getRawData("png");
    code.lastSize = bytes.size;
  };
  const rows = {
    "update, SVG 300 px, 300 B, logo, gradient": await measure(both, 300, "svg", update),
    "update, canvas 1000 px, the same": await measure(both, 1000, "canvas", update),
  };
  // What a page pays once: the module, and its first file at once, without an idle moment before.
  const firsts = [performance.now()];
  await import("/dist/raster.js");
  firsts.push(performance.now());
  await new Ours({ data: text(-1), width: 1000, height: 1000 }).getRawData("png");
  firsts.push(performance.now());
  rows["update and getRawData('png'), 1000 px"] = await measure(Object.keys(classes), 1000, "canvas", file);
  rows["the same without the logo"] = await measure(Object.keys(classes), 1000, "canvas", file, "");
  return { rows, firsts };
}, UPDATES);
await chromium.close();

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
console.log(`\nbrowser, ${UPDATES} turns each, ms${" ".repeat(19)}p50${" ".repeat(6)}p95${" ".repeat(4)}ratios to the first${" ".repeat(4)}bytes`);
for (const [what, columns] of Object.entries(rows)) {
  console.log(what);
  let first;
  for (const [name, { times, bytes = "" }] of Object.entries(columns)) {
    const sorted = times.toSorted((a, b) => a - b);
    const figures = [0.5, 0.95].map((share) => at(sorted, share));
    first ??= figures;
    const ratios = figures.map((figure, index) => (first[index] / figure).toFixed(1).padStart(9));
    console.log(`  ${name.padEnd(36)}${figures.map((figure) => figure.toFixed(2).padStart(9)).join("")}${ratios.join("")}${String(bytes).padStart(14)}`);
  }
}
const [begin, loaded, written] = firsts;
console.log(`qr-engine/raster: ${(loaded - begin).toFixed(0)} ms to load, ${(written - loaded).toFixed(0)} ms for its first file`);
process.exit(0);
