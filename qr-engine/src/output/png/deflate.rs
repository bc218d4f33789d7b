//! A zlib stream (RFC 1950, RFC 1951) of rows that come again, as they are or moved by a few pixels.
//!
//! Compressors look for what came before by hashing every few bytes. Who draws knows where it is: a row is mostly that above
//! it, as it is or, under a gradient, moved. Comparing there, many bytes at a time, is nearly all the search that is done;
//! beside it, only where a match begins or a pixel stands alone, the last place that began alike is looked at.

use super::huffman::Code;
use simd_adler32::Adler32;

/// How far back a match may lie.
pub(super) const WINDOW: usize = 32_768;

/// Longest match.
const LONGEST: usize = 258;

/// A match further back takes more bits than fewer bytes. It fits into the eight that are compared at first.
const SHORTEST: usize = 6;

/// A match that is long enough not to look for a longer one.
const GOOD: usize = 48;

/// Bytes that are compared at a time in long matches.
const STEP: usize = 32;

/// Bits of the number of places that are remembered.
const PLACES: u32 = 12;

/// Tokens that share a code.
const BLOCK: usize = 1 << 14;

/// Bytes that are kept, at most, before older ones than the window are dropped.
const KEPT: usize = 2 * WINDOW;

/// A byte, or, marked by the highest bit, a match: its length above sixteen bits of its distance.
type Token = u32;

const MATCH: Token = 1 << 31;

/// A stream that is being written.
pub(super) struct Deflater {
    bytes: Vec<u8>,
    bits: Bits,
    checksum: Adler32,
    /// What has been written, for matches, and how much before it has been dropped.
    past: Vec<u8>,
    dropped: usize,
    /// The last places in all that was written that began with certain bytes, by a hash of these.
    places: Vec<usize>,
    tokens: Vec<Token>,
}

impl Deflater {
    pub(super) fn new() -> Self {
        Self {
            // Deflate with a window of 32 kB, fastest (RFC 1950, section 2.2).
            bytes: vec![0x78, 0x01],
            bits: Bits::default(),
            checksum: Adler32::new(),
            past: Vec::with_capacity(KEPT + WINDOW / 2),
            dropped: 0,
            places: vec![0; 1 << PLACES],
            tokens: Vec::with_capacity(BLOCK + LONGEST),
        }
    }

    /// Appends a row, which may be like what came so many bytes before; each distance is at least 1 and within the window.
    /// Behind a first byte its pixels are of `unit` bytes, and only where one begins is a match looked for.
    pub(super) fn row(&mut self, row: &[u8], unit: usize, distances: &[usize]) {
        self.checksum.write(row);
        if self.past.len() > KEPT {
            let dropped = self.past.len() - WINDOW;
            self.past.drain(..dropped);
            self.dropped += dropped;
        }
        let (mut at, end) = (self.past.len(), self.past.len() + row.len());
        self.past.extend_from_slice(row);
        // So that eight bytes can be read from everywhere.
        self.past.extend([0; 8]);
        let mut alone = 1;
        while at < end {
            self.tokens.extend(self.past[at..end.min(at + alone)].iter().map(|byte| Token::from(*byte)));
            at += alone;
            alone = unit;
            // At the row's end, zeros are read.
            let place = &mut self.places[hash(eight(&self.past, at))];
            let like = (self.dropped + at).wrapping_sub(std::mem::replace(place, self.dropped + at));
            if let Some((length, distance)) = longest(&self.past, at, end, distances, like) {
                self.repeat(length, distance);
                at += length;
                // On to the next pixel.
                alone = (unit - length % unit) % unit;
            }
        }
        self.past.truncate(end);
        if self.tokens.len() >= BLOCK {
            self.block(false);
        }
    }

    fn repeat(&mut self, length: usize, distance: usize) {
        let mut left = length;
        while left > LONGEST {
            // What is left must not be too short for a match.
            let part = LONGEST.min(left - 3);
            self.tokens.push(MATCH | (part as u32) << 16 | (distance - 1) as u32);
            left -= part;
        }
        self.tokens.push(MATCH | (left as u32) << 16 | (distance - 1) as u32);
    }

    /// The whole stream.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.block(true);
        // The last byte is filled up with zeros.
        let Bits { held, count } = self.bits;
        self.bytes.extend_from_slice(&held.to_le_bytes()[..count.div_ceil(8) as usize]);
        self.bytes.extend(self.checksum.finish().to_be_bytes());
        self.bytes
    }

    /// Writes the tokens under a code of their own (RFC 1951, section 3.2.7).
    fn block(&mut self, is_last: bool) {
        let mut literals = [0_u32; 286];
        let mut distances = [0_u32; 30];
        for token in &self.tokens {
            if token & MATCH == 0 {
                literals[*token as usize] += 1;
            } else {
                let (length, distance) = split(*token);
                literals[length_symbol(length).0] += 1;
                distances[distance_symbol(distance).0] += 1;
            }
        }
        literals[END] = 1;
        // A code of one symbol is more than some readers take.
        distances[..2].iter_mut().for_each(|count| *count = (*count).max(1));
        let (literals, distances) = (Code::new(&literals, 15), Code::new(&distances, 15));
        self.put(u64::from(is_last) | 2 << 1, 3);
        self.lengths(&literals, &distances);
        // Kept aside, so that they stay in the processor's registers.
        let (mut bytes, mut bits) = (std::mem::take(&mut self.bytes), self.bits);
        for token in &self.tokens {
            if token & MATCH == 0 {
                bits.put(&mut bytes, literals.bits(*token as usize));
                continue;
            }
            let (length, distance) = split(*token);
            let (symbol, extra, extra_bits) = length_symbol(length);
            bits.put(&mut bytes, with_extra(literals.bits(symbol), extra, extra_bits));
            let (symbol, extra, extra_bits) = distance_symbol(distance);
            bits.put(&mut bytes, with_extra(distances.bits(symbol), extra, extra_bits));
        }
        bits.put(&mut bytes, literals.bits(END));
        (self.bytes, self.bits) = (bytes, bits);
        self.tokens.clear();
    }

    /// Writes how long the codes are.
    fn lengths(&mut self, literals: &Code, distances: &Code) {
        /// The order in which the lengths of the lengths' own code stand.
        const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        let lengths = [&literals.lengths[..], &distances.lengths[..]].concat();
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
        self.put(286 - 257, 5);
        self.put(30 - 1, 5);
        self.put(19 - 4, 4);
        for symbol in ORDER {
            self.put(u64::from(code.lengths[symbol]), 3);
        }
        for (symbol, extra, extra_bits) in written {
            let (bits, count) = code.bits(symbol);
            self.put(bits | (extra as u64) << count, count + extra_bits);
        }
    }

    fn put(&mut self, bits: u64, count: u32) {
        self.bits.put(&mut self.bytes, (bits, count));
    }
}

/// Bits that are not yet whole bytes: fewer than 32.
#[derive(Clone, Copy, Default)]
struct Bits {
    held: u64,
    count: u32,
}

impl Bits {
    /// Appends at most 32 bits, the lowest first.
    #[inline]
    fn put(&mut self, bytes: &mut Vec<u8>, (bits, count): (u64, u32)) {
        self.held |= bits << self.count;
        self.count += count;
        if self.count >= 32 {
            bytes.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }
}

/// A code, and what comes behind it.
#[inline]
fn with_extra((bits, count): (u64, u32), extra: u32, extra_bits: u32) -> (u64, u32) {
    (bits | u64::from(extra) << count, count + extra_bits)
}

/// Length and distance of the longest match, if one is long enough. `like` is one more distance, of any size.
#[inline]
fn longest(past: &[u8], at: usize, end: usize, distances: &[usize], like: usize) -> Option<(usize, usize)> {
    let here = eight(past, at);
    let mut best = None;
    let like = (1..=WINDOW).contains(&like).then_some(like);
    for distance in distances.iter().copied().chain(like) {
        let Some(from) = at.checked_sub(distance) else { continue };
        // Most places differ at once.
        let differing = here ^ eight(past, from);
        if differing << (8 * (8 - SHORTEST)) != 0 {
            continue;
        }
        let length = common(&past[..end], from, at);
        if length >= best.map_or(SHORTEST, |(length, _)| length + 1) {
            best = Some((length, distance));
        }
        if length >= GOOD {
            break;
        }
    }
    best
}

/// Of the bytes that a match needs at least.
#[inline]
fn hash(eight: u64) -> usize {
    // Knuth's multiplicative method: the golden ratio's fraction in 64 bits.
    ((eight << (8 * (8 - SHORTEST))).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES)) as usize
}

/// The eight bytes from a place on; zeros if there are not so many.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(<[u8]>::first_chunk).map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// How many bytes from two places on are the same.
#[inline]
fn common(bytes: &[u8], from: usize, to: usize) -> usize {
    let later = &bytes[to..];
    let earlier = &bytes[from..][..later.len()];
    let (steps, others) = (later.as_chunks::<STEP>().0, earlier.as_chunks::<STEP>().0);
    let done = steps.iter().zip(others).take_while(|(a, b)| a == b).count() * STEP;
    let (later, earlier) = (&later[done..], &earlier[done..]);
    let (eights, others) = (later.as_chunks::<8>().0, earlier.as_chunks::<8>().0);
    for (index, (a, b)) in eights.iter().zip(others).enumerate() {
        let differing = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differing != 0 {
            return done + index * 8 + (differing.trailing_zeros() / 8) as usize;
        }
    }
    let rest = eights.len() * 8;
    done + rest + later[rest..].iter().zip(&earlier[rest..]).take_while(|(a, b)| a == b).count()
}

/// The symbol that ends a block.
const END: usize = 256;

fn split(token: Token) -> (usize, usize) {
    ((token >> 16 & 0x1ff) as usize, (token & 0xffff) as usize + 1)
}

/// Symbol, extra bits and their number of a length (RFC 1951, section 3.2.5).
#[inline]
fn length_symbol(length: usize) -> (usize, u32, u32) {
    if length == LONGEST {
        return (285, 0, 0);
    }
    let past = (length - 3) as u32;
    let (group, extra, bits) = grouped(past, 2);
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
    use flate2::read::ZlibDecoder;
    use std::io::Read as _;

    fn inflated(stream: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        ZlibDecoder::new(stream).read_to_end(&mut bytes).unwrap();
        bytes
    }

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

    #[test]
    fn others_read_what_is_written() {
        let mut noise = 12345_u32;
        let mut byte = move || {
            noise = noise.wrapping_mul(1_103_515_245).wrapping_add(12345);
            (noise >> 24) as u8
        };
        let first = (0..1000).map(|_| byte()).collect::<Vec<_>>();
        let mut deflater = Deflater::new();
        let mut all = Vec::new();
        for row in 0..600 {
            let mut bytes = first.clone();
            bytes.rotate_left(row % 7);
            bytes[row] = bytes[row].wrapping_add(1);
            bytes[300..900].fill(if row % 3 == 0 { 0 } else { 9 });
            deflater.row(&bytes, 3, &[1, 999, 1000, 1001, 7000, 7007]);
            all.extend(bytes);
        }
        let stream = deflater.finish();
        assert!(stream.len() < all.len() / 5, "{} of {}", stream.len(), all.len());
        assert!(inflated(&stream) == all);
        assert_eq!(inflated(&Deflater::new().finish()), b"");
    }
}
