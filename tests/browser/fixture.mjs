// One server, one browser and a fresh page for every test of a file, and what tests do with the designer's page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach } from "node:test";
import { launchBrowser, openPage, startServer } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Registers the hooks; what they open is found in what this gives. `prepare` runs on every fresh page. */
export function designer(prepare = async () => {}) {
  const at = (id) => fixture.page.locator(`[data-testid="${id}"]`);
  const fixture = {
    server: undefined,
    browser: undefined,
    page: undefined,
    /** Folder that goes away after the tests. */
    folder: undefined,
    /** What the browser complained about: a test takes out what it provoked. */
    complaints: undefined,
    at,
    button: (name) => fixture.page.getByRole("button", { name, exact: true }),
    radio: (group, name) => fixture.page.getByRole("radiogroup", { name: group }).getByText(name, { exact: true }),
    options: () => fixture.page.evaluate(() => window.__qrOptions),

    /** Waits until the engine was given options of which this holds; asks from outside, as the page's policy wants it. */
    async until(holds) {
      const end = Date.now() + 10_000;
      while (!holds(await fixture.options())) {
        if (Date.now() > end) throw new Error(`never held: ${holds}; the options are ${JSON.stringify(await fixture.options())}`);
        await fixture.page.waitForTimeout(25);
      }
    },

    /** The picture on show: the engine's text and the options that it was drawn from. */
    picture: () =>
      fixture.page.evaluate(() => {
        const svg = document.querySelector("[data-testid=preview] svg");
        return { text: svg.parentElement.writtenMarkup, shown: svg.outerHTML, options: window.__qrOptions };
      }),

    /** Does something and waits until the preview shows another picture; gives that. */
    async change(act) {
      const { text } = await fixture.picture();
      await act();
      await fixture.page.waitForFunction((old) => document.querySelector("[data-testid=preview] svg").parentElement.writtenMarkup !== old, text);
      return fixture.picture();
    },

    /** Puts a value into a field and leaves it, as people do. */
    async fill(id, value) {
      await at(id).fill(value);
      await at(id).blur();
    },

    async chooseKind(kind) {
      await at("content-kind").click();
      await at(`kind-${kind}`).click();
      await fixture.page.waitForSelector(`[data-testid=content-kind][data-kind="${kind}"]`);
    },

    /** Presses and keeps the file that comes of it. */
    async download(target) {
      const [file] = await Promise.all([fixture.page.waitForEvent("download"), target.click()]);
      const path = join(fixture.folder, `${Math.random().toString(36).slice(2)}-${file.suggestedFilename()}`);
      await file.saveAs(path);
      return { path, name: file.suggestedFilename(), bytes: readFileSync(path) };
    },

    /** Saves the PNG of the present design: of none before it. */
    async downloadPng() {
      // Files follow once the hand rests; until then the button belongs to the design before.
      await fixture.page.waitForTimeout(300);
      await fixture.page.waitForFunction(() => !document.querySelector("[data-testid=download-png]").disabled);
      return fixture.download(at("download-png"));
    },

    /** A PDF or EPS as PNG, at 200 dots per inch. */
    rasterised(path) {
      const out = join(fixture.folder, Math.random().toString(36).slice(2));
      if (path.endsWith(".pdf")) execFileSync("pdftoppm", ["-png", "-r", "200", "-singlefile", path, out]);
      else execFileSync("gs", ["-q", "-dNOPAUSE", "-dBATCH", "-dEPSCrop", "-sDEVICE=png16m", "-r200", `-sOutputFile=${out}.png`, path]);
      return `${out}.png`;
    },

    /** Waits until the address has the design as it is now. */
    async addressFollows() {
      await fixture.page.waitForTimeout(400);
      await fixture.page.waitForFunction(() => location.hash.length > 10);
    },

    /** What axe finds, by the debugger's door, which the page's content policy does not bind. */
    async violations(except = []) {
      await fixture.page.evaluate(AXE);
      const found = await fixture.page.evaluate(async () => (await window.axe.run()).violations);
      return found.filter(({ id }) => !except.includes(id)).map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    },
  };

  before(async () => {
    fixture.folder = mkdtempSync(join(tmpdir(), "designer-"));
    fixture.server = await startServer();
    fixture.browser = await launchBrowser();
  });
  after(async () => {
    await fixture.browser?.close();
    assert.equal(await fixture.server?.stop(), 0, "the server stops without complaint");
    rmSync(fixture.folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const { page, complaints } = await openPage(fixture.browser, fixture.server.address);
    Object.assign(fixture, { page, complaints });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: fixture.server.address });
    await prepare(fixture);
  });
  afterEach(async () => {
    await fixture.page.context().close();
    assert.deepEqual(fixture.complaints, [], "the browser has nothing to complain about");
  });
  return fixture;
}
