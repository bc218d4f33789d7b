//! Pixels → more or fewer of them: along rows, then along columns, by the cubic filter of Mitchell and Netravali ("Reconstruction
//! Filters in Computer Graphics", 1988; both parameters a third), which rings and blurs least.

/// Red, green, blue, multiplied by the alpha that comes last: so transparent pixels lend no colour.
type Pixel = [u8; 4];

/// From how many pixels for one on every one of them counts, by its share; up to there the filter keeps its width.
pub(super) const DENSE: f64 = 1.5;

/// Pixels on either side that the filter reaches.
const REACH: f64 = 2.0;

/// Where a side of an image goes: its start among other pixels, and how many of them there are for each of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) start: f64,
    pub(super) scale: f64,
}

/// What a pixel is made of: the first that counts, and the shares of it and those behind it.
struct Taps {
    first: usize,
    shares: Vec<f32>,
}

/// Writes the pixels whose middles the image covers. `from` and `to` are rows of so many pixels.
pub(super) fn draw(
    (from, from_width): (&[Pixel], usize),
    (to, to_width): (&mut [Pixel], usize),
    (across, down): (Place, Place),
) {
    let rows = from.chunks_exact(from_width);
    let (left, columns) = taps(from_width, to_width, across);
    let (top, lines) = taps(rows.len(), to.len() / to_width, down);
    let narrow = rows.map(|row| columns.iter().map(|taps| along(row, taps)).collect::<Vec<_>>());
    let narrow = narrow.collect::<Vec<_>>();
    let mut sums = vec![[0.0_f32; 4]; columns.len()];
    for (Taps { first, shares }, row) in lines.iter().zip(to.chunks_exact_mut(to_width).skip(top)) {
        sums.fill([0.0; 4]);
        for (share, from) in shares.iter().zip(&narrow[*first..]) {
            for (sum, pixel) in sums.as_flattened_mut().iter_mut().zip(from.as_flattened()) {
                *sum += share * pixel;
            }
        }
        for (pixel, sum) in row[left..].iter_mut().zip(&sums) {
            let [r, g, b, a] = sum.map(|channel| (channel + 0.5) as u8);
            // The filter swings over: a channel can end up above the alpha that it is multiplied by.
            *pixel = [r.min(a), g.min(a), b.min(a), a];
        }
    }
}

/// The sum of a row's pixels by their shares.
fn along(row: &[Pixel], Taps { first, shares }: &Taps) -> [f32; 4] {
    shares.iter().zip(&row[*first..]).fold([0.0; 4], |sum, (share, pixel)| {
        std::array::from_fn(|channel| sum[channel] + share * f32::from(pixel[channel]))
    })
}

/// The first pixel of a side whose middle is covered, and what it and those behind it are made of.
fn taps(from: usize, to: usize, Place { start, scale }: Place) -> (usize, Vec<Taps>) {
    let stretch = if scale * DENSE < 1.0 { 1.0 / scale } else { 1.0 };
    let position = |pixel: usize| (pixel as f64 + 0.5 - start) / scale;
    let covered = |pixel: &usize| (0.0..from as f64).contains(&position(*pixel));
    let first = (0..to).find(covered).unwrap_or(to);
    let made_of = |pixel: usize| {
        let middle = position(pixel) - 0.5;
        let (low, high) = ((middle - REACH * stretch).ceil() as isize, (middle + REACH * stretch) as isize);
        // Beyond its ends the image goes on as it ends.
        let inside = |at: isize| at.clamp(0, from as isize - 1) as usize;
        let first = inside(low);
        let mut shares = vec![0.0; inside(high) - first + 1];
        for at in low..=high {
            shares[inside(at) - first] += weight((at as f64 - middle) / stretch);
        }
        let sum = shares.iter().sum::<f64>();
        Taps { first, shares: shares.iter().map(|share| (share / sum) as f32).collect() }
    };
    (first, (first..to).take_while(|pixel| covered(pixel)).map(made_of).collect())
}

/// How much a pixel so far away counts.
fn weight(distance: f64) -> f64 {
    let x = distance.abs();
    if x < 1.0 {
        (7.0 * x - 12.0) * x * x + 16.0 / 3.0
    } else if x < REACH {
        ((-7.0 / 3.0 * x + 12.0) * x - 20.0) * x + 32.0 / 3.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(from: &[Pixel], to: usize, place: Place) -> Vec<Pixel> {
        let mut pixels = vec![[9; 4]; to];
        let here = Place { start: 0.0, scale: 1.0 };
        draw((from, from.len()), (&mut pixels, to), (place, here));
        pixels
    }

    #[test]
    fn one_colour_stays_itself_and_what_is_not_covered_stays_as_it_was() {
        let color = [10, 20, 30, 40];
        for scale in [0.07, 0.4, 0.7, 1.0, 1.9, 12.0] {
            let pixels = drawn(&[color; 9], 20, Place { start: 3.25, scale });
            let end = 3.25 + 9.0 * scale;
            for (at, pixel) in pixels.iter().enumerate() {
                let middle = at as f64 + 0.5;
                let expected = if (3.25..end).contains(&middle) { color } else { [9; 4] };
                assert_eq!(*pixel, expected, "pixel {at} at scale {scale}");
            }
        }
    }

    #[test]
    fn every_pixel_counts_when_there_are_many_for_one() {
        // One pixel in eight is white, whichever.
        for white in 0..8 {
            let from = (0..64).map(|at| if at % 8 == white { [255; 4] } else { [0, 0, 0, 255] });
            let pixels = drawn(&from.collect::<Vec<_>>(), 8, Place { start: 0.0, scale: 1.0 / 8.0 });
            let inner = pixels[2..6].iter().map(|pixel| pixel[0]);
            assert!(inner.clone().all(|level| level.abs_diff(32) <= 2), "{:?}", inner.collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_channel_is_above_its_alpha() {
        let from = [[200, 0, 90, 200], [0; 4], [255; 4], [0; 4], [0; 4], [3, 2, 1, 4]];
        for pixel in drawn(&from, 50, Place { start: 0.0, scale: 8.4 }) {
            assert!(pixel[..3].iter().all(|channel| *channel <= pixel[3]), "{pixel:?}");
        }
    }
}
