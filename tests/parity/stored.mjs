// Unpacks references that were made once, one JSON line a case, in the form of reference.mjs.
// usage: node stored.mjs CASES.jsonl.br OUT.jsonl
import fs from "node:fs";
import zlib from "node:zlib";
import { withImage } from "./assets.mjs";

const [storedFile, outFile] = process.argv.slice(2);
const lines = zlib.brotliDecompressSync(fs.readFileSync(storedFile)).toString().trim().split("\n");
const references = lines.map((line) => JSON.parse(line)).map((item) => ({ ...item, options: withImage(item.options) }));
fs.writeFileSync(outFile, references.map((item) => JSON.stringify(item) + "\n").join(""));
