/** The JSON Schema of the options says what the engine does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { withImage } from "../../tests/parity/assets.mjs";
import { validate } from "../dist/core.js";
import * as constants from "../dist/index.js";
import { toBytes } from "../dist/raster.js";
import { packageDir } from "./helpers.mjs";

const schema = JSON.parse(readFileSync(join(packageDir, "options.schema.json"), "utf8"));
const accepts = new Ajv({ strict: false }).compile(schema);
const cases = JSON.parse(readFileSync(join(packageDir, "../tests/parity/cases.json"), "utf8"));

test("what the engine draws strictly is valid", () => {
  let drawn = 0;
  for (const { name, options } of cases) {
    if (validate(withImage(options)).length > 0) continue;
    drawn += 1;
    assert.ok(accepts(options), `${name}: ${JSON.stringify(accepts.errors)}`);
  }
  assert.ok(drawn > 200, `only ${drawn} cases are drawn`);
});

test("the names are those of the constants", () => {
  const { dotType, cornerSquareType, cornerDotType } = schema.$defs;
  const names = (constant) => Object.values(constant).sort();
  assert.deepEqual([...dotType.enum].sort(), names(constants.dotTypes));
  assert.deepEqual([...cornerSquareType.enum].sort(), names(constants.cornerSquareTypes));
  assert.deepEqual([...cornerDotType.enum].sort(), names(constants.cornerDotTypes));
  assert.deepEqual([...schema.properties.qrOptions.properties.mode.enum].sort(), names(constants.modes));
});

/** Every option with its schema, and the path to it. */
function* walk(node, path) {
  const resolved = node.$ref ? { ...schema.$defs[node.$ref.replace("#/$defs/", "")], ...node } : node;
  if (path.length > 0) yield [path, resolved];
  for (const [name, child] of Object.entries(resolved.properties ?? {})) yield* walk(child, [...path, name]);
}

/** Options that concern the class in a browser alone; the engine does not read them. */
const OF_THE_CLASS = ["type", "imageOptions.saveAsBlob", "imageOptions.crossOrigin"];

const gradient = { type: "linear", colorStops: [{ offset: 0, color: "red" }] };
/** What has to stand around an option for the engine to look at it. */
const REQUIRED = { "printSize.dpi": { printSize: { mm: 20 } }, "backgroundOptions.imageOpacity": {} };

function design(path, value) {
  const options = structuredClone({ data: "x", ...REQUIRED[path.join(".")] });
  let place = options;
  for (const name of path.slice(0, -1)) {
    place[name] ??= name === "gradient" ? structuredClone(gradient) : {};
    place = place[name];
  }
  place[path.at(-1)] = value;
  return options;
}

/** The first fault, found by the bundle that knows the option: frames are drawn by one alone. */
function faultsOf(options) {
  if (!options.frameOptions) return validate(options);
  try {
    toBytes(options, { format: "svg" });
    return [];
  } catch (error) {
    return [error];
  }
}

for (const [path, node] of walk(schema, [])) {
  const name = path.join(".");
  if (OF_THE_CLASS.includes(name)) continue;
  test(`the engine knows ${name}, and both refuse what it cannot be`, () => {
    // No option is a list of lists.
    const wrong = design(path, [[]]);
    assert.ok(!accepts(wrong), "the schema takes it");
    const [problem] = faultsOf(wrong);
    assert.ok(problem?.path?.startsWith(name), `the engine says ${JSON.stringify(problem)}`);
    for (const value of node.enum ?? []) {
      const given = design(path, value);
      assert.ok(accepts(given), `${value}: ${JSON.stringify(accepts.errors)}`);
      const refused = faultsOf(given).filter((found) => found.path === name && found.code === "options.unknown_name");
      assert.deepEqual(refused, [], String(value));
    }
  });
}
