//! Where an option stands in a request, from where it stands in the form that designs are kept in.

use serde_json::Value;

use super::engine_options;
use super::input::{DesignRequest, PartInput};
use super::paint::gradient_object;
use crate::app::design::Refusal;
use crate::http::body::Check;
use crate::http::dialect::Dialect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;

/// The parts of a design, and how the API's names of their types begin; the background has no type.
pub(super) const PARTS: [(&str, &str); 4] = [
    ("dotsOptions", "DOTS_TYPE_"),
    ("cornersSquareOptions", "CORNERS_SQUARE_TYPE_"),
    ("cornersDotOptions", "CORNERS_DOT_TYPE_"),
    ("backgroundOptions", ""),
];

/// What the engine refuses, told in the caller's words.
pub(super) fn refused(refusal: Refusal, wanted: &DesignRequest, check: &Check) -> ApiError {
    ApiError::field(caller_path(&refusal.path, wanted, check), refusal.reason)
}

/// The path of an option as the caller spells it and in the shape that the caller chose for it.
fn caller_path(path: &str, wanted: &DesignRequest, check: &Check) -> String {
    if let Patch::Set(given) = &wanted.engine_options
        && engine_options::has(given, path)
    {
        return spell_inside(check, "engineOptions", path);
    }
    let name = match path {
        "qrOptions.errorCorrectionLevel" => "errorCorrectionLevel",
        "imageOptions.imageSize" => "centralImageSize",
        "imageOptions.margin" => "centralImageMargin",
        "imageOptions.hideBackgroundDots" => "hideBackgroundDots",
        "image" => "centralImageData",
        "backgroundOptions.image" => "backgroundImageData",
        "backgroundOptions.imageOpacity" | "backgroundOptions.imageGuard" | "backgroundOptions.round" => {
            return spell_inside(check, "engineOptions", path);
        }
        other => other,
    };
    let Some((part, rest)) = name.split_once('.') else { return check.spell(name) };
    let given = part_of(wanted, part);
    if let Some(inner) = given.filter(|given| given.theme_color.is_some()).and_then(|_| in_theme_color(rest))
    {
        return check.spell(&format!("{part}.themeColor.{inner}"));
    }
    match rest.strip_prefix("gradient.") {
        Some(inner) => spell_gradient(check, part, given, inner),
        None => check.spell(name),
    }
}

fn part_of<'a>(wanted: &'a DesignRequest, name: &str) -> Option<&'a PartInput> {
    match name {
        "dotsOptions" => wanted.dots_options.as_ref(),
        "cornersSquareOptions" => wanted.corners_square_options.as_ref(),
        "cornersDotOptions" => wanted.corners_dot_options.as_ref(),
        "backgroundOptions" => wanted.background_options.as_ref(),
        _ => None,
    }
}

/// Where an option of a part stands in a theme colour; `None` for what is outside of it, such as the type.
fn in_theme_color(rest: &str) -> Option<String> {
    if rest == "color" {
        return Some("colors[0]".to_owned());
    }
    let inner = rest.strip_prefix("gradient.")?;
    if let Some(stop) = inner.strip_prefix("colorStops") {
        let (index, field) = stop.split_once('.').unwrap_or((stop, "color"));
        return Some(format!("{}{index}", if field == "offset" { "stops" } else { "colors" }));
    }
    Some(if inner == "rotation" { "direction" } else { "type" }.to_owned())
}

/// A path inside a gradient, in which the library's names are used unless the caller has others.
fn spell_gradient(check: &Check, part: &str, given: Option<&PartInput>, inner: &str) -> String {
    let object = match given.map(|given| &given.gradient) {
        Some(Patch::Set(given)) => gradient_object(given).ok().flatten().unwrap_or_default(),
        _ => Value::Null,
    };
    spell_inside(check, &format!("{part}.gradient"), &Dialect::Sdk.spell(inner, &object))
}

/// A path that is spelled already, inside an option that is not.
pub(super) fn spell_inside(check: &Check, option: &str, inner: &str) -> String {
    let option = check.spell(option);
    if inner.is_empty() { option } else { format!("{option}.{inner}") }
}
