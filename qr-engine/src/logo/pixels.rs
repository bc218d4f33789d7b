//! An image's pixels: PNG by the crate that writes it, photographs by the `image` crate's decoders, SVG by resvg.

use super::{Logo, LogoFormat, Silhouette};
use crate::error::{Error, Result};
use image::RgbaImage;
use image::imageops::{self, FilterType};
use tiny_skia::{IntSize, Pixmap, PixmapMut, Transform};

/// Longer side of a silhouette, in cells: finer than the modules that a logo can cover.
const SILHOUETTE: f64 = 256.0;

/// Pictures are shrunk before they are drawn if they have more than this many pixels for one: from there on the filters of
/// drawing leave pixels out.
pub(super) const DENSE: f64 = 1.5;

/// The image with its own pixels, or fewer: at least `wanted` wide and high where it has as many. SVG has none.
pub(crate) fn decode(logo: &Logo, wanted: (f64, f64)) -> Result<Option<Pixmap>> {
    let Some((format, bytes)) = logo.content() else { return Err(unknown()) };
    let mut pixels = match format {
        LogoFormat::Png => super::png::decode(bytes)?,
        LogoFormat::Svg => return Ok(None),
        #[cfg(feature = "photo-logo")]
        photo => super::photo::decode(photo, bytes)?,
        #[cfg(not(feature = "photo-logo"))]
        _ => return Err(not_here(format)),
    };
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

/// Builds for small downloads leave out what most designs do not need.
#[cfg(not(all(feature = "photo-logo", feature = "svg-logo")))]
fn not_here(format: LogoFormat) -> Error {
    let message = ["is ", format.mime(), ", which this build cannot draw: use PNG"].concat();
    Error::logo("logo.decoder", message)
}

pub(super) fn damaged(reason: impl std::fmt::Display) -> Error {
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
    Err(not_here(LogoFormat::Svg))
}
