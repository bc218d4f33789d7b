//! Scene → pixels.
//!
//! ```text
//! path ──coverage─▶ runs of pixels of one coverage      modules of whole pixels by `spans`, all else by tiny-skia
//! paint ──ink────▶ colours of pixels                    both meet in `layers`, or in `indexed` for few colours
//! ```
//!
//! A picture is drawn band by band, all layers of a few rows at a time: they stay in the processor's cache, and a file can
//! be written without the whole picture in memory.

mod colors;
mod coverage;
#[cfg(feature = "png")]
pub(crate) mod indexed;
mod ink;
pub(crate) mod layers;
mod logo;
mod skia;
mod spans;

use crate::error::{Error, Result};
use crate::scene::Scene;
use layers::{Layers, Room};
use tiny_skia::{Pixmap, PixmapMut};

/// Largest picture in pixels: a poster of 10,000 by 10,000.
const MAX_PIXELS: f64 = 100_000_000.0;

/// Rows that are drawn at a time.
pub(crate) const BAND: usize = 32;

/// Draws the scene; `scale` is pixels per px and above 0. Sides are rounded up to whole pixels.
///
/// ```
/// use qr_engine::{Design, Mode, output::raster};
/// let design = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?;
/// let pixmap = raster::draw(&design.scene()?, 2.0)?;
/// assert_eq!((pixmap.width(), pixmap.height()), (600, 600));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn draw(scene: &Scene, scale: f64) -> Result<Pixmap> {
    let (width, height) = size(scene, scale)?;
    let mut pixmap = Pixmap::new(width as u32, height as u32).ok_or_else(|| too_large(scene, scale))?;
    draw_into(scene, scale, &mut pixmap.as_mut())?;
    Ok(pixmap)
}

/// Draws the scene over everything that is in a pixmap, which must have the size that [`draw`] would give it.
///
/// ```
/// use qr_engine::{Design, Mode, output::raster};
/// let scene = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?.scene()?;
/// let mut pixmap = raster::draw(&scene, 1.0)?;
/// raster::draw_into(&scene, 1.0, &mut pixmap.as_mut())?;
/// assert_eq!(raster::draw_into(&scene, 2.0, &mut pixmap.as_mut()).unwrap_err().code(), "output.size");
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn draw_into(scene: &Scene, scale: f64, pixmap: &mut PixmapMut<'_>) -> Result<()> {
    let layers = Layers::new(scene, scale)?;
    if (layers.width, layers.height) != (pixmap.width() as usize, pixmap.height() as usize) {
        return Err(Error::Output {
            code: "output.size",
            path: None,
            message: format!("the picture is {} by {} pixels, not the pixmap", layers.width, layers.height),
        });
    }
    let pixels = pixmap.data_mut().as_chunks_mut::<4>().0;
    let mut room = Room::default();
    // Only where layers are laid over each other do rows have to stay in the processor's cache.
    let rows = if layers.is_flat() { layers.height } else { BAND };
    for (band, pixels) in pixels.chunks_mut(layers.width * rows).enumerate() {
        layers.draw(band * rows, pixels, &mut room);
    }
    Ok(())
}

/// The colour with straight alpha.
#[cfg(any(feature = "png", feature = "webp"))]
pub(in crate::output) fn straight([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    if a == 255 {
        return [r, g, b, a];
    }
    let color = tiny_skia::PremultipliedColorU8::from_rgba(r, g, b, a)
        .unwrap_or(tiny_skia::PremultipliedColorU8::TRANSPARENT);
    let color = color.demultiply();
    [color.red(), color.green(), color.blue(), color.alpha()]
}

/// The picture's sides in pixels.
fn size(scene: &Scene, scale: f64) -> Result<(usize, usize)> {
    let (width, height) = ((scene.width * scale).ceil(), (scene.height * scale).ceil());
    if width >= 1.0 && height >= 1.0 && width * height <= MAX_PIXELS {
        return Ok((width as usize, height as usize));
    }
    Err(too_large(scene, scale))
}

fn too_large(scene: &Scene, scale: f64) -> Error {
    Error::Output {
        code: "output.size",
        path: Some("width".to_owned()),
        message: format!(
            "{} by {} px at scale {scale} cannot be drawn: at most 100 megapixels",
            scene.width, scene.height
        ),
    }
}
