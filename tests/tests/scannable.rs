//! What the engine draws is read by real decoders: the exact text, by two unrelated ones.
//!
//! Left out on purpose, because decoders cannot lock on to them, whoever draws them:
//! - finder centres in nine pieces (`cornersDotOptions.type: "dots"`, or dots of separate pieces with corners unset);
//! - rings of six or eight sides and star centres: not every line through their middle is 1:1:3:1:1, which zbar wants;
//! - light modules on dark ground, which zbar does not read;
//! - logos that cover more than the error correction restores.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::path::PathBuf;

use qr_engine::options::FrameType;
use qr_engine::{Design, Format, Mode, render};
use serde_json::{Value, json};

const DATA: &str = "https://example.com/menu?table=12";

/// `base` with the fields of `over` laid over it, group by group.
fn merge(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

/// A name and the options of every design that has to be read.
#[allow(clippy::too_many_lines, reason = "a table")]
fn designs() -> Vec<(String, Value)> {
    let logo = data_uri(include_bytes!("../fixtures/logo.png"));
    let stops = |from: &str, to: &str| json!([{"offset": 0, "color": from}, {"offset": 1, "color": to}]);
    let linear = json!({"type": "linear", "rotation": std::f64::consts::FRAC_PI_4, "colorStops": stops("#4f46e5", "#be185d")});
    let radial = json!({"type": "radial", "colorStops": stops("#0f766e", "#1e3a8a")});
    let pale = json!({"type": "linear", "colorStops": stops("#ffffff", "#fef3c7")});
    let mut designs = Vec::new();
    let mut add = |name: &str, options: Value| designs.push((name.to_owned(), options));

    add("defaults", json!({}));
    for dots in ["square", "dots", "rounded", "extra-rounded", "classy", "classy-rounded"] {
        let corners = json!({"dotsOptions": {"type": dots}, "cornersSquareOptions": {"type": "square"}, "cornersDotOptions": {"type": "square"}});
        add(&format!("dots {dots}"), corners);
    }
    for ring in ["square", "dot", "extra-rounded", "rounded", "classy", "classy-rounded"] {
        let options = json!({"cornersSquareOptions": {"type": ring, "color": "#7c2d12"}, "cornersDotOptions": {"type": "square"}});
        add(&format!("ring {ring}"), options);
    }
    for centre in ["square", "dot", "rounded", "extra-rounded", "classy", "classy-rounded"] {
        let options = json!({"dotsOptions": {"type": "rounded"}, "cornersSquareOptions": {"type": "square"}, "cornersDotOptions": {"type": centre, "color": "#9f1239"}});
        add(&format!("centre {centre}"), options);
    }
    for dots in ["bubbly-dots", "circuit-chip", "hexagon", "octagon"] {
        let corners = json!({"dotsOptions": {"type": dots}, "cornersSquareOptions": {"type": "square"}, "cornersDotOptions": {"type": "dot"}});
        add(&format!("dots {dots}"), corners);
    }
    add(
        "ring leaf",
        json!({"cornersSquareOptions": {"type": "leaf"}, "cornersDotOptions": {"type": "square"}}),
    );
    for centre in ["hexagon", "octagon", "teardrop"] {
        add(
            &format!("centre {centre}"),
            json!({"cornersSquareOptions": {"type": "square"}, "cornersDotOptions": {"type": centre}}),
        );
    }
    let whole = json!({"type": "square"});
    for scale in [0.6, 0.85] {
        let options = json!({"dotsOptions": {"type": "square", "scale": scale}, "cornersSquareOptions": whole, "cornersDotOptions": whole});
        add(&format!("scale {scale}"), options);
    }
    add(
        "quiet zone in modules",
        json!({"margin": 0, "quietZone": 4, "backgroundOptions": {"color": "#fff7ed"}}),
    );
    add(
        "corners of their own",
        json!({"cornersSquareOptions": {"type": "square", "topLeft": {"type": "leaf", "color": "#9f1239"}}, "cornersDotOptions": {"bottomLeft": {"type": "dot"}}}),
    );
    for mask in 0..8 {
        add(&format!("mask {mask}"), json!({"qrOptions": {"mask": mask}}));
    }
    add("mask of the standard", json!({"qrOptions": {"mask": "iso"}}));
    add(
        "mixed segments",
        json!({"data": "https://example.com/ticket/20261126081530004711?HALL=B7", "qrOptions": {"segments": "mixed"}}),
    );
    add(
        "mixed segments with kanji",
        json!({"data": "席番号 12345678 二階", "qrOptions": {"segments": "mixed"}}),
    );
    add("kanji", json!({"data": "点茗荷心席番号", "qrOptions": {"mode": "Kanji"}}));
    add("UTF-8 by ECI", json!({"data": "Grüße aus Köln, 世界", "qrOptions": {"eci": 26}}));
    add("Latin-1 by ECI", json!({"data": "Grüße aus Köln", "qrOptions": {"eci": 3}}));
    add("linear gradient", json!({"dotsOptions": {"type": "rounded", "gradient": linear}}));
    add(
        "radial gradient",
        json!({"dotsOptions": {"gradient": radial}, "cornersSquareOptions": {"gradient": linear}}),
    );
    add("background gradient", json!({"backgroundOptions": {"gradient": pale}}));
    add(
        "transparent background",
        json!({"backgroundOptions": {"color": "transparent"}, "dotsOptions": {"color": "rgb(20 60 40)"}}),
    );
    add("logo", json!({"image": logo, "dotsOptions": {"type": "rounded"}}));
    add(
        "logo, high correction",
        json!({"image": logo, "qrOptions": {"errorCorrectionLevel": "H"}, "imageOptions": {"imageSize": 0.5, "margin": 6}}),
    );
    add(
        "logo over dots",
        json!({"image": logo, "qrOptions": {"errorCorrectionLevel": "H"}, "imageOptions": {"hideBackgroundDots": false}}),
    );
    add("circle", json!({"shape": "circle"}));
    add(
        "circle with everything",
        json!({"shape": "circle", "image": logo, "dotsOptions": {"type": "classy-rounded", "gradient": linear}, "qrOptions": {"errorCorrectionLevel": "H"}}),
    );
    for (frame, _) in FrameType::ALL {
        let ink = json!({"color": "#1b2a4a"});
        add(
            &format!("frame {frame}"),
            json!({"width": 480, "height": 600, "dotsOptions": ink, "frameOptions": {"type": frame}}),
        );
    }
    for level in ["L", "M", "H"] {
        add(&format!("level {level}"), json!({"qrOptions": {"errorCorrectionLevel": level}}));
    }
    add("numeric", json!({"data": "31415926535897932384626433832795"}));
    add("alphanumeric", json!({"data": "HTTPS://EXAMPLE.COM/$%*+-./:"}));
    add("beyond Latin-1", json!({"data": "Привет, 世界 ✓"}));
    add(
        "long",
        json!({"data": "The quick brown fox jumps over the lazy dog. ".repeat(12), "qrOptions": {"errorCorrectionLevel": "M"}}),
    );
    designs
}

fn data_uri(png: &[u8]) -> String {
    use base64::Engine as _;
    format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png))
}

#[test]
fn two_decoders_read_every_sensible_design() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = Vec::new();
    for (number, (name, over)) in designs().into_iter().enumerate() {
        let mut options = json!({"data": DATA, "width": 600, "height": 600, "margin": 30});
        merge(&mut options, &over);
        let design =
            Design::from_json_value(&options, Mode::Strict).unwrap_or_else(|error| panic!("{name}: {error}"));
        let png = render(&design, Format::Png).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file = folder.path().join(format!("{number}.png"));
        std::fs::write(&file, png).unwrap();
        expected.push((name, options["data"].as_str().unwrap().to_owned(), file));
    }
    let files: Vec<PathBuf> = expected.iter().map(|(_, _, file)| file.clone()).collect();
    let mut unread = Vec::new();
    for ((name, text, _), reading) in expected.iter().zip(e2e::decode(&files)) {
        for (decoder, read) in [("zxing-cpp", reading.zxing), ("zbar", reading.zbar)] {
            if read.as_ref() != Some(text) {
                unread.push(format!("{name}: {decoder} read {read:?}"));
            }
        }
    }
    assert!(unread.is_empty(), "of {} designs:\n{}", expected.len(), unread.join("\n"));
}
