//! JPEG, GIF and WebP to pixels, by the `image` crate's decoders, and images made smaller.

use super::pixels::{self, Decoded, damaged};
use super::resample::DENSE;
use super::{Logo, LogoFormat, MAX_PIXELS};
use crate::error::Result;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, RgbaImage};
use std::io::Cursor;

/// Of photographs that were shrunk, 1 to 100.
const QUALITY: u8 = 90;

/// The picture, 8 bits a channel, with straight alpha.
pub(super) fn decode(format: LogoFormat, bytes: &[u8]) -> Result<Decoded> {
    let format = match format {
        LogoFormat::Jpeg => ImageFormat::Jpeg,
        LogoFormat::Gif => ImageFormat::Gif,
        _ => ImageFormat::WebP,
    };
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().ok().filter(|_| format == ImageFormat::Jpeg);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if let Some(orientation) = orientation {
        // As browsers show photographs.
        picture.apply_orientation(orientation);
    }
    let picture = picture.into_rgba8();
    Ok(Decoded { width: picture.width(), height: picture.height(), samples: picture.into_raw() })
}

/// The image as a file with about `side` pixels on its longer side; `None` where it has not many more, or none at all.
pub(super) fn shrunk(logo: &Logo, side: u32) -> Result<Option<Vec<u8>>> {
    let (width, height) = logo.natural_size();
    let scale = f64::from(side) / width.max(height);
    if scale * DENSE > 1.0 {
        return Ok(None);
    }
    let Some(pixels) = pixels::decode(logo, (width * scale, height * scale))? else { return Ok(None) };
    let (across, down) = (pixels.width(), pixels.height());
    let colors = pixels.pixels().iter().flat_map(|pixel| {
        let color = pixel.demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    });
    let picture =
        RgbaImage::from_raw(across, down, colors.collect()).ok_or_else(|| damaged("it has no pixels"))?;
    let is_opaque = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let picture = DynamicImage::ImageRgba8(picture);
    let mut file = Cursor::new(Vec::new());
    let is_photograph = matches!(logo.content(), Some((LogoFormat::Jpeg | LogoFormat::WebP, _)));
    let written = if is_opaque && is_photograph {
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, QUALITY);
        picture.into_rgb8().write_with_encoder(encoder)
    } else {
        picture.write_to(&mut file, ImageFormat::Png)
    };
    written.map_err(damaged)?;
    Ok(Some(file.into_inner()))
}
