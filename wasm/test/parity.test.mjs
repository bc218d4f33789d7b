/** Beside the real qr-code-styling 1.9.2: modules, options and thrown values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { Original, Ours, grid, outcome } from "./helpers.mjs";

// The original rejects promises that nobody can await in time.
process.on("unhandledRejection", () => {});

const texts = {
  digits: "0123456789",
  alphanumeric: "HTTPS://EXAMPLE.COM/A-1",
  address: "https://example.com/menu?table=12",
  "latin-1": "Größe: 12 µm",
  "pre-encoded UTF-8": unescape(encodeURIComponent("Привет, 世界")),
  card: "BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jane\nTEL:+1-202-555-0143\nEND:VCARD",
  long: "The quick brown fox jumps over the lazy dog. ".repeat(20),
  "one character": "x",
};
const settings = {
  defaults: {},
  "level L": { qrOptions: { errorCorrectionLevel: "L" } },
  "level H, version 40": { width: 500, height: 500, qrOptions: { errorCorrectionLevel: "H", typeNumber: 40 } },
};

for (const [name, data] of Object.entries(texts)) {
  for (const [setting, options] of Object.entries(settings)) {
    test(`same modules: ${name}, ${setting}`, () => {
      const given = { type: "svg", data, jsdom: JSDOM, ...options };
      assert.equal(grid(new Ours(given)._qr), grid(new Original(given)._qr));
    });
  }
}

test("modules outside the symbol throw the original's value", () => {
  const codes = [Original, Ours].map((Class) => new Class({ type: "svg", data: "x", jsdom: JSDOM }));
  const [theirs, ours] = codes.map((code) => {
    try {
      return code._qr.isDark(-1, 21);
    } catch (error) {
      return error;
    }
  });
  assert.equal(ours, theirs);
});

const sameOutcome = {
  "no data": { data: "" },
  "too long": { data: "a".repeat(3000) },
  "just fits level L": { width: 800, height: 800, data: "a".repeat(2953), qrOptions: { errorCorrectionLevel: "L" } },
  "one too long for level L": { data: "a".repeat(2954), qrOptions: { errorCorrectionLevel: "L" } },
  "too long for the version": { data: "x".repeat(100), qrOptions: { typeNumber: 1 } },
  "negative version": { data: "x", qrOptions: { typeNumber: -3 } },
  "version as text": { data: "x", qrOptions: { typeNumber: "4" } },
  "version null": { data: "x", qrOptions: { typeNumber: null } },
  "unknown level": { data: "x", qrOptions: { errorCorrectionLevel: "Z" } },
  "unknown level, fixed version": { data: "x", qrOptions: { errorCorrectionLevel: "Z", typeNumber: 3 } },
  "unknown mode": { data: "x", qrOptions: { mode: "Nope" } },
  "letters in numeric": { data: "12a", qrOptions: { mode: "Numeric" } },
  "lower case in alphanumeric": { data: "ABc", qrOptions: { mode: "Alphanumeric" } },
  "canvas too small": { data: "TEST", width: 20, height: 20 },
  "no width": { data: "TEST", width: 0 },
  "gradient without stops": { data: "x", dotsOptions: { gradient: { type: "linear" } } },
  "gradient with no stops": { data: "x", backgroundOptions: { gradient: { type: "linear", colorStops: [] } } },
  "margin eats the code": { data: "TEST", width: 30, height: 30, margin: 10 },
  "unknown dot type": { data: "x", dotsOptions: { type: "stars" } },
  "size as text": { data: "x", width: "200", height: "200" },
  "dots null": { data: "x", dotsOptions: null },
  "background null": { data: "x", backgroundOptions: null },
  "corners null": { data: "x", cornersSquareOptions: null, cornersDotOptions: null },
};

for (const [name, options] of Object.entries(sameOutcome)) {
  test(`same outcome: ${name}`, async () => {
    assert.deepEqual(await outcome(Ours, options), await outcome(Original, options));
  });
}

test("kanji mode works, which the original does not load", async () => {
  const kanji = (data) => ({ data, qrOptions: { mode: "Kanji" } });
  assert.deepEqual(await outcome(Original, kanji("点茗")), { thrown: "sjis not supported." });
  assert.deepEqual(await outcome(Ours, kanji("点茗")), { modules: 21 });
  assert.match((await outcome(Ours, kanji("点a"))).thrown.message, /^data: mode Kanji cannot hold "a"/);
});

test("an impossible version throws a TypeError, with a message that helps", async () => {
  for (const typeNumber of [41, 2.5]) {
    const [ours, theirs] = [await outcome(Ours, { data: "x", qrOptions: { typeNumber } }), await outcome(Original, { data: "x", qrOptions: { typeNumber } })];
    assert.equal(ours.thrown.name, theirs.thrown.name);
    assert.match(ours.thrown.message, /^qrOptions\.typeNumber: .*1 to 40/);
  }
});

const works = {
  "circle without roundSize": { data: "TEST", shape: "circle", dotsOptions: { roundSize: false } },
  "circle without room": { data: "TEST", shape: "circle", width: 25, height: 25 },
  "dense circle": { data: "q".repeat(1060), shape: "circle", width: 223, height: 223, qrOptions: { errorCorrectionLevel: "L" } },
  "qrOptions null": { data: "x", qrOptions: null },
  "imageOptions null": { data: "x", imageOptions: null },
};

for (const [name, options] of Object.entries(works)) {
  test(`works where the original fails: ${name}`, async () => {
    const theirs = await outcome(Original, options);
    assert.ok("thrown" in theirs || "rejected" in theirs, "the original fails");
    assert.ok((await outcome(Ours, options)).modules >= 21);
  });
}

const stops = (...colors) => colors.map((color, index) => ({ offset: String(index), color }));
const updates = {
  "groups are merged": [{ dotsOptions: { color: "red" } }, { dotsOptions: { type: "dots" } }],
  "undefined counts": [{ image: "x.png", dotsOptions: { gradient: { type: "linear", colorStops: stops("red") } } }, { image: undefined, dotsOptions: { gradient: undefined } }],
  "null counts": [{ cornersDotOptions: { color: "red" } }, { cornersDotOptions: null, backgroundOptions: null }],
  "lists are replaced": [
    { dotsOptions: { gradient: { type: "radial", rotation: "1", colorStops: stops("red", "green", "blue") } } },
    { dotsOptions: { gradient: { colorStops: stops("black") } } },
  ],
  "numbers are coerced": [{ width: "200", height: "100", margin: "150", imageOptions: { hideBackgroundDots: 0, imageSize: "1", margin: "2" } }],
  "unknown keys stay": [{ own: { a: 1 }, dotsOptions: { own: 2 } }, { own: { b: [1, 2] } }],
};

for (const [name, steps] of Object.entries(updates)) {
  test(`same options after updates: ${name}`, () => {
    const kept = [Original, Ours].map((Class) => {
      // Without data nothing is drawn: this compares options alone.
      const code = new Class({ type: "svg", jsdom: JSDOM });
      for (const step of structuredClone(steps)) code.update(step);
      return { ...code._options, jsdom: undefined };
    });
    assert.deepEqual(kept[1], kept[0]);
  });
}

test("the caller's options and the defaults stay untouched", () => {
  const options = { data: "x", width: "100", dotsOptions: { gradient: { type: "linear", colorStops: stops("red") } } };
  const before = structuredClone(options);
  new Ours(options).update({ dotsOptions: { color: "blue" } });
  assert.deepEqual(options, before);
  assert.equal(new Ours()._options.dotsOptions.color, "#000");
});
