//! Pictures in the picture: drawn once, laid over the rows that they lie in.

use super::ink::{Pixel, over};
use crate::error::Result;
use crate::logo::{Logo, pixels};
use crate::scene::{Fit, Rect};
use tiny_skia::{Pixmap, Transform};

/// A logo, drawn once, at its place in the picture.
pub(super) struct Picture {
    left: usize,
    top: usize,
    pixels: Pixmap,
    /// 255 is opaque.
    opacity: u8,
}

impl Picture {
    /// `rect` is its box in px; `None` if nothing of it lies in the picture of `width` by `height` pixels.
    pub(super) fn new(
        logo: &Logo,
        (rect, fit, opacity): (Rect, Fit, f64),
        scale: f64,
        width: usize,
        height: usize,
    ) -> Result<Option<Self>> {
        let low = |start: f64, side: usize| (start * scale).floor().clamp(0.0, side as f64) as usize;
        let high = |end: f64, side: usize| (end * scale).ceil().clamp(0.0, side as f64) as usize;
        let (left, top) = (low(rect.x, width), low(rect.y, height));
        let (right, bottom) = (high(rect.x + rect.width, width), high(rect.y + rect.height, height));
        let size = (right.saturating_sub(left) as u32, bottom.saturating_sub(top) as u32);
        let Some(mut pixels) = Pixmap::new(size.0, size.1) else { return Ok(None) };
        let (x, y, natural) = fit.place(logo.natural_size(), rect);
        let place = Transform::from_translate(-(left as f32), -(top as f32))
            .pre_scale(scale as f32, scale as f32)
            .pre_translate(x as f32, y as f32)
            .pre_scale(natural as f32, natural as f32);
        pixels::draw(&mut pixels.as_mut(), logo, place)?;
        Ok(Some(Self { left, top, pixels, opacity: libm::round(opacity * 255.0) as u8 }))
    }

    /// Its size in pixels of the picture that it lies in.
    #[cfg(feature = "png")]
    pub(super) fn area(&self) -> usize {
        self.pixels.pixels().len()
    }

    /// Lays it over some rows of the picture.
    pub(super) fn draw(&self, pixels: &mut [Pixel], top: usize, width: usize) {
        let own = self.pixels.width() as usize;
        let rows = self.pixels.data().as_chunks::<4>().0.chunks_exact(own).zip(self.top..);
        for (from, row) in rows {
            let Some(start) = row.checked_sub(top).map(|row| row * width + self.left) else { continue };
            let Some(to) = pixels.get_mut(start..start + own) else { return };
            for (below, color) in to.iter_mut().zip(from) {
                *below = over(*below, *color, self.opacity);
            }
        }
    }
}
