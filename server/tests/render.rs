//! `qr-server render`: what it writes, and what it says when it cannot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

mod common;

use common::{PNG, Ran, Sandbox};
use serde_json::{Value, json};

/// Renders these options and expects a refusal; gives its code, path and message.
fn refused(options: &Value) -> (String, Option<String>, String) {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", options.to_string());
    let ran = sandbox.run("render --options design.json --json --out never.svg");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!sandbox.has("never.svg"), "a refused design left a file behind");
    let [failure] = &ran.failures()[..] else { panic!("one line expected: {ran:?}") };
    let text = |field: &str| failure[field].as_str().map(str::to_owned);
    (text("code").unwrap(), text("path"), text("message").unwrap())
}

fn is_svg(ran: &Ran) -> bool {
    ran.code == 0 && ran.text().starts_with("<svg") && ran.text().ends_with("</svg>")
}

#[test]
fn draws_to_stdout_and_into_files() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", r#"{"data":"https://example.com","dotsOptions":{"type":"rounded"}}"#);
    let shown = sandbox.run("render --options design.json");
    assert!(is_svg(&shown), "{shown:?}");
    assert!(is_svg(&sandbox.run("render --options design.json --out -")));
    assert_eq!(sandbox.run("render --options design.json --out code.svg").code, 0);
    assert_eq!(sandbox.get("code.svg"), shown.stdout);
    assert_eq!(sandbox.run("render --options design.json --out CODE.PNG").code, 0);
    assert!(sandbox.get("CODE.PNG").starts_with(b"\x89PNG"));
    assert_eq!(sandbox.run("render --options design.json --format png --out code.bin").code, 0);
    assert_eq!(sandbox.get("code.bin"), sandbox.get("CODE.PNG"));
}

#[test]
fn pictures_of_pixels_take_scale_resolution_and_effort() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", r#"{"data":"https://example.com","dotsOptions":{"type":"rounded"}}"#);
    let png = |arguments: &str| {
        let ran = sandbox.run(&format!("render --options design.json --out code.png {arguments}"));
        assert_eq!(ran.code, 0, "{ran:?}");
        sandbox.get("code.png")
    };
    let width = |png: &[u8]| u32::from_be_bytes(png[16..20].try_into().unwrap());
    let plain = png("");
    assert_eq!((width(&plain), width(&png("--scale 2.5"))), (300, 750));
    assert!(png("--dpi 300").windows(4).any(|chunk| chunk == b"pHYs"));
    assert!(png("--compact").len() < plain.len());
    let ran = sandbox.run("render --options design.json --scale 0");
    assert!(ran.code == 2 && ran.stderr.contains("from 0.01 to 100"), "{ran:?}");
}

#[test]
fn writes_every_format_in_a_size_on_paper() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", r#"{"data":"https://example.com","printSize":{"mm":50}}"#);
    let drawn = |format: &str, arguments: &str| {
        let ran = sandbox.run(&format!("render --options design.json --out code.{format} {arguments}"));
        assert_eq!(ran.code, 0, "{ran:?}");
        sandbox.get(&format!("code.{format}"))
    };
    for (format, start) in [
        ("svg", &b"<svg"[..]),
        ("png", b"\x89PNG"),
        ("jpg", b"\xff\xd8\xff"),
        ("webp", b"RIFF"),
        ("pdf", b"%PDF-"),
        ("eps", b"%!PS-Adobe-3.0 EPSF-3.0"),
    ] {
        assert!(drawn(format, "").starts_with(start), "{format}");
    }
    let width = |png: &[u8]| u32::from_be_bytes(png[16..20].try_into().unwrap());
    // 50 mm at 300 and at 600 pixels per inch, and 25.4 mm.
    assert_eq!(width(&drawn("png", "")), 591);
    assert_eq!(width(&drawn("png", "--dpi 600")), 1182);
    assert_eq!(width(&drawn("png", "--mm 25.4")), 300);
    assert!(drawn("jpg", "--quality 40").len() < drawn("jpg", "").len());
    let ran = sandbox.run("render --options design.json --mm 25.4 --scale 2");
    assert!(ran.code == 2 && ran.stderr.contains("cannot be used with"), "{ran:?}");
}

#[test]
fn pictures_behind_are_found_beside_the_options() {
    let sandbox = Sandbox::new();
    let behind = |image: &str| json!({"data": "https://example.com", "backgroundOptions": {"image": image}});
    sandbox.put("photo.png", PNG);
    sandbox.put("design.json", behind("photo.png").to_string());
    let ran = sandbox.run("render --options design.json");
    assert!(is_svg(&ran) && ran.text().contains("preserveAspectRatio"), "{ran:?}");
    let (code, path, message) = refused(&behind("missing.png"));
    assert_eq!((code.as_str(), path.as_deref()), ("logo.read", Some("backgroundOptions.image")));
    assert!(message.starts_with("backgroundOptions.image: cannot read"), "{message}");
}

#[test]
fn reads_options_from_stdin_and_data_from_the_command_line() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", r#"{"data":"one","margin":10}"#);
    let from_file = sandbox.run("render --options design.json --data two");
    let from_stdin = sandbox.run_with(&["render", "--options", "-"], br#"{"data":"two","margin":10}"#);
    assert!(is_svg(&from_file));
    assert_eq!(from_file.stdout, from_stdin.stdout);
    assert_ne!(from_file.stdout, sandbox.run("render --options design.json").stdout);
}

#[test]
fn a_logo_by_path_is_the_same_as_its_data_uri() {
    use base64::Engine as _;
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("brand")).unwrap();
    // The name says JPEG and the content says PNG: content wins.
    sandbox.put("brand/logo.jpg", PNG);
    sandbox.put("brand/by-path.json", json!({"data": "HI", "image": "logo.jpg"}).to_string());
    let uri = format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(PNG));
    sandbox.put("by-uri.json", json!({"data": "HI", "image": uri}).to_string());
    let by_path = sandbox.run("render --options brand/by-path.json");
    assert!(is_svg(&by_path), "{by_path:?}");
    assert!(by_path.text().contains("<image"));
    assert_eq!(by_path.stdout, sandbox.run("render --options by-uri.json").stdout);
}

#[test]
fn malformed_json_is_placed_by_line_and_column() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", "{\"data\": \"HI\",\n \"margin\": }");
    let ran = sandbox.run("render --options design.json");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("line 2 column 12"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1);
    let failure = &sandbox.run("render --options design.json --json").failures()[0];
    assert_eq!(failure["path"], Value::Null);
}

#[test]
fn options_are_refused_by_path() {
    let gradient = |stops: Value| json!({"data": "HI", "dotsOptions": {"gradient": {"type": "linear", "colorStops": stops}}});
    let cases = [
        (json!({"data": "HI", "width": "wide"}), "width"),
        (json!({"data": 12}), "data"),
        (json!({"data": "HI", "dotsOptions": {"type": "stars"}}), "dotsOptions.type"),
        (json!({"data": "HI", "qrOptions": {"errorCorrectionLevel": "Z"}}), "qrOptions.errorCorrectionLevel"),
        (gradient(json!([])), "dotsOptions.gradient.colorStops"),
        (
            gradient(json!([{"offset": 0, "color": "#000"}, {"offset": "x", "color": "#111"}])),
            "dotsOptions.gradient.colorStops[1].offset",
        ),
        (json!({"data": "x".repeat(4000)}), "data"),
    ];
    for (options, expected) in cases {
        let (code, path, message) = refused(&options);
        assert_eq!(path.as_deref(), Some(expected), "{code}: {message}");
        assert!(message.starts_with(expected), "{message} does not begin with {expected}");
    }
}

#[test]
fn compat_coerces_what_strict_refuses() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", r#"{"data":"HI","dotsOptions":{"type":"stars"},"width":"200"}"#);
    assert_eq!(sandbox.run("render --options design.json").code, 1);
    let drawn = sandbox.run("render --options design.json --compat");
    assert!(is_svg(&drawn) && drawn.text().contains("width=\"200\""), "{drawn:?}");
}

#[test]
fn logos_are_refused_for_what_they_are() {
    let sandbox = Sandbox::new();
    let mut large = PNG.to_vec();
    large.resize(3_000_001, 0);
    sandbox.put("large.png", large);
    sandbox.put("text.png", "not a picture");
    let cases = [
        ("large.png", "logo.too_large", "3 MB"),
        ("text.png", "logo.format", "PNG, JPEG"),
        ("absent.png", "logo.read", "absent.png"),
        ("https://example.com/logo.png", "logo.address", "https"),
        ("file:///etc/hostname", "logo.address", "file"),
    ];
    for (image, code, said) in cases {
        sandbox.put("design.json", json!({"data": "HI", "image": image}).to_string());
        let ran = sandbox.run("render --options design.json --json");
        let failure = &ran.failures()[0];
        assert_eq!(
            (ran.code, failure["code"].as_str(), failure["path"].as_str()),
            (1, Some(code), Some("image"))
        );
        assert!(failure["message"].as_str().unwrap().contains(said), "{failure}");
    }
}

#[test]
fn a_payload_stands_in_place_of_data() {
    let sandbox = Sandbox::new();
    let wifi = r#"{"type":"wifi","ssid":"Guests","password":"12345","security":"WEP"}"#;
    sandbox.put("payload.json", format!("{{\"payload\":{wifi}}}"));
    sandbox.put("data.json", r#"{"data":"WIFI:T:WEP;S:Guests;P:12345;;"}"#);
    let ran = sandbox.run("render --options payload.json");
    assert!(is_svg(&ran), "{ran:?}");
    assert!(ran.stderr.starts_with("warning: payload.security: WEP "), "{ran:?}");
    assert_eq!(ran.stdout, sandbox.run("render --options data.json").stdout);
    let ran = sandbox.run("render --options payload.json --json");
    let warning: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(warning["path"], "payload.security");
    let ran = sandbox.run("render --options payload.json --data other");
    assert!(ran.code == 1 && ran.stderr.contains("payload: stands beside data"), "{ran:?}");

    let (code, path, message) =
        refused(&json!({ "payload": { "type": "wifi", "ssid": "Guests", "password": "short" } }));
    assert_eq!((code.as_str(), path.as_deref()), ("payload.length", Some("payload.password")));
    assert!(
        message.starts_with("payload.password: must have 8 to 63 characters") && !message.contains("short"),
        "{message}"
    );
    let payment = json!({ "type": "epc", "name": "Ann", "iban": "DE89370400440532013000" });
    let (code, path, _) =
        refused(&json!({ "payload": payment, "qrOptions": { "errorCorrectionLevel": "H" } }));
    assert_eq!(
        (code.as_str(), path.as_deref()),
        ("payload.conflict", Some("qrOptions.errorCorrectionLevel"))
    );
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let sandbox = Sandbox::new();
    sandbox.put("design.json", r#"{"data":"HI"}"#);
    let absent = sandbox.run("render --options absent.json");
    assert!(absent.code == 1 && absent.stderr.contains("absent.json"), "{absent:?}");
    let nowhere = sandbox.run("render --options design.json --out no/such/folder.svg");
    assert!(nowhere.code == 1 && nowhere.stderr.contains("no/such/folder.svg"), "{nowhere:?}");
    let unknown = sandbox.run("render --options design.json --out code.tiff");
    assert!(unknown.code == 1 && unknown.stderr.contains(".tiff"), "{unknown:?}");
    sandbox.put("latin1.json", b"{\"data\":\"\xE9\"}");
    assert_eq!(sandbox.run("render --options latin1.json").code, 1);
}

#[test]
fn wrong_usage_ends_with_two() {
    let sandbox = Sandbox::new();
    for arguments in [
        "render",
        "render --options a.json --batch b.jsonl --out-dir out",
        "render --batch b.jsonl",
        "render --batch b.jsonl --out-dir out --data TEXT",
        "render --options a.json --format tiff",
        "rendre",
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 2, "{arguments}: {ran:?}");
        assert!(ran.stderr.contains("--help"), "{arguments}: {}", ran.stderr);
    }
    assert!(sandbox.run("render --options a.json --format tiff").stderr.contains("svg, png"));
}
