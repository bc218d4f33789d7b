/** TypeScript and the generated modules of pkg/ to dist/. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { distDir, env, packageDir, wasmDir } from "./paths.mjs";

const ENGINES = ["engine", "raster", "logos", "payload"];
for (const name of ENGINES) {
  if (!existsSync(join(wasmDir, name, "text.js"))) throw new Error("pkg/ is missing: run `npm run build:wasm` first");
}
rmSync(distDir, { recursive: true, force: true });
mkdirSync(distDir);
for (const name of ENGINES) copyFileSync(join(wasmDir, name, `${name}_bg.wasm`), join(distDir, `${name}.wasm`));

const settings = {
  absWorkingDir: packageDir,
  bundle: true,
  minify: true,
  target: "es2022",
  // The glue's asynchronous loader is not used; a bundler must not find its `new URL("….wasm")` in here.
  treeShaking: true,
  external: ["react"],
  // Members that no other object has and nobody outside sees.
  mangleProps: /^(awaited|canPaint|drawing|drawn|encoded|engineText|environment|logos|newCanvas|opened|paintOutlines|paintSvg|paintsOutlines|painted|ratio|requireWindow|svgText)$/,
  define: { APART: "false", VECTORS: "false" },
  // The glue's loader again, which is dropped later.
  logOverride: { "empty-import-meta": "silent" },
  logLevel: "warning",
};
const entries = (names) => Object.fromEntries(names.map((name) => [name, `js/${name}.ts`]));

/**
 * What there is once alone, whatever else a program loads, in which file: the engine, which is nearly all of the weight, and what is
 * told by its identity. Each entry is whole but for these: one file compresses better than many, and is sooner there.
 */
const ONCE = { engine: "engine", errors: "identity", encoder: "identity", "raster-engines": "raster-engines" };
const RASTER = ["raster", "raster-logos"];
const ENTRIES = ["index", "core", "element", "react", "react-server", "payload"];

/** Leaves imports of these modules as imports of the files that hold them, beside the one that asks. */
const beside = (files) => ({
  name: "beside",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/(${Object.keys(files).join("|")})\\.[jt]s$`) }, ({ path, kind, importer }) => {
      const file = files[/[\w-]+(?=\.[jt]s$)/.exec(path)[0]];
      const isPart = kind === "entry-point" || path.includes("/pkg/") || importer.endsWith(`/${file}.ts`);
      return isPart ? undefined : { path: `./${file}.js`, external: true };
    });
  },
});

/** Puts other modules in place of those that carry the WebAssembly as text. */
const instead = (kind, suffix = "") => ({
  name: "engine",
  setup({ onResolve }) {
    onResolve({ filter: /\/(wasm|raster|logos|payload)-inline\.js$/ }, ({ path }) => ({ path: join(packageDir, "js", path.replace("inline.js", `${kind}.ts`)) }));
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `${path.replace("../dist/", "../")}${suffix}`, external: true }));
  },
});

/** A file that imports from each other one once; esbuild leaves an import for each module in it that asks. */
function importingOnce(text) {
  const asked = new Map();
  const rest = text.replace(/import\{([^}]+)\}from("\.\/[\w-]+\.js");/g, (_, names, file) => {
    asked.set(file, [...(asked.get(file) ?? []), names]);
    return "";
  });
  return [...asked].map(([file, names]) => `import{${names}}from${file};`).join("") + rest;
}

/** Entries in a folder of `dist/`. */
async function modules(names, folder, plugins, define = settings.define) {
  const options = { ...settings, define, format: "esm", entryPoints: entries(names), outdir: join(distDir, folder), plugins };
  const { outputFiles } = await build({ ...options, write: false });
  mkdirSync(options.outdir, { recursive: true });
  for (const { path, text } of outputFiles) writeFileSync(path, importingOnce(text));
}
// Cloudflare and Vercel's edge import WebAssembly as modules, each in its own way.
for (const [folder, ...plugins] of [["."], ["workerd", instead("workerd")], ["edge-light", instead("workerd", "?module")]]) {
  await modules([...new Set(Object.values(ONCE)), ...ENTRIES], folder, [...plugins, beside(ONCE)]);
  await modules(RASTER, folder, [...plugins, beside(ONCE)], { ...settings.define, VECTORS: "true" });
}
await modules(["worker", "worker-script"], ".", [beside({ ...ONCE, core: "core", raster: "raster", "raster-logos": "raster-logos" })]);
// Alone: whoever takes this must not load the text as well.
await build({ ...settings, format: "esm", entryPoints: entries(["slim"]), outdir: distDir, plugins: [instead("given")] });
await build({ ...settings, format: "iife", entryPoints: { "qr.min": "js/iife.ts" }, outdir: join(distDir, "iife") });

// A directive has to be the first statement, and bundling drops it.
for (const folder of [distDir, join(distDir, "workerd"), join(distDir, "edge-light")]) {
  const path = join(folder, "react.js");
  writeFileSync(path, `"use client";\n${readFileSync(path, "utf8")}`);
}

const types = spawnSync("tsc", ["--project", packageDir, "--emitDeclarationOnly"], { env, stdio: "inherit" });
if (types.status !== 0) process.exit(types.status ?? 1);

// The path that Node users of qr-code-styling require.
const common = 'const { QRCodeStyling } = require("./index.js");\nmodule.exports = { QRCodeStyling };\n';
writeFileSync(join(distDir, "qr-code-styling.common.cjs"), common);
writeFileSync(join(distDir, "qr-code-styling.common.d.cts"), 'export { QRCodeStyling } from "./index.js";\n');

// In Node nobody waits for a download: there files have logos of every kind.
writeFileSync(join(distDir, "raster-node.js"), 'import "./raster-logos.js";\nexport * from "./raster.js";\n');

// Of engine.wasm and its like, where they are imported as modules.
writeFileSync(join(distDir, "wasm-module.d.ts"), "declare const module: WebAssembly.Module;\nexport default module;\n");
