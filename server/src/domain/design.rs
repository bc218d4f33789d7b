//! Designs: how a code looks, in the option groups and names of qr-code-styling.
//!
//! Names and colours are texts here; the engine, which draws them, judges them before they are kept.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::id::{DesignId, MediaId, WorkspaceId};
use super::time::Timestamp;

/// Least and most width and height, in px.
pub(crate) const SIDES: std::ops::RangeInclusive<u32> = 50..=4000;
/// Most empty space around the central image, in px.
pub(crate) const IMAGE_MARGIN: u32 = 1000;
/// Empty space around the symbol, as a share of the smaller side: 40 px of 1000.
const MARGIN: f64 = 0.04;

/// A design with its place in a workspace. Its pictures are kept apart, since they may have megabytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Design {
    /// Its id.
    pub(crate) id: DesignId,
    /// Whose it is; made in public, it is nobody's until a link names it.
    pub(crate) workspace: Option<WorkspaceId>,
    /// How codes look.
    pub(crate) options: Options,
    /// The files that images are written as.
    pub(crate) format: Format,
    /// Whether there is a central image.
    pub(crate) has_image: bool,
    /// Where in the media library that was taken from; the design has a copy of its own.
    pub(crate) image_media: Option<MediaId>,
    /// Whether there is a picture behind the code.
    pub(crate) has_background: bool,
    /// Grows by one with each change, so that images drawn before are told from those after.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}

/// Files that images are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    #[default]
    Png,
    /// JPEG, on white where the design is transparent.
    Jpeg,
    /// WebP, lossless.
    Webp,
}

impl Format {
    /// Its name, in the database and as the extension of files.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
        }
    }

    /// Its media type.
    #[must_use]
    pub(crate) const fn mime(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// Options as they are kept and as the engine reads them, without data and pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(clippy::struct_field_names, reason = "these are qr-code-styling's names")]
pub(crate) struct Options {
    /// `square` or `circle`, the outline of the whole symbol.
    pub(crate) shape: String,
    /// Width in px.
    pub(crate) width: u32,
    /// Height in px.
    pub(crate) height: u32,
    /// How data becomes modules.
    pub(crate) qr_options: QrOptions,
    /// How the central image is placed.
    pub(crate) image_options: ImageOptions,
    /// The modules that are not part of a finder pattern.
    pub(crate) dots_options: Part,
    /// The outer rings of the finder patterns; like the dots where nothing is said.
    pub(crate) corners_square_options: Part,
    /// The centres of the finder patterns; see [`Options::corner_dot_kind`].
    pub(crate) corners_dot_options: Part,
    /// What lies behind the symbol; it has no type.
    pub(crate) background_options: Part,
    /// More of the engine's options, in its names and groups; they count before all others. Always an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) engine_options: Option<Value>,
}

/// How data becomes modules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct QrOptions {
    /// `L`, `M`, `Q` or `H`.
    pub(crate) error_correction_level: String,
}

/// How the central image is placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ImageOptions {
    /// Whether modules under the image are left out.
    pub(crate) hide_background_dots: bool,
    /// Size as a share of what error correction can hide, 0 to 1.
    pub(crate) image_size: f64,
    /// Empty space around the image, in px.
    pub(crate) margin: u32,
}

/// One part of a symbol, or its background.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Part {
    /// The look of its modules, in kebab-case.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// A CSS colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) color: Option<String>,
    /// Takes precedence over the colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gradient: Option<Gradient>,
}

/// A gradient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Gradient {
    /// `linear` or `radial`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Radians, clockwise from left to right.
    pub(crate) rotation: f64,
    /// Its colours, in painting order.
    pub(crate) color_stops: Vec<ColorStop>,
}

/// One colour of a gradient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ColorStop {
    /// Where it stands, 0 to 1.
    pub(crate) offset: f64,
    /// A CSS colour.
    pub(crate) color: String,
}

impl Options {
    /// Empty space around the symbol, in whole px.
    #[must_use]
    pub(crate) fn margin(&self) -> f64 {
        (f64::from(self.width.min(self.height)) * MARGIN).round()
    }

    /// The look of the finder patterns' centres. One that nothing is said about looks like the dots, except that separate
    /// pieces become a single disc: no decoder finds a pattern whose centre is in nine pieces.
    #[must_use]
    pub(crate) fn corner_dot_kind(&self) -> Option<&str> {
        let in_pieces = matches!(
            self.dots_options.kind.as_deref(),
            Some("dots" | "bubbly-dots" | "circuit-chip" | "hexagon" | "octagon")
        );
        self.corners_dot_options.kind.as_deref().or(in_pieces.then_some("dot"))
    }
}

/// What codes look like when nobody says otherwise: black squares on white.
impl Default for Options {
    fn default() -> Self {
        let plain = |color: &str| Part { color: Some(color.to_owned()), ..Part::default() };
        Self {
            shape: "square".to_owned(),
            width: 1000,
            height: 1000,
            qr_options: QrOptions::default(),
            image_options: ImageOptions::default(),
            dots_options: Part { kind: Some("square".to_owned()), ..plain("#000000") },
            corners_square_options: Part::default(),
            corners_dot_options: Part::default(),
            background_options: plain("#ffffff"),
            engine_options: None,
        }
    }
}

impl Default for QrOptions {
    fn default() -> Self {
        Self { error_correction_level: "Q".to_owned() }
    }
}

impl Default for ImageOptions {
    fn default() -> Self {
        Self { hide_background_dots: true, image_size: 0.4, margin: 0 }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_are_kept_in_the_form_of_qr_code_styling() {
        let kept = serde_json::to_value(Options::default()).unwrap();
        assert_eq!(
            kept,
            json!({ "shape": "square", "width": 1000, "height": 1000, "qrOptions": { "errorCorrectionLevel": "Q" },
                "imageOptions": { "hideBackgroundDots": true, "imageSize": 0.4, "margin": 0 },
                "dotsOptions": { "type": "square", "color": "#000000" }, "cornersSquareOptions": {},
                "cornersDotOptions": {}, "backgroundOptions": { "color": "#ffffff" } })
        );
        assert_eq!(serde_json::from_value::<Options>(kept).unwrap(), Options::default());
        assert_eq!(
            serde_json::from_value::<Options>(json!({})).unwrap(),
            Options::default(),
            "older rows say less"
        );
    }

    #[test]
    fn a_centre_of_separate_discs_must_be_asked_for() {
        let part = |kind: Option<&str>| Part { kind: kind.map(str::to_owned), ..Part::default() };
        let kind = |dots: &str, centre: Option<&str>| {
            let options = Options {
                dots_options: part(Some(dots)),
                corners_dot_options: part(centre),
                ..Options::default()
            };
            options.corner_dot_kind().map(str::to_owned)
        };
        for pieces in ["dots", "bubbly-dots", "circuit-chip", "hexagon", "octagon"] {
            assert_eq!(kind(pieces, None).as_deref(), Some("dot"), "{pieces}");
        }
        assert_eq!(kind("dots", Some("dots")).as_deref(), Some("dots"));
        assert_eq!(kind("rounded", None), None);
    }

    #[test]
    fn the_margin_grows_with_the_picture() {
        let margin = |width, height| Options { width, height, ..Options::default() }.margin();
        assert_eq!((margin(1000, 1000), margin(500, 2000), margin(50, 50)), (40.0, 20.0, 2.0));
    }
}
