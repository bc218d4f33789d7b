//! Where a paint lies: gradients get coordinates.

use crate::layout::round_half_up;
use crate::options::{self, Gradient, GradientType};
use crate::scene::{Paint, Point, Rect, Stop};
use crate::trig;
use std::f64::consts::{FRAC_PI_4, PI, TAU};

/// Gives a paint coordinates: gradients span `area`, linear ones turned by `turn` radians on top of their own angle.
pub(super) fn place(paint: &options::Paint, area: Rect, turn: f64) -> Paint {
    match paint {
        options::Paint::Solid(color) => Paint::Solid(color.clone()),
        options::Paint::Gradient(gradient) => {
            let stops = gradient.color_stops.iter();
            let stops = stops.map(|stop| Stop { offset: stop.offset, color: stop.color.clone() }).collect();
            match gradient.kind {
                GradientType::Linear => {
                    let (from, to) = gradient_line(gradient, area, turn);
                    Paint::Linear { from, to, stops }
                }
                GradientType::Radial => {
                    Paint::Radial { center: area.center(), radius: area.width.max(area.height) / 2.0, stops }
                }
            }
        }
    }
}

/// End points of a linear gradient: where a line at its angle through the centre meets the box, in whole px
/// (upstream: `QRSVG._createColor`). An angle that is no number paints the last colour, as a line without length does.
fn gradient_line<C>(gradient: &Gradient<C>, area: Rect, turn: f64) -> (Point, Point) {
    let rotation = remainder(gradient.rotation + turn, TAU);
    // The remainder keeps the sign, hence the second step.
    let angle = remainder(rotation + TAU, TAU);
    let slope = trig::tan(rotation);
    let (half_width, half_height) = (area.width / 2.0, area.height / 2.0);
    let (dx, dy) = if angle <= FRAC_PI_4 || angle > 1.75 * PI {
        (half_width, half_height * slope)
    } else if angle <= 0.75 * PI {
        (half_width / slope, half_height)
    } else if angle <= 1.25 * PI {
        (-half_width, -half_height * slope)
    } else if angle <= 1.75 * PI {
        (-half_width / slope, -half_height)
    } else {
        (0.0, 0.0)
    };
    let center = area.center();
    let whole = |x: f64, y: f64| Point { x: round_half_up(x), y: round_half_up(y) };
    (whole(center.x - dx, center.y - dy), whole(center.x + dx, center.y + dy))
}

/// What is left of `value` after whole steps of `by`, with the sign of `value`; exact below one step, where angles
/// mostly are. (The operator `%` is exact everywhere, by 128-bit arithmetic that weighs down the preview bundle.)
fn remainder(value: f64, by: f64) -> f64 {
    let steps = (value / by).trunc();
    if steps == 0.0 { value } else { value - steps * by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::FRAC_PI_2;

    fn line(rotation: f64, turn: f64) -> [f64; 4] {
        let gradient = Gradient::<()> { kind: GradientType::Linear, rotation, color_stops: Vec::new() };
        let (from, to) = gradient_line(&gradient, Rect { x: 0.0, y: 0.0, width: 300.0, height: 200.0 }, turn);
        [from.x, from.y, to.x, to.y]
    }

    #[test]
    fn angles_run_clockwise_from_left_to_right() {
        assert_eq!(line(0.0, 0.0), [0.0, 100.0, 300.0, 100.0]);
        assert_eq!(line(FRAC_PI_2, 0.0), [150.0, 0.0, 150.0, 200.0]);
        assert_eq!(line(PI, 0.0), [300.0, 100.0, 0.0, 100.0]);
        assert_eq!(line(-FRAC_PI_2, 0.0), [150.0, 200.0, 150.0, 0.0]);
        assert_eq!(line(0.0, FRAC_PI_2), line(FRAC_PI_2, 0.0));
        assert_eq!(line(FRAC_PI_4, 0.0), [0.0, 0.0, 300.0, 200.0]);
    }

    #[test]
    fn no_angle_is_a_line_without_length() {
        assert_eq!(line(f64::NAN, 0.0), [150.0, 100.0, 150.0, 100.0]);
    }
}
