// What leaves the designer: files in every format and size, code to paste, saved designs, batches, print sheets.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { designer } from "./fixture.mjs";
import { decode, makeToken, PYTHON, renderNatively } from "./harness.mjs";

const TEXT = "https://example.com/spring-menu?table=7";

const it = designer(async ({ button, at, until }) => {
  await button("Style Classic").click();
  await at("data-input").fill(TEXT);
  await until((options) => options?.data === TEXT);
});
const { at, button, download, downloadPng, rasterised } = it;

/** The first number pairs of a PDF's page size, in points. */
const pageSize = (pdf) => /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf.toString("latin1")).slice(1).map(Number);

describe("files", () => {
  for (const format of ["jpeg", "webp", "pdf", "eps"]) {
    test(`${format} is saved and decoders read it`, async () => {
      const { path, name } = await download(at(`download-${format}`));
      assert.equal(name, `qr-code.${format}`);
      let picture = path;
      if (format === "pdf" || format === "eps") picture = rasterised(path);
      else execFileSync(PYTHON, ["-c", "import sys; from PIL import Image; Image.open(sys.argv[1]).save(sys.argv[2])", path, (picture = `${path}.png`)]);
      assert.deepEqual(decode(picture), { zxing: TEXT, zbar: TEXT });
      await it.page.waitForFunction(() => /saved/.test(document.querySelector("[data-testid=format-said]").textContent));
    });
  }

  test("a size in millimetres is told in SVG, PNG and PDF", async () => {
    await it.page.getByText("Print, mm").click();
    await it.page.getByRole("textbox", { name: "Size, millimetres" }).fill("40");
    await it.page.getByRole("textbox", { name: "Size, millimetres" }).blur();
    await it.page.getByRole("textbox", { name: "Resolution, dots per inch" }).fill("600");
    await it.page.getByRole("textbox", { name: "Resolution, dots per inch" }).blur();
    await it.page.waitForFunction(() => !document.querySelector("[data-testid=download-png]").disabled);
    const svg = (await download(at("download-svg"))).bytes.toString();
    assert.match(svg, /<svg [^>]*width="40mm" height="40mm"/);
    const png = (await download(at("download-png"))).bytes;
    assert.equal(png.readUInt32BE(16), Math.round((40 / 25.4) * 600));
    assert.equal(png.readUInt32BE(png.indexOf("pHYs") + 4), Math.round(600 / 0.0254));
    const [width] = pageSize((await download(at("download-pdf"))).bytes);
    assert.ok(Math.abs(width - (40 / 25.4) * 72) < 0.05, `${width} points`);
  });
});

describe("code to paste", () => {
  const copied = async (kind) => {
    await button(`Copy as ${kind}`).click();
    await it.page.waitForFunction(() => [...document.querySelectorAll(".copy-said")].some((said) => said.textContent === "Copied"));
    return it.page.evaluate(() => navigator.clipboard.readText());
  };

  test("JSON is what the engine draws from", async () => {
    const options = JSON.parse(await copied("JSON"));
    assert.equal(options.data, TEXT);
    assert.match(renderNatively(options), /^<svg .*<\/svg>$/s);
  });

  test("React and HTML hold the text and the picture", async () => {
    const react = await copied("React");
    assert.match(react, /import \{ QRCode \} from "qr-engine\/react";/);
    assert.ok(react.includes(`value={${JSON.stringify(TEXT)}}`));
    const html = await copied("HTML");
    const shown = await it.page.evaluate(async (markup) => {
      const template = document.createElement("template");
      template.innerHTML = markup;
      // What stands in a template is not loaded.
      const image = document.importNode(template.content.querySelector("img"));
      await image.decode();
      return [image.alt, image.naturalWidth];
    }, html);
    assert.deepEqual(shown, [`QR code: ${TEXT}`, 1024]);
  });

  test("curl saves the design, as it stands", async () => {
    const command = await copied("curl");
    const answer = execFileSync("bash", ["-c", `${command.trim()} --silent`], { encoding: "utf8", env: { ...process.env, TOKEN: makeToken(it.server) } });
    assert.match(JSON.parse(answer).qrcode_design.id, /\w/);
  });
});

test("a design is saved on the server; the token is asked once", async () => {
  await button("Save design to the server").click();
  await at("token-input").fill("wrong");
  await button("Save design").click();
  await it.page.getByText("The server does not know this token", { exact: false }).waitFor();
  // The browser tells the refusal on its console.
  it.complaints.splice(0, 1);
  await at("token-input").fill(makeToken(it.server));
  await button("Save design").click();
  const id = await at("saved-id").innerText();
  assert.match(id, /\w/);
  await button("Done").click();
  await button("Save design to the server").click();
  assert.equal(await at("token-input").count(), 0);
  await button("Save design").click();
  assert.notEqual(await at("saved-id").innerText(), id);
  assert.deepEqual(await it.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("token"))), []);
});

test("a saved design has its frame, margin, corners and the picture behind the code", async () => {
  await at("open-frames").click();
  await at("frame-pill").click();
  await at("corner-topLeft").click();
  await at("corner-topLeft-own").click();
  await at("topLeft-dot-type-dot").click();
  await it.until(({ frameOptions, cornersDotOptions }) => frameOptions?.type === "pill" && cornersDotOptions.topLeft?.type === "dot");
  await at("background-input").setInputFiles(fileURLToPath(new URL("../fixtures/photograph.jpg", import.meta.url)));
  await button("Remove the picture behind").waitFor();
  const token = makeToken(it.server);
  await button("Save design to the server").click();
  await at("token-input").fill(token);
  await button("Save design").click();
  const id = await at("saved-id").innerText();
  const answer = await fetch(new URL(`/v1/qrcode-designs/${id}`, it.server.address), { headers: { Authorization: `Bearer ${token}` } });
  const { qrcode_design: saved } = await answer.json();
  const shown = await it.options();
  const behind = await fetch(saved.background_image_signed_url);
  assert.equal(behind.headers.get("content-type"), "image/jpeg");
  assert.deepEqual(Buffer.from(await behind.arrayBuffer()), readFileSync(new URL("../fixtures/photograph.jpg", import.meta.url)));
  assert.deepEqual(saved.engine_options.frameOptions, shown.frameOptions);
  assert.deepEqual(saved.engine_options.cornersDotOptions, { topLeft: { type: "dot" } });
  assert.equal(saved.engine_options.margin, Math.round((shown.margin / shown.width) * 1000));
});

test("a batch tells how far it is, and stops when it is told to", async () => {
  await button("Many codes from a CSV").click();
  await at("csv-text").fill(`url\n${Array.from({ length: 500 }, (_, index) => `https://example.com/${index}`).join("\n")}`);
  // PNG takes long enough to be watched.
  await it.page.getByRole("dialog").getByText("PNG", { exact: true }).click();
  await button("Make 500 codes").click();
  const bar = it.page.getByRole("progressbar", { name: "Codes made" });
  await bar.waitFor();
  await it.page.waitForFunction(() => Number(document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")) > 0);
  assert.equal(await bar.getAttribute("aria-valuemax"), "500");
  await button("Cancel").click();
  await it.page.getByRole("dialog").waitFor({ state: "detached" });
});

test("a CSV becomes a ZIP with a manifest", async () => {
  await button("Many codes from a CSV").click();
  const rows = ['name,url', 'table 1,https://example.com/?t=1', '"a ""b"", c",https://example.com/?t=2', "table 1,=cmd()", "empty,"];
  await at("csv-input").setInputFiles({ name: "codes.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${rows.join("\r\n")}`) });
  const dialog = it.page.getByRole("dialog");
  await dialog.getByText("PNG", { exact: true }).click();
  const { path, name } = await download(button("Make 4 codes"));
  assert.equal(name, "qr-codes.zip");
  const out = join(it.folder, "zip");
  execFileSync(PYTHON, ["-m", "zipfile", "-e", path, out]);
  assert.deepEqual(decode(join(out, "table-1.png")), { zxing: "https://example.com/?t=1", zbar: "https://example.com/?t=1" });
  assert.deepEqual(decode(join(out, "a-b-,-c.png")), { zxing: "https://example.com/?t=2", zbar: "https://example.com/?t=2" });
  assert.equal(decode(join(out, "table-1-3.png")).zxing, "=cmd()");
  const manifest = readFileSync(join(out, "manifest.csv"), "utf8").trim().split("\r\n");
  assert.deepEqual(manifest.slice(0, 2), ["line,content,file,status,problem", "2,https://example.com/?t=1,table-1.png,made,"]);
  assert.equal(manifest[3], "4,'=cmd(),table-1-3.png,made,");
  assert.match(manifest[4], /^5,,,failed,the content is empty$/);
  assert.match(await at("batch-said").innerText(), /3 codes saved\. 1 rows failed/);
});

test("a table that is none is refused in words", async () => {
  await button("Many codes from a CSV").click();
  await at("csv-text").fill("only a head");
  await it.page.getByText("There are no rows", { exact: false }).waitFor();
  assert.ok(await button("Make codes").isDisabled());
});

test("a print sheet has codes in real millimetres", async () => {
  await button("Print sheet").click();
  const { path, bytes } = await download(at("save-sheet"));
  const [width, height] = pageSize(bytes);
  assert.ok(Math.abs(width - (210 / 25.4) * 72) < 0.1 && Math.abs(height - (297 / 25.4) * 72) < 0.1, `${width} by ${height}`);
  assert.equal(decode(rasterised(path)).zxing, TEXT);
  // Four columns of 40 mm with 8 mm between: the first code begins 13 mm from the left, and 5 rows leave 21 mm above.
  const [dark, light] = JSON.parse(execFileSync(PYTHON, ["-c", `
import json, sys
from PIL import Image
page = Image.open(sys.argv[1]).convert("L")
at = lambda x, y: page.getpixel((round(x / 25.4 * 200), round(y / 25.4 * 200)))
rows = [at(13 + 20, y) for y in range(0, 297)]
print(json.dumps([min(rows), at(5, 5)]))`, rasterised(path)], { encoding: "utf8" }));
  assert.ok(dark < 64 && light > 250, `${dark}, ${light}`);
});

test("a frame with words is seen, shared and saved, and the code in it read", async () => {
  await at("open-frames").click();
  const plain = await at("preview").innerHTML();
  await at("frame-banner").click();
  await at("frame-text").fill("See the menu");
  await it.page.waitForFunction((before) => {
    const shown = document.querySelector("[data-testid=preview]").innerHTML;
    return shown !== before && window.__qrOptions.frameOptions?.text === "See the menu";
  }, plain);
  await it.page.waitForFunction(() => !document.querySelector("[data-testid=download-png]").disabled);
  const { path } = await download(at("download-png"));
  assert.deepEqual(decode(path), { zxing: TEXT, zbar: TEXT });
  await it.page.waitForFunction(() => location.hash.length > 10);
  await it.page.waitForTimeout(400);
  const framed = await at("preview").innerHTML();
  await it.page.reload();
  await it.page.waitForFunction((before) => document.querySelector("[data-testid=preview]").innerHTML === before, framed);
  assert.equal(await at("frame-text").inputValue(), "See the menu");
});

test("the verdict names what endangers scanning, and mends it", async () => {
  assert.match(await at("verdict").innerText(), /Scans well/);
  await at("dots-color").fill("#dddddd");
  await at("dots-color").blur();
  await it.page.getByText("May not scan").waitFor();
  await button("Use black on white").click();
  await it.page.getByText("Scans well").waitFor();
  await at("corner-dot-type-star").click();
  await button("Whole centres").click();
  await it.page.getByText("Scans well").waitFor();
  await it.page.keyboard.press("Control+z");
  await it.page.getByText("May not scan").waitFor();
});
