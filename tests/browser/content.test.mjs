// The forms for what a code says: chosen as people choose, typed as people type, read back by decoders. What each kind
// writes is what docs/payloads.md gives for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { designer } from "./fixture.mjs";
import { decode } from "./harness.mjs";

const it = designer();
const { at, chooseKind, downloadPng, options } = it;
const becomes = (text) => it.until((options) => options?.data === text);

/** By kind: what is filled in (by field; `choices` first, since they decide what is asked), and what decoders read. */
const FORMS = {
  url: [{ url: "Example.COM/Menu?für=Ann B" }, "https://example.com/Menu?f%C3%BCr=Ann%20B"],
  text: [{ text: "Grüße,\nzweite Zeile" }, "Grüße,\nzweite Zeile"],
  vcard: [
    { firstName: "Ann", lastName: "Lee", phone: "+44 20 7946 0000", email: "ann@example.com", mobile: "+44 7700 900123", street: "1 Main St", city: "York", postalCode: "YO1 7HH" },
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\nTEL:+442079460000\r\nTEL;TYPE=CELL:+447700900123\r\nEMAIL:ann@example.com\r\nADR:;;1 Main St;York;;YO1 7HH;\r\nEND:VCARD",
  ],
  mecard: [{ firstName: "Ann", lastName: "O:Lee;", phone: "+44 20 7946 0000" }, "MECARD:N:O\\:Lee\\;,Ann;TEL:+442079460000;;"],
  wifi: [{ ssid: "Café guests", password: "welcome; in" }, "WIFI:T:WPA;S:Café guests;P:welcome\\; in;;"],
  otp: [
    { account: "ann@example.com", issuer: "Example", secret: "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", period: "60", choices: { digits: "8" } },
    "otpauth://totp/Example:ann@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example&digits=8&period=60",
  ],
  email: [{ to: "ann@example.com", subject: "Hi & bye", body: "One\nTwo" }, "mailto:ann@example.com?subject=Hi%20%26%20bye&body=One%0D%0ATwo"],
  phone: [{ number: "+33 (1) 23-45-67-89" }, "tel:+33123456789"],
  sms: [{ number: "+33 1 23 45 67 89", message: "Hi: you" }, "SMSTO:+33123456789:Hi: you"],
  mms: [{ number: "+33 1 23 45 67 89", message: "Hi" }, "MMSTO:+33123456789:Hi"],
  whatsapp: [{ number: "+33 1 23 45 67 89", message: "A table, please" }, "https://wa.me/33123456789?text=A%20table%2C%20please"],
  telegram: [{ username: "@example_shop" }, "https://t.me/example_shop"],
  facetime: [{ choices: { by: "number" }, number: "+33 1 23 45 67 89" }, /^facetime:\+?33123456789$/],
  skype: [{ username: "ann.lee", choices: { action: "chat" } }, "skype:ann.lee?chat"],
  event: [
    { summary: "Dinner, late", start: "2026-12-24T19:30", end: "2026-12-24T22:00", location: "Bistro" },
    /SUMMARY:Dinner\\, late[^]*DTSTART:20261224T193000[^]*LOCATION:Bistro/,
  ],
  geo: [{ latitude: "48.8584", longitude: "2.2945" }, /48\.8584,2\.2945/],
  epc: [
    { name: "Ann Lee", iban: "DE89 3704 0044 0532 0130 00", amount: "12.30", text: "Invoice 7" },
    "BCD\n002\n1\nSCT\n\nAnn Lee\nDE89370400440532013000\nEUR12.30\n\n\nInvoice 7",
  ],
  swissQrBill: [
    {
      iban: "CH44 3199 9123 0008 8901 2", "creditor.name": "Müller AG", "creditor.street": "Rue du Lac", "creditor.houseNumber": "1268",
      "creditor.postalCode": "2501", "creditor.city": "Biel", "creditor.country": "CH", amount: "1949.75",
      reference: "21 00000 00003 13947 14300 09017", message: "Order of 15 June",
    },
    /^SPC\r\n0200\r\n1\r\nCH4431999123000889012\r\nS\r\nMüller AG\r\nRue du Lac\r\n1268\r\n2501\r\nBiel\r\nCH\r\n[^]*1949\.75\r\nCHF\r\n[^]*QRR\r\n210000000003139471430009017\r\nOrder of 15 June\r\nEPD/,
  ],
  pix: [
    { key: "123e4567-e12b-12d1-a456-426655440000", name: "Fulano de Tal", city: "BRASILIA", amount: "10", description: "Lunch", transactionId: "A1" },
    "00020126670014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400000205Lunch520400005303986540510.005802BR5913Fulano de Tal6008BRASILIA62060502A16304A164",
  ],
  paynow: [
    { uen: "201403121W", amount: "10", reference: "INV7", name: "Ann" },
    "00020101021226370009SG.PAYNOW010120210201403121W03010520400005303702540510.005802SG5903Ann6009Singapore62080104INV76304E380",
  ],
  promptpay: [{ mobile: "+66 80 123 4567", amount: "50" }, "00020101021229370016A000000677010111011300668012345675303764540550.005802TH6304658F"],
  upi: [{ payee: "shop@bank", name: "Ann & Co", amount: "99.5", note: "Tea + cake" }, "upi://pay?pa=shop@bank&pn=Ann%20%26%20Co&am=99.50&cu=INR&tn=Tea%20%2B%20cake"],
  emv: [
    {
      merchantName: "Kedai Ann", merchantCity: "Ipoh", country: "MY", currency: "MYR", amount: "5.50",
      rows: { account: [["00", "A0000006150001"], ["02", "12345"]], additionalData: [["01", "INV7"]] },
    },
    "00020126270014A000000615000102051234552040000530345854045.505802MY5909Kedai Ann6004Ipoh62080104INV7630499F7",
  ],
  bitcoin: [
    { address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", amount: "0.00150000", label: "Ann's shop" },
    "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.0015&label=Ann%27s%20shop",
  ],
  ethereum: [
    {
      choices: { what: "token", chainId: "1" }, address: "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
      token: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", tokenAmount: "1500000",
    },
    "ethereum:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48@1/transfer?address=0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359&uint256=1500000",
  ],
  lightning: [
    {
      invoice:
        "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp",
    },
    /^LIGHTNING:LNBC2500U1PVJLUEZ/,
  ],
  gs1: [
    { gtin: "9506000134352", lot: "ABC/1+2", expiry: "2026-12-31", netWeight: "1.5", rows: { attributes: [["37", "5"]] } },
    /^https:\/\/id\.gs1\.org\/01\/09506000134352\/10\/ABC%2F1%2B2\?(?=.*17=261231)(?=.*3103=001500)(?=.*37=5)/,
  ],
  binary: [{ hex: "48 69 21" }, "Hi!"],
};

async function fillIn({ choices = {}, rows = {}, ...texts }) {
  const more = at("more-fields");
  if ((await more.count()) > 0 && (await more.getAttribute("aria-expanded")) === "false") await more.click();
  for (const [name, value] of Object.entries(choices)) await at(`payload-${name}`).selectOption(value);
  for (const [name, value] of Object.entries(texts)) await at(`payload-${name}`).fill(value);
  for (const [name, lines] of Object.entries(rows)) {
    for (const [index, [left, right]] of lines.entries()) {
      await at(`payload-${name}-add`).click();
      await at(`payload-${name}-name-${index}`).fill(left);
      await at(`payload-${name}-value-${index}`).fill(right);
    }
  }
}

for (const [kind, [values, expected]] of Object.entries(FORMS)) {
  test(`${kind}: what is filled in is what decoders read`, async () => {
    const { data: before } = await options();
    await chooseKind(kind);
    await fillIn(values);
    await it.until(({ data }) => data !== before);
    await it.page.waitForFunction(() => !/Not complete/.test(document.querySelector("[data-testid=verdict]").textContent));
    const { zxing } = decode((await downloadPng()).path);
    if (typeof expected === "string") assert.equal(zxing, expected);
    else assert.match(zxing, expected);
  });
}

test("every kind of the engine has a form, in the picker and here", async () => {
  await at("content-kind").click();
  await at("kind-wifi").waitFor();
  const offered = await it.page.locator("[data-testid^=kind-]:not([data-testid=kind-search])").evaluateAll((all) => all.map((one) => one.dataset.testid.slice(5)));
  const { payloadKinds } = await import("../../wasm/dist/payload.js");
  assert.deepEqual(offered.filter((kind) => kind !== "plain").sort(), [...payloadKinds].sort());
  assert.deepEqual(Object.keys(FORMS).sort(), [...payloadKinds].sort());
});

test("kinds are found by the words that people use, and by keys alone", async () => {
  for (const [typed, found] of [["girocode", "epc"], ["2fa", "otp"], ["wlan", "wifi"], ["calendar date", "event"]]) {
    await at("content-kind").press("Enter");
    await at("kind-search").fill(typed);
    await it.page.waitForFunction(() => document.querySelectorAll("[data-testid^=kind-]:not([data-testid=kind-search])").length <= 3);
    await it.page.waitForSelector("[data-testid^=kind-][data-focused]");
    await it.page.keyboard.press("Enter");
    await it.page.waitForSelector(`[data-testid=content-kind][data-kind="${found}"]`);
    await it.page.waitForFunction(() => document.activeElement.dataset.testid === "content-kind");
  }
  await at("content-kind").press("Enter");
  await at("kind-search").fill("nothing of the kind");
  await it.page.getByText("Nothing by that name").waitFor();
});

test("a wrong field is named beside it in words, and the last code stays, which the verdict tells", async () => {
  await chooseKind("wifi");
  await at("payload-ssid").fill("Guests");
  const before = "WIFI:T:nopass;S:Guests;;";
  await becomes(before);
  await at("payload-password").fill("short");
  await it.page.waitForFunction(() => document.querySelector("[data-testid=payload-password]").getAttribute("aria-invalid") === "true");
  const said = await at("payload-password").evaluate((input) => document.getElementById(input.getAttribute("aria-describedby").split(" ").at(-1)).textContent);
  assert.match(said, /^Must have 8 to 63 characters/);
  assert.match(await at("verdict").innerText(), /Not complete yet/);
  assert.equal((await options()).data, before);
  await at("payload-password").fill("long enough");
  await becomes("WIFI:T:WPA;S:Guests;P:long enough;;");
  await it.page.getByText("Scans well").waitFor();
});

test("what is still missing is asked for, not complained about", async () => {
  await chooseKind("otp");
  await at("payload-issuer").fill("Example");
  await it.page.getByText("Still needed: Account.").waitFor();
  assert.equal(await it.page.locator(".field-note.is-problem").count(), 0);
});

test("a wrong line of a list is told by its line", async () => {
  await chooseKind("emv");
  await fillIn({ merchantName: "K", merchantCity: "I", country: "MY", currency: "MYR", rows: { account: [["00", "A1"], ["2", "x"]] } });
  await it.page.waitForFunction(() => document.querySelector("[data-testid=payload-account-name-1]").getAttribute("aria-invalid") === "true");
  assert.equal(await at("payload-account-name-0").getAttribute("aria-invalid"), null);
  await it.page.getByText("Must be two digits").waitFor();
});

test("events last whole days, up to the last one, or stand in the person's own time zone", async () => {
  await chooseKind("event");
  await at("payload-summary").fill("Fair");
  await at("payload-start").fill("2026-06-01T18:00");
  await at("payload-zone").selectOption("mine");
  const start = await it.page.evaluate(() => new Date("2026-06-01T18:00").toISOString().replace(/[-:]|\.\d+/g, ""));
  await it.until(({ data }) => data.includes(`DTSTART:${start}`));
  await at("payload-wholeDays").click();
  await at("payload-startDay").fill("2026-06-01");
  await at("payload-endDay").fill("2026-06-02");
  await it.until(({ data }) => /DTSTART;VALUE=DATE:20260601[^]*DTEND;VALUE=DATE:20260603/.test(data));
});

test("a form is one undo step, and lives in the address", async () => {
  const { data: before } = await options();
  await chooseKind("phone");
  await at("payload-number").pressSequentially("+33123456789");
  await becomes("tel:+33123456789");
  await it.addressFollows();
  await it.page.reload();
  await becomes("tel:+33123456789");
  assert.equal(await at("payload-number").inputValue(), "+33123456789");
  await chooseKind("plain");
  assert.equal(await at("data-input").inputValue(), "tel:+33123456789");
  await it.page.keyboard.press("Control+z");
  assert.equal(await at("payload-number").inputValue(), "+33123456789");
  assert.notEqual(before, (await options()).data);
});
