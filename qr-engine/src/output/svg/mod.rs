//! Scene → SVG text: one `path` an item, gradients as direct fills, no clip paths, groups, styles or quoted
//! references, so that editors and printers read what browsers do. Long outlines count in half modules, behind a
//! `transform` that only moves and scales: that is a third of the length.

mod number;
mod path;

pub use path::path_data;

use crate::scene::{Color, Edges, Fit, Item, Paint, Rgba8, Scene, Stop};
use number::number;
use path::Data;

/// How the ids of gradients begin; they must be unique among all pictures on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids<'a> {
    /// A hash of the gradient: equal ids mean equal gradients, so pictures never disturb each other.
    Content,
    /// A prefix of the caller's (letters, digits, `-` and `_`; others are left out), followed by the part's name.
    Prefix(&'a str),
}

/// Writes the scene as a standalone SVG document without XML prolog.
///
/// ```
/// use qr_engine::{Design, Mode, output::svg::{self, Ids}};
/// let design = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?;
/// let text = svg::write(&design.scene()?, Ids::Content);
/// assert!(text.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300" viewBox="0 0 300 300">"#));
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[must_use]
pub fn write(scene: &Scene, ids: Ids<'_>) -> String {
    let has_image = scene.items.iter().any(|item| matches!(item, Item::Image { .. }));
    let mut text = String::with_capacity(4096);
    text.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    if has_image {
        // Editors older than SVG 2 read this form alone; everything newer reads it too.
        text.push_str(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    }
    if scene.print.is_some() {
        let (width, height) = scene.millimetres();
        for (name, length) in [("width", width), ("height", height)] {
            number_attribute(&mut text, name, length);
            // The unit goes in front of the closing quote.
            text.pop();
            text.push_str("mm\"");
        }
    } else {
        number_attribute(&mut text, "width", scene.width);
        number_attribute(&mut text, "height", scene.height);
    }
    text.push_str(" viewBox=\"0 0 ");
    number(&mut text, scene.width);
    text.push(' ');
    number(&mut text, scene.height);
    text.push_str("\">");
    let outlines = scene.items.iter().map(|item| match item {
        Item::Fill { path, .. } => Some(Data::new(path)),
        Item::Image { .. } => None,
    });
    let outlines = outlines.collect::<Vec<_>>();
    let gradients = gradients(scene, &outlines, ids);
    if gradients.iter().any(Option::is_some) {
        text.push_str("<defs>");
        for (index, gradient) in gradients.iter().enumerate() {
            // Equal gradients share an id, and so one definition.
            let repeated = gradients[..index].contains(gradient);
            if let Some(gradient) = gradient.as_ref().filter(|_| !repeated) {
                text.push_str(&gradient.definition);
            }
        }
        text.push_str("</defs>");
    }
    for ((item, gradient), outline) in scene.items.iter().zip(&gradients).zip(&outlines) {
        match item {
            Item::Fill { paint, edges, .. } => {
                text.push_str("<path");
                match (paint, gradient) {
                    (Paint::Solid(color), _) => color_attributes(&mut text, color, "fill", "fill-opacity"),
                    (_, Some(gradient)) => {
                        attribute(&mut text, "fill", &["url(#", &gradient.id, ")"].concat());
                    }
                    // Every paint that is not solid has its gradient.
                    (Paint::Linear { .. } | Paint::Radial { .. }, None) => {}
                }
                if *edges == Edges::Crisp {
                    attribute(&mut text, "shape-rendering", "crispEdges");
                }
                // Every fill has its outline.
                if let Some(outline) = outline {
                    if let Some(unit) = outline.unit {
                        text.push_str(" transform=\"");
                        unit.write(&mut text);
                        text.push('"');
                    }
                    text.push_str(" d=\"");
                    outline.write(&mut text);
                }
                text.push_str("\"/>");
            }
            Item::Image { logo, rect, fit, opacity, .. } => {
                text.push_str("<image");
                number_attribute(&mut text, "x", rect.x);
                number_attribute(&mut text, "y", rect.y);
                number_attribute(&mut text, "width", rect.width);
                number_attribute(&mut text, "height", rect.height);
                if *fit == Fit::Cover {
                    attribute(&mut text, "preserveAspectRatio", "xMidYMid slice");
                }
                if *opacity < 1.0 {
                    number_attribute(&mut text, "opacity", *opacity);
                }
                attribute(&mut text, "xlink:href", logo.href());
                text.push_str("/>");
            }
        }
    }
    text.push_str("</svg>");
    text
}

/// A gradient's definition under its id.
#[derive(PartialEq)]
struct Gradient {
    id: String,
    definition: String,
}

/// The gradients of the items that have one, each counted in the unit of its item's outline.
fn gradients(scene: &Scene, outlines: &[Option<Data>], ids: Ids<'_>) -> Vec<Option<Gradient>> {
    let gradient = |(item, outline): (&Item, &Option<Data>)| {
        let Item::Fill { role, paint, .. } = item else {
            return None;
        };
        let unit = outline.as_ref().and_then(|outline| outline.unit);
        let point = |point| unit.map_or(point, |unit| unit.point(point));
        let length = |length| unit.map_or(length, |unit| unit.length(length));
        let mut body = String::new();
        let element = match paint {
            Paint::Solid(_) => return None,
            Paint::Linear { from, to, stops } => {
                let (from, to) = (point(*from), point(*to));
                for (name, value) in [("x1", from.x), ("y1", from.y), ("x2", to.x), ("y2", to.y)] {
                    number_attribute(&mut body, name, value);
                }
                write_stops(&mut body, stops);
                "linearGradient"
            }
            Paint::Radial { center, radius, stops } => {
                let center = point(*center);
                for (name, value) in [("cx", center.x), ("cy", center.y), ("r", length(*radius))] {
                    number_attribute(&mut body, name, value);
                }
                write_stops(&mut body, stops);
                "radialGradient"
            }
        };
        let id = match ids {
            Ids::Content => content_id(element, &body),
            Ids::Prefix(prefix) => {
                let allowed = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                let prefix = prefix.chars().filter(allowed).collect::<String>();
                [&prefix, "-", role.name()].concat()
            }
        };
        let parts =
            ["<", element, " id=\"", &id, "\" gradientUnits=\"userSpaceOnUse\"", &body, "</", element, ">"];
        Some(Gradient { definition: parts.concat(), id })
    };
    scene.items.iter().zip(outlines).map(gradient).collect()
}

/// `qr-` and 48 bits of an FNV-1a hash.
fn content_id(element: &str, body: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in element.bytes().chain(body.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut id = String::from("qr-");
    for digit in 0..12 {
        id.push(char::from(b"0123456789abcdef"[(hash >> (digit * 4) & 15) as usize]));
    }
    id
}

fn write_stops(text: &mut String, stops: &[Stop]) {
    text.push('>');
    for stop in stops {
        text.push_str("<stop");
        number_attribute(text, "offset", stop.offset);
        color_attributes(text, &stop.color, "stop-color", "stop-opacity");
        text.push_str("/>");
    }
}

fn attribute(text: &mut String, name: &str, value: &str) {
    text.push(' ');
    text.push_str(name);
    text.push_str("=\"");
    let mut rest = value;
    while let Some((at, escaped)) = rest.bytes().enumerate().find_map(|(at, byte)| Some((at, escape(byte)?)))
    {
        // What is escaped is ASCII, one byte long. (A slice that could panic would bring tables of Unicode along.)
        let (plain, from) = rest.split_at_checked(at).unwrap_or_default();
        text.push_str(plain);
        text.push_str(escaped);
        rest = from.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
    text.push('"');
}

/// What stands for a character that cannot stand for itself: nothing for control characters, which XML does not know even
/// when they are escaped.
fn escape(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\t' | b'\n' | b'\r' => None,
        0..b' ' => Some(""),
        _ => None,
    }
}

fn number_attribute(text: &mut String, name: &str, value: f64) {
    text.push(' ');
    text.push_str(name);
    text.push_str("=\"");
    number(text, value);
    text.push('"');
}

/// Alpha goes into an attribute of its own: readers of SVG 1.1 know no colour with alpha.
fn color_attributes(text: &mut String, color: &Color, name: &str, opacity: &str) {
    match color {
        Color::Rgba(rgba) => {
            attribute(text, name, &hex(*rgba));
            if rgba.a < 255 {
                number_attribute(text, opacity, f64::from(rgba.a) / 255.0);
            }
        }
        Color::Css(css) => attribute(text, name, css),
    }
}

/// `#rrggbb`, or `#rgb` where that is the same.
pub(crate) fn hex(Rgba8 { r, g, b, .. }: Rgba8) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let channels = u32::from_be_bytes([0, r, g, b]);
    let is_short = channels >> 4 & 0x0f_0f0f == channels & 0x0f_0f0f;
    let mut text = String::from("#");
    for digit in (0..6).step_by(if is_short { 2 } else { 1 }) {
        text.push(char::from(DIGITS[(channels >> (20 - 4 * digit) & 15) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        let mut text = String::new();
        attribute(&mut text, "fill", "a\"b<c>&d");
        assert_eq!(text, " fill=\"a&quot;b&lt;c&gt;&amp;d\"");
        text.clear();
        attribute(&mut text, "href", "logo\u{1}\t.png");
        assert_eq!(text, " href=\"logo\t.png\"");
    }

    #[test]
    fn colors_are_as_short_as_they_can_be() {
        assert_eq!(hex(Rgba8 { r: 255, g: 136, b: 0, a: 9 }), "#f80");
        assert_eq!(hex(Rgba8 { r: 255, g: 137, b: 0, a: 255 }), "#ff8900");
    }
}
