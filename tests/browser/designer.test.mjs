// The designer's main job in a real browser: type, choose, see, save; and the same picture as the server draws.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { designer } from "./fixture.mjs";
import { decode, renderNatively } from "./harness.mjs";

const LOGO = fileURLToPath(new URL("../fixtures/logo.png", import.meta.url));
const TEXT = "https://example.com/spring-menu?table=7";

const it = designer();
const { at, picture, change, fill, violations } = it;

/** A design of which every part differs from the preset that it begins with. */
async function design() {
  await change(() => it.page.getByRole("button", { name: /\bClassic$/ }).click());
  await change(() => fill("data-input", TEXT));
  await change(() => at("dots-type-classy-rounded").click());
  await change(() => at("corner-square-type-extra-rounded").click());
  await change(() => at("corner-dot-type-dot").click());
  return change(() => fill("dots-color", "#4c1d95"));
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
    const types = await it.page.locator("[data-testid^=dots-type-]").evaluateAll((all) => all.map((one) => one.dataset.testid));
    assert.equal(types.length, 10);
    for (const type of types) {
      await at(type).click();
      await it.page.waitForFunction((wanted) => window.__qrOptions.dotsOptions.type === wanted, type.replace("dots-type-", ""));
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
      const parsed = await it.page.evaluate((markup) => {
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
    await it.page.waitForFunction(() => document.querySelector("[data-testid=error]")?.textContent);
    const said = await at("error").innerText();
    assert.match(said, /shorten|too long/i);
    assert.equal((await picture()).text, last.text);
    await change(() => fill("data-input", "short again"));
    assert.equal(await at("error").innerText(), "");
  });

  test("what is saved is what is seen, and decoders read it", async () => {
    await design();
    await change(() => at("logo-input").setInputFiles(LOGO));
    const svg = await it.download(at("download-svg"));
    assert.match(svg.name, /\.svg$/);
    assert.match(readFileSync(svg.path, "utf8"), /<svg[^>]*>.*<\/svg>\s*$/s);
    const png = await it.downloadPng();
    assert.match(png.name, /\.png$/);
    assert.deepEqual(decode(png.path), { zxing: TEXT, zbar: TEXT });
    const screenshot = join(it.folder, "screen.png");
    await at("preview").screenshot({ path: screenshot });
    assert.deepEqual(decode(screenshot), { zxing: TEXT, zbar: TEXT });
  });

  test("axe finds nothing to mend, in both colour schemes, with and without an error", async () => {
    for (const colorScheme of ["light", "dark"]) {
      await it.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      assert.deepEqual(await violations(), [], colorScheme);
    }
    await at("data-input").fill("x".repeat(4000));
    await it.page.waitForFunction(() => document.querySelector("[data-testid=error]")?.textContent);
    assert.deepEqual(await violations(), [], "with an error");
  });
});
