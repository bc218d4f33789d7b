/** The class with the options jsdom and nodeCanvas. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import * as nodeCanvas from "@napi-rs/canvas";
import { JSDOM } from "jsdom";
import { Original, Ours, WIDE_PNG, WIDE_PNG_URI } from "./helpers.mjs";

const data = "https://example.com";
const container = (code) => code._window.document.createElement("div");

test("append puts an SVG element in, update replaces it", () => {
  const code = new Ours({ type: "svg", data, width: 200, height: 200, jsdom: JSDOM });
  const node = container(code);
  code.append(node);
  assert.equal(node.children.length, 1);
  assert.equal(node.firstChild.namespaceURI, "http://www.w3.org/2000/svg");
  assert.equal(node.firstChild.getAttribute("viewBox"), "0 0 200 200");
  assert.equal(node.firstChild, code._svg);
  assert.equal(code._container, node);
  const before = node.innerHTML;
  code.update({ dotsOptions: { color: "#123456" } });
  assert.equal(node.children.length, 1);
  assert.notEqual(node.innerHTML, before);
  code.update({ data: "" });
  assert.equal(node.children.length, 0);
  code.update({ data });
  assert.equal(node.children.length, 1);
});

test("type canvas appends a canvas of the right size", () => {
  const code = new Ours({ data, width: 120, height: 100, jsdom: JSDOM });
  const node = container(code);
  code.append(node);
  assert.equal(node.firstChild.tagName, "CANVAS");
  assert.deepEqual([node.firstChild.width, node.firstChild.height], [120, 100]);
  assert.equal(code._domCanvas, node.firstChild);
});

test("SVG is a Buffer with jsdom, as in the original", async () => {
  for (const Class of [Original, Ours]) {
    const svg = await new Class({ type: "svg", data, jsdom: JSDOM }).getRawData("svg");
    assert.ok(Buffer.isBuffer(svg));
    assert.ok(svg.toString().startsWith('<?xml version="1.0" standalone="no"?>\r\n<svg '));
  }
});

test("extensions run on the drawn element and reach the file, with any characters", async () => {
  const code = new Ours({ type: "svg", data, jsdom: JSDOM });
  let calls = 0;
  code.applyExtension((svg, options) => {
    calls += 1;
    assert.ok(svg.querySelector("path"));
    assert.equal(options.width, 300);
    const label = svg.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "text");
    label.textContent = "扫码 ☕";
    svg.appendChild(label);
  });
  assert.match((await code.getRawData("svg")).toString(), /<text>扫码 ☕<\/text><\/svg>$/);
  assert.equal(calls, 1);
  code.update({ width: 300 });
  assert.equal(calls, 2);
  code.deleteExtension();
  assert.doesNotMatch((await code.getRawData("svg")).toString(), /<text>/);
});

test("an extension that throws rejects the drawing", async () => {
  const code = new Ours({ type: "svg", data, jsdom: JSDOM });
  code.applyExtension(() => {
    throw new Error("mine");
  });
  await assert.rejects(code.getRawData("svg"), { message: "mine" });
});

test("a file with an extension declares each namespace once", async () => {
  const code = new Ours({ type: "svg", data, image: WIDE_PNG_URI, jsdom: JSDOM });
  code.applyExtension(() => {});
  const svg = (await code.getRawData("svg")).toString();
  assert.equal(svg.match(/xmlns="/g).length, 1);
  assert.equal(svg.match(/xmlns:xlink="/g).length, 1);
  const parsed = new JSDOM(svg.split("\r\n")[1], { contentType: "image/svg+xml" }).window.document;
  assert.equal(parsed.querySelector("image").getAttributeNS("http://www.w3.org/1999/xlink", "href"), WIDE_PNG_URI);
});

/** Colours of a picture at some places. */
async function pixels(bytes, places) {
  const image = await nodeCanvas.loadImage(bytes);
  const context = nodeCanvas.createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].join());
}

test("nodeCanvas gives PNG and JPEG, fresh after every update", async () => {
  for (const type of ["canvas", "svg"]) {
    const code = new Ours({ type, data, width: 270, height: 270, margin: 10, nodeCanvas, dotsOptions: { color: "#f00" } });
    const png = await code.getRawData("png");
    assert.ok(Buffer.isBuffer(png));
    // The margin, and the ring of a finder pattern: 25 modules of 10 px within margins of 10 px.
    const places = [[4, 4], [15, 15]];
    assert.deepEqual(await pixels(png, places), ["255,255,255,255", "255,0,0,255"]);
    code.update({ dotsOptions: { color: "#00f" }, backgroundOptions: { color: "" } });
    assert.deepEqual(await pixels(await code.getRawData(), places), ["0,0,0,0", "0,0,255,255"]);
    const [paper] = await pixels(await code.getRawData("jpeg"), places);
    assert.ok(paper.split(",").every((channel) => channel > 245), `${paper} is not white`);
    await assert.rejects(code.getRawData("webp"), { message: "Unsupported extension" });
  }
});

test("nodeCanvas loads logos by address, embeds them and reports failures", async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/logo.png" ? 200 : 404, { "content-type": "image/png" });
    response.end(request.url === "/logo.png" ? WIDE_PNG : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  try {
    const code = new Ours({ data, nodeCanvas, image: `${address}/logo.png` });
    assert.match(await (await code.getRawData("svg")).text(), /<image [^>]*xlink:href="data:image\/png;base64,/);
    code.update({ imageOptions: { saveAsBlob: false } });
    assert.match(await (await code.getRawData("svg")).text(), /<image [^>]*xlink:href="http:[^"]*\/logo\.png"/);
    const broken = new Ours({ data, nodeCanvas, image: `${address}/none.png` });
    await assert.rejects(broken.getRawData("png"), { code: "logo.load", path: "image" });
  } finally {
    server.close();
  }
});
