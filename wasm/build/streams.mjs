/** WebAssembly in streams; `js/streams.ts` says what they are, and puts them together again. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { packageDir } from "./paths.mjs";

// The way through the code is the same in both directions: it is taken from there.
const source = readFileSync(join(packageDir, "js", "streams.ts"), "utf8");
const load = (apart) => {
  const { code } = transformSync(source, { loader: "ts", define: { APART: String(apart), VECTORS: "true" } });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
};
const { STREAMS, move: takeApart } = await load(true);
const { fromStreams } = await load(false);

const CODE_SECTION = 10;

/** Where the content of the code section begins. */
function codeOf(bytes) {
  for (let at = 8; ; ) {
    const id = bytes[at++];
    let length = 0;
    for (let shift = 0, part = 128; part > 127; shift += 7) {
      part = bytes[at++];
      length += (part & 127) * 2 ** shift;
    }
    if (id === CODE_SECTION) return at;
    at += length;
  }
}

/** A module as streams. */
export function toStreams(bytes) {
  const begin = codeOf(bytes);
  // Room for each stream to be as long as the module.
  const room = new Uint8Array(STREAMS * bytes.length);
  const cursors = Uint32Array.from({ length: STREAMS + 1 }, (_, index) => index * bytes.length);
  cursors[STREAMS] = begin;
  takeApart(bytes, room, cursors);
  const streams = Array.from({ length: STREAMS }, (_, index) => room.subarray(index * bytes.length, cursors[index]));
  const lengths = Uint32Array.of(bytes.length, begin, ...streams.map(({ length }) => length));
  const packed = Buffer.concat([new Uint8Array(lengths.buffer), bytes.subarray(0, begin), ...streams, bytes.subarray(cursors[STREAMS])]);
  // An instruction that is not known there puts numbers into the wrong streams, or leads beyond the end of its function.
  if (!Buffer.from(fromStreams(new Uint8Array(packed))).equals(bytes)) throw new Error("the streams of this module do not make it up again");
  return packed;
}
