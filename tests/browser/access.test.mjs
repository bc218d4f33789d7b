// The page by keys alone, at 200 % zoom, and by axe in every state.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { designer } from "./fixture.mjs";

const it = designer();
const { at, button, until, violations } = it;

/** What has the focus: its role and name, whether it is in sight, and whether the focus shows. */
const focused = () =>
  it.page.evaluate(() => {
    const element = document.activeElement;
    const name = element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent;
    // Inputs that a picture stands for show the focus on that.
    const shown = [element, element.closest("label"), element.parentElement, element.closest("[data-focus-visible]")].filter(Boolean);
    const hasRing = shown.some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow.includes("0px 0px 0px");
    });
    return { tag: element.tagName, name: name.trim().slice(0, 60), type: element.getAttribute("type"), testId: element.dataset.testid ?? "", hasRing };
  });

/** Presses Tab until the focus has been around the page once; gives all places in the page's order. */
async function tour(limit = 250) {
  const places = [];
  // Past the page's end the focus is nowhere for one step; what comes then is the page's first control.
  let start = null;
  for (let step = 0; step < limit; step += 1) {
    await it.page.keyboard.press("Tab");
    const place = await focused();
    if (place.tag === "BODY") {
      if (start !== null) return places.slice(start);
      start = places.length;
    } else {
      places.push(place);
    }
  }
  throw new Error(`the tour has no end: ${places.slice(-5).map(({ name }) => name)}`);
}

describe("keys alone", () => {
  test("every control is reached in the order in which it stands, and the focus shows", async () => {
    await at("open-frames").click();
    await at("frame-banner").click();
    await at("corner-topLeft").click();
    const places = await tour();
    const names = places.map(({ name }) => name);
    assert.deepEqual(places.filter(({ hasRing }) => !hasRing), [], "the focus shows everywhere");
    for (const wanted of ["Copy a link to this design", "Dots: direction", "Choose a logo", "See it in true size", "Save design to the server", "Many codes from a CSV", "Print sheet", "Copy PNG", "Style Classic"]) {
      assert.ok(names.some((name) => name.startsWith(wanted)), `${wanted} is reached; there are ${names.join(" | ")}`);
    }
    // Groups of choices are one stop each, inside of which arrows move: every other button that is in sight and enabled is on the way.
    const missed = await it.page.evaluate((known) => {
      const all = [...document.querySelectorAll("button, select, textarea, [role=slider]")];
      const nameOf = (one) => (one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent).trim().slice(0, 60);
      return all.filter((one) => one.offsetParent && !one.disabled && one.tabIndex >= 0 && !one.closest("[role=radiogroup]") && !known.includes(nameOf(one))).map((one) => nameOf(one));
    }, names);
    assert.deepEqual(missed, []);
    const order = ["Undo", "Link or text", "Choose a logo", "Style Ink", "Save SVG"].map((name) => names.findIndex((one) => one.startsWith(name)));
    assert.deepEqual(order.toSorted((a, b) => a - b), order, "header, sections, styles, saving");
  });

  test("arrows choose in pickers and turn the dial", async () => {
    await it.page.getByRole("radio", { name: "Rounded" }).first().focus();
    await it.page.keyboard.press("ArrowRight");
    await until(({ dotsOptions }) => dotsOptions.type === "extra-rounded");
    await it.page.keyboard.press("ArrowLeft");
    await it.page.keyboard.press("ArrowLeft");
    await until(({ dotsOptions }) => dotsOptions.type === "dots");
    const angle = ({ dotsOptions }) => Math.round((dotsOptions.gradient.rotation * 180) / Math.PI);
    await it.page.getByRole("slider", { name: "Dots: direction" }).focus();
    await it.page.keyboard.press("ArrowRight");
    await until((options) => Math.round((options.dotsOptions.gradient.rotation * 180) / Math.PI) === 46);
    await it.page.keyboard.press("Shift+ArrowLeft");
    await it.page.keyboard.press("PageUp");
    await until((options) => Math.round((options.dotsOptions.gradient.rotation * 180) / Math.PI) === 76);
    await it.page.keyboard.press("Home");
    await until(({ dotsOptions }) => dotsOptions.gradient.rotation === 0);
    assert.equal(angle(await it.options()), 0);
    await it.page.getByRole("slider", { name: "Quiet margin" }).focus();
    const { margin } = await it.options();
    await it.page.keyboard.press("ArrowRight");
    await until((options) => options.margin > 0);
    assert.ok((await it.options()).margin >= margin);
  });

  test("stops of a gradient are moved and removed", async () => {
    await button("Add a colour").first().click();
    await until(({ dotsOptions }) => dotsOptions.gradient.colorStops.length === 3);
    await it.page.getByRole("slider", { name: /^Colour 2 of 3/ }).focus();
    await it.page.keyboard.press("ArrowRight");
    await until(({ dotsOptions }) => dotsOptions.gradient.colorStops[1].offset === 0.51);
    await it.page.keyboard.press("Delete");
    await until(({ dotsOptions }) => dotsOptions.gradient.colorStops.length === 2);
  });

  for (const label of ["See it in true size", "Save design to the server", "Many codes from a CSV", "Print sheet"]) {
    test(`“${label}” keeps the focus inside; Escape closes it and gives the focus back`, async () => {
      await button(label).focus();
      await it.page.keyboard.press("Enter");
      await it.page.getByRole("dialog").locator("h2").waitFor();
      for (let step = 0; step < 14; step += 1) {
        await it.page.keyboard.press("Tab");
        assert.ok(await it.page.evaluate(() => document.querySelector("[role=dialog]").contains(document.activeElement)), `after ${step + 1} steps`);
      }
      await it.page.keyboard.press("Escape");
      await it.page.getByRole("dialog").waitFor({ state: "detached" });
      await it.page.waitForFunction((name) => document.activeElement.textContent.trim() === name, label);
    });
  }

  test("the list of kinds and the colour picker close by Escape and give the focus back", async () => {
    await at("content-kind").focus();
    await it.page.keyboard.press("Enter");
    await at("kind-search").waitFor();
    await it.page.keyboard.press("Escape");
    await it.page.waitForFunction(() => document.activeElement.dataset.testid === "content-kind");
    const swatch = it.page.getByRole("button", { name: /^Background: pick a colour/ });
    await swatch.focus();
    await it.page.keyboard.press("Enter");
    await it.page.getByRole("slider", { name: /Hue/ }).waitFor();
    await it.page.keyboard.press("Escape");
    await it.page.waitForFunction(() => document.activeElement.getAttribute("aria-label")?.startsWith("Background: pick"));
  });
});

describe("axe", () => {
  const STATES = {
    "the list of kinds": async () => {
      await at("content-kind").click();
      await at("kind-wifi").waitFor();
    },
    "a form with a mistake": async () => {
      await it.chooseKind("emv");
      await at("more-fields").click();
      await at("payload-merchantName").fill("é");
      await at("payload-account-add").click();
      await at("payload-account-name-0").fill("x");
      await at("payload-account-value-0").fill("y");
    },
    "single corners, a picture behind and a frame": async () => {
      await at("corner-topLeft").click();
      await at("corner-topLeft-own").click();
      await at("background-input").setInputFiles({ name: "dot.svg", mimeType: "image/svg+xml", buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>') });
      await button("Remove the picture behind").waitFor();
      await at("open-frames").click();
      await at("frame-bubble").click();
      await at("frame-text-color-own").click();
    },
    "the colour picker": async () => {
      await it.page.getByRole("button", { name: /^Background: pick a colour/ }).click();
      await it.page.getByRole("slider", { name: /Hue/ }).waitFor();
    },
  };
  for (const label of ["See it in true size", "Save design to the server", "Many codes from a CSV", "Print sheet"]) {
    STATES[`the dialog “${label}”`] = async () => {
      await button(label).click();
      await it.page.getByRole("dialog").locator("h2").waitFor();
    };
  }
  for (const [name, reach] of Object.entries(STATES)) {
    test(`finds nothing to mend in ${name}, light and dark`, async () => {
      await it.page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
      await reach();
      // The library puts a hidden button that closes a list beside the dialog in it, outside of all landmarks.
      const except = name === "the list of kinds" ? ["region"] : [];
      assert.deepEqual(await violations(except), [], "light");
      await it.page.emulateMedia({ reducedMotion: "reduce", colorScheme: "dark" });
      assert.deepEqual(await violations(except), [], "dark");
    });
  }

  test("finds nothing to mend on a phone, section by section", async () => {
    await it.page.setViewportSize({ width: 390, height: 844 });
    for (const section of ["Content", "Styles", "Shape", "Colour", "Logo", "Save"]) {
      await it.page.getByRole("tab", { name: section }).click();
      assert.deepEqual(await violations(), [], section);
    }
  });
});

describe("zoom", () => {
  /** What lies beyond the page's right edge, where nobody finds it. */
  const beyond = () =>
    it.page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const isCut = (one) => {
        for (let box = one.parentElement; box; box = box.parentElement) if (getComputedStyle(box).overflowX !== "visible") return true;
        return false;
      };
      return {
        scrolls: document.documentElement.scrollWidth > width,
        controls: [...document.querySelectorAll("button, input, select, textarea, h2, h3")]
          .filter((one) => one.offsetParent && one.getBoundingClientRect().right > width + 1 && !isCut(one))
          .map((one) => one.textContent || one.getAttribute("aria-label")),
      };
    });

  // A window of 1280 by 900 at 200 % has the room of 640 by 450 px; 320 px wide is what WCAG 1.4.10 asks for.
  for (const [name, width, height] of [["200 %", 640, 450], ["400 %", 320, 256]]) {
    test(`at ${name} nothing leaves the page, and dialogs can be scrolled to their end`, async () => {
      await it.page.setViewportSize({ width, height });
      await it.page.reload();
      await it.page.waitForSelector("[data-testid=preview] svg");
      for (const section of ["Content", "Styles", "Shape", "Colour", "Logo", "Save"]) {
        await it.page.getByRole("tab", { name: section }).click();
        assert.deepEqual(await beyond(), { scrolls: false, controls: [] }, section);
      }
      for (const label of ["See it in true size", "Print sheet"]) {
        await button(label).click();
        await it.page.getByRole("dialog").locator("h2").waitFor();
        const done = it.page.getByRole("dialog").locator(".dialog-actions .button").last();
        await done.scrollIntoViewIfNeeded();
        const box = await done.boundingBox();
        assert.ok(box.y >= 0 && box.y + box.height <= height && box.x + box.width <= width, `${label}: ${JSON.stringify(box)}`);
        assert.deepEqual(await beyond(), { scrolls: false, controls: [] }, label);
        await it.page.keyboard.press("Escape");
      }
    });
  }
});
