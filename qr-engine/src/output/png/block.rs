//! Bytes and matches → blocks of a deflate stream, each under prefix codes of its own (RFC 1951, section 3.2.7).

use super::huffman::Code;

/// Shortest and longest match that the format knows.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;

/// Tokens that share a code.
const BLOCK: usize = 1 << 14;

/// The symbol that ends a block.
const END: usize = 256;

/// Symbols of bytes, the end and lengths; symbols of distances.
const SYMBOLS: usize = 286;
const DISTANCES: usize = 30;

/// A match, marked by the highest bit: its length above sixteen bits of its distance. Or up to three bytes, of nine bits
/// each, so that there is a value for none.
type Token = u32;

const MATCH: Token = 1 << 31;
const NONE: Token = 0x100;

/// Blocks that are being written.
pub(super) struct Blocks {
    bits: Bits,
    tokens: Vec<Token>,
    /// How often each byte, length and symbol of a distance comes in the tokens.
    bytes: [u32; 256],
    lengths: [u32; LONGEST + 1],
    distances: [u32; DISTANCES],
}

impl Blocks {
    /// Blocks behind what there is already.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bits: Bits { end: bytes.len(), bytes, held: 0, count: 0 },
            tokens: Vec::with_capacity(BLOCK + BLOCK / 4),
            bytes: [0; 256],
            lengths: [0; LONGEST + 1],
            distances: [0; DISTANCES],
        }
    }

    /// One byte.
    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes[usize::from(byte)] += 1;
        self.tokens.push(Token::from(byte) | NONE << 9 | NONE << 18);
    }

    /// Bytes of a pixel or the rest of one.
    #[inline]
    pub(super) fn pixel(&mut self, pixel: &[u8]) {
        if let [a, b, c] = *pixel {
            for byte in [a, b, c] {
                self.bytes[usize::from(byte)] += 1;
            }
            self.tokens.push(Token::from(a) | Token::from(b) << 9 | Token::from(c) << 18);
        } else {
            for byte in pixel {
                self.byte(*byte);
            }
        }
    }

    /// A match of at least three bytes, at most 32,768 before.
    #[inline]
    pub(super) fn repeat(&mut self, length: usize, distance: usize) {
        let mut left = length;
        while left > LONGEST {
            // What is left must not be too short for a match.
            let part = LONGEST.min(left - SHORTEST);
            self.part(part, distance);
            left -= part;
        }
        self.part(left, distance);
    }

    #[inline]
    fn part(&mut self, length: usize, distance: usize) {
        self.lengths[length] += 1;
        self.distances[distance_symbol(distance).0] += 1;
        self.tokens.push(MATCH | (length as u32) << 16 | (distance - 1) as u32);
    }

    /// Writes a block if there are enough tokens for one.
    #[inline]
    pub(super) fn settle(&mut self) {
        if self.tokens.len() >= BLOCK {
            self.write(false);
        }
    }

    /// All blocks, behind what there was.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.write(true);
        self.bits.finish()
    }

    fn write(&mut self, is_last: bool) {
        let mut symbols = [0; SYMBOLS];
        symbols[..256].copy_from_slice(&self.bytes);
        symbols[END] = 1;
        for (length, count) in self.lengths.iter().enumerate().skip(SHORTEST) {
            symbols[length_symbol(length).0] += count;
        }
        // A code of one symbol is more than some readers take.
        self.distances[..2].iter_mut().for_each(|count| *count = (*count).max(1));
        let (symbols, distances) = (Code::new(&symbols, 15), Code::new(&self.distances, 15));
        self.bits.reserve(1024);
        self.bits.put(u64::from(is_last) | 2 << 1, 3);
        write_codes(&mut self.bits, &symbols, &distances);
        self.write_tokens(&symbols, &distances);
        let (bits, count) = symbols.bits(END);
        self.bits.put(bits, count);
        self.tokens.clear();
        self.bytes.fill(0);
        self.lengths.fill(0);
        self.distances.fill(0);
    }

    fn write_tokens(&mut self, symbols: &Code, distances: &Code) {
        // What stands for a byte, or for none, and for a length: the bits, and in the highest ones how many.
        let entry = |(bits, count): (u64, u32)| bits as u32 | count << COUNT;
        let mut bytes = [0; 512];
        for (byte, to) in bytes[..256].iter_mut().enumerate() {
            *to = entry(symbols.bits(byte));
        }
        let mut lengths = [0; 512];
        for (length, to) in lengths[..=LONGEST].iter_mut().enumerate().skip(SHORTEST) {
            let (symbol, extra, extra_bits) = length_symbol(length);
            *to = entry(with_extra(symbols.bits(symbol), extra, extra_bits));
        }
        // Fifteen bits for each byte; as many and five for a length; as many and thirteen for a distance.
        self.bits.reserve(self.tokens.len() * 6);
        for token in &self.tokens {
            let put = if token & MATCH == 0 {
                let [a, b, c] = [0, 9, 18].map(|at| bytes[(token >> at & 0x1ff) as usize]);
                joined(joined(apart(a), apart(b)), apart(c))
            } else {
                let (symbol, extra, extra_bits) = distance_symbol((token & 0xffff) as usize + 1);
                let distance = with_extra(distances.bits(symbol), extra, extra_bits);
                joined(apart(lengths[(token >> 16 & 0x1ff) as usize]), distance)
            };
            self.bits.put(put.0, put.1);
        }
    }
}

/// Where in an entry it is told how many bits it has.
const COUNT: u32 = 26;

#[inline]
fn apart(entry: u32) -> (u64, u32) {
    (u64::from(entry & ((1 << COUNT) - 1)), entry >> COUNT)
}

/// Bits behind bits.
#[inline]
fn joined((first, count): (u64, u32), (second, second_count): (u64, u32)) -> (u64, u32) {
    (first | second << count, count + second_count)
}

/// A code, and what comes behind it.
#[inline]
fn with_extra(code: (u64, u32), extra: u32, extra_bits: u32) -> (u64, u32) {
    joined(code, (u64::from(extra), extra_bits))
}

/// Writes how long the codes are.
fn write_codes(bits: &mut Bits, symbols: &Code, distances: &Code) {
    /// The order in which the lengths of the lengths' own code stand.
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let lengths = [&symbols.lengths[..], &distances.lengths[..]].concat();
    // Runs of zeros are the bulk: symbol 17 stands for 3 to 10 of them, 18 for 11 to 138.
    let mut written = Vec::with_capacity(lengths.len());
    for run in lengths.chunk_by(|a, b| a == b) {
        let mut left = run.len();
        while run[0] == 0 && left >= 3 {
            let part = left.min(138);
            written.push(if part < 11 { (17, part - 3, 3) } else { (18, part - 11, 7) });
            left -= part;
        }
        written.extend(std::iter::repeat_n((usize::from(run[0]), 0, 0), left));
    }
    let mut counts = [0_u32; 19];
    for (symbol, ..) in &written {
        counts[*symbol] += 1;
    }
    counts[..2].iter_mut().for_each(|count| *count = (*count).max(1));
    let code = Code::new(&counts, 7);
    bits.put((SYMBOLS - 257) as u64, 5);
    bits.put((DISTANCES - 1) as u64, 5);
    bits.put(19 - 4, 4);
    for symbol in ORDER {
        bits.put(u64::from(code.lengths[symbol]), 3);
    }
    for (symbol, extra, extra_bits) in written {
        let (put, count) = with_extra(code.bits(symbol), extra as u32, extra_bits);
        bits.put(put, count);
    }
}

/// Bits, of which the last ones are not yet a whole byte.
struct Bits {
    /// Whole bytes up to `end`, and room behind them.
    bytes: Vec<u8>,
    end: usize,
    held: u64,
    /// Below 8.
    count: u32,
}

impl Bits {
    /// Makes room for so many bytes.
    fn reserve(&mut self, more: usize) {
        self.bytes.resize(self.end + more + 8, 0);
    }

    /// Appends at most 56 bits, the lowest first, into room that is there.
    #[inline]
    fn put(&mut self, bits: u64, count: u32) {
        self.held |= bits << self.count;
        self.count += count;
        // All that is held, every time: what is not yet a whole byte is written over by the next.
        self.bytes[self.end..self.end + 8].copy_from_slice(&self.held.to_le_bytes());
        self.end += (self.count / 8) as usize;
        self.held >>= self.count & !7;
        self.count &= 7;
    }

    /// All bytes; the last is filled up with zeros.
    fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.end + usize::from(self.count > 0));
        self.bytes
    }
}

/// Symbol, extra bits and their number of a length (RFC 1951, section 3.2.5).
#[inline]
fn length_symbol(length: usize) -> (usize, u32, u32) {
    if length == LONGEST {
        return (285, 0, 0);
    }
    let (group, extra, bits) = grouped((length - SHORTEST) as u32, 2);
    (257 + group, extra, bits)
}

/// The same of a distance.
#[inline]
fn distance_symbol(distance: usize) -> (usize, u32, u32) {
    grouped(distance as u32 - 1, 1)
}

/// Values in groups that double: `1 << steps` groups of each width, those of width 1 twice as many.
#[inline]
fn grouped(value: u32, steps: u32) -> (usize, u32, u32) {
    let bits = (32 - value.leading_zeros()).saturating_sub(steps + 1);
    let group = (bits << steps) + (value >> bits);
    (group as usize, value & ((1 << bits) - 1), bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_those_of_the_standard() {
        // RFC 1951, section 3.2.5: lengths 3, 10, 11, 12, 13, 114, 115, 257, 258.
        let lengths = [3, 10, 11, 12, 13, 114, 115, 257, 258].map(length_symbol);
        let expected = [
            (257, 0, 0),
            (264, 0, 0),
            (265, 0, 1),
            (265, 1, 1),
            (266, 0, 1),
            (279, 15, 4),
            (280, 0, 4),
            (284, 30, 5),
            (285, 0, 0),
        ];
        assert_eq!(lengths, expected);
        let distances = [1, 4, 5, 6, 7, 193, 24_577, 32_768].map(distance_symbol);
        let expected =
            [(0, 0, 0), (3, 0, 0), (4, 0, 1), (4, 1, 1), (5, 0, 1), (15, 0, 6), (29, 0, 13), (29, 8191, 13)];
        assert_eq!(distances, expected);
    }
}
