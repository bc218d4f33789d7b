//! What a frame is drawn on: the square in which the symbol lies, as large as the picture allows, and lengths in its shares.

use super::caption::{Along, Caption, Placed};
use super::pen::Pen;
use crate::error::Result;
use crate::scene::{Path, Point, Rect};

/// How far a frame reaches beyond the symbol's square, in px.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// To the left, and as far to the right.
    pub(super) side: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Extent {
    /// Upside down.
    pub(super) fn mirrored(self) -> Self {
        Self { top: self.bottom, bottom: self.top, ..self }
    }
}

/// What a frame is asked for.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    /// The caption, if there is one.
    pub(super) caption: Option<&'a Caption>,
    /// Whether the caption stands above the symbol.
    pub(super) above: bool,
    /// Whether the symbol is a disc.
    pub(super) round: bool,
}

/// The square, in px, and how to draw there.
pub(super) struct Sheet<'a> {
    pub(super) wish: Wish<'a>,
    /// Where the symbol lies, with room around it.
    pub(super) square: Rect,
    /// Whether lengths are whole px.
    pub(super) whole: bool,
    /// Whether all that is drawn appears upside down, the caption's letters aside.
    pub(super) mirrors: bool,
}

/// A frame's parts, in px.
pub(super) struct Parts {
    pub(super) frame: Path,
    /// What is laid over the frame and light.
    pub(super) panel: Path,
    pub(super) caption: Option<Placed>,
    /// The square that is left for the symbol.
    pub(super) room: Rect,
}

/// What lies between a frame and the symbol, in shares of the square's side: about two modules of a small symbol.
const PADDING: f64 = 0.08;

impl Sheet<'_> {
    /// Px of a share of the square's side.
    pub(super) fn len(&self, share: f64) -> f64 {
        let length = share * self.square.width;
        if self.whole { (length + 0.5).floor().max(1.0) } else { length }
    }

    /// `with` for a caption, else `without`.
    pub(super) fn pick(&self, with: f64, without: f64) -> f64 {
        if self.wish.caption.is_some() { with } else { without }
    }

    pub(super) fn left(&self) -> f64 {
        self.square.x
    }

    pub(super) fn right(&self) -> f64 {
        self.square.x + self.square.width
    }

    pub(super) fn top(&self) -> f64 {
        self.square.y
    }

    pub(super) fn bottom(&self) -> f64 {
        self.square.y + self.square.height
    }

    pub(super) fn middle(&self) -> f64 {
        self.square.center().x
    }

    /// The square with `side`, `top` and `bottom` px more around it.
    pub(super) fn around(&self, side: f64, top: f64, bottom: f64) -> Rect {
        let Rect { x, y, width, height } = self.square;
        Rect { x: x - side, y: y - top, width: width + 2.0 * side, height: height + top + bottom }
    }

    /// What is left for the symbol where nothing of the frame comes nearer than the square's sides.
    pub(super) fn room(&self) -> Rect {
        self.square.inset(self.len(PADDING))
    }

    pub(super) fn pen(&self) -> Pen {
        if self.mirrors { Pen::mirrored(self.square.center().y) } else { Pen::default() }
    }

    /// The caption on a level line whose middle is at the height `y`, its size and the most width in shares.
    pub(super) fn line(&self, size: f64, width: f64, y: f64) -> Result<Option<Placed>> {
        let y = if self.mirrors { 2.0 * self.square.center().y - y } else { y };
        self.place(size, width, Along::Line(Point { x: self.middle(), y }))
    }

    /// The caption along a line, its size and the most width in shares.
    pub(super) fn place(&self, size: f64, width: f64, along: Along) -> Result<Option<Placed>> {
        let side = self.square.width;
        self.wish.caption.map(|caption| caption.place(size * side, width * side, along)).transpose()
    }
}
