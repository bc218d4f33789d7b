/**
 * WebAssembly in an order that compresses better: the numbers behind instructions stand apart from them, each kind by itself, so
 * that like follows like. Brotli and gzip make 8 % less of it. `build/streams.mjs` writes this form: the lengths of the head and of
 * each stream, four bytes each, the lowest first; the head, which is all before the code; the streams; what comes behind the code.
 */

/** How many streams there are. */
export const STREAMS = 8;
const INSTRUCTIONS = 0;
const LOCALS = 1;
const INTEGERS = 2;
const OFFSETS = 3;
const CALLS = 4;
const BRANCHES = 5;
const FLOATS = 6;
const OTHERS = 7;

/**
 * Moves the content of a code section (WebAssembly Core 2.0, 5.4 and 5.5.13) out of its streams, or into them if it is taken
 * `apart`. `cursors` holds where each stream goes on, and then where the section does. It runs before the first picture: loops
 * instead of calls, and what is frequent first.
 */
export function move(source: Uint8Array, target: Uint8Array, cursors: Uint32Array, apart: boolean): void {
  const byte = (stream: number): number => {
    const from = apart ? STREAMS : stream;
    const moved = source[(cursors[from] as number)++] as number;
    target[(cursors[apart ? stream : STREAMS] as number)++] = moved;
    return moved;
  };
  /** A number in LEB128. Those of 64 bits are moved whole; nobody asks for their value. */
  const number = (stream: number): number => {
    const from = apart ? STREAMS : stream;
    const to = apart ? stream : STREAMS;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const part = source[(cursors[from] as number)++] as number;
      target[(cursors[to] as number)++] = part;
      value |= (part & 127) << shift;
      if (part < 128) return value;
    }
  };
  const numbers = (count: number) => {
    while (count--) number(OTHERS);
  };
  const bytes = (count: number) => {
    while (count--) byte(FLOATS);
  };
  for (let functions = number(OTHERS); functions; functions--) {
    const size = number(OTHERS);
    const end = (cursors[STREAMS] as number) + size;
    for (let groups = number(OTHERS); groups; groups--) numbers(2);
    while ((cursors[STREAMS] as number) < end) {
      const code = byte(INSTRUCTIONS);
      if (code > 0x1f && code < 0x23) number(LOCALS);
      // Arithmetic.
      else if (code > 0x44 && code < 0xd0) continue;
      else if (code === 0x41) number(INTEGERS);
      else if (code > 0x27 && code < 0x3f) {
        number(INSTRUCTIONS);
        number(OFFSETS);
      }
      // Blocks have a type, which belongs to them.
      else if (code > 1 && code < 5) number(INSTRUCTIONS);
      else if (code === 12 || code === 13) number(BRANCHES);
      else if (code === 0x10) number(CALLS);
      else if (code === 0x43 || code === 0x44) bytes(code === 0x43 ? 4 : 8);
      // br_table and select with types: lists.
      else if (code === 14) numbers(number(OTHERS) + 1);
      else if (code === 0x1c) numbers(number(OTHERS));
      else if (code === 0x11) numbers(2);
      // Globals, tables, the memory's size, numbers of 64 bits, references.
      else if ((code > 0x22 && code < 0x27) || code === 0x3f || code === 0x40 || code === 0x42 || code === 0xd0 || code === 0xd2) numbers(1);
      else if (code === 0xfc) {
        const bulk = number(INSTRUCTIONS);
        // Conversions have no number, and of the bulk operations half have two.
        if (bulk > 7) numbers(bulk === 8 || bulk === 10 || bulk === 12 || bulk === 14 ? 2 : 1);
      } else if (code === 0xfd) {
        const vector = number(INSTRUCTIONS);
        const isLane = vector > 83 && vector < 92;
        if (vector < 12 || isLane || vector === 92 || vector === 93) {
          number(INSTRUCTIONS);
          number(OFFSETS);
        }
        if (vector === 12 || vector === 13) bytes(16);
        if (isLane || (vector > 20 && vector < 35)) byte(OTHERS);
      }
    }
  }
}

/** The module out of its streams. */
export function fromStreams(packed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const lengths = new Uint32Array(packed.buffer, 0, STREAMS + 1);
  const head = lengths.byteLength;
  const module = new Uint8Array(packed.length - head);
  const cursors = new Uint32Array(STREAMS + 1);
  let at = head;
  lengths.forEach((length, index) => {
    at += length;
    cursors[index] = at;
  });
  // The section goes on where the head ends; the last stream ends where the rest begins.
  cursors[STREAMS] = lengths[0] as number;
  module.set(packed.subarray(head, cursors[0]));
  move(packed, module, cursors, false);
  module.set(packed.subarray(at), cursors[STREAMS]);
  return module;
}
