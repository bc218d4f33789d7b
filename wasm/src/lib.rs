//! The doors to the engine from JavaScript: options as plain values in, text, plain values or bytes out.
//!
//! One crate, three bundles: `preview` for pages, which is all that a browser loads, `files` with the feature `raster`, and
//! `payload` with the feature of that name. Nothing here is owned by JavaScript, so nothing has to be freed. `compat`
//! coerces wrong options as qr-code-styling does instead of refusing them.

mod error;
#[cfg(feature = "raster")]
pub mod files;
#[cfg(feature = "payload")]
mod js;
#[cfg(not(feature = "payload"))]
mod kanji;
#[cfg(not(any(feature = "raster", feature = "payload")))]
mod paths;
#[cfg(feature = "payload")]
pub mod payload;
#[cfg(not(any(feature = "raster", feature = "payload")))]
pub mod preview;
mod value;

/// A seventh of the code of the standard library's allocator, and no slower.
#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Reads and checks the options.
#[cfg(not(feature = "payload"))]
fn design(options: wasm_bindgen::JsValue, compat: bool) -> qr_engine::Result<qr_engine::Design> {
    use qr_engine::{Mode, QrOptions};
    let mode = if compat { Mode::Compat } else { Mode::Strict };
    let options = QrOptions::from_value(value::Js(options), mode)?;
    options.validate_with(mode, kanji::table(&options))
}
