/** The class in a real page. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { open } from "./chromium.mjs";
import { WIDE_PNG_URI } from "./helpers.mjs";

let chromium;
let page;

before(async () => {
  chromium = await open();
  page = chromium.page;
  await page.evaluate(async () => {
    const { default: QRCodeStyling } = await import("/dist/index.js");
    const draw = async (source) => {
      const bitmap = await createImageBitmap(source);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      return { width: bitmap.width, data: context.getImageData(0, 0, bitmap.width, bitmap.height).data };
    };
    Object.assign(globalThis, {
      QRCodeStyling,
      node: document.querySelector("#code"),
      /** Colour of one pixel of a picture. */
      pixel: async (source, x, y) => {
        const { width, data } = await draw(source);
        return [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4)].join();
      },
      /** Share of pixels in which a picture and an SVG document differ visibly. */
      difference: async (picture, svg) => {
        const image = new Image();
        image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svg.text())}`;
        await image.decode();
        const [a, b] = [await draw(picture), await draw(image)];
        let differ = 0;
        for (let at = 0; at < a.data.length; at += 4) {
          if ([0, 1, 2, 3].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > 16)) differ += 1;
        }
        return (differ * 4) / a.data.length;
      },
      rejection: (promise) => promise.then(() => "resolved", (error) => error.code ?? error),
    });
  });
});

after(async () => {
  await chromium?.close();
  assert.deepEqual(chromium?.problems, []);
});

beforeEach(() => page.evaluate(() => node.replaceChildren()));

test("a canvas is painted when append returns", async () => {
  const seen = await page.evaluate(() => {
    const code = new QRCodeStyling({ data: "https://example.com", width: 250, height: 250, dotsOptions: { color: "#f00" } });
    code.append(node);
    const canvas = node.firstChild;
    const color = () => [...node.firstChild.getContext("2d").getImageData(3, 3, 1, 1).data].join();
    const before = color();
    code.update({ dotsOptions: { color: "#00f" } });
    return [node.children.length, canvas.tagName, canvas.width, before, color(), canvas === node.firstChild, code._canvas === node.firstChild];
  });
  assert.deepEqual(seen, [1, "CANVAS", 250, "255,0,0,255", "0,0,255,255", false, true]);
});

test("an SVG is complete when append returns", async () => {
  const seen = await page.evaluate((image) => {
    const code = new QRCodeStyling({ type: "svg", data: "https://example.com", image });
    code.append(node);
    const { tagName, namespaceURI } = node.firstChild;
    const before = node.querySelectorAll("path, image").length;
    code.update({ image: undefined });
    return [node.children.length, tagName, namespaceURI, before, node.querySelectorAll("path, image").length];
  }, WIDE_PNG_URI);
  assert.deepEqual(seen, [1, "svg", "http://www.w3.org/2000/svg", 3, 2]);
});

const gradient = { type: "linear", rotation: 0.7, colorStops: [{ offset: 0, color: "#c026d3" }, { offset: 1, color: "navy" }] };
const designs = {
  "rounded, gradient": { dotsOptions: { type: "extra-rounded", gradient } },
  "radial, alpha, no background": { dotsOptions: { type: "dots", gradient: { ...gradient, type: "radial" } }, cornersDotOptions: { type: "dot", color: "#f008" }, backgroundOptions: { color: "" } },
  "circle, rounded background": { shape: "circle", backgroundOptions: { round: 0.4, color: "beige" }, cornersSquareOptions: { type: "extra-rounded", gradient } },
  "logo": { image: WIDE_PNG_URI, imageOptions: { margin: 3 }, dotsOptions: { type: "classy" } },
  "gradient without extent": { cornersDotOptions: { gradient: { ...gradient, rotation: "x" } } },
  "colours of the page": { dotsOptions: { color: "currentColor" }, cornersSquareOptions: { color: "var(--brand)" } },
};

for (const [name, design] of Object.entries(designs)) {
  for (const type of ["canvas", "svg"]) {
    test(`PNG and SVG show the same: ${name}, type ${type}`, async () => {
      const [size, mime, share] = await page.evaluate(async (options) => {
        const code = new QRCodeStyling({ data: "https://example.com", ...options });
        const png = await code.getRawData("png");
        return [png.size, png.type, await difference(png, await code.getRawData("svg"))];
      }, { ...design, type });
      assert.equal(mime, "image/png");
      assert.ok(size > 500);
      assert.ok(share < 0.002, `${share * 100} % of the pixels differ`);
    });
  }
}

test("PNG is fresh after update, in both types; JPEG lies on white; WebP is WebP", async () => {
  const seen = await page.evaluate(async () => {
    const result = [];
    for (const type of ["canvas", "svg"]) {
      const code = new QRCodeStyling({ type, data: "x", width: 230, height: 230, margin: 10, dotsOptions: { color: "#f00" } });
      result.push(await pixel(await code.getRawData("png"), 15, 15));
      code.update({ dotsOptions: { color: "#00f" }, backgroundOptions: { color: "" } });
      result.push(await pixel(await code.getRawData("png"), 15, 15), await pixel(await code.getRawData("png"), 3, 3));
      result.push(await pixel(await code.getRawData("jpeg"), 3, 3), (await code.getRawData("webp")).type);
    }
    return result;
  });
  const once = ["255,0,0,255", "0,0,255,255", "0,0,0,0", "255,255,255,255", "image/webp"];
  assert.deepEqual(seen, [...once, ...once]);
});

test("logos by address: embedded, linked, refused, missing", async () => {
  const seen = await page.evaluate(async (other) => {
    const result = {};
    const code = (options) => new QRCodeStyling({ type: "svg", data: "https://example.com", ...options });
    const href = async (drawn) => /xlink:href="([^"]{0,22})/.exec(await (await drawn.getRawData("svg")).text())[1];
    result.own = await href(code({ image: "/logo.png" }));
    result.other = await href(code({ image: `${other}/logo.png` }));
    result.linked = (await href(code({ image: "/logo.png", imageOptions: { saveAsBlob: false } }))) === "/logo.png";
    const closed = code({ image: `${other}/closed.png` });
    closed.append(node);
    result.closed = await rejection(closed.getRawData("svg"));
    result.drawnWithoutLogo = [node.querySelectorAll("path").length, node.querySelectorAll("image").length];
    result.missing = await rejection(code({ type: "canvas", image: "/none.png" })._canvasDrawingPromise);
    result.broken = await rejection(code({ type: "canvas", image: "data:image/png;base64,AAAA" })._canvasDrawingPromise);
    const late = code({ image: "/logo.png" });
    late.append(node);
    late.update({ image: undefined });
    await late.getRawData("svg");
    result.latest = node.lastChild === late._svg && late._svg.querySelectorAll("image").length;
    return result;
  }, chromium.other);
  assert.deepEqual(seen, {
    own: "data:image/png;base64,",
    other: "data:image/png;base64,",
    linked: true,
    closed: "logo.load",
    drawnWithoutLogo: [2, 0],
    missing: "logo.load",
    broken: "logo.load",
    latest: 0,
  });
});

test("an update that keeps the logo paints it at once", async () => {
  const seen = await page.evaluate(async (image) => {
    const code = new QRCodeStyling({ data: "https://example.com", image, width: 250, height: 250 });
    code.append(node);
    await code._canvasDrawingPromise;
    code.update({ dotsOptions: { color: "#00f" } });
    return [...node.firstChild.getContext("2d").getImageData(118, 125, 1, 1).data].join();
  }, WIDE_PNG_URI);
  assert.notEqual(seen, "255,255,255,255");
  assert.notEqual(seen, "0,0,0,0");
});

test("extensions reach the page, the canvas and the files, with any characters", async () => {
  const seen = await page.evaluate(async () => {
    const extension = (svg) => {
      const frame = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ width: 20, height: 20, fill: "#0f0" })) frame.setAttribute(name, value);
      frame.append("扫码");
      svg.append(frame);
    };
    const result = [];
    for (const type of ["svg", "canvas"]) {
      const code = new QRCodeStyling({ type, data: "x" });
      code.append(node);
      code.applyExtension(extension);
      result.push(await pixel(await code.getRawData("png"), 5, 5), (await (await code.getRawData("svg")).text()).includes("扫码</rect></svg>"));
      code.deleteExtension();
      result.push(await pixel(await code.getRawData("png"), 5, 5));
    }
    return [...result, node.children.length];
  });
  assert.deepEqual(seen, ["0,255,0,255", true, "0,0,0,255", "0,255,0,255", true, "0,0,0,255", 1]);
});

for (const [given, name] of [
  [undefined, "qr.png"],
  [{ name: "menu", extension: "svg" }, "menu.svg"],
  [{ extension: "webp" }, "qr.webp"],
  ["jpeg", "qr.jpeg"],
]) {
  test(`download ${JSON.stringify(given)} saves ${name}`, async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.evaluate((options) => new QRCodeStyling({ data: "x" }).download(options), given),
    ]);
    assert.equal(download.suggestedFilename(), name);
  });
}

test("a module worker draws SVG", async () => {
  const svg = await page.evaluate(async () => {
    const worker = new Worker("/worker.js", { type: "module" });
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
    });
  });
  assert.match(svg, /<svg /);
});

test("on a dense screen the canvas has the screen's pixels, its size and the files stay", async () => {
  const dense = await open({ ratio: 2 });
  try {
    const seen = await dense.page.evaluate(async () => {
      const { default: QRCodeStyling } = await import("/dist/index.js");
      const place = document.body.appendChild(document.createElement("div"));
      const shadow = place.attachShadow({ mode: "open" });
      const box = (element) => [element.getBoundingClientRect().width, element.getBoundingClientRect().height];
      const code = new QRCodeStyling({ data: "x", width: 210, height: 240, dotsOptions: { color: "#f00" } });
      const page = document.querySelector("#code");
      code.append(page);
      const canvas = page.firstChild;
      const result = [[canvas.width, canvas.height], box(canvas)];
      // A module's edge in the middle of a px: 21 modules of 10 px, 15 px above.
      result.push([...canvas.getContext("2d").getImageData(1, 31, 1, 1).data].join());
      code.append(shadow);
      result.push(box(shadow.firstChild));
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("canvas { width: 50px }");
      document.adoptedStyleSheets.unshift(sheet);
      code.append(page);
      result.push(box(page.firstChild)[0]);
      const { width, height } = await createImageBitmap(await code.getRawData("png"));
      const element = await code._getElement("png");
      result.push([width, height], [element.width, element.height]);
      const large = new QRCodeStyling({ data: "x", width: 4000, height: 4000 });
      return [...result, large._canvas.width];
    });
    assert.deepEqual(seen, [[420, 480], [210, 240], "255,0,0,255", [210, 240], 50, [210, 240], [210, 240], 4000]);
    assert.deepEqual(dense.problems, []);
  } finally {
    await dense.close();
  }
});
