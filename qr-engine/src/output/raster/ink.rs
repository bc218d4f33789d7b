//! Paints → colours of pixels.

use crate::error::{Error, Result};
use crate::scene::{Color, Paint, Point, Rgba8, Role, Stop};

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
    is_opaque: bool,
}

/// Colours from a centre outwards.
pub(super) struct Radial {
    colors: Vec<Pixel>,
    /// In pixels, counted between their middles.
    center: Point,
    /// Positions among the colours for a pixel of distance.
    by_pixel: f32,
    is_opaque: bool,
}

impl Ink {
    /// `role` is for errors: a colour that only viewers of SVG know is refused.
    pub(super) fn new(role: Role, paint: &Paint, scale: f64) -> Result<Self> {
        match paint {
            Paint::Solid(color) => Ok(Self::Solid(premultiplied(straight(role, color)?))),
            Paint::Linear { from, to, stops } => {
                let (dx, dy) = ((to.x - from.x) * scale, (to.y - from.y) * scale);
                let length = libm::sqrt(dx * dx + dy * dy);
                if length <= 0.0 {
                    return Self::last(role, stops);
                }
                let colors = table(role, stops, length)?;
                let steps = (colors.len() - 1) as f64;
                let (by_column, by_row) = (dx / (length * length) * steps, dy / (length * length) * steps);
                let start = (0.5 - from.x * scale) * by_column + (0.5 - from.y * scale) * by_row;
                Ok(Self::Linear(Linear { colors, start, by_column, by_row, is_opaque: paint.is_opaque() }))
            }
            Paint::Radial { center, radius, stops } => {
                if *radius <= 0.0 {
                    return Self::last(role, stops);
                }
                let colors = table(role, stops, radius * scale)?;
                let by_pixel = (colors.len() - 1) as f32 / (radius * scale) as f32;
                let center = Point { x: center.x * scale - 0.5, y: center.y * scale - 0.5 };
                Ok(Self::Radial(Radial { colors, center, by_pixel, is_opaque: paint.is_opaque() }))
            }
        }
    }

    /// A gradient without extent paints its last colour (SVG 2, section 14.2.2).
    fn last(role: Role, stops: &[Stop]) -> Result<Self> {
        let color = stops.last().map(|stop| straight(role, &stop.color)).transpose()?;
        Ok(Self::Solid(color.map_or([0; 4], premultiplied)))
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

/// Positions among the colours are counted in parts of this many.
const FRACTION: i32 = 1 << 16;

impl Linear {
    fn fill(&self, row: usize, column: usize, pixels: &mut [Pixel]) {
        let last = (self.colors.len() - 1) as f64;
        let first = self.start + self.by_column * column as f64 + self.by_row * row as f64;
        // What lies before the first or behind the last colour is of one colour, and so is a row across the gradient.
        let end = first + self.by_column * pixels.len() as f64;
        for (is_outside, color) in [(first <= 0.0 && end <= 0.0, 0), (first >= last && end >= last, self.colors.len() - 1)]
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
            *pixel = self.colors[(position.clamp(0, highest) / FRACTION) as usize];
            position = position.wrapping_add(step);
        }
    }
}

impl Radial {
    fn fill(&self, row: usize, column: usize, pixels: &mut [Pixel]) {
        let last = self.colors.len() - 1;
        let dy = (row as f64 - self.center.y) as f32;
        let mut dx = (column as f64 - self.center.x) as f32;
        for pixel in pixels {
            let distance = (dx * dx + dy * dy).sqrt();
            *pixel = self.colors[((distance * self.by_pixel + 0.5) as usize).min(last)];
            dx += 1.0;
        }
    }
}

/// The colours of a gradient in small steps: four for a pixel of its length, and enough for every colour between two.
fn table(role: Role, stops: &[Stop], length: f64) -> Result<Vec<Pixel>> {
    let stops = stops
        .iter()
        .map(|stop| Ok((stop.offset, straight(role, &stop.color)?)))
        .collect::<Result<Vec<_>>>()?;
    let size = ((length * 4.0) as usize).clamp(1024, 16_384);
    let mut behind = 0;
    let colors = (0..=size).map(|index| {
        let offset = index as f64 / size as f64;
        // The first stop beyond this offset.
        while stops.get(behind).is_some_and(|stop| stop.0 <= offset) {
            behind += 1;
        }
        match (behind.checked_sub(1).and_then(|index| stops.get(index)), stops.get(behind)) {
            (Some(before), Some(after)) => {
                let share = (offset - before.0) / (after.0 - before.0);
                let mixed: [f64; 4] = std::array::from_fn(|c| {
                    f64::from(before.1[c]) + (f64::from(after.1[c]) - f64::from(before.1[c])) * share
                });
                multiplied(mixed)
            }
            (Some(stop), None) | (None, Some(stop)) => premultiplied(stop.1),
            (None, None) => [0; 4],
        }
    });
    Ok(colors.collect())
}

/// The colour as it is, with its alpha.
fn straight(role: Role, color: &Color) -> Result<[u8; 4]> {
    match color {
        Color::Rgba(Rgba8 { r, g, b, a }) => Ok([*r, *g, *b, *a]),
        Color::Css(css) => Err(Error::Output {
            code: "output.color",
            path: Some(role.option().to_owned()),
            message: format!(
                "the colour \"{css}\" is known to viewers of SVG alone: write it as hex, or ask for SVG"
            ),
        }),
    }
}

fn premultiplied(color: [u8; 4]) -> Pixel {
    multiplied(color.map(f64::from))
}

fn multiplied([r, g, b, a]: [f64; 4]) -> Pixel {
    let rounded = |value: f64| (value + 0.5) as u8;
    [rounded(r * a / 255.0), rounded(g * a / 255.0), rounded(b * a / 255.0), rounded(a)]
}

/// A share of 255 of a value from 0 to 255, rounded.
fn share(value: u8, of: u8) -> u8 {
    // Division by 255 without dividing, exact for products of two bytes.
    let product = u32::from(value) * u32::from(of) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// A pixel of a colour laid over another one, as much as it is covered.
pub(super) fn over(below: Pixel, color: Pixel, coverage: u8) -> Pixel {
    let color = if coverage == 255 { color } else { color.map(|channel| share(channel, coverage)) };
    let through = 255 - color[3];
    std::array::from_fn(|c| color[c].saturating_add(share(below[c], through)))
}
