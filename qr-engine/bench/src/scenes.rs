//! What is drawn: the texts and designs of all parts.

use qr_engine::{Design, Mode};
use serde_json::{Value, json};

/// A text of so many bytes that needs byte mode.
pub fn text(length: usize) -> String {
    "https://example.com/campaign?id=".chars().cycle().take(length).collect()
}

/// A design with what lies in `dots`, `side` px large.
pub fn options(data: &str, side: u32, dots: &Value) -> Value {
    json!({ "data": data, "width": side, "height": side, "dotsOptions": dots })
}

/// Rounded modules under a linear gradient; `angle` in radians.
pub fn gradient(angle: f64) -> Value {
    json!({ "type": "rounded", "gradient": { "rotation": angle, "colorStops": [
        { "offset": 0, "color": "#0f172a" }, { "offset": 1, "color": "#be123c" }] } })
}

/// The same under a radial one.
pub fn radial() -> Value {
    json!({ "type": "rounded", "gradient": { "type": "radial", "colorStops": [
        { "offset": 0, "color": "#be123c" }, { "offset": 1, "color": "#0f172a" }] } })
}

pub fn design(options: &Value) -> Design {
    Design::from_json_value(options, Mode::Strict).unwrap()
}
