//! Outlines of lines and cubic curves, closed, clockwise outside and counter-clockwise around holes.

/// A position in px, y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Rightwards.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// An upright box in px; width and height are never negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The middle of the box.
    #[must_use]
    pub fn center(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// The box moved inwards by `by` px on every side.
    #[must_use]
    pub fn inset(&self, by: f64) -> Self {
        Self { x: self.x + by, y: self.y + by, width: self.width - 2.0 * by, height: self.height - 2.0 * by }
    }
}

/// A piece of a contour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Starts a contour.
    Move(Point),
    /// A straight line to the point.
    Line(Point),
    /// A cubic curve by two control points to the point.
    Cubic(Point, Point, Point),
    /// A straight line back to the contour's start, if it is not there yet.
    Close,
}

/// A quarter of a circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuarterCircle {
    /// In px.
    pub radius: f64,
    /// Which way round it runs.
    pub clockwise: bool,
}

impl Segment {
    /// Whether the curve, which starts at `from`, is one that [`PathBuilder::arc_to`] draws around a right angle of two
    /// upright sides. Formats that know circles can then write it as one.
    #[must_use]
    pub fn quarter_circle(&self, from: Point) -> Option<QuarterCircle> {
        let Self::Cubic(a, b, to) = *self else { return None };
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let radius = dx.abs();
        let near = |x: f64, y: f64| (x - y).abs() <= radius * 1e-6;
        // The corner lies above or below the start, or beside it.
        let upright = near(a.x, from.x);
        let corner = if upright { Point { x: from.x, y: to.y } } else { Point { x: to.x, y: from.y } };
        let towards = |start: Point| Point {
            x: start.x + (corner.x - start.x) * QUARTER,
            y: start.y + (corner.y - start.y) * QUARTER,
        };
        let (first, second) = (towards(from), towards(to));
        let is_quarter = radius > 0.0
            && near(dy.abs(), radius)
            && near(a.x, first.x)
            && near(a.y, first.y)
            && near(b.x, second.x)
            && near(b.y, second.y);
        let clockwise = (dx > 0.0) == (dy > 0.0);
        is_quarter.then_some(QuarterCircle { radius, clockwise: clockwise != upright })
    }
}

/// Closed contours, filled by the non-zero winding rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Path {
    segments: Vec<Segment>,
}

impl Path {
    /// The pieces, contour after contour, each from `Move` to `Close`.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether there is nothing to fill.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Twice the area that the contours enclose, in px²: positive for clockwise ones, negative for holes.
    /// Curves count by their control polygon, which is enough to tell the direction.
    #[must_use]
    pub fn signed_area(&self) -> f64 {
        let mut area = 0.0;
        let (mut start, mut at) = (Point { x: 0.0, y: 0.0 }, Point { x: 0.0, y: 0.0 });
        let mut edge = |from: &mut Point, to: Point| {
            area += from.x * to.y - to.x * from.y;
            *from = to;
        };
        for segment in &self.segments {
            match *segment {
                Segment::Move(to) => (start, at) = (to, to),
                Segment::Line(to) => edge(&mut at, to),
                Segment::Cubic(a, b, to) => [a, b, to].into_iter().for_each(|point| edge(&mut at, point)),
                Segment::Close => edge(&mut at, start),
            }
        }
        area
    }
}

/// Distance of a control point along the tangent that makes a cubic curve a quarter circle, in radii.
/// Largest deviation from the circle: 0.027 % of the radius.
const QUARTER: f64 = 0.552_284_749_830_793_4;

/// Where each quarter of a circle around the origin ends, clockwise from the right, and the corner around which it bends.
const QUARTERS: [((f64, f64), (f64, f64)); 4] = [
    ((0.0, 1.0), (1.0, 1.0)),
    ((-1.0, 0.0), (-1.0, 1.0)),
    ((0.0, -1.0), (-1.0, -1.0)),
    ((1.0, 0.0), (1.0, -1.0)),
];

/// Which way round a contour runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Clockwise,
    CounterClockwise,
}

/// Collects contours into a [`Path`].
///
/// ```
/// use qr_engine::scene::{PathBuilder, Point, Rect};
/// let mut builder = PathBuilder::default();
/// builder.rounded_rect(Rect { x: 0.0, y: 0.0, width: 10.0, height: 10.0 }, 0.0);
/// builder.circle_hole(Point { x: 5.0, y: 5.0 }, 2.0);
/// let path = builder.finish();
/// assert_eq!(path.segments().len(), 5 + 6);
/// assert!(path.signed_area() < 200.0, "the hole runs the other way");
/// ```
#[derive(Debug, Default)]
pub struct PathBuilder {
    path: Path,
}

impl PathBuilder {
    /// Starts a contour.
    pub fn move_to(&mut self, to: Point) {
        self.path.segments.push(Segment::Move(to));
    }

    /// A straight line.
    pub fn line_to(&mut self, to: Point) {
        self.path.segments.push(Segment::Line(to));
    }

    /// A quarter circle from the current point `from` to `to`, bending around `corner`, where the tangents meet.
    pub fn arc_to(&mut self, from: Point, corner: Point, to: Point) {
        let towards = |start: Point| Point {
            x: start.x + (corner.x - start.x) * QUARTER,
            y: start.y + (corner.y - start.y) * QUARTER,
        };
        self.path.segments.push(Segment::Cubic(towards(from), towards(to), to));
    }

    /// A cubic curve by two control points.
    pub fn cubic_to(&mut self, a: Point, b: Point, to: Point) {
        self.path.segments.push(Segment::Cubic(a, b, to));
    }

    /// A quadratic curve from the current point `from` by one control point.
    pub fn quad_to(&mut self, from: Point, control: Point, to: Point) {
        let towards = |end: Point| Point {
            x: end.x + (control.x - end.x) * 2.0 / 3.0,
            y: end.y + (control.y - end.y) * 2.0 / 3.0,
        };
        self.cubic_to(towards(from), towards(to), to);
    }

    /// Ends a contour.
    pub fn close(&mut self) {
        self.path.segments.push(Segment::Close);
    }

    /// A box with corners of `radius` px (at most half the smaller side); 0 keeps them sharp.
    pub fn rounded_rect(&mut self, rect: Rect, radius: f64) {
        self.rounded(rect, radius, Turn::Clockwise);
    }

    /// A hole of the same form.
    pub fn rounded_hole(&mut self, rect: Rect, radius: f64) {
        self.rounded(rect, radius, Turn::CounterClockwise);
    }

    fn rounded(&mut self, rect: Rect, radius: f64, turn: Turn) {
        if rect.width <= 0.0 || rect.height <= 0.0 {
            return;
        }
        let radius = radius.min(rect.width / 2.0).min(rect.height / 2.0).max(0.0);
        let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
        // Each corner with the unit vectors along which the contour arrives and leaves, clockwise.
        let mut corners = [
            (Point { x: right, y: rect.y }, (1.0, 0.0), (0.0, 1.0)),
            (Point { x: right, y: bottom }, (0.0, 1.0), (-1.0, 0.0)),
            (Point { x: rect.x, y: bottom }, (-1.0, 0.0), (0.0, -1.0)),
            (Point { x: rect.x, y: rect.y }, (0.0, -1.0), (1.0, 0.0)),
        ];
        if turn == Turn::CounterClockwise {
            corners.reverse();
            for (_, arrive, leave) in &mut corners {
                (*arrive, *leave) = ((-leave.0, -leave.1), (-arrive.0, -arrive.1));
            }
        }
        for (index, (corner, arrive, leave)) in corners.into_iter().enumerate() {
            let before = Point { x: corner.x - arrive.0 * radius, y: corner.y - arrive.1 * radius };
            let after = Point { x: corner.x + leave.0 * radius, y: corner.y + leave.1 * radius };
            if index == 0 {
                self.move_to(before);
            } else {
                self.line_to(before);
            }
            if radius > 0.0 {
                self.arc_to(before, corner, after);
            }
        }
        self.close();
    }

    /// A disc.
    pub fn circle(&mut self, center: Point, radius: f64) {
        self.oval(center, radius, radius, Turn::Clockwise);
    }

    /// The ellipse in a box.
    pub fn ellipse(&mut self, rect: Rect) {
        self.oval(rect.center(), rect.width / 2.0, rect.height / 2.0, Turn::Clockwise);
    }

    /// A round hole.
    pub fn circle_hole(&mut self, center: Point, radius: f64) {
        self.oval(center, radius, radius, Turn::CounterClockwise);
    }

    fn oval(&mut self, center: Point, width: f64, height: f64, turn: Turn) {
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        let height = if turn == Turn::Clockwise { height } else { -height };
        let at = |x: f64, y: f64| Point { x: center.x + x * width, y: center.y + y * height };
        self.move_to(at(1.0, 0.0));
        for ((x, y), corner) in QUARTERS {
            // The quarter before this one ended where x and y swap roles: (x, y) turned back by 90 degrees.
            self.arc_to(at(y, -x), at(corner.0, corner.1), at(x, y));
        }
        self.close();
    }

    /// The path; empty if nothing was drawn.
    #[must_use]
    pub fn finish(self) -> Path {
        self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(draw: impl FnOnce(&mut PathBuilder)) -> Path {
        let mut builder = PathBuilder::default();
        draw(&mut builder);
        builder.finish()
    }

    #[test]
    fn contours_run_clockwise_and_holes_the_other_way() {
        let rect = Rect { x: 3.0, y: 5.0, width: 10.0, height: 10.0 };
        let center = rect.center();
        assert!((built(|b| b.rounded_rect(rect, 0.0)).signed_area() - 200.0).abs() < 1e-9);
        assert!((built(|b| b.rounded_hole(rect, 0.0)).signed_area() + 200.0).abs() < 1e-9);
        assert!(built(|b| b.rounded_rect(rect, 2.0)).signed_area() > 180.0);
        assert!(built(|b| b.rounded_hole(rect, 2.0)).signed_area() < -180.0);
        assert!(built(|b| b.circle(center, 5.0)).signed_area() > 150.0);
        assert!(built(|b| b.circle_hole(center, 5.0)).signed_area() < -150.0);
    }

    #[test]
    fn quarter_circles_stay_on_the_circle() {
        let path = built(|b| b.circle(Point { x: 0.0, y: 0.0 }, 100.0));
        let mut at = Point { x: 0.0, y: 0.0 };
        for segment in path.segments() {
            match *segment {
                Segment::Move(to) => at = to,
                Segment::Cubic(a, b, to) => {
                    for step in 0..=20 {
                        let t = f64::from(step) / 20.0;
                        let mix = |p: f64, q: f64, r: f64, s: f64| {
                            let u = 1.0 - t;
                            u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
                        };
                        let radius = mix(at.x, a.x, b.x, to.x).hypot(mix(at.y, a.y, b.y, to.y));
                        assert!((radius - 100.0).abs() < 0.03, "{radius}");
                    }
                    at = to;
                }
                Segment::Line(_) | Segment::Close => {}
            }
        }
    }

    #[test]
    fn nothing_is_drawn_without_extent() {
        let rect = Rect { x: 0.0, y: 0.0, width: 0.0, height: 5.0 };
        assert!(built(|b| b.rounded_rect(rect, 1.0)).is_empty());
        assert!(built(|b| b.circle(rect.center(), -1.0)).is_empty());
    }
}
