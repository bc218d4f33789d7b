//! A payload among the options of a design, in place of `data`.

use super::{Built, HostToAscii, build_with};
use crate::error::{Error, Result};
use crate::options::value::{Kind, Value};
use crate::options::{ErrorCorrectionLevel, Mode, QrOptions};

/// Reads options as [`QrOptions::from_value`] does; their field `payload`, if there is one, makes the `data`.
///
/// - `data` beside `payload` is refused.
/// - Without `qrOptions.errorCorrectionLevel` the payload's own is taken, demanded or suggested; one that a standard does not
///   allow is refused, and so is a `qrOptions.typeNumber` above what it allows.
/// - With `qrOptions.eci` the text goes in as text; bytes that are no text are refused there.
///
/// The payload is read strictly in every mode, for the original has none.
///
/// ```
/// use qr_engine::{Mode, payload};
/// let value = serde_json::json!({ "width": 400, "payload": { "type": "epc", "name": "Ann", "iban": "DE89370400440532013000" } });
/// let (options, built) = payload::read_options(&value, Mode::Strict, payload::OWN_TO_ASCII)?;
/// assert_eq!((options.data.as_str(), options.width), ("BCD\n002\n1\nSCT\n\nAnn\nDE89370400440532013000", 400.0));
/// assert_eq!((options.qr_options.error_correction_level.as_str(), built.is_some()), ("M", true));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn read_options(
    value: impl Value,
    mode: Mode,
    to_ascii: Option<HostToAscii>,
) -> Result<(QrOptions, Option<Built>)> {
    let payload = given(&value, "payload");
    let has_level =
        given(&value, "qrOptions").is_some_and(|group| given(&group, "errorCorrectionLevel").is_some());
    let mut options = QrOptions::from_value(value, mode)?;
    let Some(payload) = payload else { return Ok((options, None)) };
    if !options.data.is_empty() {
        let message = "stands beside data: leave one of them out";
        return Err(Error::option("payload.conflict", "payload", message));
    }
    let built = build_with(payload, "payload", to_ascii)?;
    fill(&mut options, &built, has_level)?;
    Ok((options, Some(built)))
}

/// The field, unless it is absent or null.
fn given<V: Value>(value: &V, key: &str) -> Option<V> {
    value.get(key).filter(|field| field.kind() != Kind::Nothing)
}

fn fill(options: &mut QrOptions, built: &Built, has_level: bool) -> Result<()> {
    let symbol = built.symbol;
    let qr_options = &mut options.qr_options;
    let level = match symbol.error_correction_level {
        ErrorCorrectionLevel::L => "L",
        ErrorCorrectionLevel::M => "M",
        ErrorCorrectionLevel::Q => "Q",
        ErrorCorrectionLevel::H => "H",
    };
    if !has_level {
        level.clone_into(&mut qr_options.error_correction_level);
    } else if symbol.is_required && qr_options.error_correction_level != level {
        let message =
            ["must be ", level, " for a payload of the type ", built.kind.name(), ": leave it out"].concat();
        return Err(Error::option("payload.conflict", "qrOptions.errorCorrectionLevel", message));
    }
    if qr_options.type_number > f64::from(symbol.max_version) {
        let (most, name) = (symbol.max_version.to_string(), built.kind.name());
        let message =
            ["may be at most ", &most, " for a payload of the type ", name, ": leave it out"].concat();
        return Err(Error::option("payload.conflict", "qrOptions.typeNumber", message));
    }
    let data = if qr_options.eci == 0.0 {
        &built.data
    } else {
        built.text.as_ref().ok_or_else(|| {
            let message = "tells how bytes become text, and this payload is bytes: leave it out";
            Error::option("payload.conflict", "qrOptions.eci", message)
        })?
    };
    options.data.clone_from(data);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::OWN_TO_ASCII;
    use super::*;
    use serde_json::json;

    fn read(value: &serde_json::Value) -> Result<QrOptions> {
        read_options(value, Mode::Strict, OWN_TO_ASCII).map(|(options, _)| options)
    }

    #[test]
    fn data_comes_from_the_payload_or_from_data() {
        let text = json!({ "type": "text", "text": "é" });
        assert_eq!(read(&json!({ "payload": text })).unwrap().data, "\u{c3}\u{a9}");
        assert_eq!(read(&json!({ "payload": text, "qrOptions": { "eci": 26 } })).unwrap().data, "é");
        assert_eq!(read(&json!({ "payload": text, "data": "" })).unwrap().data, "\u{c3}\u{a9}");
        assert_eq!(read(&json!({ "payload": null, "data": "x" })).unwrap().data, "x");
        let compat = json!({ "payload": text, "width": "300" });
        assert_eq!(read_options(&compat, Mode::Compat, None).unwrap().0.width, 300.0);
    }

    #[test]
    fn the_level_follows_the_payload_unless_it_is_given() {
        let level = |value: &serde_json::Value| read(value).unwrap().qr_options.error_correction_level;
        let long = json!({ "type": "text", "text": "a".repeat(300) });
        assert_eq!(level(&json!({ "payload": long })), "M");
        assert_eq!(level(&json!({ "payload": long, "qrOptions": { "errorCorrectionLevel": "H" } })), "H");
        assert_eq!(level(&json!({ "data": "x" })), "Q");
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let payment = json!({ "type": "epc", "name": "Ann", "iban": "DE89370400440532013000" });
        for (value, code, path) in [
            (json!({ "payload": payment, "data": "x" }), "payload.conflict", "payload"),
            (json!({ "payload": "x" }), "payload.type", "payload"),
            (json!({ "payload": { "type": "epc", "name": "Ann" } }), "payload.missing", "payload.iban"),
            (
                json!({ "payload": payment, "qrOptions": { "errorCorrectionLevel": "H" } }),
                "payload.conflict",
                "qrOptions.errorCorrectionLevel",
            ),
            (
                json!({ "payload": payment, "qrOptions": { "typeNumber": 14 } }),
                "payload.conflict",
                "qrOptions.typeNumber",
            ),
            (
                json!({ "payload": { "type": "binary", "hex": "ff" }, "qrOptions": { "eci": 26 } }),
                "payload.conflict",
                "qrOptions.eci",
            ),
        ] {
            let error = read(&value).unwrap_err();
            assert_eq!((error.code(), error.path()), (code, Some(path)), "{value}: {error}");
        }
    }
}
