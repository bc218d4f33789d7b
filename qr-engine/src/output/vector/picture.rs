//! Pictures for paper: photographs as they are, all else as pixels that are as fine as paper shows.

use super::{DENSITY, LONGEST};
use crate::error::Result;
use crate::logo::{Logo, LogoFormat, pixels};
use crate::scene::{Fit, Rect, Scene};
use tiny_skia::{Pixmap, Transform};

/// A picture in its place.
pub(in crate::output) struct Picture {
    /// Where all of it lies, in px.
    pub(in crate::output) place: Rect,
    /// What is seen of it, in px.
    pub(in crate::output) clip: Rect,
    pub(in crate::output) width: usize,
    pub(in crate::output) height: usize,
    pub(in crate::output) samples: Samples,
    /// Above 0 to 1.
    pub(in crate::output) opacity: f64,
}

/// Red, green and blue, row by row.
pub(in crate::output) enum Samples {
    /// A JPEG file of three channels.
    Jpeg(Vec<u8>),
    Plain {
        rgb: Vec<u8>,
        /// Unless all is opaque.
        alpha: Option<Vec<u8>>,
    },
}

impl Picture {
    pub(in crate::output) fn new(
        logo: &Logo,
        (clip, fit, opacity): (Rect, Fit, f64),
        scene: &Scene,
    ) -> Result<Self> {
        let (width, height) = logo.natural_size();
        let (x, y, scale) = fit.place((width, height), clip);
        let place = Rect { x, y, width: width * scale, height: height * scale };
        if let Some((LogoFormat::Jpeg, bytes)) = logo.content()
            && logo.is_plain_photograph()
        {
            // Damage is found here, not at the printer's.
            pixels::decode(logo, (1.0, 1.0))?;
            let samples = Samples::Jpeg(bytes.to_vec());
            return Ok(Self {
                place,
                clip,
                width: width as usize,
                height: height as usize,
                samples,
                opacity,
            });
        }
        let per_px = DENSITY / 25.4 * scene.millimetres().0 / scene.width;
        let per_px = per_px.min(LONGEST / place.width.max(place.height));
        let wanted = (place.width * per_px, place.height * per_px);
        let pixmap = match pixels::decode(logo, wanted)? {
            Some(pixmap) => pixmap,
            None => drawn(logo, wanted)?,
        };
        let samples = plain(&pixmap);
        Ok(Self {
            place,
            clip,
            width: pixmap.width() as usize,
            height: pixmap.height() as usize,
            samples,
            opacity,
        })
    }

    /// A part of a picture without transparency.
    pub(in crate::output) fn opaque(place: Rect, width: usize, rgb: Vec<u8>) -> Self {
        let height = rgb.len() / 3 / width.max(1);
        let samples = Samples::Plain { rgb, alpha: None };
        Self { place, clip: place, width, height, samples, opacity: 1.0 }
    }

    /// Whether nothing shows through it.
    pub(in crate::output) fn is_opaque(&self) -> bool {
        self.opacity >= 1.0 && !matches!(self.samples, Samples::Plain { alpha: Some(_), .. })
    }
}

/// An image without pixels of its own.
fn drawn(logo: &Logo, wanted: (f64, f64)) -> Result<Pixmap> {
    let (width, height) = logo.natural_size();
    let side = |length: f64| length.ceil().max(1.0) as u32;
    let mut pixmap = pixels::blank(side(wanted.0), side(wanted.1))?;
    let (across, down) = (f64::from(pixmap.width()) / width, f64::from(pixmap.height()) / height);
    pixels::draw(&mut pixmap.as_mut(), logo, Transform::from_scale(across as f32, down as f32))?;
    Ok(pixmap)
}

fn plain(pixmap: &Pixmap) -> Samples {
    let mut rgb = Vec::with_capacity(pixmap.pixels().len() * 3);
    let mut alpha = Vec::with_capacity(pixmap.pixels().len());
    for pixel in pixmap.pixels() {
        let color = pixel.demultiply();
        rgb.extend([color.red(), color.green(), color.blue()]);
        alpha.push(color.alpha());
    }
    let is_opaque = alpha.iter().all(|alpha| *alpha == 255);
    Samples::Plain { rgb, alpha: (!is_opaque).then_some(alpha) }
}
