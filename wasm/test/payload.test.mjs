/** `qr-engine/payload`: every kind, from the same examples as the engine's own tests. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { QrError, buildPayload, payloadKinds } from "../dist/payload.js";
import { matrix } from "../dist/core.js";
import { packageDir } from "./helpers.mjs";

const examples = readFileSync(join(packageDir, "../qr-engine/tests/payloads.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));

test("every kind is known, and each has an example", () => {
  assert.deepEqual(new Set(examples.map(({ payload }) => payload.type)), new Set(payloadKinds));
});

for (const { id, payload } of examples) {
  test(`builds ${id}`, () => {
    const built = buildPayload(payload);
    assert.equal(built.kind, payload.type);
    assert.ok(built.bytes > 0 && built.bytes <= 2953);
    // What is to be given as data holds exactly these bytes, and fits a symbol.
    const { errorCorrectionLevel } = built.symbol;
    assert.ok(matrix({ data: built.data, width: 400, height: 400, qrOptions: { errorCorrectionLevel } }).size <= 17 + 4 * built.symbol.maxVersion);
  });
}

test("the platform spells hosts beyond ASCII", () => {
  assert.equal(buildPayload({ type: "url", url: "https://bücher.example/neu" }).data, "https://xn--bcher-kva.example/neu");
});

test("wrong fields are refused by name", () => {
  assert.throws(() => buildPayload({ type: "wifi", ssid: "Guests", password: "short" }), (error) => error instanceof QrError && error.path === "password" && error.code === "payload.length");
  assert.throws(() => buildPayload({ type: "letter" }), { name: "QrError", path: "type", code: "payload.unknown_name" });
  assert.throws(() => buildPayload(undefined), { name: "QrError" });
});
