//! A scene, prepared for being drawn in bands of rows.

use super::colors::Colors;
use super::coverage::{Coverage, Piece};
use super::ink::{Ink, Pixel, over};
use super::logo::Picture;
use super::size;
use super::spans;
use crate::error::Result;
use crate::scene::{Item, Scene};

/// What is laid over each other, from the bottom.
pub(crate) struct Layers {
    /// In pixels.
    pub(crate) width: usize,
    /// In pixels.
    pub(crate) height: usize,
    layers: Vec<Layer>,
}

/// Memory that every band needs again.
#[derive(Default)]
pub(crate) struct Room {
    spans: spans::Room,
    /// Colours of a row.
    colors: Vec<Pixel>,
}

enum Layer {
    Fill { coverage: Coverage, ink: Ink },
    Image(Picture),
}

impl Layers {
    pub(crate) fn new(scene: &Scene, scale: f64) -> Result<Self> {
        let (width, height) = size(scene, scale)?;
        let mut layers = Vec::with_capacity(scene.items.len());
        for item in &scene.items {
            match item {
                Item::Fill { role, path, paint, edges } => {
                    let ink = Ink::new(*role, paint, scale, (width, height))?;
                    if let Some(coverage) = Coverage::new(path, *edges, scale, width, height) {
                        layers.push(Layer::Fill { coverage, ink });
                    }
                }
                Item::Image { role, logo, rect, fit, opacity } => {
                    let picture = Picture::new(logo, (*rect, *fit, *opacity), scale, width, height);
                    if let Some(picture) = picture.map_err(|error| error.of_picture(role.option()))? {
                        layers.push(Layer::Image(picture));
                    }
                }
            }
        }
        Ok(Self { width, height, layers })
    }

    /// Whether nothing shows through the picture anywhere.
    pub(crate) fn is_opaque(&self) -> bool {
        self.layers.first().is_some_and(Layer::hides_everything)
    }

    /// Whether a picture is laid over what is drawn.
    #[cfg(feature = "png")]
    pub(crate) fn has_images(&self) -> bool {
        self.layers.iter().any(|layer| matches!(layer, Layer::Image(_)))
    }

    /// Tells by how many pixels to the left of where they are now the colours of a gradient were in the row above.
    #[cfg(feature = "png")]
    pub(crate) fn moves(&self, row: usize, mut tell: impl FnMut(isize)) {
        for layer in &self.layers {
            let Layer::Fill { ink, .. } = layer else { continue };
            let above = row.checked_sub(1).and_then(|above| ink.start(above));
            if let (Some(above), Some(here)) = (above, ink.start(row))
                && above != here
            {
                tell(above as isize - here as isize);
            }
        }
    }

    /// Draws as many rows as `pixels` holds, from the row `top` on.
    pub(crate) fn draw(&self, top: usize, pixels: &mut [Pixel], room: &mut Room) {
        if !self.is_opaque() {
            pixels.fill([0; 4]);
        }
        for layer in &self.layers {
            match layer {
                Layer::Fill { coverage, ink } => fill(pixels, top, self.width, coverage, ink, room),
                Layer::Image(picture) => picture.draw(pixels, top, self.width),
            }
        }
    }
}

impl Layer {
    fn hides_everything(&self) -> bool {
        matches!(self, Self::Fill { coverage: Coverage::Everything { .. }, ink } if ink.is_opaque())
    }
}

/// Paints what is covered of some rows, from the row `top` on.
fn fill(pixels: &mut [Pixel], top: usize, width: usize, coverage: &Coverage, ink: &Ink, room: &mut Room) {
    let (is_opaque, rows) = (ink.is_opaque(), top..top + pixels.len() / width);
    let Room { spans, colors } = room;
    if let Ink::Solid(color) = *ink {
        if is_opaque && matches!(coverage, Coverage::Everything { .. }) {
            return paint(pixels, color);
        }
        return coverage.for_each(rows, spans, |row, piece| {
            let line = &mut pixels[(row - top) * width..][..width];
            match piece {
                Piece::Run { from, to, coverage: 255 } if is_opaque => line[from..to].fill(color),
                Piece::Run { from, to, coverage } => {
                    line[from..to].iter_mut().for_each(|below| *below = over(*below, color, coverage));
                }
                Piece::Edges { columns, start, coverages } => {
                    for column in columns {
                        let below = &mut line[(column + start) as usize..][..coverages.len()];
                        for (below, coverage) in below.iter_mut().zip(coverages) {
                            *below = over(*below, color, *coverage);
                        }
                    }
                }
            }
        });
    }
    let mut colors = Colors::new(ink, coverage.columns(), colors);
    coverage.for_each(rows, spans, |row, piece| {
        let line = &mut pixels[(row - top) * width..][..width];
        match piece {
            Piece::Run { from, to, coverage } => {
                let below = &mut line[from..to];
                if coverage == 255 && is_opaque {
                    return colors.copy(row, from, below);
                }
                for (below, color) in below.iter_mut().zip(colors.get(row, from, to)) {
                    *below = over(*below, *color, coverage);
                }
            }
            Piece::Edges { columns, start, coverages } => {
                for column in columns {
                    let from = (column + start) as usize;
                    let to = from + coverages.len();
                    let colors = colors.get(row, from, to);
                    for ((below, color), coverage) in line[from..to].iter_mut().zip(colors).zip(coverages) {
                        *below = over(*below, *color, *coverage);
                    }
                }
            }
        }
    });
}

/// Makes all pixels one colour.
fn paint(pixels: &mut [Pixel], color: Pixel) {
    // Such as white: the system's way to fill memory with a byte is faster than any other.
    if color == [color[0]; 4] {
        pixels.as_flattened_mut().fill(color[0]);
    } else {
        pixels.fill(color);
    }
}
