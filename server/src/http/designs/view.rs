//! Designs as they are answered: one shape for each dialect.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::names::{self, FORMAT, PAINT, SHAPE};
use super::paint;
use super::path::PARTS;
use crate::domain::design::{Design, Gradient, Part};
use crate::domain::id::{DesignId, MediaId};
use crate::domain::time::Timestamp;
use crate::http::dialect::Dialect;

/// Where the pictures of a design are.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    pub(super) central_image: Option<String>,
    pub(super) background_image: Option<String>,
}

/// A design: alike in both dialects but for the shape of its parts.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident of $part:ty)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(in crate::http) struct $name {
            #[schema(value_type = String, format = Uuid)]
            id: DesignId,
            /// The file that images are.
            #[schema(example = "OUTPUT_FILE_FORMAT_PNG")]
            output_file_format: String,
            /// Outline of the whole symbol.
            #[schema(example = "SHAPE_SQUARE")]
            shape: String,
            /// How much damage a scan survives.
            #[schema(example = "Q")]
            error_correction_level: String,
            /// In px.
            width: u32,
            /// In px.
            height: u32,
            dots_options: $part,
            corners_square_options: $part,
            corners_dot_options: $part,
            background_options: $part,
            /// Share of what error correction can hide, 0 to 1.
            central_image_size: f64,
            /// In px.
            central_image_margin: u32,
            /// Whether modules under the central image are left out.
            hide_background_dots: bool,
            /// More of the engine's options, in its own names; absent when there are none.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<Object>)]
            engine_options: Option<Value>,
            /// Where in the media library the central image came from.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, format = Uuid)]
            central_image_media_id: Option<MediaId>,
            /// Where the central image is, for 7 days; absent without one.
            #[serde(skip_serializing_if = "Option::is_none")]
            central_image_signed_url: Option<String>,
            /// Where the picture behind the code is, for 7 days; absent without one.
            #[serde(skip_serializing_if = "Option::is_none")]
            background_image_signed_url: Option<String>,
            #[schema(value_type = String, format = DateTime)]
            created_at: Timestamp,
            #[schema(value_type = String, format = DateTime)]
            updated_at: Timestamp,
        }

        impl $name {
            fn new(design: &Design, addresses: Addresses, part: impl Fn((&str, &str), &Part) -> $part) -> Self {
                let options = &design.options;
                let [dots, squares, centres, background] = PARTS;
                Self {
                    id: design.id,
                    output_file_format: names::constant(FORMAT, design.format.as_str()),
                    shape: names::constant(SHAPE, &options.shape),
                    error_correction_level: options.qr_options.error_correction_level.clone(),
                    width: options.width,
                    height: options.height,
                    dots_options: part(dots, &options.dots_options),
                    corners_square_options: part(squares, &options.corners_square_options),
                    corners_dot_options: part(centres, &options.corners_dot_options),
                    background_options: part(background, &options.background_options),
                    central_image_size: options.image_options.image_size,
                    central_image_margin: options.image_options.margin,
                    hide_background_dots: options.image_options.hide_background_dots,
                    engine_options: options.engine_options.clone(),
                    central_image_media_id: design.image_media,
                    central_image_signed_url: addresses.central_image,
                    background_image_signed_url: addresses.background_image,
                    created_at: design.created_at,
                    updated_at: design.updated_at,
                }
            }
        }
    )*};
}

views! {
    /// A design in the SDKs' shape.
    QrcodeDesign of ThemedOptions
    /// A design in the guide's shape.
    GuideQrcodeDesign of GuideThemedOptions
}

/// One part in the SDKs' shape.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct ThemedOptions {
    /// Absent when the part looks like the dots.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(example = "DOTS_TYPE_ROUNDED")]
    kind: Option<String>,
    /// Absent when the part is painted like the dots.
    #[serde(skip_serializing_if = "Option::is_none")]
    theme_color: Option<ThemeColor>,
}

/// A colour or a gradient in the SDKs' form.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct ThemeColor {
    #[serde(rename = "type")]
    #[schema(example = "THEME_COLOR_TYPE_SOLID")]
    kind: String,
    colors: Vec<String>,
    /// As in CSS: `90deg` runs from left to right.
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stops: Vec<String>,
}

/// One part in the guide's shape.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct GuideThemedOptions {
    /// Absent when the part looks like the dots.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(example = "rounded")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "#2563eb")]
    color: Option<String>,
    /// JSON text of a qr-code-styling gradient; `rotation` is in radians.
    #[serde(skip_serializing_if = "Option::is_none")]
    gradient: Option<String>,
}

impl ThemedOptions {
    fn new((name, prefix): (&str, &str), part: &Part) -> Self {
        let kind = part.kind.as_deref().map(|kind| names::constant(prefix, names::nearest(name, kind)));
        let solid = |color: &String| ThemeColor {
            kind: format!("{PAINT}SOLID"),
            colors: vec![color.clone()],
            direction: None,
            stops: Vec::new(),
        };
        let theme_color =
            part.gradient.as_ref().map(ThemeColor::from).or_else(|| part.color.as_ref().map(solid));
        Self { kind, theme_color }
    }
}

impl From<&Gradient> for ThemeColor {
    fn from(gradient: &Gradient) -> Self {
        let stops = gradient.color_stops.iter();
        Self {
            kind: names::constant(PAINT, &gradient.kind),
            direction: (gradient.kind == "linear").then(|| paint::direction(gradient.rotation)),
            colors: stops.clone().map(|stop| stop.color.clone()).collect(),
            stops: stops.map(|stop| paint::percent(stop.offset)).collect(),
        }
    }
}

impl GuideThemedOptions {
    fn new(part: &Part) -> Self {
        let gradient = part.gradient.as_ref().and_then(|gradient| serde_json::to_string(gradient).ok());
        Self { kind: part.kind.clone(), color: part.color.clone(), gradient }
    }
}

/// A design as a dialect shows it.
pub(super) fn write(
    dialect: Dialect,
    design: &Design,
    addresses: Addresses,
) -> Result<Value, serde_json::Error> {
    match dialect {
        Dialect::Guide => {
            dialect.write(&GuideQrcodeDesign::new(design, addresses, |_, part| GuideThemedOptions::new(part)))
        }
        Dialect::Sdk => dialect.write(&QrcodeDesign::new(design, addresses, ThemedOptions::new)),
    }
}
