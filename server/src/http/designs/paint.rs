//! Paint in its three forms: the library's gradients (radians, offsets), the guide's (the same as JSON text) and the
//! SDKs' theme colours (CSS angles, percentages).

use std::f64::consts::{FRAC_PI_2, TAU};

use serde::Deserialize;
use serde_json::Value;

use super::input::ThemeColorInput;
use super::names::{self, PAINT};
use crate::domain::design::{ColorStop, Gradient};
use crate::http::dialect::{Dialect, Refused};

/// A gradient as callers write it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GradientInput {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    rotation: Option<f64>,
    #[serde(default)]
    color_stops: Vec<ColorStop>,
}

/// What a theme colour says.
#[derive(Debug, PartialEq)]
pub(super) enum Theme {
    /// Nothing.
    Unsaid,
    Color(String),
    Gradient(Gradient),
}

/// The object that a gradient is, or that its text holds; `None` for an empty text.
pub(super) fn gradient_object(given: &Value) -> Result<Option<Value>, String> {
    match given {
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => serde_json::from_str(text).map(Some).map_err(|error| {
            format!(
                "is text, but no JSON ({error}); send an object, or the text that JSON.stringify makes of it"
            )
        }),
        other => Ok(Some(other.clone())),
    }
}

/// Reads a gradient object; what is refused is named by its path inside it.
pub(super) fn gradient(object: &Value) -> Result<Gradient, Refused> {
    let read: GradientInput = Dialect::Sdk.read(object)?;
    let rotation = radians(read.rotation.unwrap_or(0.0));
    Ok(Gradient {
        kind: read.kind.and_then(|kind| names::plain(PAINT, &kind)).unwrap_or_else(|| "linear".to_owned()),
        rotation,
        color_stops: read.color_stops,
    })
}

/// An angle as callers write it: more than a full turn of radians means degrees. Gives it within one turn.
fn radians(given: f64) -> f64 {
    turn(if given.abs() > TAU { given.to_radians() } else { given })
}

/// The same direction, from 0 to less than a full turn.
fn turn(angle: f64) -> f64 {
    let turned = tidy(angle.rem_euclid(TAU));
    if turned >= TAU { 0.0 } else { turned }
}

/// Without the last digits, which only tell of the arithmetic.
fn tidy(number: f64) -> f64 {
    (number * 1e12).round() / 1e12
}

/// Reads a theme colour; what is refused is named by its path inside it.
pub(super) fn theme(given: &ThemeColorInput) -> Result<Theme, Refused> {
    let refuse = |field: String, reason: String| Err(Refused { field, reason });
    let kind = given.kind.as_deref().and_then(|kind| names::plain(PAINT, kind));
    let is_blank = |color: &String| color.trim().is_empty();
    if kind.is_none() && given.colors.iter().all(is_blank) {
        return Ok(Theme::Unsaid);
    }
    let Some(first) = given.colors.first().filter(|first| !is_blank(first)) else {
        let reason = "has no first colour; a solid colour has one entry, a gradient two or more";
        return refuse("colors".to_owned(), reason.to_owned());
    };
    let kind = match kind.as_deref() {
        Some("solid") => return Ok(Theme::Color(first.clone())),
        None if given.colors.len() == 1 => return Ok(Theme::Color(first.clone())),
        None => "linear",
        Some(kind @ ("linear" | "radial")) => kind,
        Some(other) => {
            let reason = format!("is {other:?}; use {PAINT}SOLID, {PAINT}LINEAR or {PAINT}RADIAL");
            return refuse("type".to_owned(), reason);
        }
    };
    let offsets = offsets(&given.stops, given.colors.len())?;
    let direction = given.direction.as_deref().filter(|direction| !direction.trim().is_empty());
    let rotation = match direction.map(direction_radians) {
        None => 0.0,
        Some(Some(rotation)) => rotation,
        Some(None) => {
            let reason = "is no CSS direction; use degrees such as 90deg (from left to right) or words such as to right";
            return refuse("direction".to_owned(), reason.to_owned());
        }
    };
    let stops = offsets.into_iter().zip(&given.colors);
    let color_stops = stops.map(|(offset, color)| ColorStop { offset, color: color.clone() }).collect();
    Ok(Theme::Gradient(Gradient { kind: kind.to_owned(), rotation, color_stops }))
}

/// Offsets from percentages; evenly spread when none are given.
fn offsets(stops: &[String], colors: usize) -> Result<Vec<f64>, Refused> {
    if stops.is_empty() {
        let last = colors.saturating_sub(1).max(1) as f64;
        return Ok((0..colors).map(|index| index as f64 / last).collect());
    }
    if stops.len() != colors {
        let reason =
            format!("has {} entries for {colors} colours; give one for each colour, or none", stops.len());
        return Err(Refused { field: "stops".to_owned(), reason });
    }
    let offset = |(index, text): (usize, &String)| {
        let percent = text.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        let offset =
            percent.filter(|percent| (0.0..=100.0).contains(percent)).map(|percent| tidy(percent / 100.0));
        offset.ok_or_else(|| Refused {
            field: format!("stops[{index}]"),
            reason: format!("is {text:?}; use a percentage from 0% to 100%"),
        })
    };
    stops.iter().enumerate().map(offset).collect()
}

/// A CSS direction (0deg to the top, clockwise) as the library's rotation (0 to the right, clockwise).
fn direction_radians(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let degrees = if let Some(side) = text.strip_prefix("to ") {
        let mut words: Vec<&str> = side.split_whitespace().collect();
        words.sort_unstable();
        match words.as_slice() {
            ["top"] => 0.0,
            ["right", "top"] => 45.0,
            ["right"] => 90.0,
            ["bottom", "right"] => 135.0,
            ["bottom"] => 180.0,
            ["bottom", "left"] => 225.0,
            ["left"] => 270.0,
            ["left", "top"] => 315.0,
            _ => return None,
        }
    } else {
        let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let number = number.trim().parse::<f64>().ok().filter(|number| number.is_finite())?;
        match unit {
            "deg" | "" => number,
            "rad" => number.to_degrees(),
            "turn" => number * 360.0,
            "grad" => number * 0.9,
            _ => return None,
        }
    };
    Some(turn(degrees.to_radians() - FRAC_PI_2))
}

/// The library's rotation as a CSS direction.
pub(super) fn direction(rotation: f64) -> String {
    let degrees = (rotation + FRAC_PI_2).to_degrees().rem_euclid(360.0);
    // Rounding may end at a full turn.
    let rounded = (degrees * 1e6).round() / 1e6 % 360.0;
    format!("{rounded}deg")
}

/// An offset as a percentage.
pub(super) fn percent(offset: f64) -> String {
    format!("{}%", (offset * 1e8).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{FRAC_PI_4, PI};

    use serde_json::json;

    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn gradients_come_as_text_or_as_objects() {
        let object = json!({ "type": "linear", "rotation": 45, "colorStops": [
            { "offset": 0, "color": "#3b82f6" }, { "offset": 1, "color": "#8b5cf6" }] });
        for given in [object.clone(), Value::String(object.to_string())] {
            let read = gradient(&gradient_object(&given).unwrap().unwrap()).unwrap();
            assert!(near(read.rotation, FRAC_PI_4), "more than a full turn of radians is degrees");
            assert_eq!((read.kind.as_str(), read.color_stops.len()), ("linear", 2));
        }
        assert_eq!(gradient_object(&json!("")), Ok(None));
        assert!(gradient_object(&json!("{")).unwrap_err().starts_with("is text, but no JSON"));
        assert_eq!(
            gradient(&json!({ "colorStops": [{ "offset": "x", "color": "" }] })).unwrap_err().field,
            "colorStops[0].offset"
        );
        assert_eq!(
            gradient(&json!({ "color_stops": [{ "offset": 0 }] })).unwrap_err().field,
            "color_stops[0]"
        );
    }

    #[test]
    fn small_angles_are_radians_and_all_are_within_a_turn() {
        assert!(near(radians(1.5), 1.5));
        assert!(near(radians(-FRAC_PI_2), 1.5 * PI));
        assert!(near(radians(360.0), 0.0));
        assert!(near(radians(-90.0), 1.5 * PI));
    }

    #[test]
    fn css_directions_become_rotations_and_come_back() {
        for (text, rotation, back) in [
            ("90deg", 0.0, "90deg"),
            ("to right", 0.0, "90deg"),
            ("180deg", FRAC_PI_2, "180deg"),
            ("to bottom", FRAC_PI_2, "180deg"),
            ("to right bottom", FRAC_PI_4, "135deg"),
            ("0deg", 1.5 * PI, "0deg"),
            ("0.25turn", 0.0, "90deg"),
            ("-90", PI, "270deg"),
            ("33.3deg", (33.3_f64 - 90.0).to_radians().rem_euclid(TAU), "33.3deg"),
        ] {
            let read = direction_radians(text).unwrap();
            assert!(near(read, rotation), "{text}: {read}");
            assert_eq!(direction(read), back, "{text}");
        }
        for text in ["right", "to", "to middle", "90px", "deg", "infdeg"] {
            assert_eq!(direction_radians(text), None, "{text}");
        }
    }

    #[test]
    fn theme_colors_are_colors_or_gradients() {
        let read = |value: Value| theme(&serde_json::from_value(value).unwrap());
        assert_eq!(
            read(json!({ "type": "THEME_COLOR_TYPE_SOLID", "colors": ["#123"] })).unwrap(),
            Theme::Color("#123".to_owned())
        );
        assert_eq!(
            read(json!({ "type": "THEME_COLOR_TYPE_UNSPECIFIED", "colors": [] })).unwrap(),
            Theme::Unsaid
        );
        let Theme::Gradient(gradient) = read(
            json!({ "type": "LINEAR", "colors": ["red", "lime", "blue"], "stops": ["0%", "33%", "100%"] }),
        )
        .unwrap() else {
            panic!("a gradient")
        };
        let offsets: Vec<f64> = gradient.color_stops.iter().map(|stop| stop.offset).collect();
        assert_eq!(offsets, [0.0, 0.33, 1.0]);
        assert_eq!(offsets.iter().map(|offset| percent(*offset)).collect::<Vec<_>>(), ["0%", "33%", "100%"]);
        let field = |value: Value| read(value).unwrap_err().field;
        assert_eq!(field(json!({ "type": "SOLID", "colors": [] })), "colors");
        assert_eq!(field(json!({ "type": "SOLID", "colors": [" "] })), "colors");
        assert_eq!(field(json!({ "type": "CONIC", "colors": ["a"] })), "type");
        assert_eq!(field(json!({ "type": "RADIAL", "colors": ["a", "b"], "stops": ["0%"] })), "stops");
        assert_eq!(
            field(json!({ "type": "RADIAL", "colors": ["a", "b"], "stops": ["0%", "2"] })),
            "stops[1]"
        );
        assert_eq!(field(json!({ "type": "LINEAR", "colors": ["a", "b"], "direction": "up" })), "direction");
    }
}
