//! How much of each pixel a fill covers: told in runs, whatever found it.

use super::skia;
use super::spans::Spans;
use crate::scene::{Edges, Path, Segment};
use std::ops::Range;
use tiny_skia::{FillRule, Mask, Transform};

/// What is told of a row: first one of `Nothing` and `Above`, then all that differs from it.
pub(super) enum Piece<'a> {
    /// Nothing is covered so far.
    Nothing,
    /// The same is covered as in the row above so far.
    Above,
    /// All from a column to the one behind them, as much as `coverage` says, from 1 to 255.
    Run { from: usize, to: usize, coverage: u8 },
    /// Edges that look alike: from `start` pixels behind each of the columns on, the pixels are covered so much, from 0 to
    /// 255.
    Edges { columns: &'a [u32], start: u32, coverages: &'a [u8] },
}

/// The coverage of a picture's pixels by a path.
pub(super) enum Coverage {
    /// All of every pixel.
    Everything { width: usize },
    /// Modules of whole pixels.
    Spans(Box<Spans>),
    /// Everything else, by tiny-skia.
    Mask(Mask),
}

impl Coverage {
    /// `None` if nothing is covered.
    pub(super) fn new(path: &Path, edges: Edges, scale: f64, width: usize, height: usize) -> Option<Self> {
        if is_everything(path, scale, width, height) {
            return Some(Self::Everything { width });
        }
        if edges == Edges::Smooth
            && let Some(spans) = Spans::new(path, scale, width, height)
        {
            return Some(Self::Spans(Box::new(spans)));
        }
        let mut mask = Mask::new(width as u32, height as u32)?;
        let transform = Transform::from_scale(scale as f32, scale as f32);
        mask.fill_path(&skia::path(path)?, FillRule::Winding, edges == Edges::Smooth, transform);
        Some(Self::Mask(mask))
    }

    /// Columns outside of which nothing is covered.
    pub(super) fn columns(&self) -> Range<usize> {
        match self {
            Self::Everything { width } => 0..*width,
            Self::Spans(spans) => spans.columns(),
            Self::Mask(mask) => 0..mask.width() as usize,
        }
    }

    /// Tells what is covered in some rows, row by row: each pixel once, in any order. A row may be told by what differs from
    /// the one above it where `repeats` says so; the first row is not.
    #[inline]
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        repeats: impl Fn(usize) -> bool,
        mut tell: impl FnMut(usize, Piece<'_>),
    ) {
        match self {
            Self::Everything { width } => {
                for row in rows.clone() {
                    if row > rows.start && repeats(row) {
                        tell(row, Piece::Above);
                    } else {
                        tell(row, Piece::Nothing);
                        tell(row, Piece::Run { from: 0, to: *width, coverage: 255 });
                    }
                }
            }
            Self::Spans(spans) => spans.for_each(rows, repeats, tell),
            Self::Mask(mask) => {
                let width = mask.width() as usize;
                let mut above = &[][..];
                for row in rows {
                    let coverages = &mask.data()[row * width..(row + 1) * width];
                    let is_repeated = above == coverages && repeats(row);
                    above = coverages;
                    tell(row, if is_repeated { Piece::Above } else { Piece::Nothing });
                    let mut from = 0;
                    for run in coverages.chunk_by(|a, b| a == b) {
                        let (to, coverage) = (from + run.len(), run[0]);
                        if coverage > 0 && !is_repeated {
                            tell(row, Piece::Run { from, to, coverage });
                        }
                        from = to;
                    }
                }
            }
        }
    }
}

/// Whether the path is the box of the whole picture.
fn is_everything(path: &Path, scale: f64, width: usize, height: usize) -> bool {
    let mut corners = 0_u8;
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) | Segment::Line(to) => {
                let (right, bottom) = (to.x * scale >= width as f64, to.y * scale >= height as f64);
                if !(right || to.x <= 0.0) || !(bottom || to.y <= 0.0) {
                    return false;
                }
                corners |= 1 << (2 * u8::from(bottom) + u8::from(right));
            }
            Segment::Cubic(..) => return false,
            Segment::Close => {}
        }
    }
    corners == 15
}
