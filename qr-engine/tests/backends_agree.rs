//! One scene, two ways to pixels: straight, and through SVG text and resvg. Both must show the same picture.

mod common;

use common::{corpus, design};
use qr_engine::output::{raster, svg};
use resvg::{tiny_skia, usvg};

/// Coordinates in SVG are rounded to thousandths of a px, which moves an edge by that much of a channel.
const TOLERANCE: u8 = 2;

/// tiny-skia counts an edge's coverage in 16 steps; where a rounded coordinate crosses a sample, one step more is seen.
const ONE_STEP: u8 = 16;

/// tiny-skia takes 16 samples of a pixel, in 4 rows: where an edge lies a hair away from another, a row of them can change
/// sides.
const ONE_ROW: u8 = 64;

#[test]
fn raster_equals_svg_through_resvg() {
    let mut worst = 0;
    for (name, options) in corpus() {
        let scene = design(&options).scene().unwrap();
        let text = svg::write(&scene, svg::Ids::Content);
        // An arc and the curve in its place are a little more apart than a rounded coordinate and its own.
        let (most, one_in) = if has_arcs(&text) { (ONE_ROW, 1_000) } else { (ONE_STEP, 10_000) };
        let tree = usvg::Tree::from_str(&text, &usvg::Options::default()).unwrap();
        for scale in [1.0, 2.5] {
            let ours = raster::draw(&scene, scale).unwrap();
            let mut theirs = tiny_skia::Pixmap::new(ours.width(), ours.height()).unwrap();
            let transform = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
            resvg::render(&tree, transform, &mut theirs.as_mut());
            let differences =
                ours.data().iter().zip(theirs.data()).map(|(a, b)| a.abs_diff(*b)).collect::<Vec<_>>();
            let largest = differences.iter().copied().max().unwrap_or(0);
            let far = differences.iter().filter(|difference| **difference > TOLERANCE).count();
            assert!(largest <= most, "{name} at {scale}: a channel is {largest} off");
            assert!(far * one_in <= differences.len(), "{name} at {scale}: {far} channels are off");
            worst = worst.max(largest);
        }
    }
    println!("largest difference in a channel: {worst}");
}

/// Whether an outline has an arc.
fn has_arcs(svg: &str) -> bool {
    svg.split(" d=\"").skip(1).any(|rest| rest.split('"').next().is_some_and(|data| data.contains('a')))
}

#[test]
fn a_gradient_without_extent_paints_its_last_colour() {
    let options = serde_json::json!({ "data": "x", "width": 30, "height": 30,
        "cornersDotOptions": { "type": "square", "gradient": { "type": "radial",
            "colorStops": [{ "offset": 0, "color": "red" }, { "offset": 0, "color": "blue" }] } } });
    let pixmap = raster::draw(&design(&options).scene().unwrap(), 1.0).unwrap();
    // Modules are 1 px; the centre of the top-left finder pattern is at 4 + 3.
    let pixel = pixmap.pixel(7, 7).unwrap();
    assert_eq!((pixel.red(), pixel.blue()), (0, 255));
}
