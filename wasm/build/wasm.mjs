/** Rust to WebAssembly, made small, and the WebAssembly to a module that carries it as text. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { withoutChecksums } from "./checksums.mjs";
import { withoutPanics } from "./panics.mjs";
import { env, packageDir, wasmDir, workspaceDir } from "./paths.mjs";
import { toStreams } from "./streams.mjs";
import { toText } from "./text.mjs";
import { isUnusedStep } from "./unused.mjs";

// Panic messages name source files: they must not name this machine's folders, or no two builds are equal.
const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
const remapped = [`--remap-path-prefix=${cargoHome}=cargo`, `--remap-path-prefix=${workspaceDir}=.`];

const run = (program, args, programEnv = env) => {
  const { status, error } = spawnSync(program, args, { env: programEnv, stdio: "inherit" });
  if (error) throw new Error(`${program} cannot be started (${error.message}): run \`make tools\` in the workspace first`);
  if (status !== 0) process.exit(status ?? 1);
};

const features = ["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue", "simd"];

/** Takes out of a module what nobody needs in it. */
function shrink(path, isDead) {
  writeFileSync(path, withoutPanics(readFileSync(path), isDead));
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  run("wasm-opt", ["-Os", ...features.map((name) => `--enable-${name}`), ...strip, path, "-o", path]);
}

/** Numbers imports instead of telling them apart by hashes, which do not compress; the same in the module and in its glue. */
function renumber(...paths) {
  const numbers = new Map();
  for (const path of paths) {
    const text = readFileSync(path, "latin1").replace(/(?<=__wbg_\w+_)[0-9a-f]{16}/g, (hash) => {
      if (!numbers.has(hash)) numbers.set(hash, String(numbers.size).padStart(16, "0"));
      return numbers.get(hash);
    });
    writeFileSync(path, text, "latin1");
  }
}

/** Builds the crate into a folder of `pkg/`, and puts its bytes beside it as text. */
function build(profile, name, flags, cargoArgs, isDead) {
  const folder = join(wasmDir, name);
  const cargoEnv = { ...env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: [...remapped, ...flags].join(" ") };
  const args = ["build", packageDir, "--profile", profile, "--target", "web", "--out-dir", folder, "--out-name", name];
  // --no-pack: the package is wasm/ itself, not pkg/. --locked: the committed Cargo.lock decides.
  run("wasm-pack", [...args, "--no-pack", "--no-opt", "--", "--locked", ...cargoArgs], cargoEnv);
  const module = join(folder, `${name}_bg.wasm`);
  shrink(module, isDead);
  renumber(module, join(folder, `${name}.js`));
  const { module: bare, places } = withoutChecksums(readFileSync(module));
  writeFileSync(join(folder, "text.js"), `export default ${JSON.stringify(toText(toStreams(bare)))};\nexport const checksums = ${JSON.stringify(places)};\n`);
  writeFileSync(join(folder, "text.d.ts"), "declare const text: string;\nexport default text;\nexport declare const checksums: number[][];\n");
}

build("wasm", "engine", [], []);

// Every browser and runtime of the last years has instructions for vectors; without them pictures take half as long again. Functions
// that are called from many places are copied into few of them: copies cost a tenth of the bundle and save no time.
const fast = ["-C", "target-feature=+simd128", "-C", "llvm-args=-inline-threshold=30"];
build("wasm-raster", "raster", fast, ["--features", "raster"], isUnusedStep);
build("wasm-raster", "logos", fast, ["--features", "logos"]);
build("wasm", "payload", [], ["--features", "payload"]);
