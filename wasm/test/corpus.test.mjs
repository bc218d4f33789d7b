/**
 * Every option and all pairs of them (`tests/parity/cases.json`), drawn by both packages as PNG in one page; and by this
 * package and the server's program, letter for letter. `cargo test -p e2e --test parity` holds the program's pictures
 * against the original's in another rasteriser.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { withImage } from "../../tests/parity/assets.mjs";
import { open } from "./chromium.mjs";
import { Ours, packageDir, serverProgram } from "./helpers.mjs";

const repository = join(packageDir, "..");
const cases = JSON.parse(readFileSync(join(repository, "tests/parity/cases.json"), "utf8")).map(({ name, options }) => ({ name, options: withImage(options) }));

/** Share of pixels that may differ visibly. */
const LIMIT = 0.002;

/** Where ours is right and the picture differs for it. MIGRATION.md has these. */
const DIFFERENT = Object.fromEntries(
  Object.entries({
    "a margin without room: the original draws the code mirrored": ["margin-over-half"],
    "text that the original loses": ["text-cyrillic-lossy", "text-cjk-lossy", "text-emoji-lossy"],
    "a logo without room: the original shows it at its natural size, out of place": ["img-banner-tiny-negative", "pair-69"],
    "small discs without roundSize: smooth, where the original has steps": ["dots-dots-noround", "pair-10", "pair-23", "pair-55", "pair-61"],
  }).flatMap(([reason, names]) => names.map((name) => [name, reason])),
);

let chromium;

before(async () => {
  chromium = await open({ connect: "data:" });
  await chromium.page.addScriptTag({ url: "/original.js" });
  await chromium.page.evaluate(async () => {
    const { default: Ours } = await import("/dist/index.js");
    const { difference, pixels } = await import("/pictures.js");
    const drawn = async (Code, options) => pixels(await new Code(structuredClone(options)).getRawData("png"));
    globalThis.difference = async (options) => difference(await drawn(globalThis.QRCodeStyling, options), await drawn(Ours, options));
  });
});

after(() => chromium?.close());

test("in Chromium the pictures are those of qr-code-styling", async () => {
  const wrong = [];
  for (const { name, options } of cases) {
    const share = await chromium.page.evaluate((given) => globalThis.difference(given), options);
    if (share > LIMIT !== name in DIFFERENT) wrong.push(`${name}: ${(100 * share).toFixed(3)} %`);
  }
  assert.deepEqual(wrong, []);
});

test("in Node the SVG is that of the server, letter for letter", async () => {
  const folder = mkdtempSync(join(tmpdir(), "qr-corpus-"));
  try {
    const file = join(folder, "cases.jsonl");
    writeFileSync(file, cases.map(({ name, options }) => JSON.stringify({ id: name, ...options })).join("\n"));
    execFileSync(serverProgram, ["render", "--compat", "--batch", file, "--out-dir", folder, "--format", "svg"], { stdio: "ignore" });
    // SVG logos are written anew by the server, and passed on to the browser as they are.
    const aside = (svg) => svg.replace(/href="data:image\/svg[^"]*"/g, 'href="logo"');
    const unequal = [];
    for (const { name, options } of cases) {
      const [, ours] = (await (await new Ours(options).getRawData("svg")).text()).split("\r\n");
      if (aside(ours) !== aside(readFileSync(join(folder, `${name}.svg`), "utf8"))) unequal.push(name);
    }
    assert.deepEqual(unequal, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
