//! Paints as printers know them: one colour, or a smooth shading made of pieces between two colours.

use crate::error::Result;
use crate::output::known;
use crate::scene::{Paint, Rgba8, Role, Stop};

/// A paint whose colours are all known.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::output) enum Ink {
    Solid(Rgba8),
    Shading(Shading),
}

/// Colours along a line or from a centre outwards; beyond its ends the outermost ones.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::output) struct Shading {
    pub(in crate::output) geometry: Geometry,
    /// From 0 to 1 without gaps.
    pub(in crate::output) pieces: Vec<Piece>,
}

/// Where a shading lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::output) enum Geometry {
    /// `x0 y0 x1 y1`.
    Axial([f64; 4]),
    /// Centre and radius in px.
    Radial { x: f64, y: f64, radius: f64 },
}

/// Colours that change evenly between two offsets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::output) struct Piece {
    pub(in crate::output) start: f64,
    pub(in crate::output) end: f64,
    pub(in crate::output) from: Rgba8,
    pub(in crate::output) to: Rgba8,
}

impl Ink {
    /// Refuses colours that only a viewer knows.
    pub(in crate::output) fn new(role: Role, paint: &Paint) -> Result<Self> {
        let (geometry, stops, has_extent) = match paint {
            Paint::Solid(color) => return Ok(Self::Solid(known(role, color)?)),
            Paint::Linear { from, to, stops } => {
                (Geometry::Axial([from.x, from.y, to.x, to.y]), stops, from != to)
            }
            Paint::Radial { center, radius, stops } => {
                (Geometry::Radial { x: center.x, y: center.y, radius: *radius }, stops, *radius > 0.0)
            }
        };
        let known = |stop: &Stop| known(role, &stop.color).map(|color| (stop.offset, color));
        let stops = stops.iter().map(known).collect::<Result<Vec<_>>>()?;
        Ok(Self::shading(geometry, &stops, has_extent))
    }

    /// A shading; one without extent paints its last colour (SVG 2, 14.2.2).
    pub(in crate::output) fn shading(geometry: Geometry, stops: &[(f64, Rgba8)], has_extent: bool) -> Self {
        let (Some(first), Some(last)) = (stops.first(), stops.last()) else {
            return Self::Solid(Rgba8 { r: 0, g: 0, b: 0, a: 0 });
        };
        if !has_extent || stops.iter().all(|stop| stop.1 == last.1) {
            return Self::Solid(last.1);
        }
        let ends = [(0.0, first.1)].into_iter().chain(stops.iter().copied()).chain([(1.0, last.1)]);
        let ends = ends.collect::<Vec<_>>();
        let pieces = ends.windows(2).filter(|pair| pair[0].0 < pair[1].0);
        let pieces =
            pieces.map(|pair| Piece { start: pair[0].0, end: pair[1].0, from: pair[0].1, to: pair[1].1 });
        Self::Shading(Shading { geometry, pieces: pieces.collect() })
    }

    /// The same ink as it looks on paper of a colour. `None` for shadings of changing alpha: no even change of colours is
    /// like them.
    pub(in crate::output) fn over(self, paper: [u8; 3]) -> Option<Self> {
        self.alpha()?;
        Some(self.map(&|Rgba8 { r, g, b, a }| {
            let blend = |ink: u8, paper: u8| {
                let (alpha, ink, paper) = (u32::from(a), u32::from(ink), u32::from(paper));
                ((ink * alpha + paper * (255 - alpha) + 127) / 255) as u8
            };
            Rgba8 { r: blend(r, paper[0]), g: blend(g, paper[1]), b: blend(b, paper[2]), a: 255 }
        }))
    }

    /// The alpha that all colours have; `None` if it changes.
    pub(in crate::output) fn alpha(&self) -> Option<u8> {
        match self {
            Self::Solid(color) => Some(color.a),
            Self::Shading(shading) => {
                let first = shading.pieces.first()?.from.a;
                let is_same = |piece: &Piece| piece.from.a == first && piece.to.a == first;
                shading.pieces.iter().all(is_same).then_some(first)
            }
        }
    }

    fn map(self, change: &impl Fn(Rgba8) -> Rgba8) -> Self {
        match self {
            Self::Solid(color) => Self::Solid(change(color)),
            Self::Shading(mut shading) => {
                for piece in &mut shading.pieces {
                    (piece.from, piece.to) = (change(piece.from), change(piece.to));
                }
                Self::Shading(shading)
            }
        }
    }
}

/// A colour as printers mix it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::output) enum Process {
    /// Black ink alone, with nothing of the other three: edges stay sharp when plates are off register.
    Black,
    /// Black ink, 0 to 1 where 1 is paper.
    Gray(f32),
    /// Red, green and blue of the device, 0 to 1.
    Rgb([f32; 3]),
}

impl Process {
    pub(in crate::output) fn new(Rgba8 { r, g, b, .. }: Rgba8) -> Self {
        match (r, g, b) {
            (0, 0, 0) => Self::Black,
            (r, g, b) if r == g && g == b => Self::Gray(share(r)),
            _ => Self::Rgb([r, g, b].map(share)),
        }
    }
}

/// A channel from 0 to 1.
pub(in crate::output) fn share(channel: u8) -> f32 {
    f32::from(channel) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(value: u8, a: u8) -> Rgba8 {
        Rgba8 { r: value, g: value, b: value, a }
    }

    const LINE: Geometry = Geometry::Axial([0.0, 0.0, 1.0, 0.0]);

    #[test]
    fn shadings_reach_from_end_to_end() {
        let stops = [(0.2, gray(0, 255)), (0.5, gray(9, 255)), (0.5, gray(100, 255))];
        let Ink::Shading(shading) = Ink::shading(LINE, &stops, true) else { panic!("not a shading") };
        let pieces = shading.pieces.iter().map(|piece| (piece.start, piece.end, piece.from.r, piece.to.r));
        assert_eq!(pieces.collect::<Vec<_>>(), [(0.0, 0.2, 0, 0), (0.2, 0.5, 0, 9), (0.5, 1.0, 100, 100)]);
    }

    #[test]
    fn what_has_no_extent_is_one_colour() {
        let stops = [(0.0, gray(0, 255)), (1.0, gray(9, 255))];
        assert_eq!(Ink::shading(LINE, &stops, false), Ink::Solid(gray(9, 255)));
    }

    #[test]
    fn thin_ink_on_paper_is_an_opaque_one() {
        assert_eq!(Ink::Solid(gray(0, 128)).over([255; 3]), Some(Ink::Solid(gray(127, 255))));
        let fading = Ink::shading(LINE, &[(0.0, gray(0, 255)), (1.0, gray(0, 0))], true);
        assert_eq!((fading.alpha(), fading.over([255; 3])), (None, None));
    }

    #[test]
    fn black_is_one_plate() {
        assert_eq!(Process::new(gray(0, 255)), Process::Black);
        assert_eq!(Process::new(gray(255, 255)), Process::Gray(1.0));
        assert_eq!(Process::new(Rgba8 { r: 255, g: 0, b: 0, a: 255 }), Process::Rgb([1.0, 0.0, 0.0]));
    }
}
