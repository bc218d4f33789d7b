//! What pages are drawn with: SVG text, outlines for a canvas, modules.

use crate::value::Js;
use crate::{design, error, paths};
use qr_engine::logo::Logo;
use qr_engine::options::value::Value;
use qr_engine::output::svg::{self, Ids};
use qr_engine::scene::Scene;
use qr_engine::{Matrix, Result};
use wasm_bindgen::prelude::*;

/// `size` is the logo's natural size in px; 0 by 0 when the caller does not know it. The drop-in class knows it once the
/// browser has shown the logo.
fn scene(options: JsValue, compat: bool, size: (f64, f64)) -> Result<Scene> {
    let design = design(options, compat)?;
    let shown = compat && size.0 > 0.0 && size.1 > 0.0;
    let logo = |address: &String| {
        if shown { Ok(Logo::shown(address, size)) } else { Logo::from_address(address, Some(size)) }
    };
    let logo = design.image.as_ref().map(logo).transpose()?;
    design.scene_with(logo)
}

/// The design as the text of an SVG document. Ids begin with `id_prefix`; if that is empty, with a hash.
#[wasm_bindgen(js_name = svg)]
pub fn write_svg(
    options: JsValue,
    compat: bool,
    logo_width: f64,
    logo_height: f64,
    id_prefix: JsValue,
) -> std::result::Result<String, JsValue> {
    let id_prefix = Js(id_prefix).to_text();
    let ids = if id_prefix.is_empty() { Ids::Content } else { Ids::Prefix(&id_prefix) };
    let scene = scene(options, compat, (logo_width, logo_height)).map_err(|error| error::to_js(&error))?;
    Ok(svg::write(&scene, ids))
}

/// The design as `{ width, height, items }`, each item an outline with its paint or the logo with its box.
#[wasm_bindgen(js_name = paths)]
pub fn write_paths(
    options: JsValue,
    compat: bool,
    logo_width: f64,
    logo_height: f64,
) -> std::result::Result<JsValue, JsValue> {
    let scene = scene(options, compat, (logo_width, logo_height)).map_err(|error| error::to_js(&error))?;
    Ok(paths::to_js(&scene))
}

/// The modules row by row, 1 for dark.
#[wasm_bindgen]
pub fn matrix(options: JsValue, compat: bool) -> std::result::Result<Vec<u8>, JsValue> {
    let matrix = design(options, compat)
        .and_then(|design| Matrix::new(&design))
        .map_err(|error| error::to_js(&error))?;
    let size = matrix.size();
    Ok((0..size * size).map(|at| u8::from(matrix.is_dark(at / size, at % size))).collect())
}
