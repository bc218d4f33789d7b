//! Scene → a picture of at most 256 colours, for designs without gradients and images.
//!
//! The pixels are the same as those of the picture in full colour: edges are blended the same way, and every blend that
//! comes up gets a place in the palette. Flat designs have far fewer of them than 256.

use super::coverage::Coverage;
use super::ink::{Ink, Pixel, over};
use super::size;
use super::spans::Changes;
use crate::error::Result;
use crate::scene::{Item, Paint, Scene};

/// A picture whose pixels are numbers of colours.
pub(crate) struct Indexed {
    /// In pixels.
    pub(crate) width: usize,
    /// In pixels.
    pub(crate) height: usize,
    /// Row by row.
    pub(crate) pixels: Vec<u8>,
    /// Red, green, blue, multiplied by the alpha that comes last.
    pub(crate) palette: Vec<Pixel>,
}

/// Draws the scene; `None` if it has gradients, images or too many colours.
pub(crate) fn draw(scene: &Scene, scale: f64) -> Result<Option<Indexed>> {
    let (width, height) = size(scene, scale)?;
    if !scene.items.iter().all(|item| matches!(item, Item::Fill { paint: Paint::Solid(_), .. })) {
        return Ok(None);
    }
    let mut picture = Indexed { width, height, pixels: vec![0; width * height], palette: vec![[0; 4]] };
    let mut is_blank = true;
    for item in &scene.items {
        let Item::Fill { role, path, paint, edges } = item else { continue };
        let (Ink::Solid(color), Some(coverage)) = (
            Ink::new(*role, paint, scale, (width, height))?,
            Coverage::new(path, *edges, scale, width, height),
        ) else {
            continue;
        };
        match coverage {
            Coverage::Everything { .. } if is_blank => picture.palette[0] = color,
            coverage => {
                if picture.fill(&coverage, color, is_blank).is_none() {
                    return Ok(None);
                }
                is_blank = false;
            }
        }
    }
    Ok(Some(picture))
}

/// The numbers of the colours that come of one colour over all others, by what is below and how much is covered.
struct Blends {
    color: Pixel,
    /// A number, or none yet, for each coverage, in groups of one number below.
    known: Vec<Option<u8>>,
}

impl Blends {
    /// The number of the blend; `None` if the palette is full.
    fn get(&mut self, palette: &mut Vec<Pixel>, below: u8, coverage: u8) -> Option<u8> {
        let at = usize::from(below) * 256 + usize::from(coverage);
        if at >= self.known.len() {
            self.known.resize((usize::from(below) + 1) * 256, None);
        }
        if let Some(known) = self.known[at] {
            return Some(known);
        }
        let color = over(palette[usize::from(below)], self.color, coverage);
        let number = palette.iter().position(|known| *known == color).unwrap_or_else(|| {
            palette.push(color);
            palette.len() - 1
        });
        let number = u8::try_from(number).ok()?;
        self.known[at] = Some(number);
        Some(number)
    }
}

impl Indexed {
    /// Lays a colour over the picture, which has one colour so far if it `is_blank`; `None` if there are too many then.
    fn fill(&mut self, coverage: &Coverage, color: Pixel, is_blank: bool) -> Option<()> {
        let mut blends = Blends { color, known: Vec::new() };
        let mut fits = Some(());
        let Self { width, height, pixels, palette } = self;
        coverage.for_each(0..*height, &mut Changes::default(), |row, from, to, coverage| {
            let below = &mut pixels[row * *width + from..row * *width + to];
            if is_blank {
                match blends.get(palette, 0, coverage) {
                    Some(number) => below.fill(number),
                    None => fits = None,
                }
                return;
            }
            for run in below.chunk_by_mut(|a, b| a == b) {
                match blends.get(palette, run[0], coverage) {
                    Some(number) => run.fill(number),
                    None => fits = None,
                }
            }
        });
        fits
    }
}
