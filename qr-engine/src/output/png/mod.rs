//! Scene → PNG (W3C PNG, third edition).
//!
//! The form is chosen before anything is drawn: a palette for flat designs, with as few bits a pixel as its colours need,
//! else RGB, or RGBA where something shows through.

mod block;
mod deflate;
mod huffman;
mod palette;
mod same;

use super::raster::layers::{Layers, Room};
use super::raster::{BAND, straight};
use crate::error::{Error, Result};
use crate::scene::Scene;
use deflate::{Deflater, WINDOW};
use png::{BitDepth, ColorType, Compression, DeflateCompression, Encoder, Filter, PixelDimensions, Unit};
use std::io::Write as _;

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

impl Settings {
    /// Those of the scene's print size, if it has one.
    ///
    /// ```
    /// use qr_engine::{Design, Mode, output::png::Settings};
    /// let options = r#"{ "data": "HI", "width": 100, "printSize": { "mm": 25.4, "dpi": 300 } }"#;
    /// let settings = Settings::of(&Design::from_json(options, Mode::Strict)?.scene()?);
    /// assert_eq!((settings.scale, settings.dpi), (3.0, Some(300.0)));
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    #[must_use]
    pub fn of(scene: &Scene) -> Self {
        let (scale, dpi) = scene.resolution().map_or((1.0, None), |(scale, dpi)| (scale, Some(dpi)));
        Self { scale, dpi, effort: Effort::Fast }
    }
}

/// Draws the scene and writes the file: sRGB, 8 bits a channel.
pub fn write(scene: &Scene, settings: Settings) -> Result<Vec<u8>> {
    if let Some(bytes) = palette::write(scene, settings)? {
        return Ok(bytes);
    }
    let layers = Layers::new(scene, settings.scale)?;
    // The row above must be within reach.
    let is_near = layers.width * 4 < WINDOW;
    let is_drawn = layers.pictured() * PICTURED < layers.width * layers.height;
    if settings.effort == Effort::Fast && is_near && is_drawn {
        write_drawn(&layers, settings)
    } else {
        write_colors(&layers, settings)
    }
}

/// Writes rows that are like the ones above them, or are these moved.
fn write_drawn(layers: &Layers, settings: Settings) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, layers.width as u32, layers.height as u32);
    let is_opaque = layers.is_opaque();
    encoder.set_color(if is_opaque { ColorType::Rgb } else { ColorType::Rgba });
    encoder.set_depth(BitDepth::Eight);
    describe(&mut encoder, settings);
    let mut writer = encoder.write_header().map_err(failed)?;
    let channels = if is_opaque { 3 } else { 4 };
    let mut deflater = Deflater::new();
    let mut room = Room::default();
    let mut band = vec![[0; 4]; layers.width * BAND];
    let line = 1 + layers.width * channels;
    let mut distances = Vec::new();
    for top in (0..layers.height).step_by(BAND) {
        let rows = BAND.min(layers.height - top);
        let pixels = &mut band[..rows * layers.width];
        layers.draw(top, pixels, &mut room);
        for (row, pixels) in (top..).zip(pixels.chunks_exact(layers.width)) {
            distances.clear();
            distances.push(line);
            layers.moves(row, |by| distances.extend(line.checked_add_signed(by * channels as isize)));
            let draw = |line: &mut [u8]| {
                line[0] = NO_FILTER;
                to_channels(pixels, is_opaque, &mut line[1..]);
            };
            deflater.row(line, draw, channels, &distances);
        }
    }
    writer.write_chunk(png::chunk::IDAT, &deflater.finish()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Pixels as a file without a palette has them.
fn to_channels(pixels: &[[u8; 4]], is_opaque: bool, channels: &mut [u8]) {
    if is_opaque {
        return without_alpha(pixels, channels);
    }
    for (to, pixel) in channels.as_chunks_mut::<4>().0.iter_mut().zip(pixels) {
        *to = straight(*pixel);
    }
}

/// Writes band after band, so that the picture is never in memory as a whole.
fn write_colors(layers: &Layers, settings: Settings) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, layers.width as u32, layers.height as u32);
    let is_opaque = layers.is_opaque();
    encoder.set_color(if is_opaque { ColorType::Rgb } else { ColorType::Rgba });
    encoder.set_depth(BitDepth::Eight);
    match settings.effort {
        Effort::Fast => {
            encoder.set_compression(Compression::Fastest);
            encoder.set_filter(Filter::Up);
        }
        // Filters find what photographs have; the rows of a gradient come again as they are, moved by pixels.
        Effort::Compact => {
            encoder.set_deflate_compression(DeflateCompression::Level(COMPACT));
            encoder.set_filter(Filter::NoFilter);
        }
    }
    describe(&mut encoder, settings);
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer_with_size(CHUNK).map_err(failed)?;
    let mut room = Room::default();
    let mut band = vec![[0; 4]; layers.width * BAND];
    let mut channels = vec![0; band.len() * 4];
    for top in (0..layers.height).step_by(BAND) {
        let rows = BAND.min(layers.height - top);
        let pixels = &mut band[..rows * layers.width];
        layers.draw(top, pixels, &mut room);
        let channels = &mut channels[..pixels.len() * if is_opaque { 3 } else { 4 }];
        to_channels(pixels, is_opaque, channels);
        stream.write_all(channels).map_err(|error| failed(error.into()))?;
    }
    stream.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Red, green and blue of each pixel, four pixels at a time: each but the last with its alpha, over which the next is
/// written.
fn without_alpha(pixels: &[[u8; 4]], channels: &mut [u8]) {
    let (fours, rest) = pixels.as_chunks::<4>();
    let (twelves, rest_channels) = channels.split_at_mut(fours.len() * 12);
    for (to, [a, b, c, [red, green, blue, _]]) in twelves.as_chunks_mut::<12>().0.iter_mut().zip(fours) {
        to[..4].copy_from_slice(a);
        to[3..7].copy_from_slice(b);
        to[6..10].copy_from_slice(c);
        to[9..].copy_from_slice(&[*red, *green, *blue]);
    }
    for (to, [r, g, b, _]) in rest_channels.as_chunks_mut::<3>().0.iter_mut().zip(rest) {
        *to = [*r, *g, *b];
    }
}

/// The byte before a row whose bytes are as they are (W3C PNG, section 9.2).
const NO_FILTER: u8 = 0;

/// Rows are filtered, as photographs have to be, if pictures take one of so many pixels; else what is drawn around them counts.
const PICTURED: usize = 4;

/// Bytes of compressed pixels in a chunk of the file.
const CHUNK: usize = 1 << 16;

/// Level of zlib that leaves little for higher ones to find.
const COMPACT: u8 = 5;

/// Inches of a metre.
const INCHES: f64 = 1000.0 / 25.4;

/// What the file says besides its pixels: the colour space, and its size on paper.
fn describe(encoder: &mut Encoder<'_, &mut Vec<u8>>, settings: Settings) {
    encoder.set_source_srgb(png::SrgbRenderingIntent::RelativeColorimetric);
    if let Some(dpi) = settings.dpi {
        let per_metre = libm::round(dpi * INCHES).max(1.0) as u32;
        encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    }
}

#[allow(clippy::needless_pass_by_value, reason = "what `map_err` asks for")]
fn failed(error: png::EncodingError) -> Error {
    Error::Output {
        code: "output.png",
        path: None,
        message: format!("the picture cannot be written as PNG: {error}"),
    }
}
