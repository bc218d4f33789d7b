//! What designs are made from and changed with.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::http::patch::Patch;

/// How codes look. Everything is optional: left out, a new design takes the default and a change leaves what is. Empty
/// texts, `…_UNSPECIFIED` and sizes of 0 count as left out. Parts are merged field by field.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = QrcodeDesignRequest)]
pub(super) struct DesignRequest {
    /// The file that images are: `OUTPUT_FILE_FORMAT_PNG` (or `png`, the default), `_SVG`, `_JPEG` or `_WEBP`.
    #[schema(example = "OUTPUT_FILE_FORMAT_PNG")]
    pub(super) output_file_format: Option<String>,
    /// Outline of the whole symbol: `SHAPE_SQUARE` (or `square`, the default) or `SHAPE_CIRCLE`.
    #[schema(example = "SHAPE_SQUARE")]
    pub(super) shape: Option<String>,
    /// How much damage a scan survives: `L`, `M`, `Q` (the default) or `H`.
    #[schema(example = "M")]
    pub(super) error_correction_level: Option<String>,
    /// Width in px, 50 to 4000; 1000 by default. A margin of 4 % of the smaller side is inside.
    #[schema(value_type = Option<u32>)]
    pub(super) width: Option<f64>,
    /// Height in px, 50 to 4000; 1000 by default.
    #[schema(value_type = Option<u32>)]
    pub(super) height: Option<f64>,
    /// The modules that are not part of a finder pattern: `square` (the default), `dots`, `rounded`, `extra-rounded`,
    /// `classy`, `classy-rounded`, `bubbly-dots`, `circuit-chip`, `hexagon` or `octagon`.
    pub(super) dots_options: Option<PartInput>,
    /// The outer rings of the finder patterns: `square`, `dot`, `extra-rounded`, `hexagon`, `octagon`, `leaf`, or any of
    /// the dots' types. By default they look like the dots.
    pub(super) corners_square_options: Option<PartInput>,
    /// The centres of the finder patterns: `square`, `dot`, `hexagon`, `octagon`, `teardrop`, `star`, or any of the dots'
    /// types. By default they look like the dots, but those of `dots` are one `dot`: decoders do not find a centre of nine
    /// separate ones.
    pub(super) corners_dot_options: Option<PartInput>,
    /// What lies behind the symbol; it has no type.
    pub(super) background_options: Option<PartInput>,
    /// The picture in the middle: PNG, JPEG, WebP, GIF or SVG, at most 3 MB, as base64 (plain or URL-safe) or as a
    /// `data:` URL.
    pub(super) central_image_data: Option<String>,
    /// True removes the picture in the middle; it cannot come with `centralImageData`.
    pub(super) central_image_delete: Option<bool>,
    /// Size of the picture, as a share of what error correction can hide: above 0, at most 1; 0.4 by default.
    pub(super) central_image_size: Option<f64>,
    /// Empty space around the picture in px, 0 to 1000; 0 by default.
    #[schema(value_type = Option<u32>)]
    pub(super) central_image_margin: Option<f64>,
    /// Whether modules under the picture are left out; true by default.
    pub(super) hide_background_dots: Option<bool>,
    /// The picture behind the code, which covers the canvas: PNG, JPEG, WebP, GIF or SVG, at most 3 MB, as base64 (plain or URL-safe)
    /// or as a `data:` URL. It is shown as strongly as the colours of the modules allow; `engineOptions.backgroundOptions` has
    /// `imageOpacity` (0 to 1) and `imageGuard`. `null` removes it.
    #[schema(value_type = Option<String>)]
    pub(super) background_image_data: Patch<String>,
    /// More of the engine's options, which no other field has, in its own names and groups, such as
    /// `{"margin": 80, "frameOptions": {"type": "banner", "text": "SCAN ME"}}`: `margin`, `quietZone`, `frameOptions`,
    /// `qrOptions` (`typeNumber`, `mode`, `mask`, `segments`, `eci`), `imageOptions` (`shape`, `opacity`, `backing`),
    /// `dotsOptions.scale`, `backgroundOptions` (`round`, `imageOpacity`, `imageGuard`), and single corners (`topLeft`, `topRight`, `bottomLeft`) of
    /// `cornersSquareOptions` and `cornersDotOptions`. Lengths are in px of the width. They replace those set before;
    /// `null` removes them.
    #[schema(value_type = Option<Object>)]
    pub(super) engine_options: Patch<Value>,
    /// A picture of the media library, of at most 3 MB: the design takes a copy of it. With `centralImageData` it only tells where
    /// those bytes came from.
    #[schema(format = Uuid)]
    pub(super) central_image_media_id: Option<String>,
}

// Serialised for the API's description, which shows defaults.
/// One part of a symbol: its type, and its paint as a colour, a gradient or a theme colour. The paint given last counts:
/// a colour replaces a gradient; of several given at once the theme colour counts, then the gradient.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = QrcodePartRequest)]
pub(super) struct PartInput {
    /// The look of its modules, such as `extra-rounded` or `DOTS_TYPE_EXTRA_ROUNDED`; `null` takes the default.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "rounded")]
    pub(super) kind: Patch<String>,
    /// A CSS colour; `null` takes the default.
    #[schema(value_type = Option<String>, example = "#2563eb")]
    pub(super) color: Patch<String>,
    /// A gradient of qr-code-styling, as an object or as its JSON text: `{type: "linear" or "radial", rotation, colorStops:
    /// [{offset, color}]}`. `rotation` is in radians, clockwise from left to right; a value beyond 2π (6.28…) counts as
    /// degrees, and is answered in radians. Offsets run from 0 to 1. `null` removes the gradient.
    #[schema(value_type = Option<Object>)]
    pub(super) gradient: Patch<Value>,
    /// The same in the SDKs' form.
    pub(super) theme_color: Option<ThemeColorInput>,
}

/// A colour or a gradient in the SDKs' form.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = ThemeColorRequest)]
pub(super) struct ThemeColorInput {
    /// `THEME_COLOR_TYPE_SOLID` (the first colour counts), `THEME_COLOR_TYPE_LINEAR` or `THEME_COLOR_TYPE_RADIAL`.
    #[serde(rename = "type")]
    #[schema(example = "THEME_COLOR_TYPE_LINEAR")]
    pub(super) kind: Option<String>,
    /// CSS colours, in painting order.
    pub(super) colors: Vec<String>,
    /// Where a linear gradient runs, as in CSS: `90deg` (or `to right`) from left to right, which is the default, `0deg`
    /// to the top.
    #[schema(example = "90deg")]
    pub(super) direction: Option<String>,
    /// Where each colour stands, `0%` to `100%`; evenly spread when left out.
    pub(super) stops: Vec<String>,
}
