//! Colours, and whether words can be read on them: relative luminance and contrast as WCAG 2.2 defines them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How finely a readable shade is looked for.
const STEPS: u32 = 100;

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Color([u8; 3]);

/// A text that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no colour; write it as #rrggbb, such as #1d4ed8")]
pub(crate) struct BadColor;

const BLACK: Color = Color::new(0, 0, 0);
const WHITE: Color = Color::new(255, 255, 255);

impl Color {
    /// Of red, green and blue.
    #[must_use]
    pub(crate) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Relative luminance, 0 (black) to 1 (white).
    fn luminance(self) -> f64 {
        let linear = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// Contrast to another colour, 1 to 21.
    #[must_use]
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// With a share (0 to 1) of another colour in it.
    #[must_use]
    pub(crate) fn mixed(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (mine, theirs) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*mine) * (1.0 - share) + f64::from(theirs) * share;
            // Between two bytes lies a byte.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
            let byte = value.round() as u8;
            *mine = byte;
        }
        Self(mixed)
    }

    /// Black or white, whichever reads better on this colour: at least 4.58 to 1 for every colour.
    #[must_use]
    pub(crate) fn words(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }

    /// The shade of this colour nearest to it that has at least this contrast (up to 4.5) to a surface.
    #[must_use]
    pub(crate) fn readable_on(self, surface: Self, contrast: f64) -> Self {
        let away = surface.words();
        let shades = (0..=STEPS).map(|step| self.mixed(away, f64::from(step) / f64::from(STEPS)));
        shades.into_iter().find(|shade| shade.contrast(surface) >= contrast).unwrap_or(away)
    }
}

impl FromStr for Color {
    type Err = BadColor;
    fn from_str(text: &str) -> Result<Self, BadColor> {
        let digits = text.trim().strip_prefix('#').ok_or(BadColor)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(BadColor);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| BadColor)?;
        let [_, red, green, blue] = number.to_be_bytes();
        match digits.len() {
            6 => Ok(Self([red, green, blue])),
            // Each digit stands for two of it.
            3 => Ok(Self([green & 15, blue >> 4, blue & 15].map(|digit| digit * 17))),
            _ => Err(BadColor),
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

impl TryFrom<String> for Color {
    type Error = BadColor;
    fn try_from(text: String) -> Result<Self, BadColor> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_written() {
        let read = |text: &str| text.parse::<Color>().map(|color| color.to_string());
        assert_eq!(read("#1D4ed8").as_deref(), Ok("#1d4ed8"));
        assert_eq!(read("#fa0").as_deref(), Ok("#ffaa00"));
        for text in ["", "#", "red", "#12345", "#1234567", "#12345g", "#+12345", "1d4ed8", "rgb(1,2,3)"] {
            assert_eq!(read(text), Err(BadColor), "{text}");
        }
    }

    #[test]
    fn contrast_is_as_the_standard_has_it() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        assert!((Color::new(0x76, 0x76, 0x76).contrast(WHITE) - 4.54).abs() < 0.01);
        assert_eq!(WHITE.words(), BLACK);
        assert_eq!(Color::new(0x1d, 0x4e, 0xd8).words(), WHITE);
    }
}
