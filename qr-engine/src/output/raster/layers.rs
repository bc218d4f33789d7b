//! A scene, prepared for being drawn in bands of rows.

use super::colors::Colors;
use super::coverage::{Coverage, Piece};
use super::ink::{Ink, Pixel, over};
use super::logo::Picture;
use super::size;
use crate::error::Result;
use crate::scene::{Item, Scene};

/// What is laid over each other, from the bottom.
pub(crate) struct Layers {
    /// In pixels.
    pub(crate) width: usize,
    /// In pixels.
    pub(crate) height: usize,
    /// The one colour under all layers.
    ground: Pixel,
    layers: Vec<Layer>,
}

/// Memory that every band needs again.
#[derive(Default)]
pub(crate) struct Room {
    /// Colours of a row.
    colors: Vec<Pixel>,
    /// Pixels of an edge.
    edge: Vec<Pixel>,
}

enum Layer {
    Fill { coverage: Coverage, ink: Ink },
    Image(Picture),
}

impl Layers {
    pub(crate) fn new(scene: &Scene, scale: f64) -> Result<Self> {
        let (width, height) = size(scene, scale)?;
        let mut ground = [0; 4];
        let mut layers = Vec::with_capacity(scene.items.len());
        for item in &scene.items {
            match item {
                Item::Fill { role, path, paint, edges } => {
                    let ink = Ink::new(*role, paint, scale, (width, height))?;
                    match (Coverage::new(path, *edges, scale, width, height), &ink) {
                        (Some(Coverage::Everything { .. }), Ink::Solid(color)) if layers.is_empty() => {
                            ground = over(ground, *color, 255);
                        }
                        (Some(coverage), _) => layers.push(Layer::Fill { coverage, ink }),
                        (None, _) => {}
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
        Ok(Self { width, height, ground, layers })
    }

    /// Whether nothing shows through the picture anywhere.
    #[cfg(any(feature = "png", feature = "webp"))]
    pub(crate) fn is_opaque(&self) -> bool {
        self.ground[3] == 255 || self.layers.first().is_some_and(Layer::hides_everything)
    }

    /// Whether no more than one layer is laid over the ground.
    pub(crate) fn is_flat(&self) -> bool {
        self.layers.len() <= 1
    }

    /// Pixels that lie under pictures; those under several count as often.
    #[cfg(feature = "png")]
    pub(crate) fn pictured(&self) -> usize {
        let area = |layer: &Layer| if let Layer::Image(picture) = layer { picture.area() } else { 0 };
        self.layers.iter().map(area).sum()
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
        let mut ground = Some(self.ground);
        if !matches!(self.layers.first(), Some(Layer::Fill { .. })) {
            pixels.fill(self.ground);
        }
        for layer in &self.layers {
            match layer {
                Layer::Fill { coverage, ink } => {
                    fill(pixels, (top, self.width), ground, (coverage, ink), room);
                }
                Layer::Image(picture) => picture.draw(pixels, top, self.width),
            }
            ground = None;
        }
    }
}

#[cfg(any(feature = "png", feature = "webp"))]
impl Layer {
    fn hides_everything(&self) -> bool {
        matches!(self, Self::Fill { coverage: Coverage::Everything { .. }, ink } if ink.is_opaque())
    }
}

/// Paints what is covered of some rows, from the row `top` on: over the one colour that lies below, and then that wherever
/// nothing is covered, or over what is there.
fn fill(
    pixels: &mut [Pixel],
    (top, width): (usize, usize),
    ground: Option<Pixel>,
    (coverage, ink): (&Coverage, &Ink),
    Room { colors, edge }: &mut Room,
) {
    let (is_opaque, rows) = (ink.is_opaque(), top..top + pixels.len() / width);
    // Of one colour over another there are as many blends as coverages.
    let blends: Option<[Pixel; 256]> = match (ground, ink) {
        (Some(below), Ink::Solid(color)) => {
            Some(std::array::from_fn(|share| over(below, *color, share as u8)))
        }
        _ => None,
    };
    let mut colors = Colors::new(ink, coverage.columns(), colors);
    coverage.for_each(
        rows,
        |row| ground.is_some() && ink.repeats(row),
        |row, piece| {
            let at = (row - top) * width;
            let line = &mut pixels[at..at + width];
            match piece {
                Piece::Nothing => ground.into_iter().for_each(|ground| line.fill(ground)),
                Piece::Above => pixels.copy_within(at - width..at, at),
                Piece::Run { from, to, coverage } => {
                    let line = &mut line[from..to];
                    if let Some(blends) = &blends {
                        return line.fill(blends[usize::from(coverage)]);
                    }
                    if coverage == 255 && is_opaque {
                        return colors.copy(row, from, line);
                    }
                    for (pixel, color) in line.iter_mut().zip(colors.get(row, from, to)) {
                        *pixel = over(ground.unwrap_or(*pixel), *color, coverage);
                    }
                }
                Piece::Edges { columns, start, coverages } => {
                    if let Some(blends) = &blends {
                        edge.clear();
                        edge.extend(coverages.iter().map(|coverage| blends[usize::from(*coverage)]));
                        return stamp(line, columns, start, edge);
                    }
                    for column in columns {
                        let from = (column + start) as usize;
                        let to = from + coverages.len();
                        let colors = colors.get(row, from, to);
                        for ((pixel, color), coverage) in line[from..to].iter_mut().zip(colors).zip(coverages)
                        {
                            *pixel = over(ground.unwrap_or(*pixel), *color, *coverage);
                        }
                    }
                }
            }
        },
    );
}

/// Writes the same few pixels from `start` pixels behind each of the columns of a row on.
pub(super) fn stamp<T: Copy>(line: &mut [T], columns: &[u32], start: u32, pixels: &[T]) {
    // Edges change by few pixels from row to row: numbers of them that are known are written at once.
    match *pixels {
        [a] => stamp_all(line, columns, start, [a]),
        [a, b] => stamp_all(line, columns, start, [a, b]),
        [a, b, c] => stamp_all(line, columns, start, [a, b, c]),
        [a, b, c, d] => stamp_all(line, columns, start, [a, b, c, d]),
        _ => {
            for column in columns {
                line[(column + start) as usize..][..pixels.len()].copy_from_slice(pixels);
            }
        }
    }
}

#[inline]
fn stamp_all<T: Copy, const N: usize>(line: &mut [T], columns: &[u32], start: u32, pixels: [T; N]) {
    for column in columns {
        if let Some(to) = line[(column + start) as usize..].first_chunk_mut() {
            *to = pixels;
        }
    }
}
