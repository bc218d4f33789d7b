/** Finds the tables that `js/checksums.ts` makes, and takes them out of a module. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { packageDir } from "./paths.mjs";

const { code } = transformSync(readFileSync(join(packageDir, "js", "checksums.ts"), "utf8"), { loader: "ts" });
const { checksumTables, withChecksums } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** More zeros than any program's tables look ahead. */
const MOST_ZEROS = 64;

/** The module with zeros for its tables, and the tables' places; none for a module without any. */
export function withoutChecksums(bytes) {
  const module = Buffer.from(bytes);
  const places = [];
  const tables = checksumTables();
  for (let zeros = 0; zeros < MOST_ZEROS; zeros++) {
    const table = Buffer.from(tables.next().value.buffer);
    for (let at = module.indexOf(table); at >= 0; at = module.indexOf(table, at)) {
      module.fill(0, at, at + table.length);
      (places[zeros] ??= []).push(at);
    }
  }
  const all = Array.from(places, (addresses) => addresses ?? []);
  if (!Buffer.from(withChecksums(Uint8Array.from(module), all)).equals(bytes)) throw new Error("the tables of this module do not make it up again");
  return { module, places: all };
}
