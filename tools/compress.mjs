// usage: node compress.mjs FOLDER
// Puts NAME.br and NAME.gz beside every file of FOLDER that gets smaller by it; the server sends them as they are.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2];
if (!folder) throw new Error("name the folder whose files to compress");

/** Below this a compressed form saves no packet. */
const SMALLEST = 512;
/** A compressed form has to be worth the decompression. */
const WORTHWHILE = 0.9;

const forms = [
  [".br", (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })],
  [".gz", (bytes) => gzipSync(bytes, { level: 9 })],
];

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || /\.(br|gz)$/.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  const bytes = readFileSync(path);
  if (bytes.length < SMALLEST) continue;
  for (const [extension, compress] of forms) {
    const packed = compress(bytes);
    if (packed.length < bytes.length * WORTHWHILE) writeFileSync(path + extension, packed);
  }
}
