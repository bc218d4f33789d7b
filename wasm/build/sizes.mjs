/** Prints what a page loads: raw, gzip and brotli, and fails when a budget is exceeded. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { distDir, packageDir } from "./paths.mjs";

/** What an entry may load in bytes of brotli: JavaScript with the WebAssembly inside. */
const BUDGETS = {
  index: 45_000,
  core: 39_950,
  react: 42_650,
  element: 42_100,
  payload: 58_750,
  raster: 266_000,
  "raster-logos": 513_000,
  worker: 800,
};

function sizes(name, ...files) {
  const row = { raw: 0, gzip: 0, brotli: 0 };
  for (const bytes of files) {
    row.raw += bytes.length;
    row.gzip += gzipSync(bytes, { level: 9 }).length;
    row.brotli += brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  }
  console.log(name.padEnd(28), Object.entries(row).map(([kind, size]) => `${kind} ${size}`).join("  "));
  return row.brotli;
}

/** Files that a script loads at its import, itself included. */
function loadedBy(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(join(distDir, name), "utf8");
  for (const [, file] of text.matchAll(/(?:from|import)"\.\/([\w.-]+\.js)"/g)) loadedBy(file, found);
  return found;
}

const read = (name) => readFileSync(join(distDir, name));
for (const name of ["engine.wasm", "raster.wasm", "logos.wasm", "iife/qr.min.js", "slim.js"]) sizes(name, read(name));
let exceeded = 0;
for (const [entry, budget] of Object.entries(BUDGETS)) {
  const files = [...loadedBy(`${entry}.js`)].map(read);
  if (sizes(`${entry}.js, all it loads`, ...files) <= budget) continue;
  console.log(`  more than its budget, ${budget}`);
  exceeded++;
}
sizes("peer qr-code-styling", readFileSync(join(packageDir, "node_modules/qr-code-styling/lib/qr-code-styling.js")));
if (exceeded) process.exit(1);
