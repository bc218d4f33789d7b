//! Whatever comes in: no panic, and what is drawn is well formed and can be read back.

#![allow(clippy::unwrap_used, reason = "a helper of tests may panic")]

mod common;

use proptest::prelude::*;
use qr_engine::{Design, Format, Matrix, Mode, render};
use serde_json::{Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        (-50_i32..400).prop_map(Value::from),
        "[a-z#0-9(), .%-]{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("rounded"),
            Just("dot"),
            Just("circle"),
            Just("ticket"),
            Just("badge"),
            Just("radial"),
            Just("#123"),
            Just("M")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let key = prop_oneof![
            Just("type"),
            Just("color"),
            Just("gradient"),
            Just("colorStops"),
            Just("offset"),
            Just("rotation"),
            Just("roundSize"),
            Just("round"),
            Just("imageSize"),
            Just("margin"),
            Just("typeNumber"),
            Just("mode"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..5)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

fn any_options() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        Just("shape"),
        Just("width"),
        Just("height"),
        Just("margin"),
        Just("image"),
        Just("qrOptions"),
        Just("imageOptions"),
        Just("dotsOptions"),
        Just("cornersSquareOptions"),
        Just("cornersDotOptions"),
        Just("backgroundOptions"),
        Just("frameOptions"),
    ];
    (prop::collection::vec((key, any_json()), 0..6), ".{0,40}").prop_map(|(fields, data)| {
        let mut options =
            fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<serde_json::Map<_, _>>();
        options.insert("data".to_owned(), data.into());
        options.into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_options_panic_and_every_svg_is_well_formed(options in any_options(), compat in any::<bool>()) {
        let mode = if compat { Mode::Compat } else { Mode::Strict };
        match Design::from_json_value(&options, mode).and_then(|design| render(&design, Format::Svg)) {
            Ok(svg) => {
                let text = String::from_utf8(svg).unwrap();
                prop_assert!(!text.contains("NaN") && !text.contains("inf"), "{}", text);
                prop_assert!(resvg::usvg::Tree::from_str(&text, &resvg::usvg::Options::default()).is_ok(), "{}", text);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty() && error.code().contains('.')),
        }
    }

    /// Where the original throws (circles with fractional modules, dense circles on small pictures) too.
    #[test]
    fn every_legal_design_is_drawn(
        length in 1_usize..400,
        width in 60_u32..600,
        height in 60_u32..600,
        circle in any::<bool>(),
        round_size in any::<bool>(),
        dots in prop::sample::select(common::DOT_TYPES.to_vec()),
        logo in any::<bool>(),
    ) {
        let options = json!({ "data": "x".repeat(length), "width": width, "height": height,
            "shape": if circle { "circle" } else { "square" },
            "image": logo.then_some(common::LOGO),
            "dotsOptions": { "type": dots, "roundSize": round_size } });
        match common::design(&options).scene() {
            Ok(scene) => prop_assert!(!scene.items.is_empty()),
            Err(error) => prop_assert_eq!(error.code(), "options.too_small"),
        }
    }

    #[test]
    fn text_is_read_back(data in "[ -~]{1,120}", level in prop_oneof![Just("L"), Just("M"), Just("Q"), Just("H")]) {
        let options = json!({ "data": data, "qrOptions": { "errorCorrectionLevel": level } });
        prop_assert_eq!(read(&options), data);
    }

    #[test]
    fn text_beyond_latin1_is_read_back_as_utf8(data in "[а-я二维码😀]{1,24}") {
        prop_assert_eq!(read(&json!({ "data": data })), data);
    }
}

/// Decodes the modules with rqrr, without looking for them in a picture.
fn read(options: &Value) -> String {
    let matrix = Matrix::new(&Design::from_json_value(options, Mode::Strict).unwrap()).unwrap();
    let modules = rqrr::SimpleGrid::from_func(matrix.size(), |column, row| matrix.is_dark(row, column));
    rqrr::Grid::new(modules).decode().unwrap().1
}
