//! Scene → WebP (RFC 9649), lossless: RGB, or RGBA where something shows through.

use super::raster::layers::{Layers, Room};
use super::raster::{BAND, straight};
use crate::error::{Error, Result};
use crate::scene::Scene;
use image_webp::{ColorType, WebPEncoder};

/// Largest side of a WebP in pixels.
const MAX_SIDE: usize = 16_383;

/// Draws the scene, `scale` pixels per px, and writes the file.
///
/// ```
/// use qr_engine::{Design, Mode, output::webp};
/// let scene = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?.scene()?;
/// assert_eq!(&webp::write(&scene, 2.0)?[8..12], b"WEBP");
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn write(scene: &Scene, scale: f64) -> Result<Vec<u8>> {
    let layers = Layers::new(scene, scale)?;
    let (width, height) = (layers.width, layers.height);
    if width > MAX_SIDE || height > MAX_SIDE {
        return Err(Error::Output {
            code: "output.size",
            path: Some("width".to_owned()),
            message: format!("a WebP has at most {MAX_SIDE} pixels a side: take a smaller picture, or PNG"),
        });
    }
    let mut pixels = vec![[0; 4]; width * height];
    let mut room = Room::default();
    for (band, rows) in pixels.chunks_mut(width * BAND).enumerate() {
        layers.draw(band * BAND, rows, &mut room);
    }
    let (channels, color) = if layers.is_opaque() {
        (pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect::<Vec<_>>(), ColorType::Rgb8)
    } else {
        (pixels.iter().flat_map(|pixel| straight(*pixel)).collect(), ColorType::Rgba8)
    };
    let mut bytes = Vec::new();
    // Both sides are below 16384.
    let (width, height) = (width as u32, height as u32);
    WebPEncoder::new(&mut bytes).encode(&channels, width, height, color).map_err(|error| Error::Output {
        code: "output.webp",
        path: None,
        message: format!("the picture cannot be written as WebP: {error}"),
    })?;
    Ok(bytes)
}
