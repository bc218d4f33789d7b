//! Outlines as path data: relative commands, quarter circles as arcs where those are exact, two that go on as one half
//! circle.
//!
//! Everything is in whole thousandths of a px, so rounding never adds up along a contour. The outlines of modules are
//! whole multiples of half a module: counted in those, their numbers have a digit or two, and the data half its length.

use super::number::{thousandths, write_integer, write_thousandths};
use crate::scene::{Path, Point, QuarterCircle, Segment};

/// A step along a contour, in thousandths of a px, relative to where it starts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Command {
    Move(Step),
    Line(Step),
    /// Part of a circle: a quarter, or a half.
    Arc {
        radius: i32,
        clockwise: bool,
        by: Step,
    },
    Cubic([Step; 3]),
    Close,
}

type Step = (i32, i32);

/// What a path is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// In thousandths of a px.
    size: i32,
    /// Where its first contour starts, in thousandths of a px.
    origin: Step,
}

/// A path in the shortest form that was found for it.
pub(super) struct Data {
    commands: Vec<Command>,
    /// What it is counted in, if not in px from the picture's corner.
    pub(super) unit: Option<Unit>,
}

/// Paths with fewer commands are not worth a unit of their own.
const LONG: usize = 24;

/// A larger unit than this, in thousandths of a px, makes numbers shorter.
const SMALLEST_UNIT: i32 = 500;

impl Unit {
    /// Writes the `transform` that leads back to px.
    pub(super) fn write(self, text: &mut String) {
        if self.origin != (0, 0) {
            text.push_str("translate(");
            write_thousandths(text, self.origin.0);
            text.push(' ');
            write_thousandths(text, self.origin.1);
            text.push(')');
        }
        text.push_str("scale(");
        write_thousandths(text, self.size);
        text.push(')');
    }

    /// A position of the scene, counted in this unit.
    pub(super) fn point(self, point: Point) -> Point {
        let along = |position: f64, origin: i32| self.length(position - f64::from(origin) / 1000.0);
        Point { x: along(point.x, self.origin.0), y: along(point.y, self.origin.1) }
    }

    /// A length of the scene, counted in this unit.
    pub(super) fn length(self, length: f64) -> f64 {
        length * 1000.0 / f64::from(self.size)
    }
}

impl Data {
    /// Finds the commands, and a unit where that is shorter.
    pub(super) fn new(path: &Path) -> Self {
        let commands = commands(path);
        let unit = match commands.first() {
            Some(Command::Move(origin)) if commands.len() >= LONG => {
                common_step(&commands).map(|size| Unit { size, origin: *origin })
            }
            _ => None,
        };
        Self { commands, unit }
    }

    /// Writes the data.
    pub(super) fn write(&self, text: &mut String) {
        let mut writer = Writer { text, last: None, unit: self.unit.map(|unit| unit.size) };
        for (index, command) in self.commands.iter().enumerate() {
            match (command, index) {
                // A unit of its own is counted from the first contour's start.
                (Command::Move(_), 0) if self.unit.is_some() => writer.write(Command::Move((0, 0))),
                (command, _) => writer.write(*command),
            }
        }
    }
}

/// Writes path data in px from the picture's corner, for paths that are not part of a document, such as a `Path2D`.
///
/// ```
/// use qr_engine::{output::svg::path_data, scene::{PathBuilder, Rect}};
/// let mut square = PathBuilder::default();
/// square.rounded_rect(Rect { x: 1.0, y: 1.0, width: 3.0, height: 3.0 }, 0.0);
/// let mut text = String::new();
/// path_data(&mut text, &square.finish());
/// assert_eq!(text, "m4 1v3h-3v-3z");
/// ```
pub fn path_data(text: &mut String, path: &Path) {
    Data { commands: commands(path), unit: None }.write(text);
}

fn commands(path: &Path) -> Vec<Command> {
    let mut commands = Vec::with_capacity(path.segments().len());
    let (mut start, mut at) = ((0, 0), (0, 0));
    // The exact position, for telling circles.
    let mut from = Point { x: 0.0, y: 0.0 };
    for segment in path.segments() {
        let (Segment::Move(to) | Segment::Line(to) | Segment::Cubic(_, _, to)) = *segment else {
            commands.push(Command::Close);
            at = start;
            continue;
        };
        let by = relative(to, at);
        let command = match *segment {
            Segment::Move(_) => Command::Move(by),
            Segment::Cubic(a, b, _) => match segment.quarter_circle(from) {
                // A renderer finds an arc's centre from its ends and radius: rounded, they would move it.
                Some(QuarterCircle { radius, clockwise })
                    if [radius, from.x, from.y, to.x, to.y].into_iter().all(is_whole) =>
                {
                    Command::Arc { radius: thousandths(radius), clockwise, by }
                }
                _ => Command::Cubic([relative(a, at), relative(b, at), by]),
            },
            Segment::Line(_) | Segment::Close => Command::Line(by),
        };
        from = to;
        at = (at.0 + by.0, at.1 + by.1);
        match (command, commands.last_mut()) {
            (Command::Move(_), _) => {
                start = at;
                commands.push(command);
            }
            (Command::Line((0, 0)), _) => {}
            // Two quarters of one circle are a half; a third one would be on the other side of it.
            (
                Command::Arc { radius, clockwise, by: (dx, dy) },
                Some(Command::Arc { radius: same, clockwise: way, by: (x, y) }),
            ) if radius == *same && clockwise == *way && goes_on((*x, *y), (dx, dy), clockwise) => {
                (*x, *y) = (*x + dx, *y + dy);
                // Never too large for its ends, or it would be less than a half; too small it is enlarged (SVG 2, B.2.5).
                *same = x.abs().max(y.abs()) / 2;
            }
            (command, _) => commands.push(command),
        }
    }
    commands
}

/// Whether a length is a whole number of thousandths, but for the error of sums of a few thousand px.
fn is_whole(length: f64) -> bool {
    (length * 1000.0 - f64::from(thousandths(length))).abs() < 1e-6
}

fn relative(point: Point, at: Step) -> Step {
    (thousandths(point.x) - at.0, thousandths(point.y) - at.1)
}

/// Whether an arc that leads by `second` goes on where a quarter that leads by `first` ends. A half leads straight on, which
/// no quarter does, so nothing goes on from there.
fn goes_on(first: Step, second: Step, clockwise: bool) -> bool {
    let turned = if clockwise { (-first.1, first.0) } else { (first.1, -first.0) };
    turned.0.signum() == second.0.signum() && turned.1.signum() == second.1.signum()
}

/// The largest unit of which all lengths are multiples, if it is one that makes them shorter.
fn common_step(commands: &[Command]) -> Option<i32> {
    let mut unit = 0;
    for command in commands.iter().skip(1) {
        unit = match *command {
            Command::Move(by) | Command::Line(by) => divisor(divisor(unit, by.0), by.1),
            Command::Arc { radius, by, .. } => divisor(divisor(divisor(unit, radius), by.0), by.1),
            Command::Cubic(_) => return None,
            Command::Close => unit,
        };
        if unit > 0 && unit < SMALLEST_UNIT {
            return None;
        }
    }
    (unit != 1000 && unit != 0).then_some(unit)
}

/// Greatest common divisor; that of 0 and a number is the number.
fn divisor(a: i32, b: i32) -> i32 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    // Most numbers are multiples of the divisor so far, which one step tells.
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b as i32
}

struct Writer<'a> {
    text: &'a mut String,
    /// The command whose letter need not be repeated.
    last: Option<char>,
    /// Thousandths of a px that count as one; `None` writes px.
    unit: Option<i32>,
}

impl Writer<'_> {
    fn write(&mut self, command: Command) {
        match command {
            Command::Move((dx, dy)) => {
                self.begin('m', &[dx, dy]);
                // Pairs that follow a moveto would be lines.
                self.last = None;
            }
            Command::Line((dx, 0)) => self.begin('h', &[dx]),
            Command::Line((0, dy)) => self.begin('v', &[dy]),
            Command::Line((dx, dy)) => self.begin('l', &[dx, dy]),
            Command::Arc { radius, clockwise, by } => {
                self.begin('a', &[radius, radius]);
                // No rotation, never more than half of the circle, and which way round.
                self.text.push_str(if clockwise { " 0 0 1" } else { " 0 0 0" });
                self.lengths(&[by.0, by.1]);
            }
            Command::Cubic([a, b, to]) => self.begin('c', &[a.0, a.1, b.0, b.1, to.0, to.1]),
            Command::Close => {
                self.text.push('z');
                self.last = None;
            }
        }
    }

    fn begin(&mut self, letter: char, lengths: &[i32]) {
        if self.last == Some(letter) {
            self.lengths(lengths);
            return;
        }
        self.text.push(letter);
        self.last = Some(letter);
        if let Some((first, more)) = lengths.split_first() {
            self.length(*first);
            self.lengths(more);
        }
    }

    /// Lengths behind something that ends in a digit.
    fn lengths(&mut self, lengths: &[i32]) {
        for &length in lengths {
            if length >= 0 {
                self.text.push(' ');
            }
            self.length(length);
        }
    }

    fn length(&mut self, length: i32) {
        match self.unit {
            None => write_thousandths(self.text, length),
            Some(unit) => write_integer(self.text, length / unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{PathBuilder, Rect};

    fn data(draw: impl FnOnce(&mut PathBuilder)) -> String {
        let mut path = PathBuilder::default();
        draw(&mut path);
        let mut text = String::new();
        path_data(&mut text, &path.finish());
        text
    }

    #[test]
    fn a_disc_is_two_half_circles() {
        let disc = data(|path| path.circle(Point { x: 5.0, y: 5.0 }, 4.5));
        assert_eq!(disc, "m9.5 5a4.5 4.5 0 0 1-9 0 4.5 4.5 0 0 1 9 0z");
        let hole = data(|path| path.circle_hole(Point { x: 5.0, y: 5.0 }, 4.5));
        assert_eq!(hole, "m9.5 5a4.5 4.5 0 0 0-9 0 4.5 4.5 0 0 0 9 0z");
    }

    #[test]
    fn round_corners_stay_quarters_unless_they_touch() {
        let rect = Rect { x: 0.0, y: 0.0, width: 8.0, height: 6.0 };
        let round = data(|path| path.rounded_rect(rect, 1.0));
        assert_eq!(round, "m7 0a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1z");
        let stadium = data(|path| path.rounded_rect(rect, 3.0));
        assert_eq!(stadium, "m5 0a3 3 0 0 1 0 6h-2a3 3 0 0 1 0-6z");
    }

    #[test]
    fn long_paths_on_a_grid_are_counted_in_its_unit() {
        let mut path = PathBuilder::default();
        for row in 0..8 {
            path.circle(Point { x: 10.0, y: 20.0 + 9.0 * f64::from(row) }, 4.5);
        }
        let data = Data::new(&path.finish());
        let unit = data.unit.unwrap();
        let mut text = String::new();
        unit.write(&mut text);
        text.push(' ');
        data.write(&mut text);
        assert!(
            text.starts_with("translate(14.5 20)scale(4.5) m0 0a1 1 0 0 1-2 0 1 1 0 0 1 2 0zm0 2a"),
            "{text}"
        );
        assert_eq!(unit.point(Point { x: 19.0, y: 20.0 }), Point { x: 1.0, y: 0.0 });
    }
}
