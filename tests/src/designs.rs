//! Designs that hold everything a scene can: every type, paint, form and picture.

use base64::Engine as _;
use serde_json::{Value, json};

/// A photograph as a data URI: 96 by 64 pixels, JPEG.
#[must_use]
pub fn photograph() -> String {
    let jpeg = base64::engine::general_purpose::STANDARD.encode(include_bytes!("../fixtures/photograph.jpg"));
    format!("data:image/jpeg;base64,{jpeg}")
}

/// A name and the options of each, without data.
#[must_use]
pub fn designs() -> Vec<(String, Value)> {
    let png = base64::engine::general_purpose::STANDARD.encode(include_bytes!("../fixtures/logo.png"));
    let png = format!("data:image/png;base64,{png}");
    let svg = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>\
        <rect width='20' height='20' fill='%23c2410c'/><circle cx='30' cy='10' r='9' fill='%230f766e'/></svg>";
    let stops = |from: &str, to: &str| json!([{"offset": 0.1, "color": from}, {"offset": 1, "color": to}]);
    let linear = json!({"rotation": 0.7, "colorStops": stops("#7c2d12", "#1e3a8a")});
    let radial = json!({"type": "radial", "colorStops": stops("rgba(0, 60, 40, .8)", "#be123c")});
    let pale = json!({"rotation": 2, "colorStops": stops("#fff", "#fde68a")});

    let mut designs = Vec::new();
    let mut add = |name: &str, options: Value| designs.push((name.to_owned(), options));
    for dots in ["square", "dots", "rounded", "extra-rounded", "classy", "classy-rounded"] {
        add(dots, json!({"dotsOptions": {"type": dots, "color": "#1b2a4a"}}));
    }
    for dots in ["bubbly-dots", "circuit-chip", "hexagon", "octagon"] {
        add(dots, json!({"dotsOptions": {"type": dots, "color": "#1b2a4a"}}));
    }
    for (ring, centre) in [
        ("square", "star"),
        ("dot", "dot"),
        ("extra-rounded", "teardrop"),
        ("leaf", "square"),
        ("hexagon", "hexagon"),
        ("octagon", "octagon"),
        ("rounded", "dots"),
    ] {
        let ring_options = json!({"type": ring, "color": "#be123c"});
        let options = json!({"cornersSquareOptions": ring_options, "cornersDotOptions": {"type": centre}});
        add(&format!("ring {ring}, centre {centre}"), options);
    }
    add(
        "linear gradients",
        json!({"dotsOptions": {"type": "rounded", "gradient": linear}, "cornersDotOptions": {"gradient": linear},
            "backgroundOptions": {"gradient": pale}}),
    );
    add(
        "radial gradients",
        json!({"dotsOptions": {"type": "classy", "gradient": radial}, "cornersSquareOptions": {"gradient": radial}}),
    );
    add(
        "translucent colours",
        json!({"dotsOptions": {"color": "#1b2a4a80"}, "cornersSquareOptions": {"color": "rgba(190, 18, 60, .5)"},
            "backgroundOptions": {"color": "#fde68a40"}}),
    );
    add("no background", json!({"dotsOptions": {"type": "dots"}, "backgroundOptions": {"color": ""}}));
    add("round background", json!({"margin": 20, "backgroundOptions": {"round": 0.6, "color": "#fff7ed"}}));
    add("circle", json!({"shape": "circle", "dotsOptions": {"type": "extra-rounded", "gradient": linear}}));
    add("fractions of pixels", json!({"dotsOptions": {"roundSize": false}}));
    add("fractions of pixels, rounded", json!({"dotsOptions": {"roundSize": false, "type": "rounded"}}));
    add("scaled modules", json!({"dotsOptions": {"scale": 0.7, "type": "classy-rounded"}}));
    add("PNG logo", json!({"image": png, "imageOptions": {"margin": 3}}));
    add(
        "logo in a circle",
        json!({"image": png, "imageOptions": {"shape": "circle", "backing": {"color": "#fef3c7", "padding": 4}}}),
    );
    add(
        "logo on a plate",
        json!({"image": png, "imageOptions": {"margin": 6, "backing": {"round": 0.4, "padding": 3}}}),
    );
    add(
        "window of a logo's own form",
        json!({"image": png, "imageOptions": {"shape": "alpha", "margin": 2}}),
    );
    add("thin logo", json!({"image": png, "imageOptions": {"opacity": 0.5, "hideBackgroundDots": false}}));
    add("photograph behind", json!({"backgroundOptions": {"image": photograph()}}));
    add(
        "framed",
        json!({"height": 360, "frameOptions": {"type": "ticket", "text": "ADMIT ONE", "color": "#be123c"}}),
    );
    add("framed badge", json!({"frameOptions": {"type": "badge", "gradient": linear, "text": "SINCE 1987"}}));
    add("SVG logo", json!({"image": svg, "qrOptions": {"errorCorrectionLevel": "H"}}));
    designs
}
