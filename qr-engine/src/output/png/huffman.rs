//! Prefix codes (RFC 1951, section 3.2.2).

/// A code for each symbol: bits in the order in which they are written, and how many; none for symbols that never come.
pub(super) struct Code {
    pub(super) lengths: Vec<u8>,
    codes: Vec<u16>,
}

impl Code {
    /// The shortest code for symbols that come so often, of at most `longest` bits.
    pub(super) fn new(counts: &[u32], longest: u8) -> Self {
        let mut counts = counts.to_vec();
        let lengths = loop {
            let lengths = lengths(&counts);
            if lengths.iter().all(|length| *length <= longest) {
                break lengths;
            }
            // Rare symbols come closer to the others, and so to the root.
            counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = *count / 2 + 1);
        };
        let mut code = 0_u16;
        let mut codes = vec![0; lengths.len()];
        for length in 1..=longest {
            code <<= 1;
            for (symbol, own) in lengths.iter().enumerate() {
                if *own == length {
                    codes[symbol] = code.reverse_bits() >> (16 - length);
                    code += 1;
                }
            }
        }
        Self { lengths, codes }
    }

    /// The bits of a symbol, and how many.
    #[inline]
    pub(super) fn bits(&self, symbol: usize) -> (u64, u32) {
        (u64::from(self.codes[symbol]), u32::from(self.lengths[symbol]))
    }
}

/// Depths in the tree that joins the two rarest over and over.
fn lengths(counts: &[u32]) -> Vec<u8> {
    let mut leaves = (0..counts.len()).filter(|symbol| counts[*symbol] > 0).collect::<Vec<_>>();
    leaves.sort_by_key(|symbol| counts[*symbol]);
    let mut lengths = vec![0; counts.len()];
    if let [only] = leaves[..] {
        lengths[only] = 1;
        return lengths;
    }
    // Leaves and joints are both in order of weight, so the rarest is the first of either.
    let mut weights = leaves.iter().map(|symbol| counts[*symbol]).collect::<Vec<_>>();
    let mut parents = vec![0; (2 * leaves.len()).saturating_sub(1)];
    let (mut leaf, mut joint) = (0, leaves.len());
    for next in leaves.len()..parents.len() {
        let mut weight = 0;
        for _ in 0..2 {
            let is_leaf = leaf < leaves.len() && (joint >= next || weights[leaf] <= weights[joint]);
            let rarest = if is_leaf { &mut leaf } else { &mut joint };
            weight += weights[*rarest];
            parents[*rarest] = next;
            *rarest += 1;
        }
        weights.push(weight);
    }
    let mut depths = vec![0_u8; parents.len()];
    for node in (0..parents.len().saturating_sub(1)).rev() {
        depths[node] = depths[parents[node]].saturating_add(1);
    }
    for (node, symbol) in leaves.iter().enumerate() {
        lengths[*symbol] = depths[node];
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_symbols_are_short_and_the_code_is_whole() {
        let counts = [5, 0, 9, 12, 13, 16, 45];
        let code = Code::new(&counts, 15);
        assert_eq!(code.lengths, [4, 0, 4, 3, 3, 3, 1]);
        assert_eq!(code.bits(6), (0, 1));
        // Kraft's sum is one.
        let sum =
            code.lengths.iter().filter(|length| **length > 0).map(|length| 1.0 / f64::from(1 << length));
        assert!((sum.sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_code_is_longer_than_asked_for() {
        let fibonacci = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181];
        for longest in [7, 15] {
            let code = Code::new(&fibonacci, longest);
            assert!(code.lengths.iter().all(|length| (1..=longest).contains(length)), "{:?}", code.lengths);
        }
        assert_eq!(Code::new(&[0, 7, 0], 7).lengths, [0, 1, 0]);
    }
}
