/** The class in Node without a DOM, and what it may and may not do there. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { Ours, WIDE_PNG, WIDE_PNG_URI, dist } from "./helpers.mjs";

const data = "https://example.com";
const PROLOG = '<?xml version="1.0" standalone="no"?>\r\n<svg ';

const text = async (code) => (await code.getRawData("svg")).text();

test("draws SVG without a DOM, as a Blob", async () => {
  const blob = await new Ours({ data }).getRawData("svg");
  assert.ok(blob instanceof Blob);
  assert.equal(blob.type, "image/svg+xml");
  assert.ok((await blob.text()).startsWith(PROLOG));
});

test("extensions may have a dot and any case", async () => {
  const code = new Ours({ data });
  const svg = await text(code);
  for (const extension of ["SVG", ".svg"]) assert.equal(await (await code.getRawData(extension)).text(), svg);
  await assert.rejects(code.getRawData("foo"), { message: 'Extension "foo" is not supported' });
  await assert.rejects(code.getRawData(""), { message: "Extension must be defined" });
});

test("update redraws", async () => {
  const code = new Ours({ data });
  const first = await text(code);
  code.update({ dotsOptions: { color: "#123456" } });
  assert.notEqual(await text(code), first);
  assert.match(await text(code), /#123456/);
});

test("without data there is nothing, before and after there was some", async () => {
  const code = new Ours();
  await assert.rejects(code.getRawData("svg"), (error) => error === "QR code is empty");
  code.update({ data });
  assert.ok(await code.getRawData("svg"));
  code.update({ data: "" });
  await assert.rejects(code.getRawData("svg"), (error) => error === "QR code is empty");
  assert.equal(code._qr, undefined);
});

test("what needs a DOM or a canvas says so", async () => {
  const code = new Ours({ data });
  const needsDom = { name: "QrError", code: "environment.dom" };
  assert.throws(() => code.append({ appendChild() {} }), needsDom);
  assert.throws(() => code.applyExtension(() => {}), needsDom);
  await assert.rejects(code.download(), needsDom);
  await assert.rejects(code.getRawData("png"), { code: "environment.canvas", message: /import "qr-engine\/raster".*nodeCanvas/ });
  assert.equal(code._svg, undefined);
});

test("thrown strings of the original", () => {
  const code = new Ours({ data });
  assert.throws(() => code.append({}), (error) => error === "Container should be a single DOM node");
  assert.throws(() => code.applyExtension(), (error) => error === "Extension function should be defined.");
  code.append(undefined);
  code.append(null);
});

test("logos: data URI and bytes are embedded, with their proportions", async () => {
  const fromUri = await text(new Ours({ data, image: WIDE_PNG_URI }));
  assert.equal(await text(new Ours({ data, image: WIDE_PNG })), fromUri);
  const [, width, height] = /<image [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(fromUri);
  assert.ok(Math.abs(width / height - 2) < 0.05, `${width} by ${height}`);
  assert.ok(fromUri.includes(WIDE_PNG_URI));
});

test("logos that cannot be used reject, whoever awaits, and do not end the process", async () => {
  for (const [image, code] of [
    ["https://example.com/logo.png", "logo.load"],
    ["data:image/png;base64,AAAA", "logo.format"],
    [new Uint8Array([1, 2, 3]), "logo.format"],
    [Buffer.concat([WIDE_PNG, Buffer.alloc(3_000_000)]), "logo.too_large"],
  ]) {
    const broken = new Ours({ data, image });
    await assert.rejects(broken._svgDrawingPromise, { name: "QrError", code, path: "image" });
    await assert.rejects(broken.getRawData("svg"), { code });
    assert.equal(broken._qr.getModuleCount(), 25);
    broken.update({ image: undefined });
    assert.ok(await broken.getRawData("svg"));
  }
  const script = `
    const { default: QRCodeStyling } = await import(${JSON.stringify(dist("index.js"))});
    new QRCodeStyling({ data: "x", width: 5, height: 5 });
    new QRCodeStyling({ data: "x", image: "https://example.com/logo.png" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log("alive");`;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }), "alive\n");
});

test("data that is no text is drawn as its text", async () => {
  assert.equal(await text(new Ours({ data: 12345 })), await text(new Ours({ data: "12345" })));
});

test("text beyond Latin-1 is UTF-8", async () => {
  const data = "Привет";
  const bytes = String.fromCharCode(...new TextEncoder().encode(data));
  assert.equal(await text(new Ours({ data })), await text(new Ours({ data: bytes })));
});

test("works behind a proxy, as Vue's reactive objects do", async () => {
  const code = new Proxy(new Ours({ data }), {});
  code.update({ data: "x" });
  assert.ok(await code.getRawData("svg"));
});

test("sizes that are no number fall back to the defaults", async () => {
  assert.match(await text(new Ours({ data, width: undefined, height: "abc" })), /width="300" height="300"/);
});
