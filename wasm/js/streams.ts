/**
 * WebAssembly in an order that compresses better: the numbers behind instructions stand apart from them, each kind by itself, so
 * that like follows like; and what follows from the rest is left out. Brotli and gzip make 11 % less of it. `build/streams.mjs` writes
 * this form: lengths of four bytes each, the lowest first, of the module, of its head and of each stream; the head, which is all before
 * the code; the streams; what comes behind the code.
 */

/** How many streams there are. */
export const STREAMS = 13;
// In the order that compresses best.
const SETS = 0;
const BRANCHES = 1;
const CALLS = 2;
const INTEGERS = 3;
const INSTRUCTIONS = 4;
const OTHERS = 5;
const GETS = 6;
/** What offsets have behind their first byte. */
const FAR = 7;
const FLOATS = 8;
const LONGS = 9;
const STORES = 10;
const LOADS = 11;
const TABLES = 12;

/** Bytes of the longest number of 32 bits in LEB128. */
const MOST_DIGITS = 5;

/** Whether modules are taken apart, which is the build's business: it sets this in its own copy of this file. */
declare const APART: boolean;

/** Whether modules may have instructions for vectors; set by the build too. */
declare const VECTORS: boolean;

/**
 * Moves the content of a code section (WebAssembly Core 2.0, 5.4 and 5.5.13) out of its streams, or into them if it is taken
 * apart. `cursors` holds where each stream goes on, and then where the section does. Left out are sizes of functions and usual
 * numbers. It runs before the first picture: loops instead of calls, and what is frequent first.
 */
export function move(source: Uint8Array, target: Uint8Array, cursors: Uint32Array): void {
  /** Usual numbers behind instructions: of blocks the empty type, of accesses to memory the alignment that suits what they move. */
  const usualOf: number[] = [];
  /** Where another number follows, the instruction stands as one that there is not. */
  const marked: number[] = [];
  [..."@@@23230011001122232301012"].forEach((usual, index) => {
    const code = index + (index < 3 ? 2 : 0x25);
    usualOf[code] = usual === "@" ? 0x40 : Number(usual);
    marked[0xd7 + index] = code;
  });
  const take = (stream: number): number => source[(cursors[APART ? STREAMS : stream] as number)++] as number;
  const put = (stream: number, value: number): number => (target[(cursors[APART ? stream : STREAMS] as number)++] = value);
  const byte = (stream: number): number => put(stream, take(stream));
  /** A number in LEB128, all but its first byte in the stream `rest`. Those of 64 bits are moved whole; nobody asks for their value. */
  const number = (stream: number, rest = stream): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const part = byte(shift ? rest : stream);
      value |= (part & 127) << shift;
      if (part < 128) return value;
    }
  };
  const numbers = (count: number, stream = OTHERS) => {
    while (count--) number(stream);
  };
  const bytes = (count: number) => {
    while (count--) byte(FLOATS);
  };
  /** An instruction, with the number behind it if there is a usual one. */
  const instruction = (): number => {
    const found = take(INSTRUCTIONS);
    const code = APART ? found : (marked[found] ?? found);
    const usual = usualOf[code];
    if (APART) {
      const leftOut = source[cursors[STREAMS] as number] === usual;
      put(INSTRUCTIONS, usual === undefined || leftOut ? code : marked.indexOf(code));
      if (leftOut) take(INSTRUCTIONS);
      else if (usual !== undefined) number(INSTRUCTIONS);
    } else {
      put(INSTRUCTIONS, code);
      if (code !== found) number(INSTRUCTIONS);
      else if (usual !== undefined) put(INSTRUCTIONS, usual);
    }
    return code;
  };
  for (let functions = number(OTHERS); functions; functions--) {
    // Its size is made again from where it ends; until then it has as much room as sizes may have.
    const size = cursors[STREAMS] as number;
    if (APART) while (take(OTHERS) > 127);
    else (cursors[STREAMS] as number) += MOST_DIGITS;
    const begin = cursors[STREAMS] as number;
    for (let groups = number(OTHERS); groups; groups--) numbers(2);
    for (let depth = 1; depth; ) {
      const code = instruction();
      if (code === 0x20) number(GETS);
      else if (code === 0x21 || code === 0x22) number(SETS);
      // Arithmetic.
      else if (code > 0x44 && code < 0xd0) continue;
      else if (code === 0x41) number(INTEGERS);
      else if (code > 0x27 && code < 0x3f) number(code < 0x36 ? LOADS : STORES, FAR);
      else if (code === 0x0b) depth--;
      else if (code > 1 && code < 5) depth++;
      else if (code === 12 || code === 13) number(BRANCHES);
      else if (code === 0x10) number(CALLS);
      else if (code === 0x43 || code === 0x44) bytes(code === 0x43 ? 4 : 8);
      else if (code === 0x42) number(LONGS);
      // br_table and select with types: lists.
      else if (code === 14) numbers(number(TABLES) + 1, TABLES);
      else if (code === 0x1c) numbers(number(OTHERS));
      else if (code === 0x11) numbers(2);
      // Globals, tables, the memory's size, references.
      else if ((code > 0x22 && code < 0x27) || code === 0x3f || code === 0x40 || code === 0xd0 || code === 0xd2) numbers(1);
      else if (code === 0xfc) {
        const bulk = number(INSTRUCTIONS);
        // Conversions have no number, and of the bulk operations half have two.
        if (bulk > 7) numbers(bulk === 8 || bulk === 10 || bulk === 12 || bulk === 14 ? 2 : 1);
      } else if (VECTORS && code === 0xfd) {
        const vector = number(INSTRUCTIONS);
        const isLane = vector > 83 && vector < 92;
        if (vector < 12 || isLane || vector === 92 || vector === 93) {
          number(INSTRUCTIONS);
          number(vector === 11 ? STORES : LOADS, FAR);
        }
        if (vector === 12 || vector === 13) bytes(16);
        if (isLane || (vector > 20 && vector < 35)) byte(OTHERS);
      }
    }
    if (APART) continue;
    const end = cursors[STREAMS] as number;
    cursors[STREAMS] = size;
    for (let rest = end - begin; put(OTHERS, rest > 127 ? (rest & 127) | 128 : rest) > 127; rest >>= 7);
    target.copyWithin(cursors[STREAMS] as number, begin, end);
    (cursors[STREAMS] as number) += end - begin;
  }
}

/** The module out of its streams. */
export function fromStreams(packed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const [size, begin, ...lengths] = new Uint32Array(packed.buffer, 0, STREAMS + 2) as unknown as [number, number, ...number[]];
  const head = 4 * (STREAMS + 2);
  const module = new Uint8Array(size + MOST_DIGITS);
  // The section goes on where the head ends; the last stream ends where the rest begins.
  const cursors = new Uint32Array(STREAMS + 1);
  cursors[STREAMS] = begin;
  let at = head + begin;
  lengths.forEach((length, index) => {
    cursors[index] = at;
    at += length;
  });
  module.set(packed.subarray(head, head + begin));
  move(packed, module, cursors);
  module.set(packed.subarray(at), cursors[STREAMS]);
  return module.subarray(0, size);
}
