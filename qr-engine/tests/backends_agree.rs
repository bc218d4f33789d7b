//! One scene, two ways to pixels: straight, and through SVG text and resvg. Both must show the same picture.

mod common;

use common::{corpus, design};
use qr_engine::output::{raster, svg};
use qr_engine::scene::{Edges, Item};
use resvg::{tiny_skia, usvg};

/// Coordinates in SVG are rounded to thousandths of a px, which moves an edge by that much of a channel.
const TOLERANCE: u8 = 2;

/// tiny-skia takes 16 samples of a pixel, in 4 rows: where an arc ends a hair away from the curve in its place, a row of
/// them can change sides.
const ONE_ROW: u8 = 64;

#[test]
fn raster_equals_svg_through_resvg() {
    let mut worst = 0;
    for (name, options) in corpus() {
        let mut scene = design(&options).scene().unwrap();
        // Without anti-aliasing a pixel at an edge hangs on how a rasteriser flattens an arc, or the curve in its place.
        let mut is_whole = true;
        for item in &mut scene.items {
            if let Item::Fill { edges, .. } = item {
                is_whole &= *edges == Edges::Smooth;
                *edges = Edges::Smooth;
            }
        }
        // Ends of arcs are rounded to thousandths where modules are no whole pixels.
        let one_in = if is_whole { 1_000 } else { 200 };
        let text = svg::write(&scene, svg::Ids::Content);
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
            assert!(largest <= ONE_ROW, "{name} at {scale}: a channel is {largest} off");
            assert!(far * one_in <= differences.len(), "{name} at {scale}: {far} channels are off");
            worst = worst.max(largest);
        }
    }
    println!("largest difference in a channel: {worst}");
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
