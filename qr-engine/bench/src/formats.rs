//! From options to each file format, 1000 px large, beside encoders that other people wrote. Peers that start from pixels or
//! from SVG are given ours, drawn anew each time as they would have to be.

use crate::measure::{candidate, compare};
use crate::scenes::{design, gradient, options, text};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use qr_engine::Format;
use qr_engine::output::{raster, svg};
use qr_engine::scene::Scene;
use serde_json::{Value, json};
use std::f64::consts::FRAC_PI_4;

/// Red, green and blue of an opaque scene.
fn rgb(scene: &Scene) -> (Vec<u8>, u32, u32) {
    let pixmap = raster::draw(scene, 1.0).unwrap();
    let pixels = pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
    (pixels.collect(), pixmap.width(), pixmap.height())
}

fn pdf_of_svg(scene: &Scene) -> usize {
    let text = svg::write(scene, svg::Ids::Content);
    let tree = svg2pdf::usvg::Tree::from_str(&text, &svg2pdf::usvg::Options::default()).unwrap();
    svg2pdf::to_pdf(&tree, svg2pdf::ConversionOptions::default(), svg2pdf::PageOptions::default()).unwrap().len()
}

pub fn run() {
    let data = text(60);
    for (name, dots) in [
        ("gradient", gradient(FRAC_PI_4)),
        ("flat", json!({ "type": "rounded", "color": "#0f172a" })),
    ] {
        let options = options(&data, 1000, &dots);
        let ours = |options: &Value, format: Format| format.write(&design(options).scene().unwrap()).unwrap().len();
        compare(
            &format!("options to JPEG, rounded, {name}"),
            "",
            vec![
                candidate("qr-engine, quality 90", || ours(&options, Format::Jpeg)),
                candidate("our pixels, encoder of image", || {
                    let (pixels, width, height) = rgb(&design(&options).scene().unwrap());
                    let mut bytes = Vec::new();
                    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
                    encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
                    bytes.len()
                }),
            ],
        );
        compare(
            &format!("options to lossless WebP, rounded, {name}"),
            "",
            vec![
                candidate("qr-engine", || ours(&options, Format::WebP)),
                candidate("our pixels, libwebp (C)", || {
                    let (pixels, width, height) = rgb(&design(&options).scene().unwrap());
                    webp::Encoder::from_rgb(&pixels, width, height).encode_lossless().len()
                }),
            ],
        );
        compare(
            &format!("options to PDF and EPS, rounded, {name}"),
            "",
            vec![
                candidate("qr-engine, PDF", || ours(&options, Format::Pdf)),
                candidate("qr-engine, EPS", || ours(&options, Format::Eps)),
                candidate("our SVG, svg2pdf", || pdf_of_svg(&design(&options).scene().unwrap())),
            ],
        );
    }
}
