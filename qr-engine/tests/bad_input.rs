//! What is refused, with which code and path, in strict mode; and what compat mode makes of it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of tests may panic")]

use qr_engine::{Design, Error, Format, Mode, render};
use serde_json::{Value, json};

fn refused(options: &Value) -> Error {
    match Design::from_json_value(options, Mode::Strict).and_then(|design| render(&design, Format::Png)) {
        Ok(_) => panic!("accepted: {options}"),
        Err(error) => error,
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn strict_mode_names_code_and_path() {
    let stops = |stops: Value| json!({ "data": "x", "dotsOptions": { "gradient": { "colorStops": stops } } });
    let frame = |options: Value| {
        let mut frame = json!({ "type": "card" });
        frame.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        json!({ "data": "x", "frameOptions": frame })
    };
    let cases = [
        (json!({}), "data.empty", "data"),
        (json!({ "data": "" }), "data.empty", "data"),
        (json!({ "data": 5 }), "options.type", "data"),
        (json!({ "data": "x", "width": "300" }), "options.type", "width"),
        (json!({ "data": "x", "width": 0 }), "options.range", "width"),
        (json!({ "data": "x", "height": 1e9 }), "options.range", "height"),
        (json!({ "data": "x", "width": 20, "height": 20 }), "options.too_small", "width"),
        (json!({ "data": "x", "margin": 150 }), "options.range", "margin"),
        (json!({ "data": "x", "margin": -1 }), "options.range", "margin"),
        (json!({ "data": "x", "shape": "star" }), "options.unknown_name", "shape"),
        (json!({ "data": "x", "dotsOptions": [] }), "options.type", "dotsOptions"),
        (
            json!({ "data": "x", "dotsOptions": { "type": "dot" } }),
            "options.unknown_name",
            "dotsOptions.type",
        ),
        (json!({ "data": "x", "dotsOptions": { "roundSize": 1 } }), "options.type", "dotsOptions.roundSize"),
        (json!({ "data": "x", "dotsOptions": { "color": "blurple" } }), "options.color", "dotsOptions.color"),
        (
            json!({ "data": "x", "cornersSquareOptions": { "type": "round" } }),
            "options.unknown_name",
            "cornersSquareOptions.type",
        ),
        (
            json!({ "data": "x", "cornersDotOptions": { "color": "#12" } }),
            "options.color",
            "cornersDotOptions.color",
        ),
        (
            json!({ "data": "x", "backgroundOptions": { "round": 1.5 } }),
            "options.range",
            "backgroundOptions.round",
        ),
        (json!({ "data": "x", "qrOptions": { "typeNumber": 41 } }), "options.range", "qrOptions.typeNumber"),
        (json!({ "data": "x", "qrOptions": { "typeNumber": 2.5 } }), "options.range", "qrOptions.typeNumber"),
        (json!({ "data": "x", "qrOptions": { "mode": "Nope" } }), "options.unknown_name", "qrOptions.mode"),
        (json!({ "data": "点x", "qrOptions": { "mode": "Kanji" } }), "data.mode", "data"),
        (json!({ "data": "x", "qrOptions": { "mask": 8 } }), "options.unknown_name", "qrOptions.mask"),
        (json!({ "data": "x", "qrOptions": { "mask": true } }), "options.type", "qrOptions.mask"),
        (
            json!({ "data": "x", "qrOptions": { "segments": "many" } }),
            "options.unknown_name",
            "qrOptions.segments",
        ),
        (
            json!({ "data": "x", "qrOptions": { "segments": "mixed", "mode": "Byte" } }),
            "options.conflict",
            "qrOptions.segments",
        ),
        (json!({ "data": "x", "qrOptions": { "eci": 5 } }), "options.range", "qrOptions.eci"),
        (json!({ "data": "Ω", "qrOptions": { "eci": 3 } }), "data.eci", "data"),
        (json!({ "data": "x", "quietZone": -1 }), "options.range", "quietZone"),
        (
            json!({ "data": "x", "quietZone": 90, "width": 100, "height": 100 }),
            "options.too_small",
            "quietZone",
        ),
        (json!({ "data": "x", "dotsOptions": { "scale": 0 } }), "options.range", "dotsOptions.scale"),
        (
            json!({ "data": "x", "cornersSquareOptions": { "topLeft": { "type": "teardrop" } } }),
            "options.unknown_name",
            "cornersSquareOptions.topLeft.type",
        ),
        (
            json!({ "data": "x", "cornersDotOptions": { "bottomLeft": { "gradient": {} } } }),
            "options.gradient",
            "cornersDotOptions.bottomLeft.gradient.colorStops",
        ),
        (json!({ "data": "1a", "qrOptions": { "mode": "Numeric" } }), "data.mode", "data"),
        (
            json!({ "data": "x", "qrOptions": { "errorCorrectionLevel": "Z" } }),
            "options.unknown_name",
            "qrOptions.errorCorrectionLevel",
        ),
        (
            json!({ "data": "x", "imageOptions": { "imageSize": -1 } }),
            "options.range",
            "imageOptions.imageSize",
        ),
        (json!({ "data": "x".repeat(3000) }), "data.too_long", "data"),
        (json!({ "data": "x".repeat(30), "qrOptions": { "typeNumber": 1 } }), "data.too_long", "data"),
        (json!({ "data": "x", "dotsOptions": { "gradient": 5 } }), "options.type", "dotsOptions.gradient"),
        (
            json!({ "data": "x", "dotsOptions": { "gradient": {} } }),
            "options.gradient",
            "dotsOptions.gradient.colorStops",
        ),
        (
            json!({ "data": "x", "dotsOptions": { "gradient": { "type": "conic", "colorStops": [] } } }),
            "options.unknown_name",
            "dotsOptions.gradient.type",
        ),
        (stops(json!([])), "options.gradient", "dotsOptions.gradient.colorStops"),
        (stops(json!("red")), "options.type", "dotsOptions.gradient.colorStops"),
        (stops(json!(["red"])), "options.type", "dotsOptions.gradient.colorStops[0]"),
        (stops(json!([{ "color": "red" }])), "options.missing", "dotsOptions.gradient.colorStops[0].offset"),
        (stops(json!([{ "offset": 0 }])), "options.missing", "dotsOptions.gradient.colorStops[0].color"),
        (
            stops(json!([{ "offset": 0, "color": "red" }, { "offset": 1.2, "color": "red" }])),
            "options.range",
            "dotsOptions.gradient.colorStops[1].offset",
        ),
        (
            stops(json!([{ "offset": 0, "color": "red" }, { "offset": 1, "color": "rot" }])),
            "options.color",
            "dotsOptions.gradient.colorStops[1].color",
        ),
        (json!({ "data": "x", "image": "https://example.com/logo.png" }), "logo.data_uri", "image"),
        (json!({ "data": "x", "image": "data:image/png;base64,aGVsbG8=" }), "logo.format", "image"),
        (json!({ "data": "x", "image": "data:image/png;base64,iVBORw0KGgo=" }), "logo.damaged", "image"),
        (json!({ "data": "x", "image": "data:image/svg+xml,<svg><g></svg>" }), "logo.damaged", "image"),
        (
            json!({ "data": "x", "image": format!("data:image/png;base64,{}", "A".repeat(4_400_000)) }),
            "logo.too_large",
            "image",
        ),
        (
            json!({ "data": "x", "imageOptions": { "shape": "star" } }),
            "options.unknown_name",
            "imageOptions.shape",
        ),
        (json!({ "data": "x", "imageOptions": { "opacity": 2 } }), "options.range", "imageOptions.opacity"),
        (
            json!({ "data": "x", "imageOptions": { "backing": { "color": "whit" } } }),
            "options.color",
            "imageOptions.backing.color",
        ),
        (
            json!({ "data": "x", "imageOptions": { "backing": { "padding": -1 } } }),
            "options.range",
            "imageOptions.backing.padding",
        ),
        (
            json!({ "data": "x", "imageOptions": { "backing": { "round": "x" } } }),
            "options.type",
            "imageOptions.backing.round",
        ),
        (
            json!({ "data": "x", "backgroundOptions": { "image": "x.png", "imageOpacity": "half" } }),
            "options.type",
            "backgroundOptions.imageOpacity",
        ),
        (
            json!({ "data": "x", "backgroundOptions": { "imageGuard": 1 } }),
            "options.type",
            "backgroundOptions.imageGuard",
        ),
        (json!({ "data": "x", "printSize": {} }), "options.missing", "printSize.mm"),
        (json!({ "data": "x", "printSize": { "mm": 0 } }), "options.range", "printSize.mm"),
        (json!({ "data": "x", "printSize": { "mm": 40, "dpi": 0.5 } }), "options.range", "printSize.dpi"),
        (json!({ "data": "x", "dotsOptions": { "color": "currentColor" } }), "output.color", "dotsOptions"),
        (json!({ "data": "x", "width": 30000, "height": 30000 }), "output.size", "width"),
        (json!({ "data": "x", "frameOptions": "card" }), "options.type", "frameOptions"),
        (frame(json!({ "type": "star" })), "options.unknown_name", "frameOptions.type"),
        (frame(json!({ "color": "blurple" })), "options.color", "frameOptions.color"),
        (frame(json!({ "gradient": {} })), "options.gradient", "frameOptions.gradient.colorStops"),
        (frame(json!({ "text": 5 })), "options.type", "frameOptions.text"),
        (frame(json!({ "textColor": "blurple" })), "options.color", "frameOptions.textColor"),
        (frame(json!({ "panelColor": "blurple" })), "options.color", "frameOptions.panelColor"),
        (frame(json!({ "position": "left" })), "options.unknown_name", "frameOptions.position"),
        (frame(json!({ "text": "点 menu" })), "frame.glyph", "frameOptions.text"),
        (frame(json!({ "text": "two\nlines" })), "frame.glyph", "frameOptions.text"),
        (frame(json!({ "text": "too long ".repeat(8) })), "frame.text_too_long", "frameOptions.text"),
        (
            json!({ "data": "x", "width": 24, "frameOptions": { "type": "card" } }),
            "options.too_small",
            "width",
        ),
        (
            json!({ "data": "x", "height": 24, "frameOptions": { "type": "card" } }),
            "options.too_small",
            "height",
        ),
        (
            json!({ "data": "x", "margin": 120, "frameOptions": { "type": "card" } }),
            "options.too_small",
            "margin",
        ),
    ];
    for (options, code, path) in cases {
        let error = refused(&options);
        assert_eq!((error.code(), error.path()), (code, Some(path)), "{error}");
        assert!(error.to_string().starts_with(path), "{error}");
    }
}

#[test]
fn malformed_json_has_no_path_but_a_place() {
    let error = Design::from_json("{\"data\": ", Mode::Strict).unwrap_err();
    assert_eq!((error.code(), error.path()), ("options.syntax", None));
    assert!(error.to_string().contains("line 1"), "{error}");
    assert_eq!(Design::from_json("[1]", Mode::Strict).unwrap_err().code(), "options.type");
}

#[test]
fn unknown_keys_and_null_mean_nothing() {
    let plain = Design::from_json(r#"{"data":"x"}"#, Mode::Strict).unwrap();
    let odd = r#"{"data":"x","extra":{"a":1},"image":null,"dotsOptions":{"gradient":null,"color":null,"scale9":3}}"#;
    assert_eq!(Design::from_json(odd, Mode::Strict).unwrap(), plain);
}

#[test]
fn compat_mode_coerces_as_the_original_does() {
    let compat = |options: Value| Design::from_json_value(&options, Mode::Compat).unwrap();
    let plain = compat(json!({ "data": "12345" }));
    assert_eq!(compat(json!({ "data": 12345, "width": "300", "shape": "star" })), plain);
    assert_eq!(compat(json!({ "data": "12345", "dotsOptions": { "type": "stars", "roundSize": 1 } })), plain);
    assert_eq!(compat(json!({ "data": "12345", "qrOptions": { "typeNumber": -3 } })), plain);
    assert_eq!(compat(json!({ "data": "12345", "backgroundOptions": { "round": "x" } })), plain);
    // What the original does not know it does not refuse either.
    let ours = json!({ "mask": 9, "segments": 1, "eci": "x" });
    assert_eq!(
        compat(
            json!({ "data": "12345", "quietZone": "x", "dotsOptions": { "scale": {} }, "qrOptions": ours })
        ),
        plain
    );
    assert_eq!(compat(json!({ "data": "12345", "frameOptions": { "type": "star", "position": 3 } })), plain);
}

#[test]
fn scripts_and_outside_references_in_a_logo_are_dropped() {
    let hostile = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
        width='9' height='9'><script>alert(1)</script><rect width='9' height='9' onclick='alert(2)' fill='red'/>\
        <image xlink:href='https://example.com/track.png' width='9' height='9'/>\
        <image xlink:href='/etc/passwd' width='9' height='9'/></svg>";
    let design = Design::from_json_value(&json!({ "data": "x", "image": hostile }), Mode::Strict).unwrap();
    let logo = qr_engine::logo::Logo::from_data_uri(design.image.as_deref().unwrap()).unwrap();
    let text = str::from_utf8(logo.content().unwrap().1).unwrap();
    for trace in ["script", "alert", "onclick", "example.com", "passwd"] {
        assert!(!text.contains(trace), "{trace} in {text}");
    }
    assert!(text.contains("#ff0000"), "{text}");
}
