//! The division of a text into segments of different modes that makes the bit stream shortest.
//!
//! Dynamic programming over the characters: for each mode, the fewest bits that encode the text so far and end in it,
//! and the mode before. Four modes and their changes make it linear in the length of the text.

use super::{EncodingMode, Segment, ShiftJis, header_bits, is_alphanumeric, is_numeric, kanji};

/// In the order in which equal costs are preferred.
const MODES: [EncodingMode; 4] =
    [EncodingMode::Byte, EncodingMode::Alphanumeric, EncodingMode::Numeric, EncodingMode::Kanji];

/// Costs are in sixths of a bit: a digit takes 10/3 bits, an alphanumeric character 11/2.
const BIT: usize = 6;

/// More than any text costs.
const IMPOSSIBLE: usize = usize::MAX / 2;

/// Divides a text for symbols with count indicators of the given class. In byte mode the characters are Latin-1, or
/// UTF-8.
pub(super) fn divide(text: &str, is_latin1: bool, class: usize, shift_jis: Option<ShiftJis>) -> Vec<Segment> {
    let pair = |character| shift_jis.and_then(|table| kanji::pair(character, table));
    let headers = MODES.map(|mode| header_bits(mode, class) * BIT);
    let mut costs = headers;
    let mut before = Vec::with_capacity(text.len());
    for character in text.chars() {
        let is_ascii = |fits: fn(u8) -> bool| u8::try_from(character).is_ok_and(fits);
        let own = [
            if is_latin1 { 8 * BIT } else { 8 * BIT * character.len_utf8() },
            if is_ascii(is_alphanumeric) { 11 * BIT / 2 } else { IMPOSSIBLE },
            if is_ascii(is_numeric) { 10 * BIT / 3 } else { IMPOSSIBLE },
            if pair(character).is_some() { 13 * BIT } else { IMPOSSIBLE },
        ];
        let mut from = [0; 4];
        let mut next = [IMPOSSIBLE; 4];
        for (mode, header) in headers.into_iter().enumerate() {
            // A segment that goes on, or a new one behind another, which ends at a whole bit.
            let mut best = (costs[mode], mode);
            for (other, cost) in costs.into_iter().enumerate() {
                let changed = cost.next_multiple_of(BIT) + header;
                if before.is_empty() || other == mode || changed >= best.0 {
                    continue;
                }
                best = (changed, other);
            }
            from[mode] = best.1;
            next[mode] = (best.0 + own[mode]).min(IMPOSSIBLE);
        }
        before.push(from);
        costs = next;
    }
    let mut mode = (0..MODES.len()).min_by_key(|&mode| costs[mode].next_multiple_of(BIT)).unwrap_or(0);
    let mut modes = vec![mode; before.len()];
    for (at, from) in modes.iter_mut().zip(&before).rev() {
        *at = mode;
        mode = from[mode];
    }
    segments(text, is_latin1, &modes, pair)
}

/// Joins neighbouring characters of one mode.
fn segments(
    text: &str,
    is_latin1: bool,
    modes: &[usize],
    pair: impl Fn(char) -> Option<[u8; 2]>,
) -> Vec<Segment> {
    let mut segments = Vec::<Segment>::new();
    for (character, &mode) in text.chars().zip(modes) {
        let mode = MODES[mode];
        if segments.last().is_none_or(|segment| segment.mode != mode) {
            segments.push(Segment { mode, bytes: Vec::new() });
        }
        let Some(Segment { bytes, .. }) = segments.last_mut() else { continue };
        match pair(character).filter(|_| mode == EncodingMode::Kanji) {
            Some(pair) => bytes.extend(pair),
            // Latin-1 text has no character above 0xFF.
            None if is_latin1 => bytes.push(character as u8),
            None => bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::super::{Division, Payload};
    use super::*;
    use proptest::prelude::*;

    fn mixed(text: &str) -> Payload {
        Payload::new(text, Division::Mixed, None, kanji::OWN).unwrap()
    }

    fn modes(text: &str, version: u8) -> Vec<EncodingMode> {
        mixed(text).segments(version).iter().map(Segment::mode).collect()
    }

    #[test]
    fn changes_the_mode_where_that_saves_bits() {
        use EncodingMode::{Alphanumeric, Byte, Numeric};
        assert_eq!(modes("https://example.com/12345678901234567890", 1), [Byte, Numeric]);
        assert_eq!(modes("https://example.com/123", 1), [Byte]);
        assert_eq!(modes("ABCDEF0123456789012345678901234", 1), [Alphanumeric, Numeric]);
        assert_eq!(modes("0", 1), [Numeric]);
        // A longer count indicator can make a change no longer worth it.
        assert_eq!((modes("abc1234", 1).len(), modes("abc1234", 40).len()), (2, 1));
    }

    #[test]
    #[cfg(feature = "kanji")]
    fn takes_kanji_where_the_table_is_known() {
        use EncodingMode::{Byte, Kanji};
        assert_eq!(modes("茗荷点心", 1), [Kanji]);
        assert_eq!(modes("abc茗荷点心", 1), [Byte, Kanji]);
    }

    /// The fewest bits, by trying every assignment of modes.
    fn fewest(text: &str, class: usize) -> usize {
        let characters = text.chars().collect::<Vec<_>>();
        let mut best = usize::MAX;
        'assignments: for assignment in 0..3_usize.pow(characters.len() as u32) {
            let mut segments = Vec::<(EncodingMode, usize)>::new();
            let mut rest = assignment;
            for character in &characters {
                let mode = MODES[rest % 3];
                rest /= 3;
                let fits = match mode {
                    EncodingMode::Numeric => is_numeric(*character as u8),
                    EncodingMode::Alphanumeric => is_alphanumeric(*character as u8),
                    _ => true,
                };
                if !fits {
                    continue 'assignments;
                }
                match segments.last_mut() {
                    Some((last, length)) if *last == mode => *length += 1,
                    _ => segments.push((mode, 1)),
                }
            }
            let bits = segments
                .iter()
                .map(|(mode, length)| Segment { mode: *mode, bytes: vec![0; *length] }.bits(class));
            best = best.min(bits.sum());
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn nothing_is_shorter(text in "[0-9]{0,4}[A-Z]{0,4}[a-z]{0,2}", class in 0_usize..3) {
            prop_assume!(!text.is_empty());
            let version = [1, 10, 27][class];
            prop_assert_eq!(mixed(&text).bits(version), fewest(&text, class), "{}", text);
        }

        #[test]
        fn nothing_is_lost_and_never_longer_than_one_segment(text in "[0-9A-Za-z:/é]{1,60}") {
            let payload = mixed(&text);
            let joined = payload.segments(1).iter().flat_map(|s| s.bytes().to_vec()).collect::<Vec<_>>();
            let single = Payload::new(&text, Division::Single(None), None, None).unwrap();
            prop_assert_eq!(&joined, single.segments(1)[0].bytes());
            prop_assert!(payload.bits(1) <= single.bits(1));
        }
    }
}
