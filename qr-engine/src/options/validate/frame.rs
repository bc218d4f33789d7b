//! Checks `frameOptions` and resolves their colours.

use super::{Check, WHITE};
use crate::options::{Design, Frame, FrameOptions, FramePosition, FrameType, Ground, Paint, guard};
use crate::scene::{Color, Rgba8};

/// Least contrast of a caption in the frame's own paint (WCAG 2.2, large text).
const LEGIBLE: f64 = 3.0;

impl Check {
    /// Compat mode draws no frame where it does not know the type, as it draws squares for unknown dots.
    pub(super) fn frame(&mut self, options: &FrameOptions, design: &Design) -> Option<Frame> {
        let known = FrameType::ALL.into_iter().find(|(name, _)| *name == options.kind);
        let Some((_, kind)) = known else {
            if options.kind != "none" {
                let names = FrameType::ALL.map(|(name, _)| name).join(", ");
                if self.mode.is_strict() {
                    self.unknown("frameOptions.type", &options.kind, &["none, ", &names].concat());
                }
            }
            return None;
        };
        let color = options.color.as_deref().unwrap_or("");
        let paint = self.paint("frameOptions", color, options.gradient.as_ref());
        let paint = paint.unwrap_or_else(|| match &design.dots.paint {
            Paint::Solid(color) => Paint::Solid(color.clone()),
            Paint::Gradient(_) => Paint::Solid(Color::BLACK),
        });
        let background = match &design.background {
            Some(background) => background.paint.clone(),
            None => Paint::Solid(WHITE),
        };
        let panel = match (options.panel_color.as_deref(), &background) {
            (Some(color), _) => self.color("frameOptions.panelColor", color),
            (None, Paint::Solid(color @ (Color::Rgba(Rgba8 { a: 255, .. }) | Color::Css(_)))) => {
                color.clone()
            }
            _ => WHITE,
        };
        let text_paint = match options.text_color.as_deref() {
            Some(color) => Paint::Solid(self.color("frameOptions.textColor", color)),
            None => match kind.ground() {
                Ground::Frame => black_or_white(&paint),
                Ground::Panel => like(&paint, &Paint::Solid(panel.clone())),
                Ground::Background => like(&paint, &background),
            },
        };
        let place = self.place_or_first("frameOptions.position", &options.position, "bottom or top");
        let position = [FramePosition::Bottom, FramePosition::Top][place];
        Some(Frame { kind, paint, text: options.text.clone(), text_paint, panel, position })
    }
}

/// The frame's own paint, if it can be read on this ground.
fn like(paint: &Paint, ground: &Paint) -> Paint {
    let is_legible = match (luminances(paint), luminances(ground)) {
        (Some(inks), Some(grounds)) => inks.iter().all(|ink| least_contrast(*ink, &grounds) >= LEGIBLE),
        // Nobody but a viewer knows.
        _ => true,
    };
    if is_legible { paint.clone() } else { black_or_white(ground) }
}

/// White or black, whichever stands out more wherever the ground is most like it; white before colours that only a viewer
/// knows.
fn black_or_white(ground: &Paint) -> Paint {
    let prefers_black = luminances(ground)
        .is_some_and(|grounds| least_contrast(0.0, &grounds) > least_contrast(1.0, &grounds));
    Paint::Solid(if prefers_black { Color::BLACK } else { WHITE })
}

fn least_contrast(ink: f64, grounds: &[f64]) -> f64 {
    let contrast = |ground: &f64| (ink.max(*ground) + 0.05) / (ink.min(*ground) + 0.05);
    grounds.iter().map(contrast).fold(f64::INFINITY, f64::min)
}

/// How light each colour of a paint is, over white where it is not opaque.
fn luminances(paint: &Paint) -> Option<Vec<f64>> {
    let luminance = |color: &Color| match color {
        Color::Rgba(Rgba8 { r, g, b, a }) => {
            let cover = f64::from(*a) / 255.0;
            Some(guard::luminance([r, g, b].map(|channel| f64::from(*channel) / 255.0 * cover + 1.0 - cover)))
        }
        Color::Css(_) => None,
    };
    match paint {
        Paint::Solid(color) => luminance(color).map(|luminance| vec![luminance]),
        Paint::Gradient(gradient) => gradient.color_stops.iter().map(|stop| luminance(&stop.color)).collect(),
    }
}
