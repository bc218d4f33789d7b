//! The engine's own raster of modules of whole pixels against tiny-skia's filling of the same paths, and the forms of PNG
//! against each other.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic")]

mod common;
#[path = "common/skia.rs"]
mod skia;

use common::{DOT_TYPES, corpus, design};
use qr_engine::output::{png, raster};
use resvg::tiny_skia::Pixmap;
use serde_json::{Value, json};

const RINGS: [&str; 3] = ["square", "dot", "extra-rounded"];

/// What a channel may be off: edges that two tiles share are rounded once more, and colours that show through once again.
fn tolerance(paint: &Value) -> u8 {
    let is_translucent = paint.to_string().contains("#be123c80") || paint.to_string().contains("rgba");
    if is_translucent { 3 } else { 2 }
}

fn largest_difference(a: &Pixmap, b: &Pixmap) -> u8 {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    a.data().iter().zip(b.data()).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

#[test]
fn modules_of_whole_pixels_are_drawn_as_tiny_skia_draws_them() {
    let gradient = |kind: &str, rotation: f64, alpha: &str| {
        json!({ "type": kind, "rotation": rotation, "colorStops": [
            { "offset": 0.1, "color": "#0f172a" }, { "offset": 0.5, "color": format!("#be123c{alpha}") },
            { "offset": 1, "color": "#1d4ed8" }] })
    };
    let mut paints = vec![json!({ "color": "#123" }), json!({ "color": "rgba(20, 60, 200, .6)" })];
    for rotation in [0.0, 0.3, 0.785, 1.2, 1.57, 2.5, 4.0, -1.0] {
        paints.push(json!({ "gradient": gradient("linear", rotation, "") }));
    }
    paints.push(json!({ "gradient": gradient("radial", 0.0, "") }));
    paints.push(json!({ "gradient": gradient("radial", 0.0, "80") }));
    for kind in DOT_TYPES {
        for (index, paint) in paints.iter().enumerate() {
            let mut dots = paint.clone();
            dots["type"] = kind.into();
            // Modules of 7, 14 and 21 pixels: whole and half ones from a module's edge to its middle.
            let options = json!({ "data": "https://example.com/menu?table=12", "width": 260, "height": 251, "margin": 3,
                "shape": if index % 3 == 2 { "circle" } else { "square" }, "dotsOptions": dots,
                "cornersSquareOptions": { "type": RINGS[index % 3] } });
            let scene = design(&options).scene().unwrap();
            for scale in [1.0, 2.0, 3.0] {
                let theirs = skia::draw(&scene, scale as f32);
                let largest = largest_difference(&raster::draw(&scene, scale).unwrap(), &theirs);
                assert!(
                    largest <= tolerance(paint),
                    "{kind} with {paint} at {scale}: a channel is {largest} off"
                );
            }
        }
    }
}

/// The pixels of a PNG, with straight alpha, 8 bits a channel.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let mut decoder = ::png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(::png::Transformations::EXPAND | ::png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

#[test]
fn every_form_of_png_holds_the_same_pixels_as_the_full_one() {
    for (name, options) in corpus() {
        let scene = design(&options).scene().unwrap();
        for scale in [1.0, 1.7] {
            let full = raster::draw(&scene, scale).unwrap();
            let straight = full.pixels().iter().flat_map(|pixel| {
                let color = pixel.demultiply();
                [color.red(), color.green(), color.blue(), color.alpha()]
            });
            let straight = straight.collect::<Vec<_>>();
            for effort in [png::Effort::Fast, png::Effort::Compact] {
                let file = png::write(&scene, png::Settings { scale, effort, ..Default::default() }).unwrap();
                assert!(decoded(&file) == straight, "{name} at {scale}, {effort:?}");
            }
        }
    }
}

/// Colour type and depth of a PNG, from its header.
fn form(options: &Value) -> (&'static str, u8) {
    let file = png::write(&design(options).scene().unwrap(), png::Settings::default()).unwrap();
    (["gray", "", "RGB", "palette", "", "", "RGBA"][usize::from(file[25])], file[24])
}

#[test]
fn the_form_is_the_smallest_that_holds_the_design() {
    let gradient =
        json!({ "colorStops": [{ "offset": 0, "color": "#123" }, { "offset": 1, "color": "#321" }] });
    assert_eq!(form(&json!({ "data": "x" })), ("palette", 1));
    let corners = json!({ "type": "square", "color": "#a00" });
    assert_eq!(form(&json!({ "data": "x", "cornersSquareOptions": corners })), ("palette", 2));
    assert_eq!(form(&json!({ "data": "x", "dotsOptions": { "type": "dots" } })), ("palette", 4));
    let bubbly = json!({ "type": "bubbly-dots" });
    assert_eq!(form(&json!({ "data": "x", "width": 301, "dotsOptions": bubbly })), ("palette", 8));
    assert_eq!(
        form(&json!({ "data": "x", "dotsOptions": { "type": "bubbly-dots" }, "width": 301 })),
        ("palette", 8)
    );
    assert_eq!(form(&json!({ "data": "x", "dotsOptions": { "gradient": gradient } })), ("RGB", 8));
    let transparent = json!({ "color": "transparent" });
    assert_eq!(form(&json!({ "data": "x", "backgroundOptions": transparent })), ("palette", 1));
    let dots = json!({ "gradient": gradient });
    assert_eq!(
        form(&json!({ "data": "x", "backgroundOptions": transparent, "dotsOptions": dots })),
        ("RGBA", 8)
    );
}

#[test]
fn the_size_on_paper_is_told() {
    let scene = design(&json!({ "data": "x" })).scene().unwrap();
    let settings = png::Settings { dpi: Some(300.0), ..Default::default() };
    let file = png::write(&scene, settings).unwrap();
    let at = file.windows(4).position(|name| name == b"pHYs").unwrap() + 4;
    assert_eq!(file[at..at + 9], [0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1], "11811 pixels a metre");
}
