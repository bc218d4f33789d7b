// The engine's options as controls: set by hand, seen in what the engine is given, drawn and decoded.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { designer } from "./fixture.mjs";
import { decode, renderNatively } from "./harness.mjs";

const PHOTOGRAPH = fileURLToPath(new URL("../fixtures/photograph.jpg", import.meta.url));
const TEXT = "https://example.com/hello";
const SVG_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" rx="6" fill="#0a7"/></svg>';

const it = designer();
const { at, button, change, fill, until, downloadPng } = it;
const group = (name) => it.page.getByRole("group", { name, exact: true });

async function setNumber(name, value) {
  const field = it.page.getByRole("textbox", { name, exact: true });
  await field.fill(String(value));
  await field.blur();
}

test("one corner gets a look of its own, in the link too, and loses it again", async () => {
  await at("corner-topRight").click();
  await at("corner-topRight-own").click();
  await at("topRight-square-type-dot").click();
  await at("topRight-dot-type-dot").click();
  await group("Top right: square's colour").getByText("Solid").click();
  await fill("topRight-square-color", "#b0124e");
  await until(({ cornersSquareOptions: { topRight } }) => topRight?.type === "dot" && topRight.color === "#b0124e");
  const { cornersDotOptions } = await it.options();
  assert.deepEqual(cornersDotOptions.topRight, { type: "dot" });
  assert.equal(cornersDotOptions.topLeft, undefined);
  const { path } = await downloadPng();
  assert.deepEqual(decode(path), { zxing: TEXT, zbar: TEXT });
  const { text, options } = await it.picture();
  assert.equal(text, renderNatively(options));
  await it.addressFollows();
  await it.page.reload();
  await until((now) => now?.cornersSquareOptions.topRight?.color === "#b0124e");
  await button("Style Classic").click();
  await until(({ cornersSquareOptions }) => cornersSquareOptions.topRight === undefined);
});

test("the quiet margin is set in modules", async () => {
  await it.radio("Unit of the quiet margin", "Modules").click();
  await until(({ margin, quietZone }) => margin === 0 && quietZone === 4);
  await setNumber("Quiet margin, modules", 2);
  await until(({ quietZone }) => quietZone === 2);
  assert.match(await at("verdict").innerText(), /2\.0 modules of calm space/);
  await button("4 modules").click();
  await until(({ quietZone }) => quietZone === 4);
  await it.page.getByText("Scans well").waitFor();
});

test("a picture lies behind the code as strong as is safe; more is refused until the limit is off", async () => {
  await button("Style Classic").click();
  await change(() => at("background-input").setInputFiles(PHOTOGRAPH));
  assert.match((await it.options()).backgroundOptions.image, /^data:image\/jpeg/);
  assert.deepEqual(decode((await downloadPng()).path), { zxing: TEXT, zbar: TEXT });
  await it.radio("How strong the picture is", "Set it").click();
  await setNumber("Strength, percent", 95);
  await it.page.waitForFunction(() => /hides the code/.test(document.querySelector("[data-testid=error]").textContent));
  assert.doesNotMatch(await at("error").innerText(), /backgroundOptions/);
  assert.match(await at("verdict").innerText(), /No code of this/);
  await at("background-guard").click();
  await until(({ backgroundOptions }) => backgroundOptions.imageGuard === false && backgroundOptions.imageOpacity === 0.95);
  assert.match(await at("verdict").innerText(), /May not scan/);
  await button("As strong as is safe").click();
  await until(({ backgroundOptions }) => backgroundOptions.imageOpacity === undefined && backgroundOptions.imageGuard === undefined);
  await button("Remove the picture behind").click();
  await until(({ backgroundOptions }) => backgroundOptions.image === undefined);
});

test("modes and masks are fixed, and Kanji holds what it can", async () => {
  await fill("data-input", "東京");
  await at("mode").selectOption("Kanji");
  await until(({ data, qrOptions }) => data === "東京" && qrOptions.mode === "Kanji");
  const seen = new Set();
  for (const mask of ["0", "1", "2", "3", "4", "5", "6", "7"]) {
    await at("mask").selectOption(mask);
    await until(({ qrOptions }) => qrOptions.mask === Number(mask));
    seen.add((await it.picture()).text);
  }
  assert.equal(seen.size, 8);
  assert.equal(decode((await downloadPng()).path).zxing, "東京");
  await at("data-input").fill("abc");
  await it.page.waitForFunction(() => /cannot hold/.test(document.querySelector("[data-testid=error]").textContent));
  await at("mode").selectOption("auto");
  await until(({ data }) => data === "abc");
});

describe("frames", () => {
  const frame = async (name) => {
    await at("open-frames").click();
    await at(`frame-${name}`).click();
    await until(({ frameOptions }) => frameOptions?.type === name);
  };

  test("have paints of their own", async () => {
    await frame("banner");
    await group("Frame's colour").getByText("Gradient").click();
    await at("frame-text-color-own").click();
    await fill("frame-text-color", "#ffee00");
    await at("frame-panel-color-own").click();
    await fill("frame-panel-color", "#fffef0");
    await until(({ frameOptions }) => frameOptions.gradient && frameOptions.textColor === "#ffee00" && frameOptions.panelColor === "#fffef0");
    assert.deepEqual(decode((await downloadPng()).path), { zxing: TEXT, zbar: TEXT });
  });

  test("count in the smallest size that the verdict advises", async () => {
    const millimetres = async () => Number(/at least (\d+) mm/.exec(await at("verdict").innerText())[1]);
    const bare = await millimetres();
    await frame("bag");
    const framed = await millimetres();
    assert.ok(framed > bare, `${bare} mm, in a frame ${framed} mm`);
    // At that width a module of the file has 0.4 mm.
    const { options } = await it.picture();
    const plain = { ...options, dotsOptions: {}, cornersSquareOptions: {}, cornersDotOptions: {} };
    const module = Number(/scale\(([\d.]+)\)/.exec(renderNatively(plain))[1]);
    assert.equal(framed, Math.ceil((0.4 * options.width) / module));
  });

  test("go with an SVG logo, which stays one in SVG and becomes pixels elsewhere", async () => {
    await change(() => at("logo-input").setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(SVG_LOGO) }));
    await frame("card");
    const { text } = await it.picture();
    assert.match(text, /href="data:image\/svg\+xml;base64,/);
    assert.doesNotMatch(text, /data:image\/png/);
    const png = await downloadPng();
    assert.deepEqual(decode(png.path), { zxing: TEXT, zbar: TEXT });
    const pdf = await it.download(at("download-pdf"));
    assert.equal(decode(it.rasterised(pdf.path)).zxing, TEXT);
    const shown = join(it.folder, "shown.png");
    await at("preview").screenshot({ path: shown });
    assert.deepEqual(decode(shown), { zxing: TEXT, zbar: TEXT });
  });

  test("go with a photograph as the logo, whose engine comes with it", async () => {
    await change(() => at("logo-input").setInputFiles(PHOTOGRAPH));
    await frame("card");
    assert.match((await it.picture()).text, /href="data:image\/jpeg;base64,/);
    assert.deepEqual(decode((await downloadPng()).path), { zxing: TEXT, zbar: TEXT });
    const pdf = await it.download(at("download-pdf"));
    assert.match(pdf.bytes.toString("latin1"), /DCTDecode/, "photographs stay as they are");
    assert.equal(decode(it.rasterised(pdf.path)).zxing, TEXT);
  });
});

test("the code is shown in true size, by a screen that was measured once", async () => {
  const open = () => button("See it in true size").click();
  const width = async (id) => (await at(id).boundingBox()).width;
  await open();
  await setNumber("Width, millimetres", 40);
  assert.ok(Math.abs((await width("true-size")) - (40 / 25.4) * 96) < 1);
  await it.page.getByText("a guess until you measure").waitFor();
  await it.page.getByText("Measure the screen").click();
  await setNumber("Width of the outline, pixels", 428);
  assert.ok(Math.abs((await width("true-size-card")) - 428) < 1);
  await it.page.getByText("The code", { exact: true }).click();
  assert.ok(Math.abs((await width("true-size")) - 40 * 5) < 1);
  await setNumber("Width, millimetres", 10);
  await it.page.getByText("phones may not read it").waitFor();
  await setNumber("Width, millimetres", 40);
  await button("Save it 40 mm wide").click();
  assert.equal(await it.page.getByRole("textbox", { name: "Size, millimetres" }).inputValue(), "40");
  await it.page.reload();
  await open();
  assert.equal(await it.page.getByText("a guess until you measure").count(), 0);
});

test("a file that is no picture is refused in words", async () => {
  const file = join(it.folder, "notes.png");
  writeFileSync(file, "not a picture");
  await at("background-input").setInputFiles(file);
  await it.page.getByText("is no picture that a code can show").waitFor();
});
