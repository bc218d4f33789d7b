//! An image's pixels: PNG by the crate that writes it, photographs by the `image` crate's decoders, SVG by resvg.

use super::resample::{self, DENSE, Place};
use super::{Logo, LogoFormat, Silhouette};
use crate::error::{Error, Result};
use tiny_skia::{IntSize, Pixmap, PixmapMut, Transform};

/// Longer side of a silhouette, in cells: finer than the modules that a logo can cover.
const SILHOUETTE: f64 = 256.0;

/// Pixels as a decoder gives them, 8 bits a channel, with straight alpha.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) samples: Vec<u8>,
}

/// The image with its own pixels, or fewer: at least `wanted` wide and high where it has as many. SVG has none.
pub(crate) fn decode(logo: &Logo, wanted: (f64, f64)) -> Result<Option<Pixmap>> {
    let Some((format, bytes)) = logo.content() else { return Err(unknown()) };
    let Decoded { width, height, mut samples } = match format {
        LogoFormat::Png => super::png::decode(bytes)?,
        LogoFormat::Svg => return Ok(None),
        #[cfg(feature = "photo-logo")]
        photo => super::photo::decode(photo, bytes)?,
        #[cfg(not(feature = "photo-logo"))]
        _ => return Err(not_here(format)),
    };
    for pixel in samples.as_chunks_mut::<4>().0 {
        let [r, g, b, a] = *pixel;
        let color = tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
        *pixel = [color.red(), color.green(), color.blue(), color.alpha()];
    }
    let size = IntSize::from_wh(width, height);
    let pixmap = size.and_then(|size| Pixmap::from_vec(samples, size));
    shrink(pixmap.ok_or_else(|| damaged("it has no pixels"))?, wanted).map(Some)
}

fn shrink(pixels: Pixmap, wanted: (f64, f64)) -> Result<Pixmap> {
    let (width, height) = (f64::from(pixels.width()), f64::from(pixels.height()));
    if width <= wanted.0 * DENSE || height <= wanted.1 * DENSE {
        return Ok(pixels);
    }
    let side = |side: f64, wanted: f64| wanted.ceil().clamp(1.0, side) as u32;
    let mut small = blank(side(width, wanted.0), side(height, wanted.1))?;
    let place = (f64::from(small.width()) / width, f64::from(small.height()) / height);
    lay(&mut small.as_mut(), &pixels, (0.0, place.0), (0.0, place.1));
    Ok(small)
}

/// Writes an image's pixels to where each of its sides starts, in its scale.
fn lay(pixmap: &mut PixmapMut<'_>, image: &Pixmap, across: (f64, f64), down: (f64, f64)) {
    let place = |(start, scale)| Place { start, scale };
    let width = pixmap.width() as usize;
    resample::draw(
        (image.data().as_chunks().0, image.width() as usize),
        (pixmap.data_mut().as_chunks_mut().0, width),
        (place(across), place(down)),
    );
}

/// Room for an image's pixels.
pub(crate) fn blank(width: u32, height: u32) -> Result<Pixmap> {
    Pixmap::new(width, height).ok_or_else(|| damaged("it has no pixels"))
}

/// Draws the image on pixels without any; `place` leads from its natural size to theirs, without turning.
pub(crate) fn draw(pixmap: &mut PixmapMut<'_>, logo: &Logo, place: Transform) -> Result<()> {
    let (width, height) = logo.natural_size();
    let Some(image) = decode(logo, (f64::INFINITY, f64::INFINITY))? else {
        return draw_svg(pixmap, logo, place);
    };
    let across = f64::from(place.sx) * width / f64::from(image.width());
    let down = f64::from(place.sy) * height / f64::from(image.height());
    lay(pixmap, &image, (f64::from(place.tx), across), (f64::from(place.ty), down));
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
