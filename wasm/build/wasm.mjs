/** Rust to WebAssembly, and the WebAssembly to a module that carries it as text. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { env, packageDir, wasmDir, workspaceDir } from "./paths.mjs";

// Panic messages name source files: they must not name this machine's folders, or no two builds are equal.
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
const remapped = [`--remap-path-prefix=${cargoHome}=cargo`, `--remap-path-prefix=${workspaceDir}=.`];
const cargoEnv = { ...env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: remapped.join(" ") };

const args = ["build", packageDir, "--profile", "wasm", "--target", "web", "--out-dir", "pkg", "--out-name", "qr_engine_wasm"];
// --no-pack: the package is wasm/ itself, not pkg/. --locked: the committed Cargo.lock decides.
const { status, error } = spawnSync("wasm-pack", [...args, "--no-pack", "--", "--locked"], {
  env: cargoEnv,
  stdio: "inherit",
});
if (error) {
  throw new Error(`wasm-pack cannot be started (${error.message}): run \`make tools\` in the workspace first`);
}
if (status !== 0) process.exit(status ?? 1);

// As hexadecimal text: compressed it is a fifth smaller than base64, because bytes stay aligned.
const wasm = readFileSync(join(wasmDir, "qr_engine_wasm_bg.wasm"));
writeFileSync(join(wasmDir, "wasm-hex.js"), `export default "${wasm.toString("hex")}";\n`);
writeFileSync(join(wasmDir, "wasm-hex.d.ts"), "declare const hex: string;\nexport default hex;\n");
