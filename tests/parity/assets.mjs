// Logos of the cases: "@file" stands for a file in assets/.
import fs from "node:fs";
import path from "node:path";

const assets = path.join(import.meta.dirname, "assets");
const media = { ".png": "image/png", ".svg": "image/svg+xml" };

/** The options with the logo itself in place of its name. */
export function withImage(options) {
  if (!options.image?.startsWith("@")) return options;
  const file = path.join(assets, options.image.slice(1));
  const uri = `data:${media[path.extname(file)]};base64,${fs.readFileSync(file).toString("base64")}`;
  return { ...options, image: uri };
}
