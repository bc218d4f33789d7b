/** What the entries load, and what the WebAssembly in them is spared. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { toStreams } from "../build/streams.mjs";
import { packageDir } from "./helpers.mjs";

const engines = ["engine", "payload", "raster", "logos"].map((name) => [name, readFileSync(join(packageDir, "dist", `${name}.wasm`))]);

test("every entry keeps within its budget", () => {
  const { status, stdout } = spawnSync(process.execPath, ["build/sizes.mjs"], { cwd: packageDir, encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

for (const [name, bytes] of engines) {
  test(`${name}: no panic tells where in the sources it came from`, () => {
    assert.doesNotMatch(bytes.toString("latin1"), /[\w/]+\.rs\b/);
  });

  test(`${name}: streams make it up again, though they leave out what follows from the rest`, () => {
    // Taken apart and put together again, which toStreams itself compares.
    assert.ok(toStreams(bytes).length < bytes.length);
  });

  test(`${name}: names at its borders are short, and words of panics are not carried along`, () => {
    const module = new WebAssembly.Module(bytes);
    const names = [...WebAssembly.Module.imports(module), ...WebAssembly.Module.exports(module)].map((each) => each.name);
    assert.deepEqual(names.filter((each) => each.length > 2), []);
    assert.doesNotMatch(bytes.toString("latin1"), /index out of bounds: the len is|range end index /);
  });
}
