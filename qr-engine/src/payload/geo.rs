//! `geo`: a place on Earth.
//!
//! | field | | |
//! |---|---|---|
//! | `latitude` | required | degrees of WGS 84, -90 to 90, north positive |
//! | `longitude` | required | degrees, -180 to 180, east positive |
//! | `altitude` | | metres above the ellipsoid, -12000 to 100000; of `geo` alone |
//! | `label` | | name of the place |
//! | `format` | `geo` | `geo` (Android and others), `google` or `apple`: an address of their maps, which iPhones open too |
//!
//! Source: RFC 5870. Angles have at most 7 decimals, about a centimetre. The label is `?q=latitude,longitude(label)`, as Android
//! reads it; the standard has none.
//!
//! ```
//! use qr_engine::payload;
//! let mut place = serde_json::json!({ "type": "geo", "latitude": 48.8584, "longitude": 2.2945, "label": "Tour Eiffel" });
//! assert_eq!(payload::build(&place)?.data, "geo:48.8584,2.2945?q=48.8584,2.2945(Tour%20Eiffel)");
//! place["format"] = "apple".into();
//! assert_eq!(payload::build(&place)?.data, "https://maps.apple.com/?ll=48.8584,2.2945&q=Tour%20Eiffel");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::decimal;
use super::checks::escape::percent;
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

/// Decimals of an angle.
const DECIMALS: usize = 7;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let latitude = number(fields, "latitude", -90.0, 90.0)?.ok_or_else(|| missing(fields, "latitude"))?;
    let longitude =
        number(fields, "longitude", -180.0, 180.0)?.ok_or_else(|| missing(fields, "longitude"))?;
    let label = fields.line("label")?.map(|label| percent(&label, ""));
    let place = [&latitude, ",", &longitude].concat();
    let format = fields.choice("format", &["geo", "google", "apple"])?;
    if format != "geo" {
        fields.unwanted("altitude", "has a place in the format geo alone: leave it out")?;
    }
    let text = match (format, label) {
        ("google", label) => {
            // Google's addresses have either a place or a name; the place is what was asked for.
            let text = ["https://www.google.com/maps/search/?api=1&query=", &place].concat();
            let draft = Draft::text(text);
            let message = "has no place in the addresses of Google's maps: they show the name that they know";
            return Ok(if label.is_some() { draft.warn(fields.path("label"), message) } else { draft });
        }
        ("apple", None) => ["https://maps.apple.com/?ll=", &place].concat(),
        ("apple", Some(label)) => ["https://maps.apple.com/?ll=", &place, "&q=", &label].concat(),
        (_, label) => {
            let altitude = number(fields, "altitude", -12_000.0, 100_000.0)?;
            let altitude = altitude.map(|altitude| [",", &altitude].concat()).unwrap_or_default();
            let label = label.map(|label| ["?q=", &place, "(", &label, ")"].concat()).unwrap_or_default();
            ["geo:", &place, &altitude, &label].concat()
        }
    };
    Ok(Draft::text(text))
}

fn missing<V: Value>(fields: &Fields<V>, key: &str) -> crate::error::Error {
    fields.refuse(key, "payload.missing", "is missing: give it in degrees, such as 48.8584")
}

/// A number in a range, rounded to seven decimals, without zeros at its end.
fn number<V: Value>(fields: &Fields<V>, key: &str, low: f64, high: f64) -> Result<Option<String>> {
    let Some(number) = fields.number(key)? else { return Ok(None) };
    if !(number >= low && number <= high) {
        let message =
            ["must be a number from ", &(low as i64).to_string(), " to ", &(high as i64).to_string()];
        return Err(fields.refuse(key, "payload.range", &message.concat()));
    }
    let units = libm::round(number * 1e7);
    let sign = if units < 0.0 { "-" } else { "" };
    Ok(Some([sign, &decimal::from_units(units.abs() as u128, DECIMALS)].concat()))
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_places() {
        assert_eq!(
            text(json!({ "type": "geo", "latitude": -33.856_784_45, "longitude": "151.2152970" })),
            "geo:-33.8567845,151.215297"
        );
        assert_eq!(
            text(json!({ "type": "geo", "latitude": 0, "longitude": -0.000_000_01, "altitude": -5.5 })),
            "geo:0,0,-5.5"
        );
        let built =
            build(&json!({ "type": "geo", "latitude": 1, "longitude": 2, "format": "google", "label": "x" }))
                .unwrap();
        assert_eq!(
            (built.data.as_str(), built.warnings.len()),
            ("https://www.google.com/maps/search/?api=1&query=1,2", 1)
        );
        assert_eq!(
            text(json!({ "type": "geo", "latitude": 1, "longitude": 2, "format": "apple" })),
            "https://maps.apple.com/?ll=1,2"
        );
    }

    #[test]
    fn refuses_what_is_not_on_earth() {
        refused(
            &json!({ "type": "geo", "latitude": 1, "longitude": 2 }),
            &[
                ("latitude", json!(null), "payload.missing"),
                ("longitude", json!(""), "payload.missing"),
                ("latitude", json!(90.1), "payload.range"),
                ("longitude", json!(-181), "payload.range"),
                ("latitude", json!("north"), "payload.range"),
                ("latitude", json!(true), "payload.type"),
                ("altitude", json!(1e9), "payload.range"),
                ("format", json!("bing"), "payload.unknown_name"),
            ],
        );
        refused(
            &json!({ "type": "geo", "latitude": 1, "longitude": 2, "format": "apple" }),
            &[("altitude", json!(3), "payload.conflict")],
        );
    }
}
