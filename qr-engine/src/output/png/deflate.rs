//! A zlib stream (RFC 1950, RFC 1951) of rows that come again, as they are or moved by a few pixels.
//!
//! Compressors look for what came before by hashing every few bytes. Who draws knows where it is: a row is mostly that above
//! it, as it is or, under a gradient, moved. Where it is the same as these is found out for the whole row at once, and is
//! nearly all the search that is done; only where that gives little, the last place that began alike is looked at.

use super::block::Blocks;
use super::same::Same;
use simd_adler32::Adler32;

/// How far back a match may lie.
pub(super) const WINDOW: usize = 32_768;

/// A match further back takes more bits than fewer bytes. It fits into the eight that are compared at first.
const SHORTEST: usize = 6;

/// A match that is long enough not to look for a longer one.
const GOOD: usize = 32;

/// Bits of the number of places that are remembered.
const PLACES: u32 = 12;

/// Bytes that are kept, at most, before older ones than the window are dropped.
const KEPT: usize = 3 * WINDOW;

/// A stream that is being written.
pub(super) struct Deflater {
    blocks: Blocks,
    checksum: Adler32,
    /// What has been written, for matches, up to `end`, and how much before it has been dropped. Eight bytes can be read
    /// from everywhere.
    past: Vec<u8>,
    end: usize,
    dropped: usize,
    /// The last places in all that was written that began with certain bytes, by a hash of these.
    places: Vec<u32>,
    /// Where the row is the same as what came before, by distance.
    repeats: Vec<(usize, Same)>,
}

impl Deflater {
    pub(super) fn new() -> Self {
        Self {
            // Deflate with a window of 32 kB, fastest (RFC 1950, section 2.2).
            blocks: Blocks::new(vec![0x78, 0x01]),
            checksum: Adler32::new(),
            past: vec![0; KEPT + WINDOW / 2],
            end: 0,
            dropped: 0,
            places: vec![0; 1 << PLACES],
            repeats: Vec::new(),
        }
    }

    /// Appends a row of so many bytes, which `draw` writes over what is there. Behind a first byte its pixels are of `unit`
    /// bytes, and only where one begins is a match looked for. They may be like the one before, and like what came so many
    /// bytes before; each distance is at least 1 and within the window.
    pub(super) fn row(
        &mut self,
        length: usize,
        draw: impl FnOnce(&mut [u8]),
        unit: usize,
        distances: &[usize],
    ) {
        if self.end > KEPT {
            let dropped = self.end - WINDOW;
            self.past.copy_within(dropped..self.end, 0);
            self.dropped += dropped;
            self.end = WINDOW;
        }
        let (start, end) = (self.end, self.end + length);
        if self.past.len() < end + 8 {
            self.past.resize(end + 8, 0);
        }
        draw(&mut self.past[start..end]);
        self.checksum.write(&self.past[start..end]);
        self.end = end;
        self.repeats.resize_with(distances.len(), Default::default);
        for ((distance, same), asked) in self.repeats.iter_mut().zip(distances) {
            *distance = *asked;
            let others = start.checked_sub(*asked).map_or(&[][..], |from| &self.past[from..]);
            same.compare(&self.past[start..end], others);
        }
        self.blocks.byte(self.past[start]);
        let mut at = start + 1;
        while at < end {
            let mut alone = unit;
            if let Some((length, distance)) = self.longest(at, start, unit) {
                self.blocks.repeat(length, distance);
                at += length;
                // On to the next pixel.
                alone = match unit {
                    1 => 0,
                    3 => 2 - (length + 2) % 3,
                    _ => length.next_multiple_of(unit) - length,
                };
            }
            let next = (at + alone).min(end);
            self.blocks.pixel(&self.past[at..next]);
            at = next;
        }
        self.blocks.settle();
    }

    /// The whole stream.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut bytes = self.blocks.finish();
        bytes.extend(self.checksum.finish().to_be_bytes());
        bytes
    }

    /// Length and distance of the longest match from a place on in the row that begins at `start`, if one is long enough.
    #[inline]
    fn longest(&mut self, at: usize, start: usize, unit: usize) -> Option<(usize, usize)> {
        let (mut longest, mut best) = (SHORTEST - 1, 0);
        for (distance, same) in &self.repeats {
            let length = same.length(at - start);
            if length > longest {
                (longest, best) = (length, *distance);
            }
        }
        if longest < GOOD {
            let here = eight(&self.past, at);
            let place = &mut self.places[hash(here)];
            // Numbers of places wrap around: whatever is told, it is compared.
            let now = (self.dropped + at) as u32;
            let like = now.wrapping_sub(std::mem::replace(place, now)) as usize;
            for distance in [unit, like] {
                let Some(from) = at.checked_sub(distance).filter(|_| (1..=WINDOW).contains(&distance)) else {
                    continue;
                };
                let length = common(&self.past, here, from, at, self.end);
                if length > longest {
                    (longest, best) = (length, distance);
                }
            }
        }
        (best > 0).then_some((longest, best))
    }
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

/// How many bytes from two places on are the same, up to `end` behind the later one, where `here` is.
#[inline]
fn common(bytes: &[u8], here: u64, from: usize, to: usize, end: usize) -> usize {
    // Most places differ at once, or soon.
    let mut done = 0;
    let mut differing = here ^ eight(bytes, from);
    while differing == 0 {
        done += 8;
        if to + done >= end {
            return end - to;
        }
        differing = eight(bytes, to + done) ^ eight(bytes, from + done);
    }
    (done + (differing.trailing_zeros() / 8) as usize).min(end - to)
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
            let draw = |room: &mut [u8]| room.copy_from_slice(&bytes);
            deflater.row(1000, draw, 3, &[1, 999, 1000, 1001, 7000, 7007]);
            all.extend(bytes);
        }
        let stream = deflater.finish();
        assert!(stream.len() < all.len() / 5, "{} of {}", stream.len(), all.len());
        assert!(inflated(&stream) == all);
        assert_eq!(inflated(&Deflater::new().finish()), b"");
    }

    #[test]
    fn rows_of_any_length_and_unit_come_back() {
        for (length, unit) in [(1, 1), (2, 3), (9, 4), (50_000, 4), (120_001, 3)] {
            let mut deflater = Deflater::new();
            let mut all = Vec::new();
            for row in 0..9_usize {
                let bytes = (0..length).map(|at| (at / 7 * (row % 4) + at / 300) as u8).collect::<Vec<_>>();
                deflater.row(length, |room| room.copy_from_slice(&bytes), unit, &[unit, length.min(WINDOW)]);
                all.extend(bytes);
            }
            assert!(inflated(&deflater.finish()) == all, "{length} bytes, {unit} each");
        }
    }
}
