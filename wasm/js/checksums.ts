/**
 * Tables of CRC-32, the checksum of PNG and zlib. They follow from a rule, but no compressor finds it: the build leaves them out of
 * the WebAssembly that is carried as text (`build/checksums.mjs`), and here they are made again.
 */

/** Entries of a table, four bytes each, the lowest first. */
const ENTRIES = 256;

/** The table of bytes that no zero follows, then the one of bytes that one zero follows, and so on. */
export function* checksumTables(): Generator<Uint32Array, never> {
  const first = Uint32Array.from({ length: ENTRIES }, (_, byte) => {
    for (let bit = 0; bit < 8; bit++) byte = (byte >>> 1) ^ (byte & 1 && 0xedb88320);
    return byte;
  });
  for (let table = first; ; table = table.map((sum) => (first[sum & 255] as number) ^ (sum >>> 8))) yield table;
}

/** Puts the tables into a module, each where `places` says: by the number of zeros, the addresses of its tables. */
export function withChecksums(module: Uint8Array<ArrayBuffer>, places: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(module.buffer);
  const tables = checksumTables();
  for (const addresses of places) {
    const { value } = tables.next();
    for (const address of addresses) value.forEach((sum, index) => view.setUint32(address + 4 * index, sum, true));
  }
  return module;
}
