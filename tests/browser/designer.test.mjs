// The designer's main job in a real browser: type, choose, see, save; and the same picture as the server draws.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { decode, launchBrowser, openPage, renderNatively, startServer } from "./harness.mjs";

const LOGO = fileURLToPath(new URL("../fixtures/logo.png", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TEXT = "https://example.com/spring-menu?table=7";

let server;
let browser;
let folder;
let page;
let complaints;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "designer-"));
  server = await startServer();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server stops without complaint");
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  ({ page, complaints } = await openPage(browser, server.address));
});

afterEach(async () => {
  await page.context().close();
  assert.deepEqual(complaints, [], "the browser has nothing to complain about");
});

const at = (id) => page.locator(`[data-testid="${id}"]`);

/** The picture on show: the engine's text and the options that it was drawn from. */
const picture = () =>
  page.evaluate(() => {
    const svg = document.querySelector("[data-testid=preview] svg");
    return { text: svg.parentElement.writtenMarkup, shown: svg.outerHTML, options: window.__qrOptions };
  });

/** Does something and waits until the preview shows another picture; gives that. */
async function change(act) {
  const { text } = await picture();
  await act();
  await page.waitForFunction(
    (before) => document.querySelector("[data-testid=preview] svg").parentElement.writtenMarkup !== before,
    text,
  );
  return picture();
}

/** Puts a value into a field and leaves it, as people do. */
async function fill(id, value) {
  await at(id).fill(value);
  await at(id).blur();
}

/** A design of which every part differs from the preset that it begins with. */
async function design() {
  await change(() => page.getByRole("button", { name: /\bClassic$/ }).click());
  await change(() => fill("data-input", TEXT));
  await change(() => at("dots-type-classy-rounded").click());
  await change(() => at("corner-square-type-extra-rounded").click());
  await change(() => at("corner-dot-type-dot").click());
  return change(() => fill("dots-color", "#4c1d95"));
}

async function download(id, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), at(id).click()]);
  const path = join(folder, name);
  await file.saveAs(path);
  return { path, name: file.suggestedFilename() };
}

describe("designer", () => {
  test("every change is seen at once", async () => {
    const { options } = await design();
    assert.equal(options.data, TEXT);
    assert.equal(options.dotsOptions.type, "classy-rounded");
    assert.equal(options.dotsOptions.color.toLowerCase(), "#4c1d95");
    assert.equal(options.cornersSquareOptions.type, "extra-rounded");
    assert.equal(options.cornersDotOptions.type, "dot");
    const circle = await change(() => at("shape-circle").click());
    assert.equal(circle.options.shape, "circle");
    const tinted = await change(() => fill("background-color", "#fef9c3"));
    assert.match(tinted.shown, /fill="#fef9c3"/i);
  });

  test("every type can be chosen, and each draws another picture", async () => {
    const seen = new Set();
    const types = await page.locator("[data-testid^=dots-type-]").evaluateAll((all) => all.map((one) => one.dataset.testid));
    assert.equal(types.length, 10);
    for (const type of types) {
      await at(type).click();
      await page.waitForFunction((wanted) => window.__qrOptions.dotsOptions.type === wanted, type.replace("dots-type-", ""));
      seen.add((await picture()).text);
    }
    assert.equal(seen.size, types.length);
  });

  test("the browser draws what the server draws, letter for letter", async () => {
    const first = await picture();
    assert.ok(first.options.dotsOptions.gradient, "the first design on the page has a gradient");
    for (const { text, shown, options } of [first, await design()]) {
      const native = renderNatively(options);
      assert.equal(text, native);
      const parsed = await page.evaluate((markup) => {
        const template = document.createElement("template");
        template.innerHTML = markup;
        return template.innerHTML;
      }, native);
      assert.equal(shown, parsed, "what the engine wrote is what stands in the page");
    }
  });

  test("with a logo too, the logo's own bytes aside", async () => {
    await design();
    const { text, options } = await change(() => at("logo-input").setInputFiles(LOGO));
    const aside = (svg) => svg.replace(/(xlink:href|href)="data:[^"]*"/g, '$1="logo"');
    assert.match(options.image, /^data:image\/png;base64,/);
    assert.match(text, /<image [^>]*href="data:image\/png/);
    assert.equal(aside(text), aside(renderNatively(options)));
  });

  test("text that is too long is refused in words, and the last picture stays", async () => {
    const last = await design();
    await at("data-input").fill("x".repeat(4000));
    await page.waitForFunction(() => document.querySelector("[data-testid=error]")?.textContent);
    const said = await at("error").innerText();
    assert.match(said, /shorten|too long/i);
    assert.equal((await picture()).text, last.text);
    await change(() => fill("data-input", "short again"));
    assert.equal(await at("error").innerText(), "");
  });

  test("what is saved is what is seen, and decoders read it", async () => {
    await design();
    await change(() => at("logo-input").setInputFiles(LOGO));
    const svg = await download("download-svg", "code.svg");
    assert.match(svg.name, /\.svg$/);
    assert.match(readFileSync(svg.path, "utf8"), /<svg[^>]*>.*<\/svg>\s*$/s);
    const png = await download("download-png", "code.png");
    assert.match(png.name, /\.png$/);
    assert.deepEqual(decode(png.path), { zxing: TEXT, zbar: TEXT });
    const screenshot = join(folder, "screen.png");
    await at("preview").screenshot({ path: screenshot });
    assert.deepEqual(decode(screenshot), { zxing: TEXT, zbar: TEXT });
  });

  test("axe finds nothing to mend, in both colour schemes, with and without an error", async () => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      assert.deepEqual(await violations(), [], colorScheme);
    }
    await at("data-input").fill("x".repeat(4000));
    await page.waitForFunction(() => document.querySelector("[data-testid=error]")?.textContent);
    assert.deepEqual(await violations(), [], "with an error");
  });
});

/** Runs axe by the debugger's door, which the page's content policy does not bind. */
async function violations() {
  await page.evaluate(readFileSync(AXE, "utf8"));
  const found = await page.evaluate(async () => (await window.axe.run()).violations);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
