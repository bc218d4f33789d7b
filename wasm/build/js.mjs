/** TypeScript and the generated modules of pkg/ to dist/. */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { distDir, env, packageDir, wasmDir } from "./paths.mjs";

if (!existsSync(join(wasmDir, "wasm-hex.js"))) {
  throw new Error("pkg/ is missing: run `npm run build:wasm` first");
}
rmSync(distDir, { recursive: true, force: true });

// Splitting puts what both entries need, the WebAssembly above all, into one shared file.
await build({
  absWorkingDir: packageDir,
  entryPoints: { index: "js/index.ts", core: "js/core.ts" },
  chunkNames: "engine-[hash]",
  outdir: distDir,
  bundle: true,
  splitting: true,
  minify: true,
  // People see the names of classes in error messages.
  keepNames: true,
  format: "esm",
  target: "es2022",
  // The glue's asynchronous loader is not used; a bundler must not find its `new URL("….wasm")` in here.
  treeShaking: true,
  logLevel: "warning",
});

const types = spawnSync("tsc", ["--project", packageDir, "--emitDeclarationOnly"], { env, stdio: "inherit" });
if (types.status !== 0) process.exit(types.status ?? 1);

// The path that Node users of qr-code-styling require.
const common = 'const { QRCodeStyling } = require("./index.js");\nmodule.exports = { QRCodeStyling };\n';
writeFileSync(join(distDir, "qr-code-styling.common.cjs"), common);
writeFileSync(join(distDir, "qr-code-styling.common.d.cts"), 'export { QRCodeStyling } from "./index.js";\n');
