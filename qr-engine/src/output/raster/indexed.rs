//! Scene → numbers of at most 256 colours, for designs without gradients and images.
//!
//! The pixels are the same as those of the picture in full colour: edges are blended the same way, and every blend that
//! comes up gets a place in the palette. Flat designs have far fewer of them than 256.

use super::coverage::{Coverage, Piece};
use super::ink::{Ink, Pixel, over};
use super::size;
use super::spans::Room;
use crate::error::Result;
use crate::scene::{Item, Paint, Scene};

/// A scene of few colours, prepared for being drawn in bands of rows.
pub(crate) struct Indexed {
    /// In pixels.
    pub(crate) width: usize,
    /// In pixels.
    pub(crate) height: usize,
    /// The colours that came up so far: red, green, blue, multiplied by the alpha that comes last.
    pub(crate) palette: Vec<Pixel>,
    layers: Vec<Layer>,
    room: Room,
}

/// One colour, laid over what is below.
struct Layer {
    coverage: Coverage,
    blends: Blends,
}

/// The numbers of the colours that come of one colour over all others, by what is below and how much is covered.
struct Blends {
    color: Pixel,
    /// A number, or none yet, for each coverage, in groups of one number below.
    known: Vec<Option<u8>>,
}

impl Indexed {
    /// `None` if the scene has gradients or images.
    pub(crate) fn new(scene: &Scene, scale: f64) -> Result<Option<Self>> {
        let (width, height) = size(scene, scale)?;
        if !scene.items.iter().all(|item| matches!(item, Item::Fill { paint: Paint::Solid(_), .. })) {
            return Ok(None);
        }
        let mut palette = vec![[0; 4]];
        let mut layers = Vec::with_capacity(scene.items.len());
        for item in &scene.items {
            let Item::Fill { role, path, paint, edges } = item else { continue };
            let ink = Ink::new(*role, paint, scale, (width, height))?;
            let coverage = Coverage::new(path, *edges, scale, width, height);
            match (ink, coverage) {
                (Ink::Solid(color), Some(Coverage::Everything { .. })) if layers.is_empty() => {
                    palette[0] = color;
                }
                (Ink::Solid(color), Some(coverage)) => {
                    layers.push(Layer { coverage, blends: Blends { color, known: Vec::new() } });
                }
                _ => {}
            }
        }
        Ok(Some(Self { width, height, palette, layers, room: Room::default() }))
    }

    /// Draws as many rows as `pixels` holds, from the row `top` on; `None` if there are too many colours.
    pub(crate) fn draw(&mut self, top: usize, pixels: &mut [u8]) -> Option<()> {
        let Self { width, palette, layers, room, .. } = self;
        let rows = top..top + pixels.len() / *width;
        let mut fits = Some(());
        pixels.fill(0);
        for (number, Layer { coverage, blends }) in layers.iter_mut().enumerate() {
            coverage.for_each(rows.clone(), room, |row, piece| {
                let line = &mut pixels[(row - top) * *width..][..*width];
                let mut lay = |pixels: &mut [u8], coverage| match blends.get(palette, pixels[0], coverage) {
                    Some(blend) => pixels.fill(blend),
                    None => fits = None,
                };
                match piece {
                    // The first layer lies on one colour.
                    Piece::Run { from, to, coverage } if number == 0 => lay(&mut line[from..to], coverage),
                    Piece::Run { from, to, coverage } => {
                        line[from..to].chunk_by_mut(|a, b| a == b).for_each(|run| lay(run, coverage));
                    }
                    Piece::Edges { columns, start, coverages } => {
                        for column in columns {
                            let pixels = line[(column + start) as usize..].chunks_exact_mut(1);
                            pixels.zip(coverages).for_each(|(pixel, coverage)| lay(pixel, *coverage));
                        }
                    }
                }
            });
        }
        fits
    }
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
