/** The packed package, installed elsewhere: every way to import it, its types, and no build tools asked for. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { packageDir } from "./helpers.mjs";

const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
let folder;
let files;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "qr-engine-consumer-"));
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], packageDir);
  const [{ filename, files: list }] = JSON.parse(packed);
  files = list.map((file) => file.path);
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer", "private": true }');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${filename}`], folder);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the consumer's folder and gives what it prints. */
function program(name, text) {
  writeFileSync(join(folder, name), text);
  return run(process.execPath, [name], folder).trim();
}

test("holds the build and the documents, nothing else, and the WebAssembly once", () => {
  const allowed = /^(package\.json|options\.schema\.json|README\.md|MIGRATION\.md|LICENSE|dist\/([\w-]+\/)?[\w.-]+\.(js|cjs|d\.ts|d\.cts|wasm))$/;
  assert.deepEqual(files.filter((file) => !allowed.test(file)), []);
  // What build/text.mjs writes: which bytes are one character, then the bytes.
  const carried = /"[0-9a-f]{64}[^"]{10000,}"/;
  const scripts = files.filter((file) => file.endsWith("js"));
  const carriers = scripts.filter((file) => readFileSync(join(packageDir, file), "utf8").match(carried));
  // The engine, shared by all entries; those of files, of files with any logo, and of payloads; and the file for script tags,
  // which stands alone.
  assert.equal(carriers.length, 5, carriers.join());
  for (const file of scripts.filter((file) => file !== "dist/worker.js")) {
    assert.ok(!readFileSync(join(packageDir, file), "utf8").includes("import.meta"), `${file}: bundlers would look for a .wasm`);
  }
});

test("needs no install script and no dependency", () => {
  const manifest = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
  for (const script of ["prepare", "install", "preinstall", "postinstall"]) assert.equal(manifest.scripts[script], undefined);
});

const draws = 'new QRCodeStyling({ data: "x" }).getRawData("svg").then((blob) => blob.text()).then((svg) => console.log(svg.slice(-6)))';

test("import: default, named, constants", () => {
  const printed = program("esm.mjs", `
    import QRCodeStyling, { QRCodeStyling as Named, QrError, dotTypes, errorCorrectionPercents, modes, qrTypes } from "qr-engine";
    console.log(QRCodeStyling === Named, QrError.name, dotTypes.extraRounded, errorCorrectionPercents.Q, modes.byte, qrTypes[40]);
    ${draws}`);
  assert.equal(printed, "true QrError extra-rounded 0.25 Byte 40\n</svg>");
});

test("require gives the class itself, with everything on it", () => {
  const printed = program("cjs.cjs", `
    const QRCodeStyling = require("qr-engine");
    const { default: Default, QRCodeStyling: Named, cornerDotTypes } = QRCodeStyling;
    console.log(typeof QRCodeStyling, QRCodeStyling.name, Default === QRCodeStyling, Named === QRCodeStyling, cornerDotTypes.dot);
    ${draws}`);
  assert.match(printed, /^function QRCodeStyling true true dot\n<\/svg>$/);
});

test("require of the original's CommonJS path", () => {
  const printed = program("common.cjs", `
    const { QRCodeStyling } = require("qr-engine/lib/qr-code-styling.common.js");
    console.log(QRCodeStyling === require("qr-engine"), new QRCodeStyling({ data: "x" })._qr.getModuleCount());`);
  assert.equal(printed, "true 21");
});

test("core: import and require", () => {
  const use = 'console.log(toSvg({ data: "x" }).slice(0, 4), matrix({ data: "x" }).size, toPaths({ data: "x" }).items.length, QrError.name);';
  assert.equal(program("core.mjs", `import { toSvg, toPaths, matrix, QrError } from "qr-engine/core"; ${use}`), "<svg 21 2 QrError");
  assert.equal(program("core.cjs", `const { toSvg, toPaths, matrix, QrError } = require("qr-engine/core"); ${use}`), "<svg 21 2 QrError");
});

test("import alone touches no global and starts no engine", () => {
  const printed = program("pure.mjs", `
    const before = Object.getOwnPropertyNames(globalThis).length;
    const compile = WebAssembly.Module;
    WebAssembly.Module = class { constructor() { throw new Error("blocked by CSP"); } };
    const { default: QRCodeStyling } = await import("qr-engine");
    console.log(Object.getOwnPropertyNames(globalThis).length - before);
    try { new QRCodeStyling({ data: "x" }); } catch (error) { console.log(error.code, error.message.includes("wasm-unsafe-eval")); }
    WebAssembly.Module = compile;
    console.log(new QRCodeStyling({ data: "x" })._qr.getModuleCount());`);
  assert.equal(printed, "0\nengine.unavailable true\n21");
});

test("types: a strict program compiles, a wrong option does not", () => {
  writeFileSync(join(folder, "use.mts"), `
    import QRCodeStyling, { type Options, type DotType, type ExtensionFunction, QRCodeStyling as Named, dotTypes } from "qr-engine";
    import { toSvg, toPaths, matrix, QrError, type Paths } from "qr-engine/core";
    const type: DotType = "rounded";
    const options: Options = { data: "x", type: "svg", dotsOptions: { type, gradient: { type: "linear", colorStops: [{ offset: 0, color: "red" }] } } };
    const code: Named = new QRCodeStyling(options);
    const extension: ExtensionFunction = (svg, given) => svg.setAttribute("width", String(given.width));
    code.applyExtension(extension);
    code.append(document.body);
    code.update({ width: 200, dotsOptions: { color: "blue" } });
    const data: Promise<Blob | Uint8Array | null> = code.getRawData("png");
    const done: Promise<void> = code.download({ name: "code", extension: "webp" });
    const paths: Paths = toPaths(options, { logo: { width: 1, height: 1 } });
    const error = new QrError("options.type", "message");
    console.log(toSvg(options, { idPrefix: "a" }), matrix(options).size, paths.items, error.path, dotTypes, data, done, code._options.width + 1, code._qr?.isDark(0, 0));
    const ours: Options = { quietZone: 4, qrOptions: { mask: 3, segments: "mixed", eci: 26 }, dotsOptions: { type: "circuit-chip", scale: 0.9 },
      cornersSquareOptions: { type: "leaf", topLeft: { color: "red" } }, cornersDotOptions: { bottomLeft: { type: "star" } } };
    code.update(ours);
    // @ts-expect-error no such type of dots
    new QRCodeStyling({ dotsOptions: { type: "stars" } });
    // @ts-expect-error no such mask
    toSvg({ qrOptions: { mask: 8 } });
    // @ts-expect-error a width is a number
    toSvg({ width: "300" });
  `);
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom", "--types", "", "use.mts"];
  try {
    run(join(packageDir, "node_modules", ".bin", "tsc"), flags, folder);
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("publint and are-the-types-wrong have nothing to say", () => {
  const printed = run(process.execPath, [join("build", "lint-package.mjs")], packageDir);
  assert.match(printed, /publint: no findings/);
  assert.match(printed, /types: no findings/);
});
