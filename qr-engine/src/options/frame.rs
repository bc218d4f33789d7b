//! `frameOptions`: the frame around the symbol and its caption, as stated and as checked.

use super::{Gradient, Paint};
use crate::scene::Color;

/// *Ours.* `frameOptions`: a frame around the symbol, with a caption.
///
/// The picture keeps its width and height: the frame takes its room inside. Gradients of the dots span the box that it
/// leaves for the symbol.
///
/// ```
/// use qr_engine::{Mode, QrOptions, options::FrameOptions};
/// let frame_options = FrameOptions { kind: "ticket".into(), text: "Admit one".into(), ..FrameOptions::default() };
/// let design = QrOptions { data: "HI".into(), height: 380.0, frame_options, ..QrOptions::default() }.validate(Mode::Strict)?;
/// assert_eq!(design.frame.map(|frame| frame.text), Some("Admit one".into()));
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FrameOptions {
    /// `none`, or see [`FrameType`]. Default: `none`.
    pub kind: String,
    /// CSS colour. Default: that of the dots, or black where those have a gradient.
    pub color: Option<String>,
    /// Takes precedence over the colour; spans the frame. Default: none.
    pub gradient: Option<Gradient<String>>,
    /// The caption, one line; empty for none, which takes its room off the frame. Latin, Greek and Cyrillic letters, digits,
    /// punctuation, currencies and arrows. It shrinks to fit, to [`SMALLEST`](Self::SMALLEST) of its size.
    /// Default: `SCAN ME`.
    pub text: String,
    /// CSS colour of the caption. Default: on the frame white or black, whichever contrasts more; elsewhere the frame's
    /// paint, or white or black where that contrasts less than 3 to 1.
    pub text_color: Option<String>,
    /// CSS colour of what a filled frame leaves light for the symbol. Default: that of the background, or white where it has
    /// none.
    pub panel_color: Option<String>,
    /// `bottom` or `top`: where the caption stands. Default: `bottom`.
    pub position: String,
}

impl FrameOptions {
    /// How far a caption that is too long shrinks, as a share of its size, before it is refused.
    pub const SMALLEST: f64 = 0.45;
}

impl Default for FrameOptions {
    fn default() -> Self {
        Self {
            kind: "none".to_owned(),
            color: None,
            gradient: None,
            text: "SCAN ME".to_owned(),
            text_color: None,
            panel_color: None,
            position: "bottom".to_owned(),
        }
    }
}

/// Looks of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameType {
    /// A rounded line, which the caption interrupts.
    Border,
    /// A line that grows into a band with the caption.
    Banner,
    /// A rounded line, and the caption on a button of its own.
    Pill,
    /// A card with generous edges.
    Card,
    /// A ticket whose stub, with the caption, can be torn off.
    Ticket,
    /// A speech bubble.
    Bubble,
    /// A line, and a ribbon with folded ends across it.
    Ribbon,
    /// The four corners of a viewfinder.
    Brackets,
    /// A disc with the caption along its edge.
    Badge,
    /// A telephone with the symbol and a button on its screen.
    Phone,
    /// A shopping bag with handles.
    Bag,
    /// A clipboard with a sheet of paper.
    Clipboard,
}

impl FrameType {
    /// Every type with its name among the options.
    pub const ALL: [(&'static str, Self); 12] = [
        ("border", Self::Border),
        ("banner", Self::Banner),
        ("pill", Self::Pill),
        ("card", Self::Card),
        ("ticket", Self::Ticket),
        ("bubble", Self::Bubble),
        ("ribbon", Self::Ribbon),
        ("brackets", Self::Brackets),
        ("badge", Self::Badge),
        ("phone", Self::Phone),
        ("bag", Self::Bag),
        ("clipboard", Self::Clipboard),
    ];

    /// What the caption stands on.
    pub(crate) fn ground(self) -> Ground {
        match self {
            Self::Border | Self::Brackets => Ground::Background,
            Self::Clipboard => Ground::Panel,
            _ => Ground::Frame,
        }
    }
}

/// What a caption stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    Background,
    Frame,
    Panel,
}

/// Where the caption stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FramePosition {
    /// Below the symbol.
    Bottom,
    /// Above it.
    Top,
}

/// A frame around the symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Its looks.
    pub kind: FrameType,
    /// What it is painted with.
    pub paint: Paint,
    /// The caption; empty for none.
    pub text: String,
    /// What the caption is painted with.
    pub text_paint: Paint,
    /// What it leaves light for the symbol.
    pub panel: Color,
    /// Where the caption stands.
    pub position: FramePosition,
}
