//! The root element of an SVG image: is there one, and how large does it say it is?
//!
//! A browser is not asked, because browsers differ here: without width and height one reports 0, others 300 by 150.

/// The attributes of the root element, if the text begins as an SVG document does.
pub(super) fn find(bytes: &[u8]) -> Option<&str> {
    // A root element further down than this is no logo.
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let head = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The cut may have split a character.
        Err(error) if error.valid_up_to() + 4 > head.len() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let skip = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!DOCTYPE") {
            rest.find('>')? + 1
        } else {
            break;
        };
        rest = rest[skip..].trim_start();
    }
    let attributes = rest.strip_prefix("<svg")?;
    let named = attributes.starts_with([' ', '\t', '\n', '\r', '>', '/']);
    named
        .then(|| attributes.find('>').map(|end| &attributes[..end]))
        .flatten()
}

/// Width and height in px: as stated, else those of the view box, else 100 by 100 as usvg has it.
pub(super) fn natural_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let attributes = find(bytes)?;
    let view_box = attribute(attributes, "viewBox").and_then(|text| {
        let mut numbers = text
            .split([' ', ',', '\t', '\n'])
            .filter(|part| !part.is_empty())
            .map(length);
        let (_, _, width, height) = (
            numbers.next()??,
            numbers.next()??,
            numbers.next()??,
            numbers.next()??,
        );
        (width > 0.0 && height > 0.0).then_some((width, height))
    });
    let stated = |name: &str| {
        attribute(attributes, name)
            .and_then(length)
            .filter(|length| *length > 0.0)
    };
    Some(match (stated("width"), stated("height"), view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(size)) => size,
        (width, height, None) => (width.unwrap_or(100.0), height.unwrap_or(100.0)),
    })
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = attributes[from..].find(name).map(|at| at + from) {
        from = at + name.len();
        let starts = attributes[..at].ends_with([' ', '\t', '\n', '\r']);
        let value = attributes[from..]
            .trim_start()
            .strip_prefix('=')
            .map(str::trim_start);
        if let (true, Some(value)) = (starts, value) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next();
        }
    }
    None
}

/// Absolute units in px (CSS Values 4, section 6.2). Percentages and font units say nothing about a natural size.
const UNITS: [(&str, f64); 6] = [
    ("px", 1.0),
    ("in", 96.0),
    ("cm", 96.0 / 2.54),
    ("mm", 96.0 / 25.4),
    ("pt", 96.0 / 72.0),
    ("pc", 16.0),
];

/// A length in px.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let unit = UNITS
        .iter()
        .find_map(|(name, px)| text.strip_suffix(name).map(|number| (number, *px)));
    let (text, px) = unit.unwrap_or((text, 1.0));
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or((1.0, text), |digits| (-1.0, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let known = |part: &str| part.len() < 10 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !known(whole) || !known(fraction) || digits.is_empty() || digits == "." {
        return None;
    }
    let digits = |text: &str| {
        text.bytes()
            .fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0'))
    };
    let scale = (0..fraction.len()).fold(1.0, |scale, _| scale * 10.0);
    Some(sign * (digits(whole) + digits(fraction) / scale) * px)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> Option<(f64, f64)> {
        natural_size(text.as_bytes())
    }

    #[test]
    fn reads_stated_sizes_before_the_view_box() {
        assert_eq!(
            size("<svg width=\"210\" height='70px' viewBox='0 0 3 1'>"),
            Some((210.0, 70.0))
        );
        assert_eq!(size("<svg width='30' viewBox='0 0 3 1'/>"), Some((30.0, 10.0)));
        assert_eq!(size("<svg viewBox=' -1,-1 2.5 , 5 '/>"), Some((2.5, 5.0)));
        assert_eq!(
            size("<svg width='100%' height='100%' viewBox='0 0 4 2'/>"),
            Some((4.0, 2.0))
        );
        assert_eq!(size("<svg stroke-width='9'/>"), Some((100.0, 100.0)));
        assert_eq!(size("<svg width='1in' height='36pt'/>"), Some((96.0, 48.0)));
    }

    #[test]
    fn passes_over_what_stands_before_the_root() {
        let text =
            "\u{feff}<?xml version='1.0'?>\n<!-- <svg> -->\n<!DOCTYPE svg>\n<svg\nwidth='5'\nheight='6'>";
        assert_eq!(size(text), Some((5.0, 6.0)));
    }

    #[test]
    fn other_text_is_no_image() {
        for text in ["", "<", "<html>", "<svgx width='1'>", "<svg", "<!-- <svg>", "svg"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
