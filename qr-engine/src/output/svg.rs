//! Scene → SVG text: one `path` an item, gradients as direct fills, no clip paths, groups, styles or quoted
//! references, so that editors and printers read what browsers do.

use crate::scene::{Color, Edges, Item, Paint, Path, Point, Rgba8, Scene, Segment, Stop};

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
    number_attribute(&mut text, "width", scene.width);
    number_attribute(&mut text, "height", scene.height);
    text.push_str(" viewBox=\"0 0 ");
    number(&mut text, scene.width);
    text.push(' ');
    number(&mut text, scene.height);
    text.push_str("\">");
    let gradients = gradients(scene, ids);
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
    for (item, gradient) in scene.items.iter().zip(&gradients) {
        match item {
            Item::Fill { path, paint, edges, .. } => {
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
                text.push_str(" d=\"");
                path_data(&mut text, path);
                text.push_str("\"/>");
            }
            Item::Image { logo, rect, .. } => {
                text.push_str("<image");
                number_attribute(&mut text, "x", rect.x);
                number_attribute(&mut text, "y", rect.y);
                number_attribute(&mut text, "width", rect.width);
                number_attribute(&mut text, "height", rect.height);
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

/// The gradients of the items that have one.
fn gradients(scene: &Scene, ids: Ids<'_>) -> Vec<Option<Gradient>> {
    let gradient = |item: &Item| {
        let Item::Fill { role, paint, .. } = item else {
            return None;
        };
        let mut body = String::new();
        let element = match paint {
            Paint::Solid(_) => return None,
            Paint::Linear { from, to, stops } => {
                for (name, value) in [("x1", from.x), ("y1", from.y), ("x2", to.x), ("y2", to.y)] {
                    number_attribute(&mut body, name, value);
                }
                write_stops(&mut body, stops);
                "linearGradient"
            }
            Paint::Radial { center, radius, stops } => {
                for (name, value) in [("cx", center.x), ("cy", center.y), ("r", *radius)] {
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
    scene.items.iter().map(gradient).collect()
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
    for part in value.split_inclusive(['&', '<', '>', '"']) {
        match part.strip_suffix(['&', '<', '>', '"']) {
            None => text.push_str(part),
            Some(plain) => {
                text.push_str(plain);
                text.push_str(match part.as_bytes().last() {
                    Some(b'&') => "&amp;",
                    Some(b'<') => "&lt;",
                    Some(b'>') => "&gt;",
                    _ => "&quot;",
                });
            }
        }
    }
    text.push('"');
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
    let short = [r, g, b].iter().all(|channel| channel >> 4 == channel & 15);
    let mut text = String::from("#");
    for channel in [r, g, b] {
        if !short {
            text.push(char::from(DIGITS[usize::from(channel >> 4)]));
        }
        text.push(char::from(DIGITS[usize::from(channel & 15)]));
    }
    text
}

/// A length in thousandths of a px: what numbers are rounded to.
fn thousandths(value: f64) -> i64 {
    libm::round(value * 1000.0) as i64
}

fn number(text: &mut String, value: f64) {
    write_thousandths(text, thousandths(value));
}

/// Writes thousandths as a decimal number without needless zeros: `-1500` as `-1.5`, `250` as `.25`.
fn write_thousandths(text: &mut String, value: i64) {
    if value < 0 {
        text.push('-');
    }
    let magnitude = value.unsigned_abs();
    let (whole, fraction) = (magnitude / 1000, magnitude % 1000);
    if whole > 0 || fraction == 0 {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut rest = whole;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        digits[at..].iter().for_each(|digit| text.push(char::from(*digit)));
    }
    if fraction > 0 {
        text.push('.');
        let digits = [fraction / 100, fraction / 10 % 10, fraction % 10];
        let used = 3 - digits.iter().rev().take_while(|digit| **digit == 0).count();
        digits[..used].iter().for_each(|digit| text.push(char::from(b'0' + *digit as u8)));
    }
}

/// Path data of a path that is not part of a document, such as a `Path2D`.
pub fn path_data(text: &mut String, path: &Path) {
    let mut writer = PathWriter { text, at: (0, 0), start: (0, 0), command: None };
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => writer.move_to(to),
            Segment::Line(to) => writer.line_to(to),
            Segment::Cubic(a, b, to) => writer.cubic_to([a, b, to]),
            Segment::Close => writer.close(),
        }
    }
}

/// Relative commands in whole thousandths: rounding never adds up along a contour.
struct PathWriter<'a> {
    text: &'a mut String,
    at: (i64, i64),
    start: (i64, i64),
    command: Option<char>,
}

impl PathWriter<'_> {
    fn command(&mut self, command: char, values: &[i64]) {
        let repeated = self.command == Some(command);
        if !repeated {
            self.text.push(command);
        }
        for (index, &value) in values.iter().enumerate() {
            if value >= 0 && (repeated || index > 0) {
                self.text.push(' ');
            }
            write_thousandths(self.text, value);
        }
        self.command = Some(command);
    }

    fn relative(&self, to: Point) -> (i64, i64) {
        (thousandths(to.x) - self.at.0, thousandths(to.y) - self.at.1)
    }

    fn advance(&mut self, (dx, dy): (i64, i64)) {
        self.at = (self.at.0 + dx, self.at.1 + dy);
    }

    fn move_to(&mut self, to: Point) {
        let by = self.relative(to);
        self.command('m', &[by.0, by.1]);
        // Pairs that follow a moveto would be lines.
        self.command = None;
        self.advance(by);
        self.start = self.at;
    }

    fn line_to(&mut self, to: Point) {
        match self.relative(to) {
            (0, 0) => {}
            (dx, 0) => self.command('h', &[dx]),
            (0, dy) => self.command('v', &[dy]),
            (dx, dy) => self.command('l', &[dx, dy]),
        }
        self.advance(self.relative(to));
    }

    fn cubic_to(&mut self, points: [Point; 3]) {
        let [a, b, to] = points.map(|point| self.relative(point));
        self.command('c', &[a.0, a.1, b.0, b.1, to.0, to.1]);
        self.advance(to);
    }

    fn close(&mut self) {
        self.text.push('z');
        self.command = None;
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64) -> String {
        let mut text = String::new();
        number(&mut text, value);
        text
    }

    #[test]
    fn numbers_are_short_and_rounded() {
        let cases = [
            (0.0, "0"),
            (-0.0001, "0"),
            (0.25, ".25"),
            (-0.5, "-.5"),
            (300.0, "300"),
            (1.0006, "1.001"),
            (-12.030, "-12.03"),
        ];
        for (value, text) in cases {
            assert_eq!(written(value), text);
        }
    }

    #[test]
    fn attributes_are_escaped() {
        let mut text = String::new();
        attribute(&mut text, "fill", "a\"b<c>&d");
        assert_eq!(text, " fill=\"a&quot;b&lt;c&gt;&amp;d\"");
    }

    #[test]
    fn colors_are_as_short_as_they_can_be() {
        assert_eq!(hex(Rgba8 { r: 255, g: 136, b: 0, a: 9 }), "#f80");
        assert_eq!(hex(Rgba8 { r: 255, g: 137, b: 0, a: 255 }), "#ff8900");
    }
}
