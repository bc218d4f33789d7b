//! A caption: text → glyphs in a row → outlines on a line or along a circle.

use super::font::Font;
use crate::error::{Error, Result};
use crate::options::FrameOptions;
use crate::scene::{Path, PathBuilder, Point};
use crate::trig;
use ttf_parser::GlyphId;

/// Capitals stand a little apart, as signs have them, in shares of the type size.
const TRACKING: f64 = 0.04;

/// The option that errors name.
const OPTION: &str = "frameOptions.text";

/// A text whose glyphs stand in a row. Lengths are shares of the type size, from the left end of the first outline.
pub(super) struct Caption {
    font: Font,
    glyphs: Vec<(GlyphId, f64)>,
    width: f64,
}

/// Where a caption goes, in px.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// Type size.
    pub(super) size: f64,
    /// Width of the row.
    pub(super) width: f64,
    /// What the middle of its capitals follows.
    pub(super) along: Along,
}

/// What a row follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Along {
    /// A level line with this middle.
    Line(Point),
    /// The lower half of a circle, from left to right.
    Valley { center: Point, radius: f64 },
    /// The upper half.
    Hill { center: Point, radius: f64 },
}

impl Caption {
    /// Refuses what the font has no glyph for. `None` if there is nothing to see.
    pub(super) fn new(text: &str) -> Result<Option<Self>> {
        let (font, text) = (Font::new(), text.trim());
        let is_small = text.chars().any(char::is_lowercase);
        let tracking = if is_small { 0.0 } else { TRACKING };
        let mut row = Vec::with_capacity(text.len());
        let mut at = 0.0;
        for character in text.chars() {
            let glyph = font.glyph(character).ok_or_else(|| no_glyph(character))?;
            if let Some((before, _)) = row.last() {
                at += font.kerning(*before, glyph) + tracking;
            }
            row.push((glyph, at));
            at += font.advance(glyph);
        }
        let ends = row
            .iter()
            .filter_map(|(glyph, at)| font.ends(*glyph).map(|(left, right)| (at + left, at + right)));
        let (left, right) = ends
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, r), (left, right)| (l.min(left), r.max(right)));
        if left >= right {
            return Ok(None);
        }
        for (_, at) in &mut row {
            *at -= left;
        }
        Ok(Some(Self { font, glyphs: row, width: right - left }))
    }

    /// As large as `size`, or as much smaller as fits into `room`.
    pub(super) fn place(&self, size: f64, room: f64, along: Along) -> Result<Placed> {
        let fitting = size.min(room / self.width);
        if fitting < size * FrameOptions::SMALLEST {
            let percent = (100.0 * room / (self.width * size * FrameOptions::SMALLEST)) as u32;
            let message = [
                "is too long for this frame even in small type: shorten it to ",
                &percent.to_string(),
                " % of its length",
            ];
            return Err(Error::option("frame.text_too_long", OPTION, message.concat()));
        }
        Ok(Placed { size: fitting, width: self.width * fitting, along })
    }

    /// The outlines.
    pub(super) fn draw(&self, placed: &Placed) -> Path {
        let mut path = PathBuilder::default();
        let (size, baseline) = (placed.size, self.font.cap_height() / 2.0);
        for (glyph, at) in &self.glyphs {
            let Some((left, right)) = self.font.ends(*glyph) else { continue };
            // Along a circle, each glyph stands upright at its own middle.
            let middle = f64::midpoint(left, right);
            let stand = placed.along.stand((at + middle - self.width / 2.0) * size);
            self.font.draw(*glyph, &mut path, |x, y| stand.at((x - middle) * size, (y - baseline) * size));
        }
        path.finish()
    }
}

impl Along {
    /// Where a glyph stands whose middle is `distance` px right of that of the row.
    fn stand(self, distance: f64) -> Stand {
        match self {
            Self::Line(middle) => {
                Stand { origin: Point { x: middle.x + distance, y: middle.y }, right: (1.0, 0.0) }
            }
            Self::Hill { center, radius } => {
                let (sin, cos) = trig::sin_cos(distance / radius);
                let origin = Point { x: center.x + radius * sin, y: center.y - radius * cos };
                Stand { origin, right: (cos, sin) }
            }
            Self::Valley { center, radius } => {
                let (sin, cos) = trig::sin_cos(distance / radius);
                let origin = Point { x: center.x + radius * sin, y: center.y + radius * cos };
                Stand { origin, right: (cos, -sin) }
            }
        }
    }
}

/// A place on the line that a row follows, and the direction there, a unit vector.
struct Stand {
    origin: Point,
    right: (f64, f64),
}

impl Stand {
    /// The point that lies `right` along the line and `up` from it.
    fn at(&self, right: f64, up: f64) -> Point {
        let (x, y) = self.right;
        Point { x: self.origin.x + x * right + y * up, y: self.origin.y + y * right - x * up }
    }
}

fn no_glyph(character: char) -> Error {
    let code = format!("U+{:04X}", character as u32);
    let shown = if character.is_control() { String::new() } else { format!("\"{character}\" ") };
    let message = format!(
        "has the character {shown}({code}), which the font of captions does not have: \
         use Latin, Greek or Cyrillic letters, digits, punctuation, currencies or arrows, in one line"
    );
    Error::option("frame.glyph", OPTION, message)
}
