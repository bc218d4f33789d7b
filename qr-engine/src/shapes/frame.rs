//! A box that a shape is drawn into, turned by quarters.

use crate::scene::{PathBuilder, Point, Rect};
use crate::trig;

/// A corner, and the unit vectors along which a contour arrives there and leaves.
type Bend = ((f64, f64), (f64, f64), (f64, f64));

/// Maps a shape's own coordinates, from -1 to 1 on both axes, into a box.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    center: Point,
    /// Half a side in px.
    half: f64,
    quarter_turns: u8,
}

impl Frame {
    /// `quarter_turns` run clockwise.
    pub(crate) fn new(square: Rect, quarter_turns: u8) -> Self {
        Self { center: square.center(), half: square.width / 2.0, quarter_turns }
    }

    /// Where a position lies in the scene. A quarter turn is (x, y) → (-y, x): exact, and no trigonometry.
    pub(crate) fn at(&self, (mut x, mut y): (f64, f64)) -> Point {
        for _ in 0..self.quarter_turns {
            (x, y) = (-y, x);
        }
        Point { x: self.center.x + x * self.half, y: self.center.y + y * self.half }
    }

    /// Draws a closed contour of straight lines.
    pub(crate) fn polygon(&self, path: &mut PathBuilder, corners: &[(f64, f64)]) {
        for (index, &corner) in corners.iter().enumerate() {
            let to = self.at(corner);
            if index == 0 { path.move_to(to) } else { path.line_to(to) }
        }
        path.close();
    }

    /// Draws a box around the middle, each corner rounded by its own radii: clockwise from the top left.
    pub(crate) fn rounded_box(&self, path: &mut PathBuilder, (x, y): (f64, f64), radii: [(f64, f64); 4]) {
        // How the contour arrives at each corner; it leaves as it arrives at the next.
        let corners = [
            ((-x, -y), (0.0, -1.0), (1.0, 0.0)),
            ((x, -y), (1.0, 0.0), (0.0, 1.0)),
            ((x, y), (0.0, 1.0), (-1.0, 0.0)),
            ((-x, y), (-1.0, 0.0), (0.0, -1.0)),
        ];
        self.rounded(path, corners.into_iter().zip(radii));
    }

    /// Draws a hole of the same form.
    pub(crate) fn rounded_hole(&self, path: &mut PathBuilder, (x, y): (f64, f64), radii: [(f64, f64); 4]) {
        let corners = [
            ((-x, -y), (-1.0, 0.0), (0.0, 1.0)),
            ((-x, y), (0.0, 1.0), (1.0, 0.0)),
            ((x, y), (1.0, 0.0), (0.0, -1.0)),
            ((x, -y), (0.0, -1.0), (-1.0, 0.0)),
        ];
        let [top_left, top_right, bottom_right, bottom_left] = radii;
        self.rounded(path, corners.into_iter().zip([top_left, bottom_left, bottom_right, top_right]));
    }

    /// Each corner with the directions in which the contour arrives and leaves, and its radii along both axes.
    fn rounded(&self, path: &mut PathBuilder, corners: impl Iterator<Item = (Bend, (f64, f64))>) {
        for (index, ((corner, arrive, leave), (rx, ry))) in corners.enumerate() {
            let from = self.at((corner.0 - arrive.0 * rx, corner.1 - arrive.1 * ry));
            if index == 0 {
                path.move_to(from);
            } else {
                path.line_to(from);
            }
            if rx > 0.0 && ry > 0.0 {
                let to = self.at((corner.0 + leave.0 * rx, corner.1 + leave.1 * ry));
                path.arc_to(from, self.at(corner), to);
            }
        }
        path.close();
    }
}

/// The corners of a regular polygon, clockwise, the first on the right.
pub(crate) fn regular(corners: u8, radius: f64) -> Vec<(f64, f64)> {
    let corner = |corner| {
        let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
        let (sin, cos) = trig::sin_cos(angle);
        (radius * cos, radius * sin)
    };
    (0..corners).map(corner).collect()
}
