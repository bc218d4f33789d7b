// The forms for what a code says: typed as people type, read back by decoders.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { decode, launchBrowser, openPage, startServer } from "./harness.mjs";

let server;
let browser;
let folder;
let page;
let complaints;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "designer-content-"));
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
const data = () => page.evaluate(() => window.__qrOptions.data);
const becomes = (text) => page.waitForFunction((wanted) => window.__qrOptions?.data === wanted, text);

const FORMS = {
  wifi: [{ ssid: "Café guests", password: "welcome; in" }, "WIFI:T:WPA;S:Café guests;P:welcome\\; in;;"],
  vcard: [
    { firstName: "Ann", lastName: "Lee", phone: "+44 20 7946 0000", email: "ann@example.com" },
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\nTEL:+442079460000\r\nEMAIL:ann@example.com\r\nEND:VCARD",
  ],
  email: [{ to: "ann@example.com", subject: "Hi & bye", body: "One\nTwo" }, "mailto:ann@example.com?subject=Hi%20%26%20bye&body=One%0D%0ATwo"],
  sms: [{ number: "+33 1 23 45 67 89", message: "Hi: you" }, "SMSTO:+33123456789:Hi: you"],
  phone: [{ number: "+33 (1) 23-45-67-89" }, "tel:+33123456789"],
  whatsapp: [{ number: "+33 1 23 45 67 89", message: "A table, please" }, "https://wa.me/33123456789?text=A%20table%2C%20please"],
  geo: [{ latitude: "48.8584", longitude: "2.2945" }, /48\.8584,2\.2945/],
  event: [{ summary: "Dinner, late", start: "2026-12-24T19:30", end: "2026-12-24T22:00", location: "Bistro" }, /SUMMARY:Dinner\\, late[^]*DTSTART:20261224T193000[^]*LOCATION:Bistro/],
  epc: [{ name: "Ann Lee", iban: "DE89 3704 0044 0532 0130 00", amount: "12.30", text: "Invoice 7" }, "BCD\n002\n1\nSCT\n\nAnn Lee\nDE89370400440532013000\nEUR12.30\n\n\nInvoice 7"],
};

for (const [kind, [values, expected]] of Object.entries(FORMS)) {
  test(`${kind}: what is filled in is what decoders read`, async () => {
    await at("content-kind").selectOption(kind);
    const before = await data();
    for (const [name, value] of Object.entries(values)) await at(`payload-${name}`).fill(value);
    await page.waitForFunction((old) => window.__qrOptions.data !== old, before);
    await page.waitForTimeout(400);
    await page.waitForFunction(() => !document.querySelector("[data-testid=download-png]").disabled);
    const [file] = await Promise.all([page.waitForEvent("download"), at("download-png").click()]);
    const path = join(folder, `${kind}.png`);
    await file.saveAs(path);
    const { zxing } = decode(path);
    if (typeof expected === "string") assert.equal(zxing, expected);
    else assert.match(zxing, expected);
  });
}

test("a wrong field is named beside it, and the last code stays", async () => {
  await at("content-kind").selectOption("wifi");
  const before = await data();
  await at("payload-ssid").fill("Guests");
  await at("payload-password").fill("short");
  await page.getByText(/password/i).nth(1).waitFor();
  await page.waitForFunction(() => document.querySelector("[data-testid=payload-password]").getAttribute("aria-invalid") === "true");
  await at("payload-password").fill("long enough");
  await becomes("WIFI:T:WPA;S:Guests;P:long enough;;");
  assert.notEqual(await data(), before);
});

test("a form is one undo step, and lives in the address", async () => {
  const before = await data();
  await at("content-kind").selectOption("phone");
  await at("payload-number").pressSequentially("+33123456789");
  await becomes("tel:+33123456789");
  await page.waitForFunction(() => location.hash.length > 10);
  await page.waitForTimeout(400);
  await page.reload();
  await becomes("tel:+33123456789");
  assert.equal(await at("payload-number").inputValue(), "+33123456789");
  await at("content-kind").selectOption("plain");
  assert.equal(await at("data-input").inputValue(), "tel:+33123456789");
  assert.notEqual(before, await data());
});
