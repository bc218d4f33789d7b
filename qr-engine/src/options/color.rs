//! CSS colour text → [`Color`].
//!
//! Understood here: hex in 3, 4, 6 and 8 digits, the named colours, `transparent`, `rgb()`, `rgba()`, `hsl()` and
//! `hsla()` in both comma and space form. Colours that only a viewer can resolve (`currentColor`, `var(…)`,
//! `oklch(…)`, …) stay text: SVG carries them along, raster formats refuse them by name.
//!
//! Written by hand because it is part of the preview bundle, which is kept free of a general CSS parser and of core's
//! float parser.

#[path = "color_names.rs"]
mod names;

use crate::decimal::{self, limited};
use crate::scene::{Color, Rgba8};

/// Reads a CSS colour; `None` if the text is no colour.
///
/// ```
/// use qr_engine::{options::color, scene::{Color, Rgba8}};
/// assert_eq!(color::parse("#f80"), Some(Color::Rgba(Rgba8 { r: 255, g: 136, b: 0, a: 255 })));
/// assert_eq!(color::parse("currentColor"), Some(Color::Css("currentColor".into())));
/// assert_eq!(color::parse("stars"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Color> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix('#') {
        return hex(digits).map(Color::Rgba);
    }
    if let Some((name, arguments)) = lower.strip_suffix(')').and_then(|call| call.split_once('(')) {
        return match name {
            "rgb" | "rgba" => channels(arguments).and_then(rgb).map(Color::Rgba),
            "hsl" | "hsla" => channels(arguments).and_then(hsl).map(Color::Rgba),
            "var" | "color" | "color-mix" | "hwb" | "lab" | "lch" | "oklab" | "oklch" | "light-dark"
                if !arguments.as_bytes().windows(4).any(|part| part == b"url(")
                    && text.chars().all(is_xml) =>
            {
                Some(Color::Css(text.to_owned()))
            }
            _ => None,
        };
    }
    match lower.as_str() {
        "transparent" => Some(Color::Rgba(Rgba8 { r: 0, g: 0, b: 0, a: 0 })),
        "currentcolor" => Some(Color::Css(text.to_owned())),
        name => {
            let value = |entry: &'static str| entry.strip_prefix(name)?.strip_prefix('#');
            names::NAMED.split(' ').find_map(value).and_then(hex).map(Color::Rgba)
        }
    }
}

/// Whether SVG can carry the character at all (XML 1.0, production 2): it cannot even be escaped otherwise.
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn hex(digits: &str) -> Option<Rgba8> {
    let mut nibbles = [0; 8];
    let count = digits.len();
    for (nibble, digit) in nibbles.iter_mut().zip(digits.bytes()) {
        *nibble = char::from(digit).to_digit(16)? as u8;
    }
    let channel = |index: usize| match count {
        3 | 4 => nibbles[index] * 17,
        _ => nibbles[2 * index] * 16 + nibbles[2 * index + 1],
    };
    let a = match count {
        3 | 6 => 255,
        4 | 8 => channel(3),
        _ => return None,
    };
    Some(Rgba8 { r: channel(0), g: channel(1), b: channel(2), a })
}

/// A number with the unit behind it, as found between the parentheses.
struct Channel<'a> {
    number: f64,
    unit: &'a [u8],
}

/// Splits `1, 2, 3`, `1 2 3 / 50%` and their mixtures into three channels and the alpha.
fn channels(arguments: &str) -> Option<([Channel<'_>; 3], f64)> {
    let parts = arguments.as_bytes().split(|byte| matches!(byte, b',' | b'/' | b' ' | b'\t' | b'\n'));
    let mut found = parts.filter(|part| !part.is_empty()).map(channel);
    let channels = [found.next()??, found.next()??, found.next()??];
    let alpha = match found.next() {
        None => 1.0,
        Some(alpha) => match alpha? {
            Channel { number, unit: b"%" } => number / 100.0,
            Channel { number, .. } => number,
        },
    };
    found.next().is_none().then_some((channels, alpha))
}

/// A decimal number without exponent, and what follows it.
fn channel(text: &[u8]) -> Option<Channel<'_>> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1.0, digits),
        [b'+', digits @ ..] | digits => (1.0, digits),
    };
    let end = digits.iter().position(|byte| *byte != b'.' && !byte.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, unit) = digits.split_at_checked(end)?;
    Some(Channel { number: sign * decimal::parse(digits)?, unit })
}

fn byte(share: f64) -> u8 {
    // The conversion stops at 0 and 255.
    libm::round(share * 255.0) as u8
}

fn rgb((channels, alpha): ([Channel<'_>; 3], f64)) -> Option<Rgba8> {
    let share = |channel: &Channel<'_>| match channel.unit {
        b"" => Some(channel.number / 255.0),
        b"%" => Some(channel.number / 100.0),
        _ => None,
    };
    let [r, g, b] = &channels;
    Some(Rgba8 { r: byte(share(r)?), g: byte(share(g)?), b: byte(share(b)?), a: byte(alpha) })
}

/// The same position on a circle of `round`, from 0 to less than `round`.
fn wrapped(position: f64, round: f64) -> f64 {
    position - (position / round).floor() * round
}

/// CSS Color 4, section 7.1.
fn hsl((channels, alpha): ([Channel<'_>; 3], f64)) -> Option<Rgba8> {
    let [hue, saturation, lightness] = &channels;
    let degrees = match hue.unit {
        b"" | b"deg" => hue.number,
        b"turn" => hue.number * 360.0,
        b"grad" => hue.number * 0.9,
        b"rad" => hue.number.to_degrees(),
        _ => return None,
    };
    if ![saturation, lightness].iter().all(|channel| matches!(channel.unit, b"%" | b"")) {
        return None;
    }
    let hue = wrapped(degrees, 360.0) / 30.0;
    let (saturation, lightness) =
        (limited(saturation.number, 0.0, 100.0) / 100.0, limited(lightness.number, 0.0, 100.0) / 100.0);
    let chroma = saturation * lightness.min(1.0 - lightness);
    let share = |offset: f64| {
        let k = wrapped(offset + hue, 12.0);
        lightness - chroma * limited((k - 3.0).min(9.0 - k), -1.0, 1.0)
    };
    Some(Rgba8 { r: byte(share(0.0)), g: byte(share(8.0)), b: byte(share(4.0)), a: byte(alpha) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgba(text: &str) -> Option<(u8, u8, u8, u8)> {
        match parse(text)? {
            Color::Rgba(c) => Some((c.r, c.g, c.b, c.a)),
            Color::Css(_) => None,
        }
    }

    #[test]
    fn reads_every_form() {
        assert_eq!(rgba("#08f"), Some((0, 136, 255, 255)));
        assert_eq!(rgba("#08fc"), Some((0, 136, 255, 204)));
        assert_eq!(rgba("#0088FF"), Some((0, 136, 255, 255)));
        assert_eq!(rgba("#0088ff80"), Some((0, 136, 255, 128)));
        assert_eq!(rgba(" RebeccaPurple "), Some((102, 51, 153, 255)));
        assert_eq!(rgba("transparent"), Some((0, 0, 0, 0)));
        assert_eq!(rgba("rgb(1, 2, 300)"), Some((1, 2, 255, 255)));
        assert_eq!(rgba("rgb(10% 20% 30% / 50%)"), Some((26, 51, 77, 128)));
        assert_eq!(rgba("rgba(1,2,3,.5)"), Some((1, 2, 3, 128)));
        assert_eq!(rgba("hsl(120, 100%, 25%)"), Some((0, 128, 0, 255)));
        assert_eq!(rgba("hsl(-0.5turn 50% 50% / 0.25)"), Some((64, 191, 191, 64)));
    }

    #[test]
    fn refuses_what_is_no_color() {
        for text in [
            "",
            "#",
            "#12",
            "#12345",
            "#ggg",
            "rgb(1,2)",
            "rgb(a,b,c)",
            "rgb(1..2 3 4)",
            "hsl(1m 2% 3%)",
            "nocolor",
            "url(#a)",
            "var(url(x))",
            "#ffé",
            "var(\u{1})",
            "var(--\u{ffff})",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn keeps_what_only_a_viewer_knows() {
        for text in ["currentColor", "var(--ink)", "oklch(60% 0.1 200)"] {
            assert_eq!(parse(text), Some(Color::Css(text.to_owned())));
        }
    }
}
