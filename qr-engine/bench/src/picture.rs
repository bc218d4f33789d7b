//! From options or a scene to a file, 1000 px large, of a text of 60 bytes at level Q (version 5).

use crate::measure::{candidate, compare};
use crate::scenes::{design, gradient, options, radial, text};
use fast_qr::QRBuilder;
use fast_qr::convert::Shape;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder as _, image::ImageBuilder};
use qr_engine::output::{png, raster, svg};
use serde_json::json;
use std::f64::consts::FRAC_PI_4;

#[path = "../../tests/common/skia.rs"]
mod skia;

fn peer(data: &str) -> fast_qr::QRCode {
    QRBuilder::new(data.as_bytes()).ecl(fast_qr::ECL::Q).build().unwrap()
}

pub fn svg() {
    let data = text(60);
    let options = options(&data, 1000, &gradient(FRAC_PI_4));
    compare(
        "options to SVG, rounded: ours with neighbours and gradient, theirs plain",
        "faster, a third of the bytes",
        vec![
            candidate("qr-engine", || {
                svg::write(&design(&options).scene().unwrap(), svg::Ids::Content).len()
            }),
            candidate("fast_qr", || {
                SvgBuilder::default().shape(Shape::RoundedSquare).to_str(&peer(&data)).len()
            }),
        ],
    );
}

pub fn png() {
    let data = text(60);
    let image =
        |shape| ImageBuilder::default().shape(shape).fit_width(1000).to_bytes(&peer(&data)).unwrap().len();
    let file = |design: &serde_json::Value, effort| {
        let scene = crate::scenes::design(design).scene().unwrap();
        png::write(&scene, png::Settings { effort, ..png::Settings::default() }).unwrap().len()
    };
    let styled = options(&data, 1000, &gradient(FRAC_PI_4));
    let tilted = options(&data, 1000, &gradient(0.3));
    let flat = options(&data, 1000, &json!({ "type": "rounded", "color": "#0f172a" }));
    let square = options(&data, 1000, &json!({ "type": "square" }));
    compare(
        "options to PNG, rounded with gradient (theirs flat)",
        "5x, stretch 10x, at most 225 kB; compact 3x, at most 95 kB",
        vec![
            candidate("qr-engine", || file(&styled, png::Effort::Fast)),
            candidate("qr-engine, compact", || file(&styled, png::Effort::Compact)),
            candidate("qr-engine, gradient at 17°", || file(&tilted, png::Effort::Fast)),
            candidate("qr-engine, radial", || file(&options(&data, 1000, &radial()), png::Effort::Fast)),
            candidate("fast_qr, flat", || image(Shape::RoundedSquare)),
        ],
    );
    compare(
        "options to PNG, rounded, flat",
        "10x, stretch 35x, at most 50 kB",
        vec![
            candidate("qr-engine", || file(&flat, png::Effort::Fast)),
            candidate("qr-engine, compact", || file(&flat, png::Effort::Compact)),
            candidate("fast_qr", || image(Shape::RoundedSquare)),
        ],
    );
    compare(
        "options to PNG, square modules",
        "",
        vec![
            candidate("qr-engine", || file(&square, png::Effort::Fast)),
            candidate("qr-engine, compact", || file(&square, png::Effort::Compact)),
            candidate("fast_qr", || image(Shape::Square)),
            candidate("qrcode and image", || {
                let code =
                    qrcode::QrCode::with_error_correction_level(data.as_bytes(), qrcode::EcLevel::Q).unwrap();
                let picture = code.render::<image::Luma<u8>>().max_dimensions(1000, 1000).build();
                let mut bytes = std::io::Cursor::new(Vec::new());
                picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
                bytes.into_inner().len()
            }),
        ],
    );
    for (name, dots) in [
        ("linear gradient at 45°", gradient(FRAC_PI_4)),
        ("linear gradient at 17°", gradient(0.3)),
        ("linear gradient at 80°", gradient(1.4)),
        ("radial gradient", radial()),
        ("one colour", json!({ "type": "rounded", "color": "#0f172a" })),
        ("discs", json!({ "type": "dots", "color": "#0f172a" })),
    ] {
        let scene = design(&options(&data, 1000, &dots)).scene().unwrap();
        // Into memory that is there already: taking 4 MB from the system costs more than drawing.
        let (mut ours, mut theirs) = (skia::draw(&scene, 1.0), skia::draw(&scene, 1.0));
        compare(
            &format!("scene of whole pixels to pixels, {name}"),
            "10x",
            vec![
                candidate("qr-engine", || {
                    raster::draw_into(&scene, 1.0, &mut ours.as_mut()).unwrap();
                    ours.data().len()
                }),
                candidate("tiny-skia, the same paths", || {
                    skia::draw_into(&scene, 1.0, &mut theirs);
                    theirs.data().len()
                }),
            ],
        );
    }
}
