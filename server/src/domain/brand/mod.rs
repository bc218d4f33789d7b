//! How visitors' pages look: a workspace's name, logo and colours.

pub(crate) mod color;

use serde::{Deserialize, Serialize};

use color::Color;

/// Longest name, in characters.
pub(crate) const NAME: usize = 80;
/// Largest logo as it is kept, in bytes: pages are read with one bar of reception.
pub(crate) const LOGO: usize = 20_000;

/// What visitors see of a workspace. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Brand {
    /// What visitors know it by.
    pub(crate) name: Option<String>,
    /// A `data:` URL of a small image.
    pub(crate) logo: Option<String>,
    /// Buttons, links and pictures.
    pub(crate) color: Option<Color>,
    /// What lies behind the page.
    pub(crate) background_color: Option<Color>,
}

/// The light and the dark side of one colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) light: Color,
    pub(crate) dark: Color,
}

/// The colours of a page that follow from a brand's: readable on the page's own surfaces, whatever was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accent {
    /// Buttons.
    pub(crate) fill: Sides,
    /// Buttons under the pointer.
    pub(crate) hover: Sides,
    /// Words on buttons.
    pub(crate) on_fill: Sides,
    /// Words and lines on the page's surface.
    pub(crate) ink: Sides,
}

/// The page's surfaces; `http/visitor_page/page.css` has the same.
pub(crate) const SURFACES: Sides = Sides { light: Color::new(255, 255, 255), dark: Color::new(24, 28, 35) };
/// Contrast of words to what lies behind them (WCAG 2.2, 1.4.3, AA).
const WORDS: f64 = 4.5;
/// Contrast of parts that are pressed to what lies around them (1.4.11), where it does not cost the light side its colour.
const PARTS: f64 = 3.0;
/// How much of black or white is mixed into a button under the pointer.
const HOVER: f64 = 0.14;

impl Accent {
    /// The colours of pages in this accent. On the light side buttons have exactly the colour that was chosen.
    #[must_use]
    pub(crate) fn of(color: Color) -> Self {
        let fill = Sides { light: color, dark: color.readable_on(SURFACES.dark, PARTS) };
        let on_fill = Sides { light: fill.light.words(), dark: fill.dark.words() };
        // Away from the words, so that these stay readable.
        let hover = |fill: Color, words: Color| fill.mixed(words.words(), HOVER);
        Self {
            fill,
            hover: Sides { light: hover(fill.light, on_fill.light), dark: hover(fill.dark, on_fill.dark) },
            on_fill,
            ink: Sides {
                light: color.readable_on(SURFACES.light, WORDS),
                dark: color.readable_on(SURFACES.dark, WORDS),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever colour is chosen, what is written in it and on it can be read, in light and dark.
        #[test]
        fn every_accent_can_be_read(red: u8, green: u8, blue: u8) {
            let accent = Accent::of(Color::new(red, green, blue));
            for (side, surface) in [
                ([accent.fill.light, accent.hover.light, accent.on_fill.light, accent.ink.light], SURFACES.light),
                ([accent.fill.dark, accent.hover.dark, accent.on_fill.dark, accent.ink.dark], SURFACES.dark),
            ] {
                let [fill, hover, on_fill, ink] = side;
                prop_assert!(on_fill.contrast(fill) >= WORDS, "{on_fill} on {fill}");
                prop_assert!(on_fill.contrast(hover) >= WORDS, "{on_fill} on {hover}");
                prop_assert!(ink.contrast(surface) >= WORDS, "{ink} on {surface}");
            }
            prop_assert!(accent.fill.dark.contrast(SURFACES.dark) >= PARTS);
        }
    }

    #[test]
    fn colours_that_can_be_read_stay_as_they_are() {
        let blue = Color::new(0x1d, 0x4e, 0xd8);
        let accent = Accent::of(blue);
        assert_eq!((accent.fill.light, accent.ink.light), (blue, blue));
        assert_eq!(accent.on_fill.light, Color::new(255, 255, 255));
        let yellow = Accent::of(Color::new(0xff, 0xd6, 0x00));
        assert_eq!(yellow.fill.light.to_string(), "#ffd600", "buttons keep the brand's colour");
        assert_eq!(yellow.on_fill.light, Color::new(0, 0, 0));
    }
}
