//! Kanji mode: characters of JIS X 0208, which take 13 bits instead of 16 in Shift JIS or 24 in UTF-8.

use crate::error::{Error, Result};

/// Knows the two Shift JIS bytes of a character, the lead byte in the upper half; `None` where it has no such pair.
///
/// With the feature `kanji` the engine has one of its own. Without it, one can be handed to
/// [`QrOptions::validate_with`](crate::QrOptions::validate_with): browsers know the table already.
pub type ShiftJis = fn(char) -> Option<u16>;

/// The engine's own table, if this build has one.
#[cfg(feature = "kanji")]
pub(crate) const OWN: Option<ShiftJis> = Some(|character| {
    let mut buffer = [0; 4];
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(character.encode_utf8(&mut buffer));
    match *bytes {
        [lead, trail] if !lost => Some(u16::from_be_bytes([lead, trail])),
        _ => None,
    }
});

/// The engine's own table, if this build has one.
#[cfg(not(feature = "kanji"))]
pub(crate) const OWN: Option<ShiftJis> = None;

/// The character's pair of bytes, if kanji mode can hold it: rows 1 to 8 and 16 to 84 of JIS X 0208, not the vendors'
/// extensions between them, which readers disagree on.
pub(super) fn pair(character: char, shift_jis: ShiftJis) -> Option<[u8; 2]> {
    let pair = shift_jis(character)?;
    matches!(pair, 0x8140..=0x84be | 0x889f..=0x9ffc | 0xe040..=0xeaa4).then(|| pair.to_be_bytes())
}

/// The whole text in Shift JIS.
pub(super) fn encode(text: &str, shift_jis: Option<ShiftJis>) -> Result<Vec<u8>> {
    let Some(shift_jis) = shift_jis else {
        let message =
            "Kanji needs a table that this build does not have: leave it out, the text is then UTF-8";
        return Err(Error::option("options.unsupported", "qrOptions.mode", message));
    };
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match pair(character, shift_jis) {
            Some(pair) => bytes.extend(pair),
            None => return Err(super::foreign_character("Kanji", character)),
        }
    }
    Ok(bytes)
}

#[cfg(all(test, feature = "kanji"))]
mod tests {
    use super::*;

    #[test]
    fn knows_the_characters_of_the_standard_alone() {
        // The examples of ISO/IEC 18004, 7.4.6.
        assert_eq!(encode("点茗", OWN).unwrap(), [0x93, 0x5f, 0xe4, 0xaa]);
        for foreign in ["a", "é", "ｱ", "①", "髙", "😀"] {
            assert_eq!(encode(foreign, OWN).unwrap_err().code(), "data.mode", "{foreign}");
        }
        assert_eq!(encode("点", None).unwrap_err().code(), "options.unsupported");
    }
}
