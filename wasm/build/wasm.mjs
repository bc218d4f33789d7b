/** Rust to WebAssembly, and the WebAssembly to a module that carries it as text. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { env, packageDir, wasmDir, workspaceDir } from "./paths.mjs";

// Panic messages name source files: they must not name this machine's folders, or no two builds are equal.
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
const remapped = [`--remap-path-prefix=${cargoHome}=cargo`, `--remap-path-prefix=${workspaceDir}=.`];

/** Builds the crate into a folder of `pkg/`, and puts its bytes beside it as hexadecimal text. */
function build(profile, name, flags, features) {
  const folder = join(wasmDir, name);
  const cargoEnv = { ...env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: [...remapped, ...flags].join(" ") };
  const args = ["build", packageDir, "--profile", profile, "--target", "web", "--out-dir", folder, "--out-name", name];
  // --no-pack: the package is wasm/ itself, not pkg/. --locked: the committed Cargo.lock decides.
  const { status, error } = spawnSync("wasm-pack", [...args, "--no-pack", "--", "--locked", ...features], {
    env: cargoEnv,
    stdio: "inherit",
  });
  if (error) {
    throw new Error(`wasm-pack cannot be started (${error.message}): run \`make tools\` in the workspace first`);
  }
  if (status !== 0) process.exit(status ?? 1);
  // Compressed, hexadecimal text is a fifth smaller than base64, because bytes stay aligned.
  const wasm = readFileSync(join(folder, `${name}_bg.wasm`));
  writeFileSync(join(folder, "hex.js"), `export default "${wasm.toString("hex")}";\n`);
  writeFileSync(join(folder, "hex.d.ts"), "declare const hex: string;\nexport default hex;\n");
}

build("wasm", "engine", [], []);
// Every browser and runtime of the last years has these instructions; without them pictures take half as long again.
build("wasm-raster", "raster", ["-C", "target-feature=+simd128"], ["--features", "raster"]);
build("wasm", "payload", [], ["--features", "payload"]);
