/**
 * Both packages in Chromium: 100 updates of the same code each, from the call until it is drawn, and PNG files. The packages
 * take turns, so that whatever else the machine does meets both.
 */
import { open } from "../test/chromium.mjs";

const UPDATES = 100;

const chromium = await open({ connect: "data:" });
const { page } = chromium;
await page.addScriptTag({ url: "/original.js" });
const rows = await page.evaluate(async (updates) => {
  const { default: Ours } = await import("/dist/index.js");
  const classes = { "qr-code-styling": globalThis.QRCodeStyling, "qr-engine": Ours };
  // A logo that costs both the same: decoded once, 200 by 100 px.
  const logo = document.createElement("canvas");
  Object.assign(logo, { width: 200, height: 100 }).getContext("2d").fillRect(20, 20, 160, 60);
  const text = (turn) => `https://example.com/${"a-rather-long-path/".repeat(14)}?turn=${String(turn).padStart(6, "0")}`;
  const design = (size, type) => ({
    type,
    width: size,
    height: size,
    image: logo.toDataURL(),
    dotsOptions: { type: "rounded", gradient: { type: "linear", rotation: 0.7, colorStops: [{ offset: 0, color: "#10206b" }, { offset: 1, color: "#7a1fa2" }] } },
    cornersSquareOptions: { type: "extra-rounded" },
  });
  const drawn = (code, type) => (type === "svg" ? code._svgDrawingPromise : code._canvasDrawingPromise);
  const measure = async (size, type, act) => {
    const codes = {};
    const times = {};
    for (const [name, Code] of Object.entries(classes)) {
      const node = document.body.appendChild(document.createElement("div"));
      codes[name] = new Code({ ...design(size, type), data: text(-1) });
      codes[name].append(node);
      await drawn(codes[name], type);
      times[name] = [];
    }
    for (let turn = -5; turn < updates; turn++) {
      for (const name of Object.keys(classes)) {
        const start = performance.now();
        await act(codes[name], turn, type);
        if (turn >= 0) times[name].push(performance.now() - start);
      }
      // Whatever a turn left behind for the page is painted before the next.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    document.body.replaceChildren();
    return times;
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
  return {
    "update, SVG 300 px, 300 B, logo, gradient": await measure(300, "svg", update),
    "update, canvas 1000 px, the same": await measure(1000, "canvas", update),
    "update and getRawData('png'), 1000 px": await measure(1000, "canvas", file),
  };
}, UPDATES);
await chromium.close();

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
console.log(`\nbrowser, ${UPDATES} turns each, ms${" ".repeat(19)}p50${" ".repeat(6)}p95`);
for (const [what, times] of Object.entries(rows)) {
  console.log(what);
  const sorted = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, list.toSorted((a, b) => a - b)]));
  for (const [name, list] of Object.entries(sorted)) {
    console.log(`  ${name.padEnd(36)}${at(list, 0.5).toFixed(2).padStart(9)}${at(list, 0.95).toFixed(2).padStart(9)}`);
  }
  const ratio = (share) => at(sorted["qr-code-styling"], share) / at(sorted["qr-engine"], share);
  console.log(`  ratio${" ".repeat(31)}${ratio(0.5).toFixed(1).padStart(9)}${ratio(0.95).toFixed(1).padStart(9)}`);
}
process.exit(0);
