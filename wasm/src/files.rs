//! Designs as the bytes of files, for places without a browser.

use crate::{design, error};
use qr_engine::output::png::{self, Effort};
use qr_engine::{Error, Format, Result};
use wasm_bindgen::prelude::*;

/// The design as a file. `scale` is pixels per px; `dpi` above 0 is told in the file; `compact` spares bytes, not time.
#[wasm_bindgen]
pub fn bytes(
    options: JsValue,
    format: &str,
    scale: f64,
    dpi: f64,
    compact: bool,
) -> std::result::Result<Vec<u8>, JsValue> {
    write(options, format, scale, dpi, compact).map_err(|error| error::to_js(&error))
}

fn write(options: JsValue, format: &str, scale: f64, dpi: f64, compact: bool) -> Result<Vec<u8>> {
    let scene = design(options, false)?.scene()?;
    match Format::from_extension(format) {
        Some(Format::Png) => {
            let effort = if compact { Effort::Compact } else { Effort::Fast };
            png::write(&scene, png::Settings { scale, dpi: (dpi > 0.0).then_some(dpi), effort })
        }
        Some(other) => other.write(&scene),
        None => {
            let known = Format::ALL.iter().map(|format| format.extension()).collect::<Vec<_>>().join(", ");
            Err(Error::Output {
                code: "output.format",
                path: Some("format".to_owned()),
                message: format!("format: {format} is none of {known}"),
            })
        }
    }
}
