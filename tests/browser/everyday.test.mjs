// What people do around a design: undo, start from a style, share, copy, drop a logo, change the scheme.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { designer } from "./fixture.mjs";
import { decode } from "./harness.mjs";

const LOGO = fileURLToPath(new URL("../fixtures/logo.png", import.meta.url));
const TEXT = "https://example.com/hello";

const it = designer();
const { at, button, change, until } = it;

test("undo and redo go step by step, by button and by key; typing is one step", async () => {
  await at("data-input").fill("");
  await at("data-input").pressSequentially("https://example.com/a");
  await at("data-input").blur();
  await at("dots-type-classy").click();
  await until(({ dotsOptions }) => dotsOptions.type === "classy");
  await button("Undo").click();
  await until(({ data, dotsOptions }) => dotsOptions.type === "rounded" && data === "https://example.com/a");
  await it.page.keyboard.press("Control+z");
  await until((options) => options?.data === TEXT || options?.data === undefined);
  await it.page.keyboard.press("Control+Shift+z");
  await until((options) => options?.data === "https://example.com/a");
  await it.page.keyboard.press("Control+y");
  await until(({ dotsOptions }) => dotsOptions.type === "classy");
  assert.ok(await button("Redo").isDisabled());
});

test("every style is one press and one undo step, keeps the content, and scans", async () => {
  const names = await it.page.locator(".preset").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  assert.equal(names.length, 10);
  for (const name of names.slice(1)) {
    const { text } = await change(() => button(name).click());
    assert.equal((await it.options()).data, TEXT, name);
    const screen = join(it.folder, `${name}.png`);
    await at("preview").screenshot({ path: screen });
    assert.equal(decode(screen).zxing, TEXT, name);
    await change(() => button("Undo").click());
    assert.notEqual((await it.picture()).text, text);
  }
});

test("a link brings the design to somebody else, and says what it leaves out", async () => {
  await at("dots-type-classy").click();
  await until(({ dotsOptions }) => dotsOptions.type === "classy");
  await change(() => at("logo-input").setInputFiles(LOGO));
  await button("Copy a link to this design").click();
  await it.page.getByText("Copied without the logo").waitFor();
  const link = await it.page.evaluate(() => navigator.clipboard.readText());
  const other = await it.browser.newPage();
  await other.goto(link);
  await other.waitForFunction(() => window.__qrOptions?.dotsOptions.type === "classy");
  assert.equal(await other.evaluate(() => window.__qrOptions.image), undefined);
  await other.close();
});

test("SVG and PNG are copied as they would be saved", async () => {
  await it.page.waitForFunction(() => !document.querySelector("[data-testid=download-png]").disabled);
  await button("Copy SVG").click();
  await it.page.getByText("Copied", { exact: true }).first().waitFor();
  assert.equal(await it.page.evaluate(() => navigator.clipboard.readText()), (await it.download(at("download-svg"))).bytes.toString());
  await button("Copy PNG").click();
  const read = () => it.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    if (!item.types.includes("image/png")) return null;
    const bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
    return Array.from(bytes);
  });
  // The picture is drawn before it is copied.
  let copied = await read();
  for (let tries = 0; copied === null; tries += 1) {
    assert.ok(tries < 200, "no picture on the clipboard");
    await it.page.waitForTimeout(50);
    copied = await read();
  }
  const png = join(it.folder, "copied.png");
  writeFileSync(png, Buffer.from(copied));
  assert.deepEqual(decode(png), { zxing: TEXT, zbar: TEXT });
});

test("a logo is dropped anywhere, or pasted; what is no picture is refused in words", async () => {
  const drop = (name, type, base64, how) =>
    it.page.evaluate(
      ([name, type, base64, how]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }));
        const on = document.querySelector("[data-testid=preview]");
        if (how === "paste") return on.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        for (const kind of ["dragenter", "dragover", "drop"]) on.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        return true;
      },
      [name, type, base64, how],
    );
  const logo = readFileSync(LOGO).toString("base64");
  await change(() => drop("dropped.png", "image/png", logo, "drop"));
  await it.page.getByText("dropped.png").waitFor();
  await change(() => button("Remove the logo").click());
  await change(() => drop("pasted.png", "image/png", logo, "paste"));
  await it.page.getByText("pasted.png").waitFor();
  await drop("notes.png", "image/png", Buffer.from("not a picture").toString("base64"), "drop");
  await it.page.getByText("“notes.png” is no picture that a code can show").first().waitFor();
  assert.match((await it.options()).image, /^data:image\/png/);
});

test("the scheme follows the system until somebody chooses, and the choice stays", async () => {
  const lightness = () => it.page.evaluate(() => getComputedStyle(document.querySelector(".header")).backgroundColor);
  await it.page.emulateMedia({ colorScheme: "light" });
  const light = await lightness();
  await it.page.emulateMedia({ colorScheme: "dark" });
  const dark = await lightness();
  assert.notEqual(light, dark);
  await button("Theme: system. Change to light").click();
  assert.equal(await lightness(), light);
  await button("Theme: light. Change to dark").click();
  await it.page.emulateMedia({ colorScheme: "light" });
  assert.equal(await lightness(), dark);
  await it.page.reload();
  await it.page.waitForSelector("[data-testid=preview] svg");
  assert.equal(await lightness(), dark);
});
