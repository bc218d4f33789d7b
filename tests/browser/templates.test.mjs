// The gallery of templates: by axe, in the light and in the dark, on narrow screens and wide ones.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchBrowser, startServer } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Where the documentation's picture is; `QR_PICTURES=1` draws it anew. */
const PICTURE = fileURLToPath(new URL("../../docs/images/templates.png", import.meta.url));

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function gallery(width, colorScheme, query = "") {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`${server.address}/-/templates${query}`);
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode()));
  });
  return { page, complaints };
}

for (const width of [320, 390, 768, 1440]) {
  for (const scheme of ["light", "dark"]) {
    test(`every template is shown at ${width} px, ${scheme}`, async () => {
      const { page, complaints } = await gallery(width, scheme);
      const shown = await page.locator(".cards > li").count();
      assert.ok(shown >= 12, `${shown} cards`);
      const drawn = await page.evaluate(() => [...document.images].filter((image) => image.naturalWidth > 0).length);
      assert.equal(drawn, shown);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, "nothing is cut off");
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => (await window.axe.run()).violations);
      assert.deepEqual(found.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      assert.deepEqual(complaints, []);
      if (process.env.QR_PICTURES && width === 1440 && scheme === "light") await page.screenshot({ path: PICTURE, fullPage: true });
      await page.close();
    });
  }
}

test("a tag finds those that have it, and what finds nothing leads back", async () => {
  const { page } = await gallery(390, "light");
  await page.locator("#ocean .tags a", { hasText: "round" }).click();
  assert.equal(await page.locator("#ocean").count(), 1);
  assert.equal(await page.locator("#classic").count(), 0);
  await page.getByLabel("Search").fill("no such look");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("link", { name: "Show all templates" }).click();
  assert.equal(await page.locator("#classic").count(), 1);
  await page.close();
});
