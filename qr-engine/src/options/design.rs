//! A validated design: every value is in range, every name and colour is known, and nothing is left to a default.

use super::Gradient;
use crate::scene::{Color, PrintSize};
use crate::text::Payload;

/// How wrong input is met.
///
/// ```
/// use qr_engine::{Design, Mode};
/// let options = r#"{ "data": "HI", "dotsOptions": { "type": "stars" } }"#;
/// assert!(Design::from_json(options, Mode::Strict).is_err());
/// assert_eq!(Design::from_json(options, Mode::Compat)?, Design::from_json(r#"{ "data": "HI" }"#, Mode::Compat)?);
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Refuses wrong types and unknown names: functions, command line, REST API.
    #[default]
    Strict,
    /// Coerces and falls back as qr-code-styling does: the drop-in class.
    Compat,
}

impl Mode {
    /// Whether wrong input is refused.
    pub(crate) fn is_strict(self) -> bool {
        self == Self::Strict
    }
}

/// Outline of the symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The symbol as it is.
    Square,
    /// A disc: the symbol, surrounded by decorative modules.
    Circle,
}

/// Error correction level (ISO/IEC 18004, 7.5.1), from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCorrectionLevel {
    /// Recovers about 7 % of the codewords.
    L,
    /// Recovers about 15 %.
    M,
    /// Recovers about 25 %.
    Q,
    /// Recovers about 30 %.
    H,
}

/// How one of the eight data masks is chosen. Every mask makes a valid symbol.
///
/// ```
/// use qr_engine::{Design, Mode, options::MaskRule};
/// let design = Design::from_json(r#"{ "data": "HI", "qrOptions": { "mask": "iso" } }"#, Mode::Strict)?;
/// assert_eq!(design.mask, MaskRule::Iso);
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaskRule {
    /// As qrcode-generator does, the encoder inside qr-code-styling.
    #[default]
    Compat,
    /// As ISO/IEC 18004, 7.8.3 does.
    Iso,
    /// Always this one, 0 to 7.
    Fixed(u8),
}

/// Looks of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotType {
    /// Full squares.
    Square,
    /// Separate discs.
    Dots,
    /// Connected, free ends and outer bends rounded by half a module.
    Rounded,
    /// Connected, outer bends rounded by a whole module.
    ExtraRounded,
    /// Connected, top-left and bottom-right ends rounded by half a module.
    Classy,
    /// Connected, top-left and bottom-right ends rounded by a whole module.
    ClassyRounded,
    /// Discs of varied size.
    BubblyDots,
    /// Small discs, some of them linked by bars.
    CircuitChip,
    /// Separate hexagons, a corner to the right.
    Hexagon,
    /// Separate octagons, a corner to the right.
    Octagon,
}

/// Looks of a finder pattern's ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CornerSquareType {
    /// A square ring.
    Square,
    /// A circular ring.
    Dot,
    /// A ring with generously rounded corners.
    ExtraRounded,
    /// A six-sided ring.
    Hexagon,
    /// An eight-sided ring.
    Octagon,
    /// A square ring with two opposite corners rounded, sharp towards the symbol's own corner.
    Leaf,
    /// 24 single modules.
    Modules(DotType),
}

/// Looks of a finder pattern's centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CornerDotType {
    /// A square.
    Square,
    /// A disc.
    Dot,
    /// A hexagon.
    Hexagon,
    /// An octagon.
    Octagon,
    /// A disc with one corner, which points to the symbol's own corner.
    Teardrop,
    /// A five-pointed star, a point upwards.
    Star,
    /// Nine single modules.
    Modules(DotType),
}

/// What an area is painted with; coordinates come later.
#[derive(Debug, Clone, PartialEq)]
pub enum Paint {
    /// One colour.
    Solid(Color),
    /// A gradient over the area's box.
    Gradient(Gradient<Color>),
}

/// The modules that are not part of a finder pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// Their looks.
    pub kind: DotType,
    /// Their paint, also that of finder parts without one.
    pub paint: Paint,
    /// Whether modules are whole pixels.
    pub round_size: bool,
    /// Side of what is drawn of a module as a share of its cell, 0.1 to 1.
    pub scale: f64,
}

/// A part of one finder pattern.
///
/// ```
/// use qr_engine::{Design, Mode, options::CornerSquareType};
/// let options = r##"{ "data": "HI", "cornersSquareOptions": { "type": "dot", "topLeft": { "type": "leaf", "color": "#a00" } } }"##;
/// let [top_left, top_right, _] = Design::from_json(options, Mode::Strict)?.corner_squares;
/// assert_eq!((top_left.kind, top_right.kind), (CornerSquareType::Leaf, CornerSquareType::Dot));
/// assert!(top_left.paint.is_some() && top_right.paint.is_none());
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Corner<K> {
    /// Its looks.
    pub kind: K,
    /// Its own paint; without one it joins its parent.
    pub paint: Option<Paint>,
}

/// What lies behind the symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// Its paint.
    pub paint: Paint,
    /// Corner radius as a share of half the side, 0 to 1.
    pub round: f64,
}

/// A picture behind the symbol, over the background's paint.
#[derive(Debug, Clone, PartialEq)]
pub struct BackgroundImage {
    /// Its address, a data URI unless the viewer loads it.
    pub address: String,
    /// Above 0 to 1.
    pub opacity: f64,
}

/// Form of the window in which modules make way for the central image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoShape {
    /// Whole rows and columns, as in qr-code-styling.
    Square,
    /// The ellipse in the image's box.
    Circle,
    /// Wherever the image is not transparent.
    Alpha,
}

/// A plate under the central image.
#[derive(Debug, Clone, PartialEq)]
pub struct Backing {
    /// What it is painted with.
    pub color: Color,
    /// How far it reaches beyond the image, in px.
    pub padding: f64,
    /// Corner radius as a share of half the smaller side, 0 to 1.
    pub round: f64,
}

/// A validated design: every value is in range and every colour is known.
///
/// ```
/// use qr_engine::{Design, Mode};
/// let design = Design::from_json(r##"{"data":"https://example.com","dotsOptions":{"color":"#024"}}"##, Mode::Strict)?;
/// assert_eq!(design.width, 300.0);
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Design {
    /// Outline of the symbol.
    pub shape: Shape,
    /// Width of the picture in px, above 0 and at most 32768.
    pub width: f64,
    /// Height of the picture in px, above 0 and at most 32768.
    pub height: f64,
    /// Empty space around the symbol in px, at most the smaller side; negative lets the symbol overflow.
    pub margin: f64,
    /// Empty space around the symbol in modules, on top of the margin: 0 to 100.
    pub quiet_zone: f64,
    /// The data, ready to be encoded.
    pub payload: Payload,
    /// Fixed version 1 to 40; `None` takes the smallest that fits.
    pub version: Option<u8>,
    /// How the mask is chosen.
    pub mask: MaskRule,
    /// Error correction level.
    pub error_correction_level: ErrorCorrectionLevel,
    /// The central image's address, a data URI unless the viewer loads it.
    pub image: Option<String>,
    /// Whether modules under the image are left out.
    pub hide_background_dots: bool,
    /// Size of the image as a share of what error correction could hide.
    pub image_size: f64,
    /// Empty space around the image, inside its window, in px.
    pub image_margin: f64,
    /// Form of the window in which modules make way for the image.
    pub image_shape: LogoShape,
    /// How much of the image covers what lies beneath, 0 to 1.
    pub image_opacity: f64,
    /// A plate under the image.
    pub image_backing: Option<Backing>,
    /// The modules that are not part of a finder pattern.
    pub dots: Dots,
    /// The outer rings of the finder patterns: top left, top right, bottom left.
    pub corner_squares: [Corner<CornerSquareType>; 3],
    /// The centres of the finder patterns, in the same order.
    pub corner_dots: [Corner<CornerDotType>; 3],
    /// What lies behind the symbol, if anything.
    pub background: Option<Background>,
    /// A picture over the background.
    pub background_image: Option<BackgroundImage>,
    /// A frame around the symbol.
    #[cfg(feature = "frame")]
    pub frame: Option<super::Frame>,
    /// How large the picture is on paper, if that is told.
    pub print: Option<PrintSize>,
}
