//! How much of each pixel a fill covers: told in runs, whatever found it.

use super::skia;
use super::spans::{Room, Spans};
use crate::scene::{Edges, Path, Segment};
use std::ops::Range;
use tiny_skia::{FillRule, Mask, Transform};

/// Pixels of a row that are covered.
pub(super) enum Piece<'a> {
    /// All from a column to the one behind them, as much as `coverage` says, from 1 to 255.
    Run { from: usize, to: usize, coverage: u8 },
    /// Edges that look alike: from `start` pixels behind each of the columns on, the pixels are covered in part, from 1 to
    /// 254.
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

    /// Tells what is covered in some rows, row by row: each pixel once, in any order.
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        room: &mut Room,
        mut tell: impl FnMut(usize, Piece<'_>),
    ) {
        match self {
            Self::Everything { width } => {
                rows.for_each(|row| tell(row, Piece::Run { from: 0, to: *width, coverage: 255 }));
            }
            Self::Spans(spans) => spans.for_each(rows, room, tell),
            Self::Mask(mask) => {
                let width = mask.width() as usize;
                for row in rows {
                    let mut from = 0;
                    for run in mask.data()[row * width..(row + 1) * width].chunk_by(|a, b| a == b) {
                        let (to, coverage) = (from + run.len(), run[0]);
                        if coverage > 0 {
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
