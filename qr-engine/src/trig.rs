//! Sine, cosine and tangent. Those of `libm` are exact for angles of any size, by tables that would weigh on the preview
//! bundle; here angles are small.

use std::f64::consts::FRAC_2_PI;

/// A quarter turn in three parts, of which the first two have 33 bits: their products with up to a million are exact.
const QUARTER: [f64; 3] = [1.570_796_326_734_125_6, 6.077_100_506_303_966e-11, 2.022_266_248_795_950_6e-21];

/// Sine and cosine of an angle in radians, within a few units in the last place up to a million quarter turns.
pub(crate) fn sin_cos(angle: f64) -> (f64, f64) {
    let quarters = (angle * FRAC_2_PI + 0.5).floor();
    let rest = QUARTER.iter().fold(angle, |rest, part| rest - quarters * part);
    let (sin, cos) = (series(rest, 2.0, rest), series(1.0, 1.0, rest));
    match quarters as i64 & 3 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// Sine of an angle in radians.
pub(crate) fn sin(angle: f64) -> f64 {
    sin_cos(angle).0
}

/// Tangent of an angle in radians.
pub(crate) fn tan(angle: f64) -> f64 {
    let (sin, cos) = sin_cos(angle);
    sin / cos
}

/// Taylor's series of sine or cosine, whose first term this is; the divisor of the second one begins with `from`. At an
/// eighth of a turn the tenth term is too small to count.
fn series(first: f64, from: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut factor) = (first, first, from);
    while factor < 19.0 {
        term *= -x * x / (factor * (factor + 1.0));
        sum += term;
        factor += 2.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_libm() {
        for step in -20_000..20_000 {
            for angle in [f64::from(step) * 0.001, f64::from(step) * 70.7] {
                let (sin, cos) = sin_cos(angle);
                assert!((sin - libm::sin(angle)).abs() < 1e-15, "sin {angle}");
                assert!((cos - libm::cos(angle)).abs() < 1e-15, "cos {angle}");
                let exact = libm::tan(angle);
                assert!((tan(angle) - exact).abs() <= 1e-14 * exact.abs().max(1.0), "tan {angle}");
            }
        }
    }

    #[test]
    fn no_angle_has_none() {
        assert!(sin(f64::NAN).is_nan() && tan(f64::INFINITY).is_nan());
    }
}
