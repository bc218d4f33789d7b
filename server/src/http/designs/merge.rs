//! A request's options over those that a design has.

use super::engine_options;
use super::input::{DesignRequest, PartInput};
use super::names::{self, FORMAT, SHAPE};
use super::paint::{self, Theme};
use super::path::{PARTS, spell_inside};
use crate::domain::design::{Format, IMAGE_MARGIN, Options, Part, SIDES};
use crate::domain::id::MediaId;
use crate::http::body::Check;
use crate::http::patch::Patch;

/// Writes what `wanted` says into `options` and `format`; what is refused leaves them as they are. What only the engine
/// can judge (names and colours) is written unseen.
pub(super) fn apply(wanted: &DesignRequest, options: &mut Options, format: &mut Format, check: &mut Check) {
    *format = file_format(wanted.output_file_format.as_deref(), check).unwrap_or(*format);
    if let Some(shape) = wanted.shape.as_deref().and_then(|shape| names::plain(SHAPE, shape)) {
        options.shape = shape;
    }
    if let Some(level) =
        wanted.error_correction_level.as_deref().map(str::trim).filter(|level| !level.is_empty())
    {
        options.qr_options.error_correction_level = level.to_ascii_uppercase();
    }
    let (least, most) = (*SIDES.start(), *SIDES.end());
    options.width = whole("width", given(wanted.width), least, most, check).unwrap_or(options.width);
    options.height = whole("height", given(wanted.height), least, most, check).unwrap_or(options.height);
    picture(wanted, options, check);
    match &wanted.engine_options {
        Patch::Keep => {}
        Patch::Clear => options.engine_options = None,
        Patch::Set(given) => match engine_options::check(given) {
            Ok(()) => options.engine_options = Some(given.clone()),
            Err(refused) => {
                let field = spell_inside(check, "engineOptions", &refused.field);
                check.refuse_spelled(field, refused.reason);
            }
        },
    }
    let defaults = Options::default();
    let parts = [
        (&wanted.dots_options, &mut options.dots_options, &defaults.dots_options),
        (
            &wanted.corners_square_options,
            &mut options.corners_square_options,
            &defaults.corners_square_options,
        ),
        (&wanted.corners_dot_options, &mut options.corners_dot_options, &defaults.corners_dot_options),
        (&wanted.background_options, &mut options.background_options, &defaults.background_options),
    ];
    for ((name, prefix), (wanted, part, default)) in PARTS.into_iter().zip(parts) {
        if let Some(wanted) = wanted {
            apply_part(name, prefix, wanted, part, default, check);
        }
    }
}

/// What says how the central image is placed, and the contradictions about it.
fn picture(wanted: &DesignRequest, options: &mut Options, check: &mut Check) {
    if let Some(size) = given(wanted.central_image_size) {
        if size > 0.0 && size <= 1.0 {
            options.image_options.image_size = size;
        } else {
            check.refuse("centralImageSize", format_args!("is {size}; it must be above 0 and at most 1"));
        }
    }
    let margin = whole("centralImageMargin", wanted.central_image_margin, 0, IMAGE_MARGIN, check);
    options.image_options.margin = margin.unwrap_or(options.image_options.margin);
    options.image_options.hide_background_dots =
        wanted.hide_background_dots.unwrap_or(options.image_options.hide_background_dots);
    let has_data = wanted.central_image_data.as_deref().is_some_and(|data| !data.trim().is_empty());
    if has_data && wanted.central_image_delete == Some(true) {
        check.refuse("centralImageDelete", "is true, but a new image was sent too; leave one of them out");
    }
    if let Some(id) = wanted.central_image_media_id.as_deref().filter(|id| !id.is_empty()) {
        check.parse("centralImageMediaId", id.parse::<MediaId>());
        if wanted.central_image_delete == Some(true) {
            check.refuse("centralImageDelete", "is true, but a picture was named too; leave one of them out");
        }
    }
}

/// A size that says something: clients that fill in every field send 0 for those that they do not mean.
fn given(size: Option<f64>) -> Option<f64> {
    size.filter(|size| *size != 0.0)
}

fn whole(path: &str, number: Option<f64>, least: u32, most: u32, check: &mut Check) -> Option<u32> {
    let number = number?;
    if number.fract() == 0.0 && number >= f64::from(least) && number <= f64::from(most) {
        return Some(number as u32);
    }
    check.refuse(path, format_args!("is {number}; it must be a whole number of px from {least} to {most}"));
    None
}

fn file_format(name: Option<&str>, check: &mut Check) -> Option<Format> {
    let name = names::plain(FORMAT, name?)?;
    match name.as_str() {
        "png" => return Some(Format::Png),
        "svg" => return Some(Format::Svg),
        "jpeg" | "jpg" => return Some(Format::Jpeg),
        "webp" => return Some(Format::Webp),
        _ => check.refuse(
            "outputFileFormat",
            format_args!(
                "is unknown ({name:.40}); use {FORMAT}PNG, {FORMAT}SVG, {FORMAT}JPEG or {FORMAT}WEBP"
            ),
        ),
    }
    None
}

fn apply_part(
    name: &str,
    prefix: &str,
    wanted: &PartInput,
    part: &mut Part,
    default: &Part,
    check: &mut Check,
) {
    match &wanted.kind {
        Patch::Keep => {}
        Patch::Clear => part.kind.clone_from(&default.kind),
        Patch::Set(kind) => {
            // The background has no type, and no prefix.
            let said = names::plain(prefix, kind).filter(|_| !prefix.is_empty());
            part.kind = said.or(part.kind.take());
        }
    }
    match &wanted.color {
        Patch::Keep => {}
        Patch::Clear => part.color.clone_from(&default.color),
        Patch::Set(color) if color.trim().is_empty() => {}
        Patch::Set(color) => {
            part.color = Some(color.trim().to_owned());
            part.gradient = None;
        }
    }
    match &wanted.gradient {
        Patch::Keep => {}
        Patch::Clear => part.gradient = None,
        Patch::Set(given) => match paint::gradient_object(given) {
            Ok(None) => {}
            Ok(Some(object)) if object.is_null() => part.gradient = None,
            Ok(Some(object)) => match paint::gradient(&object) {
                Ok(gradient) => part.gradient = Some(gradient),
                Err(refused) => {
                    let field = spell_inside(check, &format!("{name}.gradient"), &refused.field);
                    check.refuse_spelled(field, refused.reason);
                }
            },
            Err(reason) => check.refuse(&format!("{name}.gradient"), reason),
        },
    }
    match wanted.theme_color.as_ref().map(paint::theme) {
        None | Some(Ok(Theme::Unsaid)) => {}
        Some(Ok(Theme::Color(color))) => {
            part.color = Some(color);
            part.gradient = None;
        }
        Some(Ok(Theme::Gradient(gradient))) => part.gradient = Some(gradient),
        Some(Err(refused)) => check.refuse(&format!("{name}.themeColor.{}", refused.field), refused.reason),
    }
}
