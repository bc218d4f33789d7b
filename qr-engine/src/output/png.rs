//! Scene → PNG (W3C PNG, third edition).
//!
//! The form is chosen before anything is drawn: a palette for flat designs, with as few bits a pixel as its colours need,
//! else RGB, or RGBA where something shows through.

use super::raster::{self, indexed};
use crate::error::{Error, Result};
use crate::scene::{Item, Scene};
use png::{BitDepth, ColorType, Compression, DeflateCompression, Encoder, Filter, PixelDimensions, Unit};
use tiny_skia::PremultipliedColorU8;

/// How a scene becomes a file.
///
/// ```
/// use qr_engine::{Design, Mode, output::png::{self, Effort, Settings}};
/// let scene = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?.scene()?;
/// let settings = Settings { scale: 4.0, dpi: Some(300.0), effort: Effort::Compact };
/// assert!(png::write(&scene, settings)?.starts_with(b"\x89PNG"));
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Pixels per px, above 0. Default: 1.
    pub scale: f64,
    /// Pixels per inch, told in the file (chunk pHYs), so that programs print it at its size. Default: nothing is told.
    pub dpi: Option<f64>,
    /// Default: fast.
    pub effort: Effort,
}

/// Whether time or bytes are spared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// Several times faster.
    #[default]
    Fast,
    /// About half as large.
    Compact,
}

impl Default for Settings {
    fn default() -> Self {
        Self { scale: 1.0, dpi: None, effort: Effort::Fast }
    }
}

/// Draws the scene and writes the file: sRGB, 8 bits a channel.
pub fn write(scene: &Scene, settings: Settings) -> Result<Vec<u8>> {
    match indexed::draw(scene, settings.scale)? {
        Some(picture) => write_indexed(&picture, settings),
        None => write_colors(scene, settings),
    }
}

fn write_indexed(picture: &indexed::Indexed, settings: Settings) -> Result<Vec<u8>> {
    let straight = picture.palette.iter().map(|&[r, g, b, a]| {
        let color = PremultipliedColorU8::from_rgba(r, g, b, a).unwrap_or(PremultipliedColorU8::TRANSPARENT);
        color.demultiply()
    });
    let straight = straight.collect::<Vec<_>>();
    let colors = straight.iter().flat_map(|color| [color.red(), color.green(), color.blue()]).collect::<Vec<_>>();
    let mut alphas = straight.iter().map(|color| color.alpha()).collect::<Vec<_>>();
    alphas.truncate(alphas.iter().rposition(|alpha| *alpha < 255).map_or(0, |last| last + 1));
    let (depth, bits) = match picture.palette.len() {
        ..=2 => (BitDepth::One, 1),
        ..=4 => (BitDepth::Two, 2),
        ..=16 => (BitDepth::Four, 4),
        _ => (BitDepth::Eight, 8),
    };
    let packed;
    let pixels = if bits == 8 {
        &picture.pixels
    } else {
        packed = pack(picture, bits);
        &packed
    };
    encode(picture.width, picture.height, settings, |encoder| {
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(depth);
        encoder.set_palette(colors);
        if !alphas.is_empty() {
            encoder.set_trns(alphas);
        }
        pixels
    })
}

/// Pixels of 1, 2 or 4 bits, the leftmost in the highest ones; every row begins with a byte of its own.
fn pack(picture: &indexed::Indexed, bits: usize) -> Vec<u8> {
    let mut packed = Vec::with_capacity(picture.pixels.len() * bits / 8 + picture.height);
    let mut before: Option<(&[u8], usize)> = None;
    for row in picture.pixels.chunks_exact(picture.width) {
        let start = packed.len();
        match before {
            // The rows of a module repeat.
            Some((same, at)) if same == row => packed.extend_from_within(at..start),
            _ => packed.extend(row.chunks(8 / bits).map(|pixels| {
                let byte = pixels.iter().fold(0, |byte, pixel| byte << bits | pixel);
                byte << (8 - bits * pixels.len())
            })),
        }
        before = Some((row, start));
    }
    packed
}

fn write_colors(scene: &Scene, settings: Settings) -> Result<Vec<u8>> {
    let pixmap = raster::draw(scene, settings.scale)?;
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let pixels = pixmap.data().as_chunks::<4>().0;
    // An opaque background says so at once; without one the pixels are asked.
    let is_opaque = scene.items.first().is_some_and(|item| matches!(item, Item::Fill { paint, .. } if paint.is_opaque()))
        && pixels.iter().all(|pixel| pixel[3] == 255);
    let channels = if is_opaque {
        let mut channels = vec![0; pixels.len() * 3];
        for (to, from) in channels.as_chunks_mut::<3>().0.iter_mut().zip(pixels) {
            *to = [from[0], from[1], from[2]];
        }
        channels
    } else {
        let straight = pixmap.pixels().iter().flat_map(|pixel| {
            let color = pixel.demultiply();
            [color.red(), color.green(), color.blue(), color.alpha()]
        });
        straight.collect()
    };
    encode(width, height, settings, |encoder| {
        encoder.set_color(if is_opaque { ColorType::Rgb } else { ColorType::Rgba });
        encoder.set_depth(BitDepth::Eight);
        &channels
    })
}

/// Level of zlib that leaves little for higher ones to find.
const COMPACT: u8 = 5;

/// Inches of a metre.
const INCHES: f64 = 1000.0 / 25.4;

/// `form` sets colours and depth, and gives the pixels in that form.
fn encode<'a>(
    width: usize,
    height: usize,
    settings: Settings,
    form: impl FnOnce(&mut Encoder<'_, &mut Vec<u8>>) -> &'a Vec<u8>,
) -> Result<Vec<u8>> {
    let failed = |error: png::EncodingError| Error::Output {
        code: "output.png",
        path: None,
        message: format!("the picture cannot be written as PNG: {error}"),
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width as u32, height as u32);
    let pixels = form(&mut encoder);
    match settings.effort {
        Effort::Fast => {
            encoder.set_compression(Compression::Fastest);
            encoder.set_filter(Filter::Up);
        }
        // Filters find what gradients of photographs have; outlines repeat as they are.
        Effort::Compact => {
            encoder.set_deflate_compression(DeflateCompression::Level(COMPACT));
            encoder.set_filter(Filter::NoFilter);
        }
    }
    encoder.set_source_srgb(png::SrgbRenderingIntent::RelativeColorimetric);
    if let Some(dpi) = settings.dpi {
        let pixels_per_metre = libm::round(dpi * INCHES).max(1.0) as u32;
        encoder.set_pixel_dims(Some(PixelDimensions { xppu: pixels_per_metre, yppu: pixels_per_metre, unit: Unit::Meter }));
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}
