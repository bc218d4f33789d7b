/** Rust to WebAssembly, and the WebAssembly to a module that carries it as text. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { env, packageDir, wasmDir, workspaceDir } from "./paths.mjs";
import { toText } from "./text.mjs";

// Panic messages name source files: they must not name this machine's folders, or no two builds are equal.
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
const remapped = [`--remap-path-prefix=${cargoHome}=cargo`, `--remap-path-prefix=${workspaceDir}=.`];

/** Builds the crate into a folder of `pkg/`, and puts its bytes beside it as text. */
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
  const wasm = readFileSync(join(folder, `${name}_bg.wasm`));
  writeFileSync(join(folder, "text.js"), `export default ${JSON.stringify(toText(wasm))};\n`);
  writeFileSync(join(folder, "text.d.ts"), "declare const text: string;\nexport default text;\n");
}

// Where code is inlined seldom there is less of it.
const seldomInlined = ["-C", "llvm-args=-inline-threshold=10"];
build("wasm", "engine", seldomInlined, []);

// Every browser and runtime of the last years has these instructions; without them pictures take half as long again.
build("wasm-raster", "raster", ["-C", "target-feature=+simd128"], ["--features", "raster"]);
build("wasm", "payload", seldomInlined, ["--features", "payload"]);
