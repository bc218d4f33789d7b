//! Scenes as plain JavaScript objects, for a canvas.

use crate::js::{array, object};
use qr_engine::output::svg::path_data;
use qr_engine::scene::{Color, Edges, Fit, Item, Paint, Rgba8, Scene, Stop};
use wasm_bindgen::JsValue;

/// `{ width, height, items }` in paint order.
pub(crate) fn to_js(scene: &Scene) -> JsValue {
    let items = array(scene.items.iter().map(item));
    object([("width", scene.width.into()), ("height", scene.height.into()), ("items", items)])
}

fn item(item: &Item) -> JsValue {
    match item {
        Item::Fill { role, path, paint, edges } => {
            let mut d = String::new();
            path_data(&mut d, path);
            object([
                ("kind", "fill".into()),
                ("role", role.name().into()),
                ("d", d.into()),
                ("crisp", (*edges == Edges::Crisp).into()),
                ("fill", fill(paint)),
            ])
        }
        Item::Image { logo, rect, fit, opacity, .. } => object([
            ("kind", "image".into()),
            ("href", logo.href().into()),
            ("x", rect.x.into()),
            ("y", rect.y.into()),
            ("width", rect.width.into()),
            ("height", rect.height.into()),
            ("cover", (*fit == Fit::Cover).into()),
            ("opacity", (*opacity).into()),
        ]),
    }
}

fn fill(paint: &Paint) -> JsValue {
    match paint {
        Paint::Solid(color) => object([("kind", "solid".into()), ("color", css(color))]),
        Paint::Linear { from, to, stops } => object([
            ("kind", "linear".into()),
            ("x1", from.x.into()),
            ("y1", from.y.into()),
            ("x2", to.x.into()),
            ("y2", to.y.into()),
            ("stops", list(stops)),
        ]),
        Paint::Radial { center, radius, stops } => object([
            ("kind", "radial".into()),
            ("cx", center.x.into()),
            ("cy", center.y.into()),
            ("r", (*radius).into()),
            ("stops", list(stops)),
        ]),
    }
}

fn list(stops: &[Stop]) -> JsValue {
    let stop = |stop: &Stop| object([("offset", stop.offset.into()), ("color", css(&stop.color))]);
    array(stops.iter().map(stop))
}

/// `#rrggbb`, with alpha `#rrggbbaa`.
fn css(color: &Color) -> JsValue {
    match color {
        Color::Css(text) => text.as_str().into(),
        Color::Rgba(Rgba8 { r, g, b, a }) => {
            let mut text = String::from("#");
            for channel in [*r, *g, *b].into_iter().chain((*a < 255).then_some(*a)) {
                for digit in [channel >> 4, channel & 15] {
                    text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
                }
            }
            text.into()
        }
    }
}
