//! Where bytes are the same as others: found for a whole row at once, many bytes at a time and without a branch.

use wide::u8x16;

/// Bytes of a word of bits.
const WORD: usize = 64;

/// A bit for each byte of a row: whether it is the same as the one that it was compared to.
#[derive(Default)]
pub(super) struct Same(Vec<u64>);

impl Same {
    /// Compares bytes to others; if there are not as many of these, nothing is the same.
    pub(super) fn compare(&mut self, bytes: &[u8], others: &[u8]) {
        self.0.clear();
        if let Some(others) = others.get(..bytes.len()) {
            let (whole, rest) = bytes.as_chunks::<WORD>();
            let (other_whole, other_rest) = others.as_chunks::<WORD>();
            self.0.extend(whole.iter().zip(other_whole).map(|(a, b)| same(a, b)));
            let (mut a, mut b) = ([0; WORD], [u8::MAX; WORD]);
            a[..rest.len()].copy_from_slice(rest);
            b[..rest.len()].copy_from_slice(other_rest);
            self.0.push(same(&a, &b));
        }
        self.0.resize(bytes.len() / WORD + 1, 0);
    }

    /// How many bytes from a place on are the same.
    #[inline]
    pub(super) fn length(&self, at: usize) -> usize {
        let bit = at % WORD;
        let differing = !self.0[at / WORD] >> bit;
        if differing != 0 {
            return differing.trailing_zeros() as usize;
        }
        let mut length = WORD - bit;
        for word in &self.0[at / WORD + 1..] {
            if *word != u64::MAX {
                return length + word.trailing_ones() as usize;
            }
            length += WORD;
        }
        length
    }
}

#[inline]
fn same(a: &[u8; WORD], b: &[u8; WORD]) -> u64 {
    let (a, b) = (a.as_chunks::<16>().0, b.as_chunks::<16>().0);
    let parts = a.iter().zip(b).map(|(a, b)| u8x16::from(*a).simd_eq(u8x16::from(*b)).to_bitmask());
    parts.rev().fold(0, |word, part| word << 16 | u64::from(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_that_bytes_one_by_one_have() {
        let bytes = (0..1000_u32).map(|at| (at * at / 977 % 3) as u8).collect::<Vec<_>>();
        let mut others = bytes.clone();
        for at in [0, 1, 62, 63, 64, 300, 511, 513, 999] {
            others[at] += 1;
        }
        let mut same = Same::default();
        for (bytes, others) in [(&bytes[..], &others[..]), (&bytes[..640], &others), (&bytes[..300], &others)]
        {
            same.compare(bytes, others);
            for at in 0..bytes.len() {
                let pairs = bytes[at..].iter().zip(&others[at..]);
                assert_eq!(same.length(at), pairs.take_while(|(a, b)| a == b).count(), "from {at} on");
            }
        }
        same.compare(&bytes, &others[..700]);
        assert_eq!((0..1000).map(|at| same.length(at)).max(), Some(0));
    }
}
