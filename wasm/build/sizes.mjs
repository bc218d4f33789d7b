/** Prints what a page loads: raw, gzip and brotli, and fails when the budget is exceeded. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { distDir, wasmDir } from "./paths.mjs";

/** First load of `.` in bytes of brotli: JavaScript with the WebAssembly inside. */
const BUDGET = 45_000;

function sizes(name, bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  const row = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli };
  console.log(name.padEnd(28), Object.entries(row).map(([kind, size]) => `${kind} ${size}`).join("  "));
  return brotli;
}

const scripts = readdirSync(distDir).filter((name) => name.endsWith(".js"));
const read = (name) => readFileSync(join(distDir, name));
sizes("engine.wasm", readFileSync(join(wasmDir, "engine", "engine_bg.wasm")));
for (const name of scripts) sizes(`dist/${name}`, read(name));
let firstLoad = 0;
for (const name of scripts.filter((name) => name !== "core.js")) {
  firstLoad += brotliCompressSync(read(name), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
console.log(`first load of "." ${firstLoad} bytes of brotli, budget ${BUDGET}`);
if (firstLoad > BUDGET) process.exit(1);
