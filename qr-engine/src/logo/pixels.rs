//! An image's pixels: raster formats by the `image` crate's decoders, SVG by resvg.

use super::{Logo, LogoFormat, MAX_PIXELS, Silhouette};
use crate::error::{Error, Result};
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder as _, ImageReader, RgbaImage};
use std::io::Cursor;
use tiny_skia::{IntSize, Pixmap, PixmapMut, Transform};

/// Longer side of a silhouette, in cells: finer than the modules that a logo can cover.
const SILHOUETTE: f64 = 256.0;

/// Pictures are shrunk before they are drawn if they have more than this many pixels for one: from there on the filters of
/// drawing leave pixels out.
const DENSE: f64 = 1.5;

/// Of photographs that were shrunk, 1 to 100.
const QUALITY: u8 = 90;

/// The image with its own pixels, or fewer: at least `wanted` wide and high where it has as many. SVG has none.
pub(crate) fn decode(logo: &Logo, wanted: (f64, f64)) -> Result<Option<Pixmap>> {
    let Some((format, bytes)) = logo.content() else { return Err(unknown()) };
    let format = match format {
        LogoFormat::Png => image::ImageFormat::Png,
        LogoFormat::Jpeg => image::ImageFormat::Jpeg,
        LogoFormat::Gif => image::ImageFormat::Gif,
        LogoFormat::WebP => image::ImageFormat::WebP,
        LogoFormat::Svg => return Ok(None),
    };
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().ok().filter(|_| format == image::ImageFormat::Jpeg);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if let Some(orientation) = orientation {
        // As browsers show photographs.
        picture.apply_orientation(orientation);
    }
    let mut pixels = picture.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [r, g, b, a] = pixel.0;
        let color = tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
        pixel.0 = [color.red(), color.green(), color.blue(), color.alpha()];
    }
    let pixels = shrink(pixels, wanted);
    let size = IntSize::from_wh(pixels.width(), pixels.height());
    let pixmap = size.and_then(|size| Pixmap::from_vec(pixels.into_raw(), size));
    pixmap.map(Some).ok_or_else(|| damaged("it has no pixels"))
}

/// Every pixel counts, by its share: alpha is multiplied in already, so transparent ones lend no colour.
fn shrink(pixels: RgbaImage, wanted: (f64, f64)) -> RgbaImage {
    let (width, height) = (f64::from(pixels.width()), f64::from(pixels.height()));
    if width <= wanted.0 * DENSE || height <= wanted.1 * DENSE {
        return pixels;
    }
    let side = |side: f64, wanted: f64| wanted.ceil().clamp(1.0, side) as u32;
    imageops::resize(&pixels, side(width, wanted.0), side(height, wanted.1), FilterType::Triangle)
}

/// The image as a file with about `side` pixels on its longer side; `None` where it has not many more, or none at all.
pub(super) fn shrunk(logo: &Logo, side: u32) -> Result<Option<Vec<u8>>> {
    let (width, height) = logo.natural_size();
    let scale = f64::from(side) / width.max(height);
    if scale * DENSE > 1.0 {
        return Ok(None);
    }
    let Some(pixels) = decode(logo, (width * scale, height * scale))? else { return Ok(None) };
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
        picture.write_to(&mut file, image::ImageFormat::Png)
    };
    written.map_err(damaged)?;
    Ok(Some(file.into_inner()))
}

/// Room for an image's pixels.
pub(crate) fn blank(width: u32, height: u32) -> Result<Pixmap> {
    Pixmap::new(width, height).ok_or_else(|| damaged("it has no pixels"))
}

/// Draws the image over pixels; `place` leads from its natural size to theirs.
pub(crate) fn draw(pixmap: &mut PixmapMut<'_>, logo: &Logo, place: Transform) -> Result<()> {
    let (width, height) = logo.natural_size();
    let wanted = (width * f64::from(place.sx), height * f64::from(place.sy));
    let Some(picture) = decode(logo, wanted)? else { return draw_svg(pixmap, logo, place) };
    let own = (width / f64::from(picture.width()), height / f64::from(picture.height()));
    let place = place.pre_scale(own.0 as f32, own.1 as f32);
    let quality = tiny_skia::FilterQuality::Bicubic;
    let paint = tiny_skia::PixmapPaint { quality, ..tiny_skia::PixmapPaint::default() };
    pixmap.draw_pixmap(0, 0, picture.as_ref(), &paint, place, None);
    // The filter swings over: a channel can end up above the alpha that it is multiplied by.
    for pixel in pixmap.data_mut().as_chunks_mut::<4>().0 {
        let [r, g, b, a] = *pixel;
        *pixel = [r.min(a), g.min(a), b.min(a), a];
    }
    Ok(())
}

/// Where the image is not transparent.
pub(super) fn silhouette(logo: &Logo) -> Result<Silhouette> {
    let (width, height) = logo.natural_size();
    let scale = SILHOUETTE / width.max(height);
    let side = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let mut pixmap = blank(side(width), side(height))?;
    let (across, down) = (f64::from(pixmap.width()) / width, f64::from(pixmap.height()) / height);
    draw(&mut pixmap.as_mut(), logo, Transform::from_scale(across as f32, down as f32))?;
    let alpha = pixmap.pixels().iter().map(|pixel| pixel.alpha()).collect::<Vec<_>>();
    Silhouette::new(pixmap.width() as usize, &alpha).ok_or_else(|| damaged("it has no pixels"))
}

fn unknown() -> Error {
    Error::logo(
        "logo.address",
        "is an address that only a viewer can load: give the image itself as a data URI, or ask for SVG",
    )
}

fn damaged(reason: impl std::fmt::Display) -> Error {
    Error::logo("logo.damaged", format!("cannot be decoded: {reason}"))
}

#[cfg(feature = "svg-logo")]
fn draw_svg(pixmap: &mut PixmapMut<'_>, logo: &Logo, place: Transform) -> Result<()> {
    let Some((_, bytes)) = logo.content() else { return Err(unknown()) };
    let tree = super::svg::parse(bytes)?;
    let (width, height) = logo.natural_size();
    // It states a size of its own.
    let own = (width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, place.pre_scale(own.0, own.1), pixmap);
    Ok(())
}

#[cfg(not(feature = "svg-logo"))]
fn draw_svg(_: &mut PixmapMut<'_>, _: &Logo, _: Transform) -> Result<()> {
    Err(Error::logo("logo.format", "is SVG, which this build cannot draw as pixels: use PNG, or ask for SVG"))
}
