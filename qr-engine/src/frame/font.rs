//! The embedded font: Inter Bold, cut down by `tools/caption-font`. Its outlines do not overlap.

use crate::scene::{PathBuilder, Point};
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder, Tag};

/// Under the SIL Open Font License 1.1, which lies beside it.
const DATA: &[u8] = include_bytes!("../../assets/caption.ttf");

/// The font, ready to be asked. Lengths are shares of the type size, y points up.
pub(super) struct Font {
    face: Face<'static>,
    /// One unit of the font's own grid.
    unit: f64,
}

impl Font {
    #[allow(
        clippy::expect_used,
        reason = "the bytes are part of the program, and every test of frames parses them"
    )]
    pub(super) fn new() -> Self {
        let face = Face::parse(DATA, 0).expect("the embedded font is well formed");
        let unit = 1.0 / f64::from(face.units_per_em());
        Self { face, unit }
    }

    pub(super) fn glyph(&self, character: char) -> Option<GlyphId> {
        self.face.glyph_index(character)
    }

    /// Height of capital letters.
    pub(super) fn cap_height(&self) -> f64 {
        f64::from(self.face.capital_height().unwrap_or(0)) * self.unit
    }

    /// From the start of a glyph to that of the next.
    pub(super) fn advance(&self, glyph: GlyphId) -> f64 {
        f64::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) * self.unit
    }

    /// How much further the second of two glyphs stands, mostly less than nothing.
    pub(super) fn kerning(&self, first: GlyphId, second: GlyphId) -> f64 {
        f64::from(self.pair_adjustment(first, second).unwrap_or(0)) * self.unit
    }

    /// The first adjustment that the feature `kern` has for the pair.
    fn pair_adjustment(&self, first: GlyphId, second: GlyphId) -> Option<i16> {
        let positioning = self.face.tables().gpos?;
        let feature = positioning.features.find(Tag::from_bytes(b"kern"))?;
        let lookups = feature.lookup_indices.into_iter().filter_map(|index| positioning.lookups.get(index));
        let mut tables = lookups.flat_map(|lookup| lookup.subtables.into_iter::<PositioningSubtable<'_>>());
        tables.find_map(|table| match table {
            PositioningSubtable::Pair(PairAdjustment::Format1 { coverage, sets }) => {
                let (value, _) = sets.get(coverage.get(first)?)?.get(second)?;
                Some(value.x_advance)
            }
            PositioningSubtable::Pair(PairAdjustment::Format2 { coverage, classes, matrix }) => {
                coverage.get(first)?;
                let (value, _) = matrix.get((classes.0.get(first), classes.1.get(second)))?;
                Some(value.x_advance)
            }
            _ => None,
        })
    }

    /// Left and right end of a glyph's outline, or `None` of a space.
    pub(super) fn ends(&self, glyph: GlyphId) -> Option<(f64, f64)> {
        let bounds = self.face.tables().glyf?.outline(glyph, &mut Unseen)?;
        Some((f64::from(bounds.x_min) * self.unit, f64::from(bounds.x_max) * self.unit))
    }

    /// Draws a glyph, each point of it where `place` puts it.
    pub(super) fn draw(&self, glyph: GlyphId, path: &mut PathBuilder, place: impl Fn(f64, f64) -> Point) {
        let place = |x: f32, y: f32| place(f64::from(x) * self.unit, f64::from(y) * self.unit);
        // By its table: the face itself would try those of other kinds of fonts, which would weigh on the bundles.
        if let Some(glyphs) = self.face.tables().glyf {
            glyphs.outline(glyph, &mut Outline { path, place, at: Point { x: 0.0, y: 0.0 } });
        }
    }
}

/// An outline of which nothing but its bounds is wanted.
struct Unseen;

impl OutlineBuilder for Unseen {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

/// Passes on what the font draws. Outer contours run clockwise in fonts too, on paper: with y turned around they still do.
struct Outline<'a, F> {
    path: &'a mut PathBuilder,
    place: F,
    at: Point,
}

impl<F: Fn(f32, f32) -> Point> OutlineBuilder for Outline<'_, F> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = (self.place)(x, y);
        self.path.move_to(self.at);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = (self.place)(x, y);
        self.path.line_to(self.at);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = ((self.place)(x1, y1), (self.place)(x, y));
        // The cubic curve that is this quadratic one.
        let towards = |from: Point| Point {
            x: from.x + (control.x - from.x) * 2.0 / 3.0,
            y: from.y + (control.y - from.y) * 2.0 / 3.0,
        };
        self.path.cubic_to(towards(self.at), towards(to), to);
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let to = (self.place)(x, y);
        self.path.cubic_to((self.place)(x1, y1), (self.place)(x2, y2), to);
        self.at = to;
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Segment;

    /// Letters with counters, accents and hooks: as drawn, each is as heavy as a letter is, and none is a hole.
    #[test]
    fn outlines_run_clockwise() {
        let font = Font::new();
        for character in "AO8@%&ÅĄÇĐØŐβЖЩ€→".chars() {
            let mut path = PathBuilder::default();
            let glyph = font.glyph(character).unwrap();
            font.draw(glyph, &mut path, |x, y| Point { x, y: -y });
            let area = path.finish().signed_area() / 2.0;
            assert!((0.05..0.6).contains(&area), "{character}: {area}");
        }
    }

    #[test]
    fn every_glyph_is_closed_contours() {
        let font = Font::new();
        for glyph in 0..font.face.number_of_glyphs() {
            let mut path = PathBuilder::default();
            font.draw(GlyphId(glyph), &mut path, |x, y| Point { x, y });
            let path = path.finish();
            let count = |wanted: fn(&Segment) -> bool| path.segments().iter().filter(|s| wanted(s)).count();
            assert_eq!(count(|s| matches!(s, Segment::Move(_))), count(|s| matches!(s, Segment::Close)));
        }
    }

    #[test]
    fn pairs_are_kerned() {
        let font = Font::new();
        let kerning = |a, b| font.kerning(font.glyph(a).unwrap(), font.glyph(b).unwrap());
        assert!(kerning('A', 'V') < -0.02 && kerning('T', 'o') < -0.02);
        assert_eq!(kerning('H', 'H'), 0.0);
    }
}
