// Runs the real qr-code-styling package over a list of cases and writes what it makes of each, one JSON line a case:
// { name, options, matrix: ["0101…", …], svg } or { name, options, error }.
// usage: node reference.mjs CASES.json OUT.jsonl        CASES: [{ name, options }], options.image may be "@file" in assets/
import fs from "node:fs";
import { JSDOM } from "jsdom";
import QRCodeStyling from "qr-code-styling";
import { withImage } from "./assets.mjs";

const { window } = new JSDOM("");

/** The package asks for `new jsdom(…).window`; one window serves all cases. */
class SharedWindow {
  window = window;
}

/** What a browser would say of an image: its natural size. Reads PNG headers and the attributes of an SVG root. */
function naturalSize(uri) {
  const bytes = Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64");
  if (uri.startsWith("data:image/png")) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  const attribute = (name) => Number(bytes.toString().match(new RegExp(`<svg[^>]* ${name}="(\\d+)"`))[1]);
  return { width: attribute("width"), height: attribute("height") };
}

/** The two functions of node-canvas that the package calls, with a browser's results: sizes, and the bytes unchanged. */
const nodeCanvas = {
  loadImage: async (uri) => ({ ...naturalSize(uri), uri }),
  createCanvas: () => {
    let drawn;
    return { getContext: () => ({ drawImage: (image) => (drawn = image) }), toDataURL: () => drawn.uri };
  },
};

async function run({ name, options: given }) {
  const options = withImage(given);
  try {
    const code = new QRCodeStyling({ ...structuredClone(options), jsdom: SharedWindow, nodeCanvas });
    const svg = (await code.getRawData("svg")).toString();
    const size = code._qr.getModuleCount();
    const row = (r) => Array.from({ length: size }, (_, c) => Number(code._qr.isDark(r, c))).join("");
    return { name, options, matrix: Array.from({ length: size }, (_, r) => row(r)), svg };
  } catch (error) {
    return { name, options, error: String(error?.message ?? error) };
  }
}

// Promises that the package itself leaves unobserved are not this script's failure.
process.on("unhandledRejection", () => {});
const [casesFile, outFile] = process.argv.slice(2);
const out = fs.openSync(outFile, "w");
for (const item of JSON.parse(fs.readFileSync(casesFile, "utf8"))) {
  fs.writeSync(out, JSON.stringify(await run(item)) + "\n");
}
process.exit(0);
