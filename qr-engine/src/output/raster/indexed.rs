//! Scene → numbers of at most 256 colours, for designs without gradients and images.
//!
//! The pixels are the same as those of the picture in full colour: edges are blended the same way, and every blend that
//! comes up gets a place in the palette. Flat designs have far fewer of them than 256.

use super::coverage::{Coverage, Piece};
use super::ink::{Ink, Pixel, over};
use super::layers::stamp;
use super::size;
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
    /// Room for the pixels of an edge.
    edge: Vec<u8>,
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
        Ok(Some(Self { width, height, palette, layers, edge: Vec::new() }))
    }

    /// Draws as many rows as `pixels` holds, from the row `top` on; `None` if there are too many colours.
    pub(crate) fn draw(&mut self, top: usize, pixels: &mut [u8]) -> Option<()> {
        let Self { width, palette, layers, edge, .. } = self;
        let (width, rows) = (*width, top..top + pixels.len() / *width);
        let mut fits = Some(());
        if layers.is_empty() {
            pixels.fill(0);
        }
        for (number, Layer { coverage, blends }) in layers.iter_mut().enumerate() {
            // The first layer lies on one colour.
            let is_first = number == 0;
            coverage.for_each(
                rows.clone(),
                |_| is_first,
                |row, piece| {
                    let at = (row - top) * width;
                    let line = &mut pixels[at..at + width];
                    let mut blend = |below, coverage| {
                        let blend = blends.get(palette, below, coverage);
                        fits = fits.and(blend.map(|_| ()));
                        blend.unwrap_or(0)
                    };
                    match piece {
                        Piece::Nothing if is_first => line.fill(0),
                        Piece::Nothing => {}
                        Piece::Above => pixels.copy_within(at - width..at, at),
                        Piece::Run { from, to, coverage } if is_first => {
                            line[from..to].fill(blend(0, coverage));
                        }
                        Piece::Run { from, to, coverage } => {
                            line[from..to]
                                .chunk_by_mut(|a, b| a == b)
                                .for_each(|run| run.fill(blend(run[0], coverage)));
                        }
                        Piece::Edges { columns, start, coverages } if is_first => {
                            edge.clear();
                            edge.extend(coverages.iter().map(|coverage| blend(0, *coverage)));
                            stamp(line, columns, start, edge);
                        }
                        Piece::Edges { columns, start, coverages } => {
                            for column in columns {
                                let pixels = &mut line[(column + start) as usize..];
                                pixels
                                    .iter_mut()
                                    .zip(coverages)
                                    .for_each(|(pixel, coverage)| *pixel = blend(*pixel, *coverage));
                            }
                        }
                    }
                },
            );
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
