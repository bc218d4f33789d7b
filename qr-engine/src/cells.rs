//! Single modules → contours: a grid of cells, some of which are drawn, each with a look at its neighbours.

use crate::options::DotType;
use crate::outline::Grid;
use crate::scene::{PathBuilder, Point, Rect};
use crate::shapes::bubble::bubble;
use crate::shapes::chip;
use crate::shapes::dot::{self, Corners, Neighbours};
use crate::shapes::frame::{Frame, regular};

/// Circumradius of a polygon of one module, as a share of half a module.
const POLYGON: f64 = 0.9;

/// Which cells of a square grid are drawn.
pub(crate) struct Cells {
    size: usize,
    drawn: Vec<bool>,
}

/// Where a grid lies, in px.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Its top-left corner.
    pub(crate) origin: Point,
    /// Side of a cell.
    pub(crate) module: f64,
}

impl Cells {
    /// Asks `is_drawn` for every (row, column) below `size`.
    pub(crate) fn new(size: usize, is_drawn: &dyn Fn(usize, usize) -> bool) -> Self {
        let mut drawn = Vec::with_capacity(size * size);
        for row in 0..size {
            drawn.extend((0..size).map(|column| is_drawn(row, column)));
        }
        Self { size, drawn }
    }

    fn near(&self, at: usize) -> Neighbours {
        let (row, column) = (at / self.size, at % self.size);
        Neighbours {
            left: column > 0 && self.drawn[at - 1],
            right: column + 1 < self.size && self.drawn[at + 1],
            top: row > 0 && self.drawn[at - self.size],
            bottom: row + 1 < self.size && self.drawn[at + self.size],
        }
    }

    /// Shows the drawn cells, each as a box in px with its neighbours.
    fn each(&self, place: Place, draw: &mut dyn FnMut(Rect, Neighbours)) {
        let Place { origin, module } = place;
        for at in (0..self.drawn.len()).filter(|&at| self.drawn[at]) {
            let (row, column) = (at / self.size, at % self.size);
            let (x, y) = (origin.x + column as f64 * module, origin.y + row as f64 * module);
            draw(Rect { x, y, width: module, height: module }, self.near(at));
        }
    }

    /// Draws the cells. `scale` is the side of what is drawn as a share of the cell; less than 1 parts what touches.
    pub(crate) fn draw(&self, path: &mut PathBuilder, kind: DotType, scale: f64, place: Place) {
        let polygon = |path: &mut PathBuilder, corners| {
            let corners = regular(corners, POLYGON * scale);
            self.each(place, &mut |cell, _| Frame::new(cell, 0).polygon(path, &corners));
        };
        match kind {
            DotType::Hexagon => polygon(path, 6),
            DotType::Octagon => polygon(path, 8),
            DotType::BubblyDots => self.each(place, &mut |cell, near| bubble(path, cell, scale, near)),
            DotType::CircuitChip => {
                self.each(place, &mut |cell, _| chip::pad(path, cell, scale));
                self.draw_bars(path, scale, place);
            }
            DotType::Square
            | DotType::Dots
            | DotType::Rounded
            | DotType::ExtraRounded
            | DotType::Classy
            | DotType::ClassyRounded => self.draw_corners(path, kind, scale, place),
        }
    }

    /// Draws the bars of the type circuit-chip alone.
    pub(crate) fn draw_bars(&self, path: &mut PathBuilder, scale: f64, place: Place) {
        self.each(place, &mut |cell, near| chip::bars(path, cell, scale, near));
    }

    /// Cells with sharp and rounded corners: merged where they touch, or each for itself.
    fn draw_corners(&self, path: &mut PathBuilder, kind: DotType, scale: f64, place: Place) {
        if scale < 1.0 {
            self.each(place, &mut |cell, near| {
                if let Some(corners) = dot::corners(kind, near) {
                    draw_alone(path, cell.inset(cell.width * (1.0 - scale) / 2.0), corners);
                }
            });
            return;
        }
        let grid = Grid::new(self.size, |row, column| {
            let at = row * self.size + column;
            if self.drawn[at] { dot::corners(kind, self.near(at)) } else { None }
        });
        grid.draw(path, place.origin, place.module);
    }
}

fn draw_alone(path: &mut PathBuilder, cell: Rect, corners: Corners) {
    // A frame's unit is half a cell, and so is a rounding's.
    let radii = corners.map(|rounding| (f64::from(rounding as u8), f64::from(rounding as u8)));
    Frame::new(cell, 0).rounded_box(path, (1.0, 1.0), radii);
}
