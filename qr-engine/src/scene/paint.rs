//! Colours and gradients in scene coordinates.

use super::Point;

/// A colour with straight (not premultiplied) alpha, 8 bits a channel, in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgba8 {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity; 255 is opaque.
    pub a: u8,
}

/// A colour, known or left to the viewer.
///
/// ```
/// use qr_engine::scene::{Color, Rgba8};
/// assert!(Color::BLACK.is_opaque() && !Color::Css("var(--ink)".into()).is_opaque());
/// assert!(Color::Rgba(Rgba8 { r: 9, g: 9, b: 9, a: 0 }).is_invisible());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Color {
    /// A known colour.
    Rgba(Rgba8),
    /// CSS text that only a viewer can resolve, such as `currentColor`; SVG carries it, raster formats refuse it.
    Css(String),
}

impl Color {
    /// Opaque black.
    pub const BLACK: Self = Self::Rgba(Rgba8 { r: 0, g: 0, b: 0, a: 255 });

    /// Whether nothing shows through it; of a colour that only a viewer knows, nobody can tell.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        matches!(self, Self::Rgba(Rgba8 { a: 255, .. }))
    }

    /// Whether nothing painted with it can be seen.
    #[must_use]
    pub fn is_invisible(&self) -> bool {
        matches!(self, Self::Rgba(Rgba8 { a: 0, .. }))
    }
}

/// What fills a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Paint {
    /// One colour.
    Solid(Color),
    /// Colours along a line; before and after it the outermost ones.
    Linear {
        /// Where offset 0 lies.
        from: Point,
        /// Where offset 1 lies.
        to: Point,
        /// At least one, by offset.
        stops: Vec<Stop>,
    },
    /// Colours from a centre outwards; beyond the radius the outermost one.
    Radial {
        /// Where offset 0 lies.
        center: Point,
        /// Where offset 1 lies, in px.
        radius: f64,
        /// At least one, by offset.
        stops: Vec<Stop>,
    },
}

impl Paint {
    /// Whether nothing shows through it anywhere.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        match self {
            Self::Solid(color) => color.is_opaque(),
            Self::Linear { stops, .. } | Self::Radial { stops, .. } => {
                stops.iter().all(|stop| stop.color.is_opaque())
            }
        }
    }
}

/// One colour of a gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// 0 to 1, never below that of the stop before.
    pub offset: f64,
    /// The colour there.
    pub color: Color,
}
