//! How much of a picture may lie behind modules that must stay readable.
//!
//! The picture is not looked at: a browser places it before anyone has its pixels. Whatever it shows, be it black behind
//! black modules, what is left of the background's own colour must be enough to tell the modules from it.

use super::{Design, Paint};
use crate::scene::{Color, Rgba8};

/// Least contrast that readers cope with in good light.
pub(super) const LEAST: f64 = 3.0;

/// Contrast that leaves room for print and poor light.
pub(super) const READABLE: f64 = 4.5;

/// The largest opacity, in whole percents, that leaves this contrast (WCAG 2.2, "contrast ratio"); `None` if not even 1 %
/// does, or if a colour is not opaque or only known to a viewer.
pub(super) fn most_opacity(design: &Design, contrast: f64) -> Option<f64> {
    let parts = design.corner_squares.iter().map(|corner| &corner.paint);
    let parts = parts.chain(design.corner_dots.iter().map(|corner| &corner.paint));
    let mut modules = colors(&design.dots.paint)?;
    for paint in parts.flatten() {
        modules.extend(colors(paint)?);
    }
    let background = match &design.background {
        Some(background) => colors(&background.paint)?,
        None => vec![[1.0; 3]],
    };
    let is_enough = |opacity: f64| {
        // Dark modules before a light background, or light ones before a dark one; the picture at its worst is like them.
        [0.0, 1.0].into_iter().any(|worst| {
            background.iter().all(|color| {
                let behind = luminance(color.map(|channel| channel * (1.0 - opacity) + worst * opacity));
                modules.iter().all(|module| {
                    let module = luminance(*module);
                    let (dark, light) = if worst == 0.0 { (module, behind) } else { (behind, module) };
                    light + 0.05 >= contrast * (dark + 0.05)
                })
            })
        })
    };
    (1..=100).rev().map(|percent| f64::from(percent) / 100.0).find(|opacity| is_enough(*opacity))
}

/// Red, green and blue of all colours of a paint, 0 to 1.
fn colors(paint: &Paint) -> Option<Vec<[f64; 3]>> {
    let color = |color: &Color| match color {
        Color::Rgba(Rgba8 { r, g, b, a: 255 }) => Some([r, g, b].map(|channel| f64::from(*channel) / 255.0)),
        Color::Rgba(_) | Color::Css(_) => None,
    };
    match paint {
        Paint::Solid(solid) => color(solid).map(|color| vec![color]),
        Paint::Gradient(gradient) => gradient.color_stops.iter().map(|stop| color(&stop.color)).collect(),
    }
}

/// Relative luminance (WCAG 2.2). A cubic stands in for the curve of sRGB, at most 0.004 off it: the power would weigh down
/// the preview bundle.
pub(super) fn luminance([r, g, b]: [f64; 3]) -> f64 {
    let linear = |c: f64| c * (c * (c * 0.305_306 + 0.682_171) + 0.012_523);
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Mode, QrOptions};

    fn most(dots: &str, background: &str, contrast: f64) -> Option<f64> {
        let mut options = QrOptions { data: "x".into(), ..QrOptions::default() };
        options.dots_options.color = dots.into();
        options.background_options.color = background.into();
        most_opacity(&options.validate(Mode::Strict).unwrap(), contrast)
    }

    #[test]
    fn luminance_is_near_that_of_the_standard() {
        for step in 0..=255 {
            let value = f64::from(step) / 255.0;
            let exact =
                if value <= 0.040_45 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) };
            assert!((luminance([value; 3]) - exact).abs() < 0.004, "{value}");
        }
    }

    #[test]
    fn less_contrast_leaves_less_room() {
        assert_eq!(most("#000", "#fff", LEAST), Some(0.65));
        assert_eq!(most("#000", "#fff", READABLE), Some(0.54));
        assert!(most("#1b2a4a", "#fff", LEAST) < Some(0.65));
        assert_eq!(most("#999", "#fff", LEAST), None);
        assert!(most("#fff", "#000", LEAST).is_some(), "light modules before a dark background");
    }

    #[test]
    fn nothing_is_said_of_what_only_a_viewer_knows() {
        assert_eq!(most("currentColor", "#fff", LEAST), None);
    }
}
