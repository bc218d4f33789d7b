//! Draws a logo's pixels: raster images by the `image` crate's decoders, SVG by resvg.

use super::ink::{Pixel, over};
use crate::error::{Error, Result};
use crate::logo::{Logo, LogoFormat, MAX_PIXELS};
use crate::scene::Rect;
use std::io::Cursor;
use tiny_skia::{FilterQuality, IntSize, Pixmap, PixmapMut, PixmapPaint, Transform};

/// A logo, drawn once, at its place in the picture.
pub(super) struct Picture {
    left: usize,
    top: usize,
    pixels: Pixmap,
}

impl Picture {
    /// `rect` is its box in px; `None` if nothing of it lies in the picture of `width` by `height` pixels.
    pub(super) fn new(
        logo: &Logo,
        rect: Rect,
        scale: f64,
        width: usize,
        height: usize,
    ) -> Result<Option<Self>> {
        let low = |start: f64, side: usize| libm::floor(start * scale).clamp(0.0, side as f64) as usize;
        let high = |end: f64, side: usize| libm::ceil(end * scale).clamp(0.0, side as f64) as usize;
        let (left, top) = (low(rect.x, width), low(rect.y, height));
        let (right, bottom) = (high(rect.x + rect.width, width), high(rect.y + rect.height, height));
        let size = (right.saturating_sub(left) as u32, bottom.saturating_sub(top) as u32);
        let Some(mut pixels) = Pixmap::new(size.0, size.1) else { return Ok(None) };
        let transform =
            Transform::from_translate(-(left as f32), -(top as f32)).pre_scale(scale as f32, scale as f32);
        draw(&mut pixels.as_mut(), logo, rect, transform)?;
        Ok(Some(Self { left, top, pixels }))
    }

    /// Lays it over some rows of the picture.
    pub(super) fn draw(&self, pixels: &mut [Pixel], top: usize, width: usize) {
        let own = self.pixels.width() as usize;
        let rows = self.pixels.data().as_chunks::<4>().0.chunks_exact(own).zip(self.top..);
        for (from, row) in rows {
            let Some(start) = row.checked_sub(top).map(|row| row * width + self.left) else { continue };
            let Some(to) = pixels.get_mut(start..start + own) else { return };
            for (below, color) in to.iter_mut().zip(from) {
                *below = over(*below, *color, 255);
            }
        }
    }
}

/// Scales the image to fit inside the box and centres it there (SVG's `xMidYMid meet`).
fn draw(pixmap: &mut PixmapMut<'_>, logo: &Logo, rect: Rect, transform: Transform) -> Result<()> {
    let (width, height) = logo.natural_size();
    let scale = (rect.width / width).min(rect.height / height);
    let (dx, dy) = (rect.width - width * scale, rect.height - height * scale);
    let fit = transform
        .pre_translate((rect.x + dx / 2.0) as f32, (rect.y + dy / 2.0) as f32)
        .pre_scale(scale as f32, scale as f32);
    match logo.content() {
        None => Err(Error::logo(
            "logo.address",
            "is an address that only a viewer can load: give the image itself as a data URI, or ask for SVG",
        )),
        Some((LogoFormat::Svg, bytes)) => draw_svg(pixmap, bytes, fit),
        Some((format, bytes)) => {
            let picture = decode(format, bytes)?;
            let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
            pixmap.draw_pixmap(0, 0, picture.as_ref(), &paint, fit, None);
            Ok(())
        }
    }
}

fn damaged(reason: impl std::fmt::Display) -> Error {
    Error::logo("logo.damaged", format!("cannot be decoded: {reason}"))
}

fn decode(format: LogoFormat, bytes: &[u8]) -> Result<Pixmap> {
    let format = match format {
        LogoFormat::Png => image::ImageFormat::Png,
        LogoFormat::Jpeg => image::ImageFormat::Jpeg,
        LogoFormat::Gif => image::ImageFormat::Gif,
        LogoFormat::WebP => image::ImageFormat::WebP,
        LogoFormat::Svg => return Err(damaged("it holds no pixels")),
    };
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut pixels = reader.decode().map_err(damaged)?.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [r, g, b, a] = pixel.0;
        let color = tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
        pixel.0 = [color.red(), color.green(), color.blue(), color.alpha()];
    }
    let size = IntSize::from_wh(pixels.width(), pixels.height());
    size.and_then(|size| Pixmap::from_vec(pixels.into_raw(), size)).ok_or_else(|| damaged("it has no pixels"))
}

#[cfg(feature = "svg-logo")]
fn draw_svg(pixmap: &mut PixmapMut<'_>, bytes: &[u8], fit: Transform) -> Result<()> {
    resvg::render(&crate::logo::svg::parse(bytes)?, fit, pixmap);
    Ok(())
}

#[cfg(not(feature = "svg-logo"))]
fn draw_svg(_: &mut PixmapMut<'_>, _: &[u8], _: Transform) -> Result<()> {
    Err(Error::logo("logo.format", "is SVG, which this build cannot draw as pixels: use PNG, or ask for SVG"))
}
