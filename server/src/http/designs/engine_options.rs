//! Options of the engine that the API has no field of its own for, in the engine's names.

use serde_json::Value;

use crate::http::dialect::Refused;

/// Most bytes of them, as JSON.
const LARGEST: usize = 16_384;

/// The options that may be set in a group, all of them where the list is empty; `None` for a group that may not be set: it
/// has fields of its own or, like sizes on paper, no place in a design.
fn inside(group: &str) -> Option<&'static [&'static str]> {
    Some(match group {
        "margin" | "quietZone" | "frameOptions" => &[],
        "qrOptions" => &["typeNumber", "mode", "mask", "segments", "eci"],
        "imageOptions" => &["shape", "opacity", "backing"],
        "dotsOptions" => &["scale"],
        "backgroundOptions" => &["round", "imageOpacity", "imageGuard"],
        "cornersSquareOptions" | "cornersDotOptions" => &["topLeft", "topRight", "bottomLeft"],
        _ => return None,
    })
}

/// Checks which options are set; the engine judges their values.
pub(super) fn check(given: &Value) -> Result<(), Refused> {
    let refuse =
        |field: &str, reason: &str| Err(Refused { field: field.to_owned(), reason: reason.to_owned() });
    let Value::Object(groups) = given else {
        return refuse(
            "",
            "is no object; send the engine's options, such as {\"frameOptions\": {\"type\": \"banner\"}}",
        );
    };
    if given.to_string().len() > LARGEST {
        return refuse("", "is larger than 16 kB");
    }
    for (group, options) in groups {
        let Some(allowed) = inside(group) else {
            return refuse(group, "cannot be set here; docs/api.md lists what can");
        };
        if allowed.is_empty() {
            continue;
        }
        let Value::Object(options) = options else {
            return refuse(group, "is no object");
        };
        if let Some(unknown) = options.keys().find(|name| !allowed.contains(&name.as_str())) {
            let reason = format!("cannot be set here; use {}", allowed.join(", "));
            return Err(Refused { field: format!("{group}.{unknown}"), reason });
        }
    }
    Ok(())
}

/// Whether an option that the engine refused stands among these.
pub(super) fn has(given: &Value, path: &str) -> bool {
    let mut here = given;
    // Two steps tell: deeper ones belong to whoever set the group.
    for name in path.split('.').take(2) {
        let name = name.split('[').next().unwrap_or(name);
        match here.get(name) {
            Some(next) => here = next,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_has_no_field_of_its_own_may_be_set() {
        for fine in [
            json!({}),
            json!({ "margin": 80, "quietZone": 4 }),
            json!({ "frameOptions": { "type": "banner", "gradient": { "type": "linear" } } }),
            json!({ "cornersSquareOptions": { "topLeft": { "type": "dot" } }, "qrOptions": { "mask": 3 } }),
        ] {
            assert!(check(&fine).is_ok(), "{fine}");
        }
        let field = |given: Value| check(&given).unwrap_err().field;
        assert_eq!(field(json!([])), "");
        assert_eq!(field(json!({ "margin": "x".repeat(20_000) })), "");
        for group in ["data", "image", "width", "printSize", "corners", "frame_options"] {
            assert_eq!(field(json!({ group: 1 })), group);
        }
        assert_eq!(field(json!({ "backgroundOptions": { "image": "data:" } })), "backgroundOptions.image");
        assert_eq!(field(json!({ "dotsOptions": { "color": "red" } })), "dotsOptions.color");
        assert_eq!(field(json!({ "dotsOptions": 1 })), "dotsOptions");
    }

    #[test]
    fn what_was_refused_is_found_where_it_stands() {
        let given = json!({ "margin": 900, "cornersDotOptions": { "topLeft": { "color": "x" } } });
        assert!(has(&given, "margin"));
        assert!(has(&given, "cornersDotOptions.topLeft.color"));
        assert!(!has(&given, "cornersDotOptions.color"));
        assert!(!has(&given, "dotsOptions.scale"));
    }
}
