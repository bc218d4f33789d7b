//! The picture as data: what every output reads, and all that it reads.
//!
//! A [`Scene`] is fully resolved. Coordinates are absolute, in px at scale 1, origin top-left, y down. There are no
//! transforms, groups, clips, strokes or text; gradients carry scene coordinates; outer contours run clockwise and
//! holes counter-clockwise, so that the non-zero winding rule paints everything and no fill rule is stored.
//! [`Scene::items`] is in paint order: background and its image, frame, dots, corner squares, corner dots, logo, caption.

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
/// let scene = Scene { width: 16.0, height: 16.0, print: None, items: vec![item] };
/// assert!(svg::write(&scene, Ids::Content).contains("a8 8 0 0 1-16 0"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width of the picture in px, above 0.
    pub width: f64,
    /// Height of the picture in px, above 0.
    pub height: f64,
    /// How large it is on paper, if that is told.
    pub print: Option<PrintSize>,
    /// In paint order.
    pub items: Vec<Item>,
}

/// How large a picture is on paper, and how fine its pixels are there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintSize {
    /// Width in millimetres; the height follows from the picture's sides.
    pub width: f64,
    /// Pixels per inch of formats that are made of pixels.
    pub dpi: f64,
}

/// Millimetres of an inch.
const INCH: f64 = 25.4;

impl Scene {
    /// Width and height on paper in millimetres; without a print size, a px is 1/96 of an inch, as in CSS.
    ///
    /// ```
    /// use qr_engine::scene::{PrintSize, Scene};
    /// let mut scene = Scene { width: 300.0, height: 150.0, print: None, items: Vec::new() };
    /// assert_eq!(scene.millimetres(), (79.375, 39.6875));
    /// scene.print = Some(PrintSize { width: 40.0, dpi: 300.0 });
    /// assert_eq!(scene.millimetres(), (40.0, 20.0));
    /// ```
    #[must_use]
    pub fn millimetres(&self) -> (f64, f64) {
        let width = self.print.map_or(self.width * INCH / 96.0, |print| print.width);
        (width, width * self.height / self.width)
    }

    /// Pixels per px and per inch of formats that are made of pixels, if the size on paper is told.
    ///
    /// ```
    /// use qr_engine::scene::{PrintSize, Scene};
    /// let print = Some(PrintSize { width: 25.4, dpi: 600.0 });
    /// assert_eq!(Scene { width: 300.0, height: 300.0, print, items: Vec::new() }.resolution(), Some((2.0, 600.0)));
    /// ```
    #[must_use]
    pub fn resolution(&self) -> Option<(f64, f64)> {
        self.print.map(|print| (print.width / INCH * print.dpi / self.width, print.dpi))
    }
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
    /// A picture, scaled to its box and centred there.
    Image {
        /// Which part of the design this is.
        role: Role,
        /// The picture.
        logo: Arc<Logo>,
        /// Its box; nothing is painted outside of it.
        rect: Rect,
        /// How it is scaled.
        fit: Fit,
        /// Above 0 to 1: how much of it covers what lies beneath.
        opacity: f64,
    },
}

impl Item {
    /// Which part of the design it is.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Fill { role, .. } | Self::Image { role, .. } => *role,
        }
    }
}

/// How a picture of another aspect ratio is scaled to a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// All of the picture is seen (SVG's `xMidYMid meet`).
    Contain,
    /// All of the box is covered (SVG's `xMidYMid slice`).
    Cover,
}

impl Fit {
    /// Where a picture of this natural size lies in a box, or beyond it: left, top and the factor of scale.
    #[must_use]
    pub fn place(self, (width, height): (f64, f64), rect: Rect) -> (f64, f64, f64) {
        let (along, down) = (rect.width / width, rect.height / height);
        let scale = match self {
            Self::Contain => along.min(down),
            Self::Cover => along.max(down),
        };
        let center = rect.center();
        (center.x - width * scale / 2.0, center.y - height * scale / 2.0, scale)
    }
}

/// Which part of the design an item draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What lies behind the symbol.
    Background,
    /// The picture behind the symbol.
    BackgroundImage,
    /// The frame around the symbol.
    Frame,
    /// What the frame leaves light for the symbol.
    FramePanel,
    /// The modules, and finder parts without a paint of their own.
    Dots,
    /// The outer ring of a finder pattern.
    CornerSquare(CornerPosition),
    /// The centre of a finder pattern.
    CornerDot(CornerPosition),
    /// The plate under the central image.
    LogoBacking,
    /// The central image.
    Logo,
    /// The frame's text.
    Caption,
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
            Self::BackgroundImage => "background-image",
            Self::Frame => "frame",
            Self::FramePanel => "frame-panel",
            Self::Dots => "dots",
            Self::CornerSquare(TopLeft) => "corner-square-tl",
            Self::CornerSquare(TopRight) => "corner-square-tr",
            Self::CornerSquare(BottomLeft) => "corner-square-bl",
            Self::CornerDot(TopLeft) => "corner-dot-tl",
            Self::CornerDot(TopRight) => "corner-dot-tr",
            Self::CornerDot(BottomLeft) => "corner-dot-bl",
            Self::LogoBacking => "logo-backing",
            Self::Logo => "logo",
            Self::Caption => "caption",
        }
    }

    /// The group of options that paints this part.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Self::Background => "backgroundOptions",
            Self::BackgroundImage => "backgroundOptions.image",
            Self::Frame | Self::FramePanel | Self::Caption => "frameOptions",
            Self::Dots => "dotsOptions",
            Self::CornerSquare(_) => "cornersSquareOptions",
            Self::CornerDot(_) => "cornersDotOptions",
            Self::LogoBacking => "imageOptions.backing",
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
