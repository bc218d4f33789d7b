/** Raster files of the class, the component and the element by the engine of files, once `qr-engine/raster` is imported. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createCanvas } from "@napi-rs/canvas";
import { withImage } from "../../tests/parity/assets.mjs";
import { open } from "./chromium.mjs";
import { WIDE_PNG_URI, packageDir, run } from "./helpers.mjs";

const cases = JSON.parse(readFileSync(join(packageDir, "../tests/parity/cases.json"), "utf8")).map(({ name, options }) => ({ name, options: withImage(options) }));
/** Share of pixels that may differ visibly: edges are smoothed in other steps, and small discs are nothing but edges. */
const LIMIT = 0.003;
const LIMIT_OF_DISCS = 0.01;

const data = "https://example.com";
const gradient = { type: "linear", rotation: 0.7, colorStops: [{ offset: 0, color: "#c026d3" }, { offset: 1, color: "navy" }] };
const design = { data, width: 240, height: 240, dotsOptions: { type: "rounded", gradient }, cornersSquareOptions: { type: "extra-rounded" } };

/** The PNG with a chunk behind its header that says what its colours mean. */
function withProfile(uri) {
  const bytes = Buffer.from(uri.split(",")[1], "base64");
  // cICP: Display P3. Its checksum is not asked for here.
  const chunk = Buffer.from([0, 0, 0, 4, 0x63, 0x49, 0x43, 0x50, 12, 13, 0, 1, 0, 0, 0, 0]);
  return `data:image/png;base64,${Buffer.concat([bytes.subarray(0, 33), chunk, bytes.subarray(33)]).toString("base64")}`;
}

const photograph = createCanvas(60, 40);
photograph.getContext("2d").fillRect(10, 10, 30, 20);
const PROFILED_JPEG = photograph.toBuffer("image/jpeg");
const asJpeg = (bytes) => `data:image/jpeg;base64,${bytes.toString("base64")}`;
/** The JPEG without the segment that holds its colour profile. */
function withoutProfile(bytes) {
  const at = bytes.indexOf("ffe2", 0, "hex");
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 2 + bytes.readUInt16BE(at + 2))]);
}
const JPEG = asJpeg(withoutProfile(PROFILED_JPEG));
const SVG = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15">A</text></svg>')}`;

/** What only a canvas draws as the page does. */
const OF_CANVAS = {
  "a logo of SVG, which may have text": { image: SVG },
  "a logo of another kind than PNG": { image: JPEG },
  "a logo with a colour profile": { image: withProfile(WIDE_PNG_URI) },
  "a photograph with a colour profile": { image: asJpeg(PROFILED_JPEG) },
  "a picture behind the code by its address": { backgroundOptions: { image: "/logo.png", imageOpacity: 0.1 } },
  "a colour of the page": { dotsOptions: { color: "currentColor" } },
  "sides that are no whole pixels": { width: 200.5 },
};

let chromium;
let page;

before(async () => {
  chromium = await open();
  page = chromium.page;
  await page.evaluate(async () => {
    const { default: QRCodeStyling } = await import("/dist/index.js");
    await import("/dist/element.js");
    const digest = async (blob) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))].join();
    const { difference, pixels } = await import("/pictures.js");
    Object.assign(globalThis, {
      QRCodeStyling,
      digest,
      file: (options, extension = "png") => new QRCodeStyling(options).getRawData(extension),
      /** The link that a download clicks. */
      clicked: async (options, request) => {
        const links = [];
        const click = HTMLAnchorElement.prototype.click;
        HTMLAnchorElement.prototype.click = function () {
          links.push(this.href);
        };
        await new QRCodeStyling(options).download(request);
        HTMLAnchorElement.prototype.click = click;
        return links[0];
      },
      difference: async (one, other) => difference(await pixels(one), await pixels(other)),
    });
  });
  // The canvas's files, before there is another way.
  await page.evaluate(
    async ([all, others]) => {
      const kept = { cases: [], others: {} };
      for (const { options } of all) kept.cases.push(await file(structuredClone(options)));
      for (const [name, options] of Object.entries(others)) kept.others[name] = await digest(await file(options));
      kept.extension = await digest(await withMark().getRawData("png"));
      globalThis.kept = kept;
      await import("/dist/raster.js");
      function withMark() {
        const code = new QRCodeStyling({ data: "https://example.com" });
        code.applyExtension((svg) => svg.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "text"), { textContent: "mark" })));
        return code;
      }
      globalThis.withMark = withMark;
    },
    [cases, Object.fromEntries(Object.entries(OF_CANVAS).map(([name, options]) => [name, { data, ...options }]))],
  );
});

after(async () => {
  await chromium?.close();
  assert.deepEqual(chromium?.problems, []);
});

test("the pictures are those of the canvas", async () => {
  const { shares, own } = await page.evaluate(async (all) => {
    const shares = [];
    let own = 0;
    for (const [index, { options }] of all.entries()) {
      const png = await file(structuredClone(options));
      if ((await digest(png)) !== (await digest(kept.cases[index]))) own += 1;
      shares.push(await difference(png, kept.cases[index]));
    }
    return { shares, own };
  }, cases);
  const wrong = [];
  cases.forEach(({ name, options }, index) => {
    const limit = options.dotsOptions?.type === "dots" ? LIMIT_OF_DISCS : LIMIT;
    if (shares[index] > limit) wrong.push(`${name}: ${(100 * shares[index]).toFixed(3)} %`);
  });
  assert.deepEqual(wrong, []);
  assert.ok(own > 0.8 * cases.length, `${own} of ${cases.length} were written by the engine`);
});

test("files are the engine's: of the class, of a download, of the element", async () => {
  for (const options of [design, { ...design, image: WIDE_PNG_URI, type: "svg" }]) {
    const unequal = await page.evaluate(async (options) => {
      const { toBytes } = await import("/dist/raster.js");
      const unequal = [];
      for (const format of ["png", "jpeg", "webp"]) {
        const expected = (quality) => new Blob([toBytes(options, { format, quality })]);
        const compare = async (what, blob, quality) => {
          if (blob.type !== `image/${format}` || (await digest(blob)) !== (await digest(expected(quality)))) unequal.push(`${what} as ${format}`);
        };
        await compare("class", await file(options, format), 100);
        const link = await clicked(options, { extension: format });
        const text = atob(link.split(",")[1]);
        await compare("download", new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], { type: link.slice(5, link.indexOf(";")) }), 92);
        const element = Object.assign(document.createElement("qr-code"), { options });
        await compare("element", await element.toBlob({ extension: format }), 100);
      }
      return unequal;
    }, options);
    assert.deepEqual(unequal, []);
  }
});

test("the element writes as many pixels as are asked for", async () => {
  const size = await page.evaluate(async (options) => {
    const { width, height } = await createImageBitmap(await Object.assign(document.createElement("qr-code"), { options }).toBlob({ scale: 1.5 }));
    return [width, height];
  }, design);
  assert.deepEqual(size, [360, 360]);
});

for (const [name, options] of Object.entries(OF_CANVAS)) {
  test(`the canvas writes still: ${name}`, async () => {
    const isSame = await page.evaluate(async ([name, options]) => (await digest(await file(options))) === kept.others[name], [name, { data, ...options }]);
    assert.ok(isSame);
  });
}

test("the canvas writes still: what an extension adds, and formats that only browsers know of", async () => {
  const seen = await page.evaluate(async (options) => {
    const gif = await file(options, "gif");
    return [(await digest(await withMark().getRawData("png"))) === kept.extension, gif.type, (await digest(gif)) === (await digest(await file(options)))];
  }, design);
  assert.deepEqual(seen, [true, "image/png", false]);
});

test("with the engine for them, photographs are drawn too", async () => {
  const [isOther, share] = await page.evaluate(
    async ([image, name]) => {
      const options = { data: "https://example.com", image };
      await import("/dist/raster-logos.js");
      const png = await file(options);
      return [(await digest(png)) !== kept.others[name], await difference(png, await new Promise((resolve) => new QRCodeStyling(options)._getElement("png").then((canvas) => canvas.toBlob(resolve))))];
    },
    [JPEG, "a logo of another kind than PNG"],
  );
  assert.ok(isOther);
  assert.ok(share < LIMIT, `${100 * share} % differ`);
});

test("in Node the class writes what it refuses otherwise", () => {
  const printed = run(`
    import { JSDOM } from "jsdom";
    import QRCodeStyling from "./dist/index.js";
    import { toBytes } from "./dist/raster-node.js";
    const options = ${JSON.stringify({ ...design, image: SVG })};
    const seen = {};
    for (const format of ["png", "jpeg", "webp"]) {
      const blob = await new QRCodeStyling(options).getRawData(format);
      const buffer = await new QRCodeStyling({ ...options, jsdom: JSDOM }).getRawData(format);
      const expected = Buffer.from(toBytes(options, { format, quality: 100 }));
      seen[format] = [blob.type, expected.equals(Buffer.from(await blob.arrayBuffer())), Buffer.isBuffer(buffer), expected.equals(buffer)];
    }
    const fails = async (options, format) => new QRCodeStyling(options).getRawData(format).then(() => "drawn", ({ code, path }) => [code, path]);
    seen.color = await fails({ data: "x", dotsOptions: { color: "currentColor" } }, "png");
    seen.format = await fails({ data: "x" }, "bmp");
    // Wrong options are coerced as by the class: an unknown type draws squares.
    seen.coerced = await fails({ data: "x", dotsOptions: { type: "stars" } }, "png");
    console.log(JSON.stringify(seen));`);
  assert.deepEqual(JSON.parse(printed), {
    png: ["image/png", true, true, true],
    jpeg: ["image/jpeg", true, true, true],
    webp: ["image/webp", true, true, true],
    color: ["output.color", "dotsOptions"],
    format: ["environment.canvas", null],
    coerced: "drawn",
  });
});
