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

// The data lies behind the stack, and the nearer it is to address 0, the shorter are the numbers of its addresses.
const stack = ["-C", `link-arg=-zstack-size=${128 * 1024}`];

/** Runs a program, and gives what it prints. */
const run = (program, args, programEnv = env) => {
  const { status, error, stdout } = spawnSync(program, args, { env: programEnv, stdio: ["inherit", "pipe", "inherit"], encoding: "utf8" });
  if (error) throw new Error(`${program} cannot be started (${error.message}): run \`make tools\` in the workspace first`);
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
};

const features = ["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue", "simd"];

/** Takes out of a module what nobody needs in it, and gives the short names that its imports and exports have afterwards. */
function shrink(path, isDead) {
  writeFileSync(path, withoutPanics(readFileSync(path), isDead));
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  // At the lowest addresses lies the far end of the stack: no pointer leads there, and so sums of addresses cannot run over.
  const optimize = (...passes) => run("wasm-opt", [...features.map((name) => `--enable-${name}`), ...passes, path, "-o", path]);
  optimize("-Os", "--converge", "--low-memory-unused", ...strip);
  return JSON.parse(optimize("--minify-imports-and-exports-and-modules"));
}

/** Puts the short names into the glue. All imports come from one module then, "a". */
function rename(path, { imports, exports }) {
  let text = readFileSync(path, "utf8");
  const replace = (pattern, replacement, isOptional = false) => {
    if (text.search(pattern) < 0 && !isOptional) throw new Error(`${path} has no ${pattern}`);
    text = text.replace(pattern, replacement);
  };
  const others = [];
  for (const [module, name, short] of imports) {
    if (module.endsWith("_bg.js")) replace(new RegExp(`\\b${name}(?=: function)`), short);
    else others.push(`${short}: ${new RegExp(`(\\w+) from "${module}"`).exec(text)[1]}.${name},`);
  }
  replace(/const import0 = \{/, `const import0 = { ${others.join(" ")}`);
  replace(/return \{\s+__proto__: null,\s+"[^}]+\}/, "return { a: import0 }");
  // Methods are shorter than functions, and nobody looks up what an object of imports inherits.
  text = text.replace(/: function\(/g, "(").replace(/\s__proto__: null,/g, "");
  for (const [name, short] of exports) text = text.replace(new RegExp(`\\bwasm\\.${name}\\b`, "g"), `wasm.${short}`);
  // It is given a module, in the way of today, by callers of ours alone; browsers without ES2022 are not served; and strings come in
  // with reallocation, where any do.
  replace(/if \(module !== undefined\) \{[^]+?\n    \}\n(?=\n    const imports)/, "({ module } = module);\n");
  replace(/if \(!\(module instanceof WebAssembly\.Module\)\) \{[^}]+\}/, "");
  replace(/ {4}wasmInstance = instance;\n| {4}wasmModule = module;\n/g, "");
  replace(/if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]+?\n\}\n/, "", true);
  replace(/if \(realloc === undefined\) \{[^]+?\n    \}\n/, "", true);
  writeFileSync(path, text);
}

/** Builds the crate into a folder of `pkg/`, and puts its bytes beside it as text. */
function build(profile, name, flags, cargoArgs, isDead) {
  const folder = join(wasmDir, name);
  const cargoEnv = { ...env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: [...remapped, ...flags].join(" ") };
  const args = ["build", packageDir, "--profile", profile, "--target", "web", "--out-dir", folder, "--out-name", name];
  // --no-pack: the package is wasm/ itself, not pkg/. --locked: the committed Cargo.lock decides.
  run("wasm-pack", [...args, "--no-pack", "--no-opt", "--", "--locked", ...cargoArgs], cargoEnv);
  const module = join(folder, `${name}_bg.wasm`);
  rename(join(folder, `${name}.js`), shrink(module, isDead));
  const { module: bare, places } = withoutChecksums(readFileSync(module));
  writeFileSync(join(folder, "text.js"), `export default ${JSON.stringify(toText(toStreams(bare)))};\nexport const checksums = ${JSON.stringify(places)};\n`);
  writeFileSync(join(folder, "text.d.ts"), "declare const text: string;\nexport default text;\nexport declare const checksums: number[][];\n");
}

build("wasm", "engine", stack, []);

// Every browser and runtime of the last years has instructions for vectors; without them pictures take half as long again. Functions
// that are called from many places are copied into few of them: copies cost a tenth of the bundle and save no time.
const fast = ["-C", "target-feature=+simd128", "-C", "llvm-args=-inline-threshold=30"];
build("wasm-raster", "raster", fast, ["--features", "raster"], isUnusedStep);
build("wasm-raster", "logos", fast, ["--features", "logos"]);
build("wasm", "payload", stack, ["--features", "payload"]);
