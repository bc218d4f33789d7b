//! Draws outlines whose corners are rounded, the right way round for the scene.

use crate::scene::{Path, PathBuilder, Point, Rect};
use crate::trig;

/// A corner of an outline: its position and the radius that rounds it, in px.
pub(super) type Corner = (f64, f64, f64);

/// Collects outlines, each given clockwise.
#[derive(Debug, Default)]
pub(super) struct Pen {
    path: PathBuilder,
    /// Swaps top and bottom: the sum of a height and of its mirror image.
    mirror: Option<f64>,
}

impl Pen {
    /// A pen that draws everything upside down about the height `axis`.
    pub(super) fn mirrored(axis: f64) -> Self {
        Self { path: PathBuilder::default(), mirror: Some(2.0 * axis) }
    }

    pub(super) fn finish(self) -> Path {
        self.path.finish()
    }

    /// An outline.
    pub(super) fn shape(&mut self, corners: &[Corner]) {
        self.draw(corners, false);
    }

    /// A hole.
    pub(super) fn hole(&mut self, corners: &[Corner]) {
        self.draw(corners, true);
    }

    pub(super) fn rect(&mut self, rect: Rect, radius: f64) {
        self.shape(&corners(rect, radius));
    }

    pub(super) fn rect_hole(&mut self, rect: Rect, radius: f64) {
        self.hole(&corners(rect, radius));
    }

    pub(super) fn circle(&mut self, center: Point, radius: f64) {
        self.rect(around(center, radius), radius);
    }

    pub(super) fn circle_hole(&mut self, center: Point, radius: f64) {
        self.rect_hole(around(center, radius), radius);
    }

    fn draw(&mut self, corners: &[Corner], is_hole: bool) {
        let mut corners = corners.to_vec();
        if let Some(mirror) = self.mirror {
            for (_, y, _) in &mut corners {
                *y = mirror - *y;
            }
        }
        // A mirror image runs the other way round, as a hole does.
        if is_hole != self.mirror.is_some() {
            corners.reverse();
        }
        let bends = bends(&corners);
        for (index, bend) in bends.iter().enumerate() {
            if index == 0 {
                self.path.move_to(bend.from);
            } else {
                self.path.line_to(bend.from);
            }
            bend.draw(&mut self.path);
        }
        self.path.close();
    }
}

fn around(center: Point, radius: f64) -> Rect {
    Rect { x: center.x - radius, y: center.y - radius, width: 2.0 * radius, height: 2.0 * radius }
}

/// The corners of a box, clockwise.
pub(super) fn corners(rect: Rect, radius: f64) -> [Corner; 4] {
    let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
    [(rect.x, rect.y, radius), (right, rect.y, radius), (right, bottom, radius), (rect.x, bottom, radius)]
}

/// How an outline turns at a corner.
struct Bend {
    from: Point,
    to: Point,
    /// Towards the corner from both ends: where the curve's control points are. `None` leaves the corner sharp.
    controls: Option<(Point, Point)>,
}

impl Bend {
    fn draw(&self, path: &mut PathBuilder) {
        if let Some((first, second)) = self.controls {
            path.cubic_to(first, second, self.to);
        }
    }
}

/// Rounds every corner by an arc, or by a smaller one where its neighbours leave no room.
fn bends(corners: &[Corner]) -> Vec<Bend> {
    let count = corners.len();
    let at = |index: usize| {
        let (x, y, _) = corners[index % count];
        Point { x, y }
    };
    // Unit vector and length of the side that starts at each corner.
    let sides = (0..count).map(|index| direction(at(index), at(index + 1))).collect::<Vec<_>>();
    // How far from the corner its arc starts, by the half of the angle that the outline turns by.
    let half_turns = (0..count).map(|index| half_turn(sides[(index + count - 1) % count].0, sides[index].0));
    let half_turns = half_turns.collect::<Vec<_>>();
    let wanted = (0..count).map(|index| corners[index].2 * trig::tan(half_turns[index])).collect::<Vec<_>>();
    // The share of what two corners want that their common side has room for.
    let share = |index: usize| {
        let both = wanted[index] + wanted[(index + 1) % count];
        if both > sides[index].1 { sides[index].1 / both } else { 1.0 }
    };
    let cuts = (0..count).map(|index| wanted[index] * share(index).min(share((index + count - 1) % count)));
    let cuts = cuts.collect::<Vec<_>>();
    (0..count)
        .map(|index| {
            let (corner, cut) = (at(index), cuts[index]);
            let ((ax, ay), (bx, by)) = (sides[(index + count - 1) % count].0, sides[index].0);
            let before = |by: f64| Point { x: corner.x - ax * by, y: corner.y - ay * by };
            let after = |distance: f64| Point { x: corner.x + bx * distance, y: corner.y + by * distance };
            // Distance of the control points along the tangents that makes a cubic curve an arc.
            let radius = cut / trig::tan(half_turns[index]);
            let reach = 4.0 / 3.0 * trig::tan(half_turns[index] / 2.0) * radius;
            let is_round = cut > 0.0 && radius.is_finite();
            Bend {
                from: before(cut),
                to: after(cut),
                controls: is_round.then(|| (before(cut - reach), after(cut - reach))),
            }
        })
        .collect()
}

fn direction(from: Point, to: Point) -> ((f64, f64), f64) {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let length = (x * x + y * y).sqrt();
    if length > 0.0 { ((x / length, y / length), length) } else { ((0.0, 0.0), 0.0) }
}

/// Half of the angle between two directions, 0 to a right angle.
fn half_turn((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    libm::atan2((ax * by - ay * bx).abs(), ax * bx + ay * by) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Segment;

    const BOX: Rect = Rect { x: 10.0, y: 20.0, width: 40.0, height: 30.0 };

    fn area(draw: impl FnOnce(&mut Pen), mut pen: Pen) -> f64 {
        draw(&mut pen);
        pen.finish().signed_area() / 2.0
    }

    #[test]
    fn shapes_run_clockwise_and_holes_the_other_way_upside_down_too() {
        for pen in [Pen::default, || Pen::mirrored(7.0)] {
            assert_eq!(area(|pen| pen.rect(BOX, 0.0), pen()), 1200.0);
            assert_eq!(area(|pen| pen.rect_hole(BOX, 0.0), pen()), -1200.0);
        }
    }

    #[test]
    fn right_angles_are_quarter_circles() {
        let mut pen = Pen::default();
        pen.rect(BOX, 5.0);
        let path = pen.finish();
        let mut at = BOX.center();
        for segment in path.segments() {
            if let Segment::Cubic(..) = segment {
                let circle = segment.quarter_circle(at).unwrap();
                assert!((circle.radius - 5.0).abs() < 1e-9 && circle.clockwise);
            }
            if let Segment::Move(to) | Segment::Line(to) | Segment::Cubic(_, _, to) = segment {
                at = *to;
            }
        }
    }

    #[test]
    fn radii_without_room_shrink() {
        let disc = area(|pen| pen.rect(Rect { width: 30.0, ..BOX }, 99.0), Pen::default());
        assert!((disc - area(|pen| pen.circle(BOX.center(), 15.0), Pen::default())).abs() < 1e-9);
    }
}
