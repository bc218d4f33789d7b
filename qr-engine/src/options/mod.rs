//! The caller's options: names and defaults of qr-code-styling 1.9.2, not yet checked against each other.
//!
//! [`QrOptions`] is what `read` makes of a dynamic value; `validate` turns it into a [`Design`].
//! Nothing behind the design knows these names.

pub mod color;
mod design;
#[cfg(feature = "frame")]
mod frame;
mod gradient;
mod guard;
#[cfg(feature = "json")]
mod json;
mod read;
mod validate;
pub mod value;

pub use design::{
    Background, BackgroundImage, Backing, Corner, CornerDotType, CornerSquareType, Design, DotType, Dots,
    ErrorCorrectionLevel, LogoShape, MaskRule, Mode, Paint, Shape,
};
#[cfg(feature = "frame")]
pub(crate) use frame::Ground;
#[cfg(feature = "frame")]
pub use frame::{Frame, FrameOptions, FramePosition, FrameType};
pub use gradient::{ColorStop, Gradient, GradientType};

/// All options of a design, in qr-code-styling's groups.
///
/// Enumerations are still text here, so that the error for an unknown name can quote it. What qr-code-styling does not
/// have is marked *ours*: left at its default it changes nothing.
///
/// ```
/// use qr_engine::{Mode, options::QrOptions};
/// let options = QrOptions { data: "https://example.com".into(), ..QrOptions::default() };
/// assert_eq!((options.width, options.height, options.margin), (300.0, 300.0, 0.0));
/// let design = options.validate(Mode::Strict)?;
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct QrOptions {
    /// Outline of the symbol: `square` or `circle`. Default: `square`.
    pub shape: String,
    /// Width of the picture in px. Default: 300.
    pub width: f64,
    /// Height of the picture in px. Default: 300.
    pub height: f64,
    /// Empty space around the symbol in px, at least. Default: 0.
    pub margin: f64,
    /// *Ours.* Empty space around the symbol in modules, on top of `margin`; ISO/IEC 18004 asks for 4. Default: 0.
    pub quiet_zone: f64,
    /// The text to encode. Default: empty, which [`validate`](Self::validate) refuses.
    pub data: String,
    /// The central image as a data URI (or, where the viewer loads it, any URL). Default: none.
    pub image: Option<String>,
    /// How the data becomes modules.
    pub qr_options: QrCodeOptions,
    /// How the central image is placed.
    pub image_options: ImageOptions,
    /// The modules that are not part of a finder pattern.
    pub dots_options: DotsOptions,
    /// The outer rings of the three finder patterns.
    pub corners_square_options: CornersOptions,
    /// The centres of the three finder patterns.
    pub corners_dot_options: CornersOptions,
    /// What lies behind the symbol.
    pub background_options: BackgroundOptions,
    /// *Ours.* A frame around the symbol, with a caption. Default: none.
    #[cfg(feature = "frame")]
    pub frame_options: FrameOptions,
    /// *Ours.* How large the picture is on paper. Default: nothing is told.
    pub print_size: Option<PrintSizeOptions>,
}

/// *Ours.* `printSize`: how large the picture is on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintSizeOptions {
    /// Width in millimetres.
    pub mm: f64,
    /// Pixels per inch of formats that are made of pixels. Default: 300.
    pub dpi: f64,
}

/// `qrOptions`: how the data becomes modules.
#[derive(Debug, Clone, PartialEq)]
pub struct QrCodeOptions {
    /// Version 1 to 40; 0 takes the smallest that fits. Default: 0.
    pub type_number: f64,
    /// `Numeric`, `Alphanumeric`, `Byte` or `Kanji`. Default: the densest of the first three that can hold the data.
    pub mode: Option<String>,
    /// `L`, `M`, `Q` or `H`. Default: `Q`.
    pub error_correction_level: String,
    /// *Ours.* `compat` chooses the mask as qr-code-styling does, `iso` as the standard does, `0` to `7` sets it.
    /// Default: `compat`.
    pub mask: String,
    /// *Ours.* `single` encodes all data in one mode, `mixed` in as few bits as changing modes allows. Default: `single`.
    pub segments: String,
    /// *Ours.* Tells readers how bytes become text, by an ECI assignment number: 3 for Latin-1, 26 for UTF-8. Default: 0,
    /// nothing is told.
    pub eci: f64,
}

/// `imageOptions`: how the central image is placed.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageOptions {
    /// Whether modules under the image are left out. Default: true.
    pub hide_background_dots: bool,
    /// Size as a share of what error correction could hide, 0 to 1 (more is legal). Default: 0.4.
    pub image_size: f64,
    /// Empty space around the image, inside its window, in px; negative enlarges the image. Default: 0.
    pub margin: f64,
    /// *Ours.* Form of the window in which modules are left out: `square`, `circle` (the disc or ellipse in the image's
    /// box) or `alpha` (wherever the image is not transparent). Default: `square`.
    pub shape: String,
    /// *Ours.* 0 to 1. Default: 1.
    pub opacity: f64,
    /// *Ours.* A plate under the image. Default: none.
    pub backing: Option<BackingOptions>,
}

/// *Ours.* `imageOptions.backing`: a plate under the central image, in the form of its window.
#[derive(Debug, Clone, PartialEq)]
pub struct BackingOptions {
    /// CSS colour. Default: that of the background, or white where it has none.
    pub color: Option<String>,
    /// How far it reaches beyond the image, in px. Default: 0.
    pub padding: f64,
    /// Corner radius as a share of half the smaller side, 0 to 1; a circle is round already. Default: 0.
    pub round: f64,
}

/// `dotsOptions`: the modules that are not part of a finder pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct DotsOptions {
    /// See [`DotType`]. Default: `square`.
    pub kind: String,
    /// CSS colour. Default: `#000`.
    pub color: String,
    /// Takes precedence over the colour. Default: none.
    pub gradient: Option<Gradient<String>>,
    /// Whether modules are whole pixels. Default: true.
    pub round_size: bool,
    /// *Ours.* Side of what is drawn of a module, as a share of its cell, 0.1 to 1; finder patterns stay whole.
    /// Default: 1.
    pub scale: f64,
}

/// `cornersSquareOptions` and `cornersDotOptions`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CornersOptions {
    /// What all three have.
    pub all: CornerOptions,
    /// *Ours.* `topLeft`, `topRight` and `bottomLeft`: what one of them has instead. A colour replaces a gradient too.
    /// Default: nothing.
    pub each: [CornerOptions; 3],
}

/// A part of a finder pattern.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CornerOptions {
    /// See [`CornerSquareType`] and [`CornerDotType`]. Default: as the dots.
    pub kind: Option<String>,
    /// CSS colour. Default: inherited (dot from square, square from dots).
    pub color: Option<String>,
    /// Takes precedence over the colour. Default: none.
    pub gradient: Option<Gradient<String>>,
}

/// `backgroundOptions`: what lies behind the symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct BackgroundOptions {
    /// CSS colour; empty for no background. Default: `#fff`.
    pub color: String,
    /// Corner radius as a share of half the side, 0 to 1. Default: 0.
    pub round: f64,
    /// Takes precedence over the colour. Default: none.
    pub gradient: Option<Gradient<String>>,
    /// *Ours.* A picture over the colour or gradient, as a data URI (or, where the viewer loads it, any URL). It covers the
    /// whole canvas. Default: none.
    pub image: Option<String>,
    /// *Ours.* 0 to 1. Default: as much as leaves a contrast of 4.5 to 1 whatever the picture shows.
    pub image_opacity: Option<f64>,
    /// *Ours.* Whether more opacity than leaves a contrast of 3 to 1 is refused. Default: true.
    pub image_guard: bool,
}

impl Default for QrOptions {
    fn default() -> Self {
        Self {
            shape: "square".to_owned(),
            width: 300.0,
            height: 300.0,
            margin: 0.0,
            quiet_zone: 0.0,
            data: String::new(),
            image: None,
            qr_options: QrCodeOptions {
                type_number: 0.0,
                mode: None,
                error_correction_level: "Q".to_owned(),
                mask: "compat".to_owned(),
                segments: "single".to_owned(),
                eci: 0.0,
            },
            image_options: ImageOptions {
                hide_background_dots: true,
                image_size: 0.4,
                margin: 0.0,
                shape: "square".to_owned(),
                opacity: 1.0,
                backing: None,
            },
            dots_options: DotsOptions {
                kind: "square".to_owned(),
                color: "#000".to_owned(),
                gradient: None,
                round_size: true,
                scale: 1.0,
            },
            corners_square_options: CornersOptions::default(),
            corners_dot_options: CornersOptions::default(),
            background_options: BackgroundOptions {
                color: "#fff".to_owned(),
                round: 0.0,
                gradient: None,
                image: None,
                image_opacity: None,
                image_guard: true,
            },
            #[cfg(feature = "frame")]
            frame_options: FrameOptions::default(),
            print_size: None,
        }
    }
}
