//! Paints → colours of pixels.

use crate::error::Result;
use crate::output::known;
use crate::scene::{Color, Paint, Point, Rgba8, Role, Stop};
use wide::f32x8;

/// A colour of a pixel: red, green, blue, multiplied by the alpha that comes last.
pub(super) type Pixel = [u8; 4];

/// A paint, ready to be asked for the colours of pixels.
pub(super) enum Ink {
    Solid(Pixel),
    Linear(Linear),
    Radial(Radial),
}

impl Ink {
    /// Whether nothing shows through it anywhere.
    pub(super) fn is_opaque(&self) -> bool {
        match self {
            Self::Solid(color) => color[3] == 255,
            Self::Linear(Linear { is_opaque, .. }) | Self::Radial(Radial { is_opaque, .. }) => *is_opaque,
        }
    }
}

/// Colours along a line.
pub(super) struct Linear {
    colors: Vec<Pixel>,
    /// Position among the colours at the middle of the first pixel, and its change from one column and row to the next.
    start: f64,
    by_column: f64,
    by_row: f64,
    /// Every row as a piece of one long row, where that is good enough.
    rows: Option<Rows>,
    is_opaque: bool,
}

/// The rows of a gradient that changes slowly: a few are alike, and those below are the same, moved by whole pixels. So a
/// row is copied instead of made, and a file's compression finds it again.
struct Rows {
    colors: Vec<Pixel>,
    /// Pixels by which a row would be moved against the one above it.
    by_row: f64,
    /// Where the first row would start.
    first: f64,
    /// Rows that are alike: they start where the middle of them would.
    alike: usize,
}

/// Colours from a centre outwards.
pub(super) struct Radial {
    colors: Vec<Pixel>,
    /// In pixels, counted between their middles.
    center: Point,
    /// Positions among the colours for a pixel of distance.
    by_pixel: f32,
    /// Rows that have the colours of the middle of them.
    alike: usize,
    is_opaque: bool,
}

impl Ink {
    /// `role` is for errors: a colour that only viewers of SVG know is refused.
    pub(super) fn new(
        role: Role,
        paint: &Paint,
        scale: f64,
        (width, height): (usize, usize),
    ) -> Result<Self> {
        match paint {
            Paint::Solid(color) => Ok(Self::Solid(premultiplied(straight(role, color)?))),
            Paint::Linear { from, to, stops } => {
                let (dx, dy) = ((to.x - from.x) * scale, (to.y - from.y) * scale);
                let length = (dx * dx + dy * dy).sqrt();
                if length <= 0.0 {
                    return Self::last(role, stops);
                }
                let colors = table(role, stops, length)?;
                let steps = (colors.len() - 1) as f64;
                let (by_column, by_row) = (dx / (length * length) * steps, dy / (length * length) * steps);
                let start = (0.5 - from.x * scale) * by_column + (0.5 - from.y * scale) * by_row;
                let mut linear =
                    Linear { colors, start, by_column, by_row, rows: None, is_opaque: paint.is_opaque() };
                linear.rows = linear.rows(width, height);
                Ok(Self::Linear(linear))
            }
            Paint::Radial { center, radius, stops } => {
                if *radius <= 0.0 {
                    return Self::last(role, stops);
                }
                let colors = table(role, stops, radius * scale)?;
                let by_pixel = (colors.len() - 1) as f32 / (radius * scale) as f32;
                // The first and the last of them are moved by half of what lies between them.
                let is_alike = |alike: &usize| is_slow(&colors, f64::from(by_pixel) * (*alike - 1) as f64);
                let alike = ALIKE.into_iter().find(is_alike);
                let center = Point { x: center.x * scale - 0.5, y: center.y * scale - 0.5 };
                Ok(Self::Radial(Radial {
                    center,
                    by_pixel,
                    alike: alike.unwrap_or(1),
                    is_opaque: paint.is_opaque(),
                    colors,
                }))
            }
        }
    }

    /// A gradient without extent paints its last colour (SVG 2, section 14.2.2).
    fn last(role: Role, stops: &[Stop]) -> Result<Self> {
        let color = stops.last().map(|stop| straight(role, &stop.color)).transpose()?;
        Ok(Self::Solid(color.map_or([0; 4], premultiplied)))
    }

    /// The colours of a whole row, if they are there already.
    #[inline]
    pub(super) fn row(&self, row: usize) -> Option<&[Pixel]> {
        match self {
            Self::Linear(Linear { rows: Some(rows), .. }) => Some(rows.row(row)),
            _ => None,
        }
    }

    /// Whether a row has the colours of the one above it.
    #[inline]
    pub(super) fn repeats(&self, row: usize) -> bool {
        match self {
            Self::Solid(_) => true,
            Self::Linear(Linear { rows: Some(rows), .. }) => rows.start(row) == rows.start(row - 1),
            Self::Linear(_) => false,
            Self::Radial(Radial { alike, .. }) => !row.is_multiple_of(*alike),
        }
    }

    /// Rows that have the same colours, counted from the first row on.
    #[inline]
    pub(super) fn alike(&self) -> usize {
        match self {
            Self::Linear(Linear { rows: Some(Rows { alike, .. }), .. })
            | Self::Radial(Radial { alike, .. }) => *alike,
            Self::Linear(_) => 1,
            Self::Solid(_) => usize::MAX,
        }
    }

    /// Where a row starts in the long row that all rows are pieces of, if there is one.
    #[cfg(feature = "png")]
    pub(super) fn start(&self, row: usize) -> Option<usize> {
        match self {
            Self::Linear(Linear { rows: Some(rows), .. }) => Some(rows.start(row)),
            _ => None,
        }
    }

    /// Writes the colours of the pixels of a row from a column on.
    pub(super) fn fill(&self, row: usize, column: usize, pixels: &mut [Pixel]) {
        match self {
            Self::Solid(color) => pixels.fill(*color),
            Self::Linear(linear) => linear.fill(row, column, pixels),
            Self::Radial(radial) => radial.fill(row, column, pixels),
        }
    }
}

impl Rows {
    /// The colours from a row's first pixel on, at least to its last.
    fn row(&self, row: usize) -> &[Pixel] {
        &self.colors[self.start(row)..]
    }

    fn start(&self, row: usize) -> usize {
        (self.first + self.by_row * middle(row, self.alike) + 0.5).max(0.0) as usize
    }
}

/// Positions among the colours are counted in parts of this many, which are so many bits.
const FRACTION: i32 = 1 << FRACTION_BITS;
const FRACTION_BITS: u32 = 16;

/// Most pixels by which a row may be moved against the one above it, so that the long row stays short.
const STEEPEST: f64 = 8.0;

/// How many rows may be alike.
const ALIKE: [usize; 6] = [16, 8, 4, 3, 2, 1];

/// The middle of the rows that are alike with a row.
#[inline]
fn middle(row: usize, alike: usize) -> f64 {
    (row - row % alike) as f64 + (alike - 1) as f64 / 2.0
}

impl Linear {
    /// The long row, if moving rows to where others start, by whole pixels, moves no channel by more than half a step.
    fn rows(&self, width: usize, height: usize) -> Option<Rows> {
        let by_row = self.by_row / self.by_column;
        if by_row.is_nan() || by_row.abs() > STEEPEST {
            return None;
        }
        // The first and the last of them are moved by half of that, and half a pixel.
        let across = |alike: usize| by_row.abs() * (alike - 1) as f64 + 1.0;
        let alike = ALIKE.into_iter().find(|alike| is_slow(&self.colors, self.by_column * across(*alike)))?;
        let whole = by_row * (height + alike) as f64;
        let first = (-whole).max(0.0);
        let mut colors = vec![[0; 4]; width + whole.abs().ceil() as usize + 2];
        self.make(self.start - first * self.by_column, &mut colors);
        Some(Rows { colors, by_row, first, alike })
    }

    fn fill(&self, row: usize, column: usize, pixels: &mut [Pixel]) {
        if let Some(rows) = &self.rows {
            return pixels.copy_from_slice(&rows.row(row)[column..][..pixels.len()]);
        }
        self.make(self.start + self.by_column * column as f64 + self.by_row * row as f64, pixels);
    }

    /// Makes the colours of pixels side by side from the position of the first.
    fn make(&self, first: f64, pixels: &mut [Pixel]) {
        let last = (self.colors.len() - 1) as f64;
        // What lies before the first or behind the last colour is of one colour, and so is a row across the gradient.
        let end = first + self.by_column * pixels.len() as f64;
        for (is_outside, color) in
            [(first <= 0.0 && end <= 0.0, 0), (first >= last && end >= last, self.colors.len() - 1)]
        {
            if is_outside {
                return pixels.fill(self.colors[color]);
            }
        }
        if self.by_column == 0.0 {
            return pixels.fill(self.colors[libm::round(first.clamp(0.0, last)) as usize]);
        }
        let highest = (self.colors.len() as i32 - 1) * FRACTION + FRACTION / 2;
        let step = (self.by_column * f64::from(FRACTION)) as i32;
        let mut position = ((first + 0.5) * f64::from(FRACTION)) as i32;
        for pixel in pixels {
            *pixel = self.colors[(position.clamp(0, highest) >> FRACTION_BITS) as usize];
            position = position.wrapping_add(step);
        }
    }
}

impl Radial {
    fn fill(&self, row: usize, column: usize, pixels: &mut [Pixel]) {
        let dy = (middle(row, self.alike) - self.center.y) as f32;
        // Pixels as far to the left of the centre as others are to the right have their colours; these are as many columns
        // from the first one on as the former are from the last one of them.
        let sum = 2.0 * (self.center.x - column as f64);
        let both = if sum >= 0.0 && sum.fract() == 0.0 { sum as usize + 1 } else { 0 };
        let middle = (both / 2).min(pixels.len());
        let mirrored = both.saturating_sub(pixels.len()).min(middle);
        self.measure(column, dy, &mut pixels[..mirrored]);
        let (left, right) = pixels.split_at_mut(middle);
        self.measure(column + middle, dy, right);
        let (left, right) = (&mut left[mirrored..], right.get(both % 2..).unwrap_or(&[]));
        left.iter_mut().rev().zip(right).for_each(|(to, from)| *to = *from);
    }

    /// Writes the colours of the pixels from a column on, in a row `dy` pixels below the centre.
    fn measure(&self, column: usize, dy: f32, pixels: &mut [Pixel]) {
        let mut dx = f32x8::splat((column as f64 - self.center.x) as f32)
            + f32x8::from([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        let (dy, by_pixel, half) = (f32x8::splat(dy * dy), f32x8::splat(self.by_pixel), f32x8::splat(0.5));
        let highest = f32x8::splat((self.colors.len() - 1) as f32);
        let (eights, rest) = pixels.as_chunks_mut::<8>();
        for pixels in eights.iter_mut().map(|eight| &mut eight[..]).chain([rest]) {
            let position = ((dx * dx + dy).sqrt() * by_pixel + half).fast_min(highest);
            dx += f32x8::splat(8.0);
            for (pixel, position) in pixels.iter_mut().zip(position.fast_trunc_int().to_array()) {
                *pixel = self.colors[position as usize];
            }
        }
    }
}

/// Whether no channel changes by more than a step over so many colours.
fn is_slow(colors: &[Pixel], by: f64) -> bool {
    let longest = by.abs().ceil().max(1.0) as usize;
    // Over shorter ways too: a channel may go and come back. Where there are not as many colours, nothing is slow.
    let mut strides =
        std::iter::successors(Some(longest), |stride| Some(stride / 2).filter(|half| *half > 0));
    strides.all(|stride| {
        let Some(after) = colors.get(stride..).filter(|after| !after.is_empty()) else { return false };
        let (before, after) = (colors.as_flattened(), after.as_flattened());
        // Many at a time, and without a branch for each of them.
        let mut pairs = before.chunks(256).zip(after.chunks(256));
        pairs.all(|(a, b)| a.iter().zip(b).fold(0, |largest, (a, b)| a.abs_diff(*b).max(largest)) <= 1)
    })
}

/// The colours of a gradient in small steps: two for a pixel of its length, and enough for every colour between two.
fn table(role: Role, stops: &[Stop], length: f64) -> Result<Vec<Pixel>> {
    let stops = stops
        .iter()
        .map(|stop| Ok((stop.offset, straight(role, &stop.color)?)))
        .collect::<Result<Vec<_>>>()?;
    let size = ((length * 2.0) as usize).clamp(1024, 16_384);
    let mut colors = Vec::with_capacity(size + 1);
    let mut behind = 0;
    while colors.len() <= size {
        // The first stop beyond the next colour, before which lie all colours up to `end`.
        let offset = colors.len() as f64 / size as f64;
        while stops.get(behind).is_some_and(|stop| stop.0 <= offset) {
            behind += 1;
        }
        let next = stops.get(behind);
        let end = next.map_or(size + 1, |stop| ((stop.0 * size as f64).ceil() as usize).min(size + 1));
        let these = colors.len()..end.max(colors.len() + 1);
        match (behind.checked_sub(1).and_then(|index| stops.get(index)), next) {
            (Some((from, before)), Some((to, after))) => {
                let (first, steps) = (from * size as f64, (to - from) * size as f64);
                let mix: [_; 4] = std::array::from_fn(|c| {
                    (f64::from(before[c]), (f64::from(after[c]) - f64::from(before[c])) / steps)
                });
                let is_opaque = (before[3], after[3]) == (255, 255);
                colors.extend(these.map(|index| {
                    let mixed = mix.map(|(value, by)| value + by * (index as f64 - first));
                    if is_opaque { mixed.map(|value| (value + 0.5) as u8) } else { multiplied(mixed) }
                }));
            }
            (Some(stop), None) | (None, Some(stop)) => colors.resize(these.end, premultiplied(stop.1)),
            (None, None) => colors.resize(these.end, [0; 4]),
        }
    }
    Ok(colors)
}

/// The colour as it is, with its alpha.
fn straight(role: Role, color: &Color) -> Result<[u8; 4]> {
    known(role, color).map(|Rgba8 { r, g, b, a }| [r, g, b, a])
}

fn premultiplied(color: [u8; 4]) -> Pixel {
    multiplied(color.map(f64::from))
}

fn multiplied([r, g, b, a]: [f64; 4]) -> Pixel {
    let rounded = |value: f64| (value + 0.5) as u8;
    [rounded(r * a / 255.0), rounded(g * a / 255.0), rounded(b * a / 255.0), rounded(a)]
}

/// Two channels of a pixel, each with room for a product of two bytes.
type Pair = u32;

/// Both channels from 0 to 255 * 255, divided by 255 and rounded, without a division.
fn divided(pair: Pair) -> Pair {
    let pair = pair + 0x0080_0080;
    ((pair + (pair >> 8 & 0x00ff_00ff)) >> 8) & 0x00ff_00ff
}

/// A pixel of a colour laid over another one, as much as it is covered.
#[inline]
pub(super) fn over(below: Pixel, color: Pixel, coverage: u8) -> Pixel {
    let (low, high) = (pair(below, 0), pair(below, 8));
    let (mut covered_low, mut covered_high) = (pair(color, 0), pair(color, 8));
    let (coverage, through) = (u32::from(coverage), u32::from(255 - color[3]));
    if through > 0 {
        // A premultiplied channel and what shows through it are 255 together at most.
        covered_low += divided(low * through);
        covered_high += divided(high * through);
    }
    if coverage < 255 {
        covered_low = divided(covered_low * coverage + low * (255 - coverage));
        covered_high = divided(covered_high * coverage + high * (255 - coverage));
    }
    (covered_low | covered_high << 8).to_le_bytes()
}

/// Every second channel of a pixel, from the first or, shifted by a byte, the second on.
fn pair(pixel: Pixel, shift: u32) -> Pair {
    u32::from_le_bytes(pixel) >> shift & 0x00ff_00ff
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 400;

    fn stops(colors: [(f64, u8); 3]) -> Vec<Stop> {
        let stop = |(offset, value): (f64, u8)| {
            let color = Color::Rgba(Rgba8 { r: value, g: 255 - value, b: value / 2, a: 255 });
            Stop { offset, color }
        };
        colors.map(stop).to_vec()
    }

    /// Draws a paint, tells how many rows are alike, and holds each pixel against the colour between the stops.
    fn alike(paint: &Paint, position: impl Fn(f64, f64) -> f64) -> usize {
        let ink = Ink::new(Role::Dots, paint, 1.0, (SIDE, SIDE)).unwrap();
        let (Paint::Linear { stops, .. } | Paint::Radial { stops, .. }) = paint else { return 0 };
        let mut row = vec![[0; 4]; SIDE];
        for y in 0..SIDE {
            ink.fill(y, 0, &mut row);
            for (x, color) in row.iter().enumerate() {
                let offset = position(x as f64 + 0.5, y as f64 + 0.5).clamp(0.0, 1.0);
                let behind = stops.iter().position(|stop| stop.offset >= offset).unwrap().max(1);
                let (before, after) = (&stops[behind - 1], &stops[behind]);
                let share = (offset - before.offset) / (after.offset - before.offset);
                let (a, b) = (
                    straight(Role::Dots, &before.color).unwrap(),
                    straight(Role::Dots, &after.color).unwrap(),
                );
                for channel in 0..4 {
                    let exact = f64::from(a[channel]) * (1.0 - share) + f64::from(b[channel]) * share;
                    let off = (f64::from(color[channel]) - exact).abs();
                    assert!(off <= 1.1, "channel {channel} at {x}, {y} is {off} off");
                }
            }
        }
        ink.alike()
    }

    #[test]
    fn a_row_around_a_centre_is_what_its_pieces_are() {
        let stops = stops([(0.0, 0), (0.5, 250), (1.0, 30)]);
        for x in [0.0, 0.5, 3.0, 120.5, 200.0, 200.25, 399.5, 400.0, 500.0] {
            let paint = Paint::Radial { center: Point { x, y: 90.0 }, radius: 300.0, stops: stops.clone() };
            let ink = Ink::new(Role::Dots, &paint, 1.0, (SIDE, SIDE)).unwrap();
            for (row, from) in [(0, 0), (90, 1), (93, 7), (399, 250)] {
                let (mut whole, mut pieces) = (vec![[0; 4]; SIDE - from], vec![[0; 4]; SIDE - from]);
                ink.fill(row, from, &mut whole);
                let single = |(at, pixel): (usize, &mut [Pixel])| ink.fill(row, from + at, pixel);
                pieces.chunks_mut(1).enumerate().for_each(single);
                assert!(whole == pieces, "centre at {x}, row {row} from {from} on");
            }
        }
    }

    #[test]
    fn rows_are_alike_where_that_moves_no_channel_by_more_than_half_a_step() {
        let side = SIDE as f64;
        let linear = |(x, y): (f64, f64), colors| {
            let (from, to) = (Point { x: 0.0, y: 0.0 }, Point { x, y });
            let paint = Paint::Linear { from, to, stops: stops(colors) };
            alike(&paint, |px, py| (px * x + py * y) / (x * x + y * y))
        };
        let (slow, fast) = ([(0.0, 10), (0.5, 20), (1.0, 40)], [(0.0, 0), (0.5, 250), (1.0, 30)]);
        assert_eq!(linear((side, side), slow), 16);
        assert_eq!(linear((side, side * 0.3), slow), 16);
        assert_eq!(linear((side, -side), [(0.0, 10), (0.5, 60), (1.0, 100)]), 4);
        assert_eq!(linear((side, side), fast), 1);
        assert_eq!(linear((1.0, side), slow), 1, "nearly upright");
        let center = Point { x: side * 0.4, y: side / 2.0 };
        let radial = |radius: f64, colors| {
            let paint = Paint::Radial { center, radius, stops: stops(colors) };
            alike(&paint, |x, y| libm::hypot(x - center.x, y - center.y) / radius)
        };
        assert_eq!(radial(side, slow), 8);
        assert_eq!(radial(side, fast), 1);
        // As small as a part of a finder pattern: nothing of it is like the rest.
        for small in [1.0, 6.0, 13.5] {
            assert_eq!(radial(small, [(0.0, 0), (0.5, 20), (1.0, 0)]), 1, "a radius of {small}");
        }
    }
}
