//! Designs as the bytes of files, for places without a browser.

use crate::{design, error};
use qr_engine::output::png::{self, Effort};
use qr_engine::output::{jpeg, webp};
use qr_engine::{Design, Error, Format, Result};
use wasm_bindgen::prelude::*;

/// The design as a file. `compat` coerces wrong options instead of refusing them. `scale` is pixels per px and `dpi` is told in the file; where they are 0, the design's print size
/// decides. `quality` is 1 to 100, for JPEG; `compact` spares bytes instead of time, for PNG.
#[wasm_bindgen]
pub fn bytes(
    options: JsValue,
    compat: bool,
    format: &str,
    scale: f64,
    dpi: f64,
    quality: u8,
    compact: bool,
) -> std::result::Result<Vec<u8>, JsValue> {
    let design = design(options, compat).map_err(|error| error::to_js(&error))?;
    write(&design, format, (scale, dpi), quality, compact).map_err(|error| error::to_js(&error))
}

fn write(design: &Design, format: &str, asked: (f64, f64), quality: u8, compact: bool) -> Result<Vec<u8>> {
    let scene = design.scene()?;
    let format = Format::from_extension(format).ok_or_else(|| unknown(format))?;
    let (scale, dpi) = scene.resolution().map_or((1.0, None), |(scale, dpi)| (scale, Some(dpi)));
    let scale = if asked.0 > 0.0 { asked.0 } else { scale };
    let dpi = if asked.1 > 0.0 { Some(asked.1) } else { dpi };
    match format {
        Format::Png => {
            let effort = if compact { Effort::Compact } else { Effort::Fast };
            png::write(&scene, png::Settings { scale, dpi, effort })
        }
        Format::Jpeg => jpeg::write(&scene, jpeg::Settings { scale, dpi, quality }),
        Format::WebP => webp::write(&scene, scale),
        vector => vector.write(&scene),
    }
}

fn unknown(format: &str) -> Error {
    let known = Format::ALL.iter().map(|format| format.extension()).collect::<Vec<_>>().join(", ");
    Error::Output {
        code: "output.format",
        path: Some("format".to_owned()),
        message: format!("format: {format} is none of {known}"),
    }
}
