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
    let text = text.trim_ascii();
    let lower = text.to_ascii_lowercase();
    match lower.as_bytes() {
        [b'#', digits @ ..] => hex(digits).map(Color::Rgba),
        [call @ .., b')'] => function(call, text),
        b"transparent" => Some(Color::Rgba(Rgba8 { r: 0, g: 0, b: 0, a: 0 })),
        b"currentcolor" => Some(Color::Css(text.to_owned())),
        name => {
            let mut entries = words(names::NAMED);
            entries
                .find_map(|entry| entry.strip_prefix(name)?.strip_prefix(b"#"))
                .and_then(hex)
                .map(Color::Rgba)
        }
    }
}

/// The parts of a list between its spaces. As bytes, here and below: searching in text would weigh down the preview bundle.
fn words(list: &str) -> impl Iterator<Item = &[u8]> {
    list.as_bytes().split(|byte| *byte == b' ')
}

/// Functions that viewers know.
const VIEWERS: &str = "var color color-mix hwb lab lch oklab oklch light-dark";

/// A call without its closing parenthesis, in small letters; `text` is what was given.
fn function(call: &[u8], text: &str) -> Option<Color> {
    let (name, arguments) = call.split_at_checked(call.iter().position(|byte| *byte == b'(')?)?;
    let arguments = arguments.get(1..)?;
    match name {
        b"rgb" | b"rgba" => rgb(&channels(arguments)?).map(Color::Rgba),
        b"hsl" | b"hsla" => hsl(&channels(arguments)?).map(Color::Rgba),
        name => {
            let is_known = words(VIEWERS).any(|known| known == name) && !has_part(arguments, b"url(");
            (is_known && is_xml(text)).then(|| Color::Css(text.to_owned()))
        }
    }
}

fn has_part(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|part| part == wanted)
}

/// Whether SVG can carry the text at all (XML 1.0, production 2): other characters cannot even be escaped.
fn is_xml(text: &str) -> bool {
    let text = text.as_bytes();
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // U+FFFE and U+FFFF.
    !text.iter().any(is_control) && !has_part(text, b"\xef\xbf\xbe") && !has_part(text, b"\xef\xbf\xbf")
}

fn hex(digits: &[u8]) -> Option<Rgba8> {
    let mut nibbles = [0; 8];
    let count = digits.len();
    for (nibble, digit) in nibbles.iter_mut().zip(digits) {
        *nibble = char::from(*digit).to_digit(16)? as u8;
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
#[derive(Clone, Copy)]
struct Channel<'a> {
    number: f64,
    unit: &'a [u8],
}

impl Channel<'_> {
    /// The number as a share of `whole`, or the percentage as a share of the hundred.
    fn share(self, whole: f64) -> f64 {
        self.number / if self.unit == b"%" { 100.0 } else { whole }
    }
}

/// Splits `1, 2, 3`, `1 2 3 / 50%` and their mixtures into three channels and the alpha.
fn channels(arguments: &[u8]) -> Option<[Channel<'_>; 4]> {
    let mut channels = [Channel { number: 1.0, unit: b"" }; 4];
    let mut count = 0;
    for part in arguments.split(|byte| matches!(byte, b',' | b'/' | b' ' | b'\t' | b'\n')) {
        if !part.is_empty() {
            *channels.get_mut(count)? = channel(part)?;
            count += 1;
        }
    }
    (count > 2).then_some(channels)
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

fn rgb([r, g, b, alpha]: &[Channel<'_>; 4]) -> Option<Rgba8> {
    let is_known = [r, g, b].iter().all(|channel| matches!(channel.unit, b"" | b"%"));
    let value = |channel: &Channel<'_>| byte(channel.share(255.0));
    is_known.then(|| Rgba8 { r: value(r), g: value(g), b: value(b), a: byte(alpha.share(1.0)) })
}

/// The same position on a circle of `round`, from 0 to less than `round`.
fn wrapped(position: f64, round: f64) -> f64 {
    position - (position / round).floor() * round
}

/// CSS Color 4, section 7.1.
fn hsl([hue, saturation, lightness, alpha]: &[Channel<'_>; 4]) -> Option<Rgba8> {
    let degrees = match hue.unit {
        b"" | b"deg" => 1.0,
        b"turn" => 360.0,
        b"grad" => 0.9,
        b"rad" => 1_f64.to_degrees(),
        _ => return None,
    } * hue.number;
    if ![saturation, lightness].iter().all(|channel| matches!(channel.unit, b"%" | b"")) {
        return None;
    }
    let hue = wrapped(degrees, 360.0) / 30.0;
    let share = |channel: &Channel<'_>| limited(channel.number, 0.0, 100.0) / 100.0;
    let (saturation, lightness) = (share(saturation), share(lightness));
    let chroma = saturation * lightness.min(1.0 - lightness);
    let value = |offset: f64| {
        let k = wrapped(offset + hue, 12.0);
        byte(lightness - chroma * limited((k - 3.0).min(9.0 - k), -1.0, 1.0))
    };
    Some(Rgba8 { r: value(0.0), g: value(8.0), b: value(4.0), a: byte(alpha.share(1.0)) })
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
