/**
 * WebAssembly without the words of panics. Nobody sees them: a browser shows the trap that comes behind them, and that stays. Out of
 * the code go the functions that would put a message together, out of the data the places in the sources, which only these read.
 */
import binaryen from "binaryen";

/** Functions of the standard library that are called to panic; whatever ours are named, they stay. */
const PANICS =
  /^<?(core|alloc|std|__rustc)\b.*\b(panicking|panic_\w+|\w+_failed|\w+_fail|rust_panic|handle_error|capacity_overflow|handle_alloc_error|rust_alloc_error_handler)\b/;

/** What the standard library says in a panic, as far as it stands alone in the data. */
const WORDS = new RegExp(
  [
    "slice index starts at |range (start|end) index | but ends at | out of range for slice of length |index out of bounds: the len is | but the index is ",
    "copy_from_slice: source slice length \\(|\\) does not match destination slice length \\(",
    "attempt to [a-z ]+ (overflow|zero)|attempt to join into collection with len > usize::MAX|argument of integer logarithm must be positive",
    "capacity overflow|mid > len|one-time initialization may not be performed recursively",
  ].join("|"),
  "g",
);

/** A module whose functions have names, with a trap in place of whatever is called to panic, and of what else is said to be dead. */
export function withoutPanics(bytes, isDead = () => false) {
  const module = binaryen.readBinary(bytes);
  for (let index = 0; index < module.getNumFunctions(); index++) {
    const each = module.getFunctionByIndex(index);
    const { name, module: importedFrom } = binaryen.getFunctionInfo(each);
    if (!importedFrom && (PANICS.test(name) || isDead(name))) binaryen.Function.setBody(each, module.unreachable());
  }
  const trapping = module.emitBinary();
  module.dispose();
  forgetPlaces(trapping);
  return trapping;
}

/** Where the data lies: in memory, in the module, and how long each segment is. Compilers write segments of one kind alone. */
function segmentsOf(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0, part = 128; part > 127; shift += 7) {
      part = bytes[at++];
      value += (part & 127) * 2 ** shift;
    }
    return value;
  };
  for (;;) {
    const id = number();
    const length = number();
    if (id === 11) break;
    at += length;
  }
  return Array.from({ length: number() }, () => {
    // Active, at a constant address: flags, i32.const, address, end.
    if (number() !== 0 || number() !== 0x41) throw new Error("the module has a data segment without a place");
    const address = number();
    at++;
    const length = number();
    at += length;
    return { address, length, at: at - length };
  });
}

/** Zeros in place of the words of panics, and of the records that tell where one came from: a file's name, its length, line, column. */
function forgetPlaces(bytes) {
  const segments = segmentsOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** The text at an address, if it is in the data. */
  const text = (address, length) => {
    const segment = segments.find((each) => address >= each.address && address + length <= each.address + each.length);
    return segment && bytes.subarray(segment.at + address - segment.address, segment.at + address - segment.address + length);
  };
  const found = [];
  for (const { address, length, at } of segments) {
    const data = bytes.subarray(at, at + length);
    for (const { index, 0: words } of new TextDecoder("latin1").decode(data).matchAll(WORDS)) found.push(data.subarray(index, index + words.length));
    for (let record = -address & 3; record + 16 <= length; record += 4) {
      const [file, size, line, column] = [0, 4, 8, 12].map((field) => view.getUint32(at + record + field, true));
      if (size < 5 || size > 200 || line === 0 || line > 100_000 || column > 1000) continue;
      const name = text(file, size);
      if (name && String.fromCharCode(...name.subarray(-3)) === ".rs") found.push(name, bytes.subarray(at + record, at + record + 16));
    }
  }
  for (const part of found) part.fill(0);
}
