//! Pixels → PNG (W3C PNG, third edition).

use crate::error::{Error, Result};
use png::{BitDepth, ColorType, Compression, Encoder};
use tiny_skia::Pixmap;

/// Encodes a pixmap: RGB where every pixel is opaque, RGBA else; sRGB, 8 bits a channel.
pub fn write(pixmap: &Pixmap) -> Result<Vec<u8>> {
    let opaque = pixmap.pixels().iter().all(|pixel| pixel.alpha() == 255);
    let channels = if opaque { 3 } else { 4 };
    let mut pixels = Vec::with_capacity(pixmap.pixels().len() * channels);
    for pixel in pixmap.pixels() {
        let color = pixel.demultiply();
        pixels.extend_from_slice(&[color.red(), color.green(), color.blue(), color.alpha()][..channels]);
    }
    let failed = |error: png::EncodingError| Error::Output {
        code: "output.png",
        path: None,
        message: format!("the picture cannot be written as PNG: {error}"),
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(if opaque { ColorType::Rgb } else { ColorType::Rgba });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_source_srgb(png::SrgbRenderingIntent::RelativeColorimetric);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}
