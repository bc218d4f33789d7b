//! The root element of an SVG image: is there one, and how large does it say it is?
//!
//! A browser is not asked, because browsers differ here: without width and height one reports 0, others 300 by 150.
//! Read as bytes: every delimiter is ASCII, and text with its character boundaries would weigh down the preview bundle.

/// A root element further down than this is no logo.
const HEAD: usize = 64 * 1024;

/// The attributes of the root element, if the bytes begin as an SVG document does.
pub(super) fn find(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let mut rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            // Drawing programs declare entities here, in brackets.
            [b'<', b'!', ..] if has_subset(rest) => b"]>",
            [b'<', b'!', ..] => b">",
            _ => break,
        };
        rest = after(rest, end)?.trim_ascii_start();
    }
    let attributes = rest.strip_prefix(b"<svg")?;
    let named = matches!(attributes.first(), Some(b' ' | b'\t' | b'\n' | b'\r' | b'>' | b'/'));
    let end = attributes.iter().position(|byte| *byte == b'>').filter(|_| named)?;
    attributes.get(..end)
}

/// Whether a document type has declarations of its own.
fn has_subset(doctype: &[u8]) -> bool {
    doctype.iter().find(|byte| matches!(byte, b'[' | b'>')) == Some(&b'[')
}

/// Width and height in px: as stated, else those of the view box, else 100 by 100 as usvg has it.
pub(super) fn natural_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let attributes = find(bytes)?;
    let view_box = attribute(attributes, b"viewBox").and_then(|text| {
        let mut parts =
            text.split(|byte| matches!(byte, b' ' | b',' | b'\t' | b'\n')).filter(|part| !part.is_empty());
        let mut numbers = [0.0; 4];
        for number in &mut numbers {
            *number = length(parts.next()?)?;
        }
        let [_, _, width, height] = numbers;
        (width > 0.0 && height > 0.0).then_some((width, height))
    });
    let stated = |name: &[u8]| attribute(attributes, name).and_then(length).filter(|length| *length > 0.0);
    Some(match (stated(b"width"), stated(b"height"), view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(size)) => size,
        (width, height, None) => (width.unwrap_or(100.0), height.unwrap_or(100.0)),
    })
}

/// What follows the first occurrence of `needle`.
fn after<'a>(text: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(needle.len()).position(|window| window == needle)?;
    text.get(at + needle.len()..)
}

/// An attribute's value.
fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = attributes;
    while let Some(value) = after(rest, name) {
        let starts = rest.len() - value.len() - name.len();
        let is_whole = starts > 0 && rest.get(starts - 1).is_some_and(u8::is_ascii_whitespace);
        rest = value;
        if let (true, Some(value)) = (is_whole, value.trim_ascii_start().strip_prefix(b"=")) {
            let (quote, value) = value.trim_ascii_start().split_first()?;
            return value.split(|byte| byte == quote).next().filter(|_| matches!(quote, b'"' | b'\''));
        }
    }
    None
}

/// Absolute units in px (CSS Values 4, section 6.2). Percentages and font units say nothing about a natural size.
const UNITS: [([u8; 2], f64); 6] = [
    (*b"px", 1.0),
    (*b"in", 96.0),
    (*b"cm", 96.0 / 2.54),
    (*b"mm", 96.0 / 25.4),
    (*b"pt", 96.0 / 72.0),
    (*b"pc", 16.0),
];

/// A length in px.
fn length(text: &[u8]) -> Option<f64> {
    let text = text.trim_ascii();
    let unit = UNITS.iter().find_map(|(name, px)| text.strip_suffix(name).map(|number| (number, *px)));
    let (text, px) = unit.unwrap_or((text, 1.0));
    let (sign, digits) = text.strip_prefix(b"-").map_or((1.0, text), |digits| (-1.0, digits));
    crate::decimal::parse(digits).map(|number| sign * number * px)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> Option<(f64, f64)> {
        natural_size(text.as_bytes())
    }

    #[test]
    fn reads_stated_sizes_before_the_view_box() {
        assert_eq!(size("<svg width=\"210\" height='70px' viewBox='0 0 3 1'>"), Some((210.0, 70.0)));
        assert_eq!(size("<svg width='30' viewBox='0 0 3 1'/>"), Some((30.0, 10.0)));
        assert_eq!(size("<svg viewBox=' -1,-1 2.5 , 5 '/>"), Some((2.5, 5.0)));
        assert_eq!(size("<svg width='100%' height='100%' viewBox='0 0 4 2'/>"), Some((4.0, 2.0)));
        assert_eq!(size("<svg stroke-width='9'/>"), Some((100.0, 100.0)));
        assert_eq!(size("<svg data-width='9' width = '8' height=\"7\"/>"), Some((8.0, 7.0)));
        assert_eq!(size("<svg width='1in' height='36pt'/>"), Some((96.0, 48.0)));
    }

    #[test]
    fn passes_over_what_stands_before_the_root() {
        let text =
            "\u{feff}<?xml version='1.0'?>\n<!-- <svg> -->\n<!DOCTYPE svg>\n<svg\nwidth='5'\nheight='6'>";
        assert_eq!(size(text), Some((5.0, 6.0)));
        let declared = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd' [\n<!ENTITY a 'b'>\n]>\n<svg width='5' height='6'>";
        assert_eq!(size(declared), Some((5.0, 6.0)));
    }

    #[test]
    fn other_text_is_no_image() {
        for text in ["", "<", "<html>", "<svgx width='1'>", "<svg", "<!-- <svg>", "svg"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
