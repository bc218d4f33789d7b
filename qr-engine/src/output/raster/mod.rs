//! Scene → pixels.
//!
//! ```text
//! path ──coverage─▶ runs of pixels of one coverage      modules of whole pixels by `spans`, all else by tiny-skia
//! paint ──ink────▶ colours of pixels                    both meet in `draw`, or in `indexed` for pictures of few colours
//! ```

mod coverage;
pub(crate) mod indexed;
mod ink;
mod logo;
mod skia;
mod spans;

use crate::error::{Error, Result};
use crate::scene::{Item, Scene};
use coverage::Coverage;
use ink::{Ink, Pixel, over};
use tiny_skia::{IntSize, Pixmap, PixmapMut, Transform};

/// Largest picture in pixels: a poster of 10,000 by 10,000.
const MAX_PIXELS: f64 = 100_000_000.0;

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
    let mut pixels = Vec::new();
    for item in &scene.items {
        match item {
            Item::Fill { role, path, paint, edges } => {
                let ink = Ink::new(*role, paint, scale)?;
                let coverage = Coverage::new(path, *edges, scale, width, height);
                match (&coverage, &ink) {
                    // What everything else lies on needs no transparent picture below it.
                    (Some(Coverage::Everything { .. }), Ink::Solid(color)) if pixels.is_empty() => {
                        pixels = vec![*color; width * height];
                    }
                    (Some(coverage), _) => {
                        fill(canvas(&mut pixels, width * height), width, coverage, &ink);
                    }
                    (None, _) => {}
                }
            }
            Item::Image { logo, rect, .. } => {
                let bytes = canvas(&mut pixels, width * height).as_flattened_mut();
                let mut pixmap =
                    PixmapMut::from_bytes(bytes, width as u32, height as u32).ok_or_else(|| too_large(scene, scale))?;
                logo::draw(&mut pixmap, logo, *rect, Transform::from_scale(scale as f32, scale as f32))?;
            }
        }
    }
    canvas(&mut pixels, width * height);
    let size = IntSize::from_wh(width as u32, height as u32);
    size.and_then(|size| Pixmap::from_vec(pixels.into_flattened(), size)).ok_or_else(|| too_large(scene, scale))
}

/// The picture's sides in pixels.
fn size(scene: &Scene, scale: f64) -> Result<(usize, usize)> {
    let (width, height) = (libm::ceil(scene.width * scale), libm::ceil(scene.height * scale));
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

/// The pixels, transparent ones if nothing has been drawn yet.
fn canvas(pixels: &mut Vec<Pixel>, count: usize) -> &mut [Pixel] {
    if pixels.is_empty() {
        *pixels = vec![[0; 4]; count];
    }
    pixels
}

fn fill(pixels: &mut [Pixel], width: usize, coverage: &Coverage, ink: &Ink) {
    let mut colors = vec![[0; 4]; width];
    coverage.for_each(|row, from, to, coverage| {
        let below = &mut pixels[row * width + from..row * width + to];
        if coverage == 255 && ink.is_opaque() {
            return ink.fill(row, from, below);
        }
        let colors = &mut colors[from..to];
        ink.fill(row, from, colors);
        for (below, color) in below.iter_mut().zip(colors) {
            *below = over(*below, *color, coverage);
        }
    });
}
