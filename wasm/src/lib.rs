//! The doors to the engine from JavaScript: options as plain values in, text, plain values or bytes out.
//!
//! One crate, two bundles: `preview` for pages, which is all that a browser loads, and with the feature `raster` `files`.
//! Nothing here is owned by JavaScript, so nothing has to be freed. `compat` coerces wrong options as qr-code-styling does
//! instead of refusing them.

mod error;
#[cfg(feature = "raster")]
pub mod files;
mod js;
mod kanji;
#[cfg(not(feature = "raster"))]
mod paths;
#[cfg(not(feature = "raster"))]
pub mod preview;
mod value;

use qr_engine::{Design, Mode, QrOptions, Result};
use value::Js;
use wasm_bindgen::JsValue;

/// Reads and checks the options.
fn design(options: JsValue, compat: bool) -> Result<Design> {
    let mode = if compat { Mode::Compat } else { Mode::Strict };
    let options = QrOptions::from_value(Js(options), mode)?;
    options.validate_with(mode, kanji::table(&options))
}
