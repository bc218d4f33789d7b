//! Designs that several test files draw.

#![allow(clippy::panic, reason = "a helper of tests may panic")]
#![allow(dead_code, reason = "no test file uses everything")]

use qr_engine::options::FrameType;
use qr_engine::{Design, Mode};
use serde_json::{Value, json};

pub(crate) const DOT_TYPES: [&str; 6] =
    ["square", "dots", "rounded", "extra-rounded", "classy", "classy-rounded"];

/// A 40 by 20 logo, half of it transparent.
pub(crate) const LOGO: &str = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>\
    <rect width='20' height='20' fill='%23c2410c'/></svg>";

pub(crate) fn design(options: &Value) -> Design {
    Design::from_json_value(options, Mode::Strict).unwrap_or_else(|error| panic!("{error}: {options}"))
}

/// Every type, gradient, shape and rounding at least once, each with a name.
pub(crate) fn corpus() -> Vec<(String, Value)> {
    let linear = json!({ "rotation": 0.7, "colorStops": [
        { "offset": 0, "color": "#7c2d12" }, { "offset": 0.4, "color": "#be123c" }, { "offset": 1, "color": "#1e3a8a" }] });
    let radial = json!({ "type": "radial", "colorStops": [
        { "offset": 0.1, "color": "rgba(0, 60, 40, .8)" }, { "offset": 1, "color": "navy" }] });
    let mut corpus = Vec::new();
    for dots in DOT_TYPES {
        for shape in ["square", "circle"] {
            corpus.push((format!("{dots} {shape}"), json!({
                "data": "https://example.com/menu?table=12", "shape": shape, "width": 320, "height": 300, "margin": 8,
                "dotsOptions": { "type": dots, "color": "#123" } })));
        }
        corpus.push((
            format!("{dots} gradients"),
            json!({
            "data": "https://example.com/menu?table=12",
            "dotsOptions": { "type": dots, "gradient": linear, "roundSize": false },
            "cornersSquareOptions": { "type": dots, "gradient": radial },
            "cornersDotOptions": { "type": dots, "gradient": linear },
            "backgroundOptions": { "gradient": { "rotation": 2, "colorStops": [
                { "offset": 0, "color": "#fff" }, { "offset": 1, "color": "#fde68a" }] } } }),
        ));
    }
    for (square, dot) in
        [("square", "square"), ("dot", "dot"), ("extra-rounded", "dot"), ("classy", "extra-rounded")]
    {
        corpus.push((format!("corners {square} {dot}"), json!({
            "data": "CORNERS", "margin": 20,
            "cornersSquareOptions": { "type": square, "color": "#be123c" },
            "cornersDotOptions": { "type": dot }, "backgroundOptions": { "round": 0.4, "color": "#fff7ed" } })));
    }
    corpus.push((
        "logo".to_owned(),
        json!({
        "data": "https://example.com/with-a-logo", "image": LOGO, "width": 500, "height": 500,
        "imageOptions": { "margin": 4 }, "qrOptions": { "errorCorrectionLevel": "H" },
        "backgroundOptions": { "color": "transparent" } }),
    ));
    corpus.extend(frames());
    corpus
}

/// Every frame: with the caption below and above, and without one around a disc.
pub(crate) fn frames() -> Vec<(String, Value)> {
    let gradient = json!({ "rotation": 0.8, "colorStops": [
        { "offset": 0, "color": "#4338ca" }, { "offset": 1, "color": "#be185d" }] });
    let mut frames = Vec::new();
    for (name, _) in FrameType::ALL {
        frames.push((
            format!("{name} below"),
            json!({
            "data": "https://example.com/menu", "width": 320, "height": 400,
            "dotsOptions": { "color": "#14213d" }, "frameOptions": { "type": name } }),
        ));
        frames.push((format!("{name} above"), json!({
            "data": "https://example.com/menu", "width": 415, "height": 480,
            "dotsOptions": { "type": "rounded", "gradient": gradient },
            "backgroundOptions": { "color": "transparent" },
            "frameOptions": { "type": name, "position": "top", "gradient": gradient, "text": "Größe & Qualität" } })));
        frames.push((format!("{name} circle"), json!({
            "data": "https://example.com/menu", "width": 400, "height": 350, "shape": "circle", "quietZone": 1,
            "frameOptions": { "type": name, "text": "", "color": "#0f766e", "panelColor": "#f0fdfa" } })));
    }
    frames
}
