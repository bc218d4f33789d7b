//! Scenes as plain JavaScript objects, for a canvas. JavaScript makes them: objects put together from here, field by field,
//! would weigh more.

use qr_engine::output::svg::path_data;
use qr_engine::scene::{Color, Edges, Fit, Item, Paint, Rgba8, Scene, Stop};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../../js/scene.ts")]
extern "C" {
    #[wasm_bindgen(js_name = newPaths)]
    fn new_paths(width: f64, height: f64) -> JsValue;

    #[wasm_bindgen(js_name = addFill)]
    fn add_fill(paths: &JsValue, role: &str, d: &str, crisp: bool, fill: &JsValue);

    #[wasm_bindgen(js_name = addImage)]
    fn add_image(
        paths: &JsValue,
        href: &str,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        cover: bool,
        opacity: f64,
    );

    fn solid(color: &str) -> JsValue;

    fn linear(x1: f64, y1: f64, x2: f64, y2: f64) -> JsValue;

    fn radial(cx: f64, cy: f64, r: f64) -> JsValue;

    #[wasm_bindgen(js_name = addStop)]
    fn add_stop(fill: &JsValue, offset: f64, color: &str);
}

/// `{ width, height, items }` in paint order.
pub(crate) fn to_js(scene: &Scene) -> JsValue {
    let paths = new_paths(scene.width, scene.height);
    for item in &scene.items {
        match item {
            Item::Fill { role, path, paint, edges } => {
                let mut d = String::new();
                path_data(&mut d, path);
                add_fill(&paths, role.name(), &d, *edges == Edges::Crisp, &fill(paint));
            }
            Item::Image { logo, rect, fit, opacity, .. } => {
                let cover = *fit == Fit::Cover;
                add_image(&paths, logo.href(), rect.x, rect.y, rect.width, rect.height, cover, *opacity);
            }
        }
    }
    paths
}

fn fill(paint: &Paint) -> JsValue {
    match paint {
        Paint::Solid(color) => solid(&css(color)),
        Paint::Linear { from, to, stops } => with_stops(linear(from.x, from.y, to.x, to.y), stops),
        Paint::Radial { center, radius, stops } => with_stops(radial(center.x, center.y, *radius), stops),
    }
}

fn with_stops(fill: JsValue, stops: &[Stop]) -> JsValue {
    for stop in stops {
        add_stop(&fill, stop.offset, &css(&stop.color));
    }
    fill
}

/// `#rrggbb`, with alpha `#rrggbbaa`.
fn css(color: &Color) -> String {
    match color {
        Color::Css(text) => text.clone(),
        Color::Rgba(Rgba8 { r, g, b, a }) => {
            let channels = u32::from_be_bytes([*r, *g, *b, *a]);
            let mut text = String::from("#");
            for digit in 0..if *a < 255 { 8 } else { 6 } {
                text.push(char::from(b"0123456789abcdef"[(channels >> (28 - 4 * digit) & 15) as usize]));
            }
            text
        }
    }
}
