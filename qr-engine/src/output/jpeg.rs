//! Scene → JPEG (ITU T.81, JFIF 1.02). For programs that know nothing else: PNG is smaller and sharp.

use super::raster::BAND;
use super::raster::layers::{Layers, Room};
use crate::error::{Error, Result};
use crate::scene::Scene;
use jpeg_encoder::{
    Encoder, ImageBuffer, JpegColorType, PixelDensity, PixelDensityUnit, SamplingFactor, rgb_to_ycbcr,
};
use std::cell::RefCell;

/// How a scene becomes a file.
///
/// ```
/// use qr_engine::{Design, Mode, output::jpeg::{self, Settings}};
/// let scene = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?.scene()?;
/// let settings = Settings { quality: 80, ..Settings::of(&scene) };
/// assert!(jpeg::write(&scene, settings)?.starts_with(&[0xff, 0xd8, 0xff]));
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Pixels per px, above 0. Default: 1.
    pub scale: f64,
    /// Pixels per inch, told in the file. Default: nothing is told.
    pub dpi: Option<f64>,
    /// 1 to 100. Default: 90; from there on colours keep their full resolution, below they have a quarter of it.
    pub quality: u8,
}

impl Settings {
    /// Those of the scene's print size, if it has one.
    #[must_use]
    pub fn of(scene: &Scene) -> Self {
        let (scale, dpi) = scene.resolution().map_or((1.0, None), |(scale, dpi)| (scale, Some(dpi)));
        Self { scale, dpi, quality: 90 }
    }
}

/// Draws the scene, on white where it is transparent, and writes the file.
pub fn write(scene: &Scene, settings: Settings) -> Result<Vec<u8>> {
    let layers = Layers::new(scene, settings.scale)?;
    let (Ok(width), Ok(height)) = (u16::try_from(layers.width), u16::try_from(layers.height)) else {
        return Err(Error::Output {
            code: "output.size",
            path: Some("width".to_owned()),
            message: "a JPEG has at most 65535 pixels a side: take a smaller picture, or PNG".to_owned(),
        });
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, settings.quality.clamp(1, 100));
    encoder.set_sampling_factor(if settings.quality >= 90 {
        SamplingFactor::F_1_1
    } else {
        SamplingFactor::F_2_2
    });
    if let Some(dpi) = settings.dpi {
        let dots = libm::round(dpi).clamp(1.0, 65535.0) as u16;
        encoder.set_density(PixelDensity { density: (dots, dots), unit: PixelDensityUnit::Inches });
    }
    let band =
        RefCell::new(Band { top: None, pixels: vec![[0; 4]; layers.width * BAND], room: Room::default() });
    encoder.encode_image(Rows { layers: &layers, band, width, height }).map_err(|error| Error::Output {
        code: "output.jpeg",
        path: None,
        message: format!("the picture cannot be written as JPEG: {error}"),
    })?;
    Ok(bytes)
}

/// The rows that the encoder asks for, one after the other: the picture is never in memory as a whole.
struct Rows<'a> {
    layers: &'a Layers,
    band: RefCell<Band>,
    width: u16,
    height: u16,
}

/// Some rows, as they were drawn last.
struct Band {
    top: Option<usize>,
    pixels: Vec<[u8; 4]>,
    room: Room,
}

impl ImageBuffer for Rows<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, row: u16, buffers: &mut [Vec<u8>; 4]) {
        let (row, width) = (usize::from(row), self.layers.width);
        let top = row / BAND * BAND;
        let Band { top: drawn, pixels, room } = &mut *self.band.borrow_mut();
        if *drawn != Some(top) {
            let rows = BAND.min(self.layers.height - top);
            self.layers.draw(top, &mut pixels[..rows * width], room);
            *drawn = Some(top);
        }
        let [luma, blue, red, _] = buffers;
        let mut last = None;
        for &[r, g, b, a] in &pixels[(row - top) * width..(row - top + 1) * width] {
            // Colours are multiplied by alpha: what is missing is white.
            let color = [r, g, b].map(|channel| channel + (255 - a));
            let converted = match last {
                // Most pixels are like the one before.
                Some((same, converted)) if same == color => converted,
                _ => rgb_to_ycbcr(color[0], color[1], color[2]),
            };
            last = Some((color, converted));
            luma.push(converted.0);
            blue.push(converted.1);
            red.push(converted.2);
        }
    }
}
