//! The picture as data: what every output reads, and all that it reads.
//!
//! A [`Scene`] is fully resolved. Coordinates are absolute, in px at scale 1, origin top-left, y down. There are no
//! transforms, groups, clips, strokes or text; gradients carry scene coordinates; outer contours run clockwise and
//! holes counter-clockwise, so that the non-zero winding rule paints everything and no fill rule is stored.
//! [`Scene::items`] is in paint order: background, dots, corner squares, corner dots, logo.

mod paint;
mod path;

pub use paint::{Color, Paint, Rgba8, Stop};
pub use path::{Path, PathBuilder, Point, QuarterCircle, Rect, Segment};

use crate::logo::Logo;
use std::sync::Arc;

/// A picture, ready to be written in any format.
///
/// ```
/// use qr_engine::scene::{Color, Edges, Item, Paint, PathBuilder, Point, Role, Scene};
/// use qr_engine::output::svg::{self, Ids};
/// let mut disc = PathBuilder::default();
/// disc.circle(Point { x: 8.0, y: 8.0 }, 8.0);
/// let (path, paint) = (disc.finish(), Paint::Solid(Color::BLACK));
/// let item = Item::Fill { role: Role::Dots, path, paint, edges: Edges::Smooth };
/// let scene = Scene { width: 16.0, height: 16.0, items: vec![item] };
/// assert!(svg::write(&scene, Ids::Content).contains("a8 8 0 0 1-16 0"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width of the picture in px, above 0.
    pub width: f64,
    /// Height of the picture in px, above 0.
    pub height: f64,
    /// In paint order.
    pub items: Vec<Item>,
}

/// One step of painting.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A compound path under one paint.
    Fill {
        /// Which part of the design this is.
        role: Role,
        /// The outlines.
        path: Path,
        /// What fills them.
        paint: Paint,
        /// Whether edges are smoothed.
        edges: Edges,
    },
    /// The central image, scaled to fit inside the box and centred there.
    Image {
        /// Which part of the design this is.
        role: Role,
        /// The picture.
        logo: Arc<Logo>,
        /// Its box.
        rect: Rect,
    },
}

/// Which part of the design an item draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What lies behind the symbol.
    Background,
    /// The modules, and finder parts without a paint of their own.
    Dots,
    /// The outer ring of a finder pattern.
    CornerSquare(CornerPosition),
    /// The centre of a finder pattern.
    CornerDot(CornerPosition),
    /// The central image.
    Logo,
}

/// Which of the three finder patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CornerPosition {
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// Bottom left.
    BottomLeft,
}

impl Role {
    /// A short name, unique among the items of a scene: ids and error messages are made of it.
    #[must_use]
    pub fn name(self) -> &'static str {
        use CornerPosition::{BottomLeft, TopLeft, TopRight};
        match self {
            Self::Background => "background",
            Self::Dots => "dots",
            Self::CornerSquare(TopLeft) => "corner-square-tl",
            Self::CornerSquare(TopRight) => "corner-square-tr",
            Self::CornerSquare(BottomLeft) => "corner-square-bl",
            Self::CornerDot(TopLeft) => "corner-dot-tl",
            Self::CornerDot(TopRight) => "corner-dot-tr",
            Self::CornerDot(BottomLeft) => "corner-dot-bl",
            Self::Logo => "logo",
        }
    }

    /// The group of options that paints this part.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Self::Background => "backgroundOptions",
            Self::Dots => "dotsOptions",
            Self::CornerSquare(_) => "cornersSquareOptions",
            Self::CornerDot(_) => "cornersDotOptions",
            Self::Logo => "image",
        }
    }
}

/// Whether edges are smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edges {
    /// Anti-aliased.
    Smooth,
    /// Every pixel is either painted or not, as SVG's `crispEdges`.
    Crisp,
}
