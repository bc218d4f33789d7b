//! Where rows of a strip differ: zones around edges, put together once for each kind.

use super::tile::Tile;

/// An edge as its zone shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// The number of the tile of an arc.
    pub(super) arc: Option<u32>,
    /// Where it begins and ends, in half pixels: an arc from its tile's first row on, a line inside of the zone.
    pub(super) top: i32,
    pub(super) bottom: i32,
    /// Where it begins in half pixels, from the zone's first column on.
    pub(super) left: i32,
    pub(super) is_down: bool,
}

/// Zones that look alike.
pub(super) struct Kind {
    /// What tells them apart: how often what lies to the left is inside, times 255, and the edges among all looks.
    before: i16,
    looks: std::ops::Range<usize>,
    /// The same to the right.
    pub(super) behind: i16,
    pub(super) width: usize,
    /// Rows; 1 stands for any number that are alike.
    pub(super) height: usize,
    /// Where its rows and coverages begin.
    rows: usize,
    coverages: usize,
    /// The next kind of the same hash.
    next: u32,
    /// The strip that it was last met in, and its number there.
    pub(super) met: (u32, u32),
}

/// A row of a kind.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// Where what is neither as to the left nor as to the right begins and ends.
    pub(super) partly: (u32, u32),
    /// Where what is not as in the row above begins and ends.
    pub(super) changed: (u32, u32),
}

/// All kinds of zones.
pub(super) struct Kinds {
    all: Vec<Kind>,
    looks: Vec<Look>,
    rows: Vec<Row>,
    coverages: Vec<u8>,
    /// The last kind of each hash.
    last: [u32; HASHES],
    /// Room for the sums of a row.
    sums: Vec<i16>,
}

const HASHES: usize = 256;
const NONE: u32 = u32::MAX;

impl Kinds {
    pub(super) fn new() -> Self {
        let (all, looks, rows, coverages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { all, looks, rows, coverages, last: [NONE; HASHES], sums: Vec::new() }
    }

    /// The number of the kind of a zone of `width` columns and `height` rows; `before` is what lies to the left of it.
    #[inline]
    pub(super) fn get(
        &mut self,
        before: i16,
        looks: &[Look],
        (width, height): (usize, usize),
        tiles: &[Tile],
    ) -> usize {
        let height = if looks.iter().all(|look| look.is_even(height)) { 1 } else { height };
        let hash = looks.iter().fold(height ^ before as usize, |hash, look| {
            let arc = look.arc.unwrap_or(NONE) << 16;
            let look =
                arc ^ (look.top << 8 ^ look.bottom << 4 ^ look.left << 1) as u32 ^ u32::from(look.is_down);
            (hash ^ look as usize).wrapping_mul(0x9e37_79b9)
        });
        let hash = hash >> 16 & (HASHES - 1);
        let mut number = self.last[hash];
        while let Some(kind) = self.all.get(number as usize) {
            if (kind.before, kind.width, kind.height) == (before, width, height)
                && self.looks[kind.looks.clone()] == *looks
            {
                return number as usize;
            }
            number = kind.next;
        }
        let next = std::mem::replace(&mut self.last[hash], self.all.len() as u32);
        self.add(before, looks, (width, height), next, tiles);
        self.all.len() - 1
    }

    fn add(
        &mut self,
        before: i16,
        looks: &[Look],
        (width, height): (usize, usize),
        next: u32,
        tiles: &[Tile],
    ) {
        let (first_row, first_coverage) = (self.rows.len(), self.coverages.len());
        let mut behind = before;
        for row in 0..height {
            self.sums.clear();
            // One column more, for all behind the zone.
            self.sums.resize(width + 1, before);
            for look in looks {
                look.add(row, tiles, &mut self.sums);
            }
            behind = self.sums[width];
            let above = self.coverages.len() - width * usize::from(row > 0);
            self.coverages.extend(self.sums[..width].iter().map(|sum| covered(*sum)));
            let (above, here) = self.coverages[above..].split_at(self.coverages.len() - width - above);
            let partly = between(here, |at| here[at] == covered(before), |at| here[at] == covered(behind));
            let changed = if row == 0 {
                (0, 0)
            } else {
                between(here, |at| here[at] == above[at], |at| here[at] == above[at])
            };
            self.rows.push(Row { partly, changed });
        }
        let start = self.looks.len();
        self.looks.extend_from_slice(looks);
        self.all.push(Kind {
            before,
            looks: start..self.looks.len(),
            behind,
            width,
            height,
            rows: first_row,
            coverages: first_coverage,
            next,
            met: (NONE, 0),
        });
    }

    /// A kind by its number.
    #[inline]
    pub(super) fn kind(&mut self, number: usize) -> &mut Kind {
        &mut self.all[number]
    }

    /// Whether all rows of a kind are alike.
    #[inline]
    pub(super) fn is_even(&self, number: usize) -> bool {
        self.all[number].height == 1
    }

    /// A row of a kind.
    #[inline]
    pub(super) fn row(&self, number: usize, row: usize) -> Row {
        let kind = &self.all[number];
        self.rows[kind.rows + row.min(kind.height - 1)]
    }

    /// Coverages of a row of a kind, from a column to the one behind them.
    #[inline]
    pub(super) fn coverages(&self, number: usize, row: usize, (from, to): (u32, u32)) -> &[u8] {
        let kind = &self.all[number];
        let start = kind.coverages + row.min(kind.height - 1) * kind.width;
        &self.coverages[start + from as usize..start + to as usize]
    }
}

impl Look {
    /// Whether it is a line through so many rows.
    fn is_even(&self, height: usize) -> bool {
        self.arc.is_none() && self.top <= 0 && self.bottom >= 2 * height as i32
    }

    /// Adds what is to the right of it in a row to the sums of the zone's columns.
    fn add(&self, row: usize, tiles: &[Tile], sums: &mut [i16]) {
        let column = self.left.div_euclid(2);
        let row = row as i32;
        if let Some(arc) = self.arc {
            let row = usize::try_from(row - self.top.div_euclid(2)).ok();
            if let Some(coverages) = row.and_then(|row| tiles[arc as usize].row(row)) {
                add(coverages, column, self.is_down, sums);
            }
            return;
        }
        if 2 * row + 2 <= self.top || 2 * row >= self.bottom {
            return;
        }
        // tiny-skia samples four lines of a pixel, three of which count 64 and the last 63.
        let weight = match (2 * row < self.top, 2 * row + 2 > self.bottom) {
            (false, false) => 255,
            (false, true) => 128,
            (true, _) => 127,
        };
        // Of a pixel that the line halves it counts the larger part.
        let first = if self.left % 2 == 0 { weight } else { weight - weight / 2 };
        add(&[first, weight], column, self.is_down, sums);
    }
}

/// Adds coverages from a column on, which lies before the first one if it is below 0; the last of them goes on to the right.
fn add(coverages: &[u8], column: i32, is_down: bool, sums: &mut [i16]) {
    let sign = if is_down { -1 } else { 1 };
    let behind = coverages.last().map_or(0, |last| sign * i16::from(*last));
    let coverages = coverages.get((-column).max(0) as usize..).unwrap_or(&[]);
    let sums = sums.get_mut(column.max(0) as usize..).unwrap_or_default();
    sums.iter_mut().zip(coverages).for_each(|(sum, coverage)| *sum += sign * i16::from(*coverage));
    sums.iter_mut().skip(coverages.len()).for_each(|sum| *sum += behind);
}

/// The coverage of what is inside so often, times 255.
#[inline]
pub(super) fn covered(sum: i16) -> u8 {
    sum.unsigned_abs().min(255) as u8
}

/// What lies between the first and the last part of a row, of which it is told where they are.
fn between(row: &[u8], is_first: impl Fn(usize) -> bool, is_last: impl Fn(usize) -> bool) -> (u32, u32) {
    let from = (0..row.len()).find(|at| !is_first(*at)).unwrap_or(row.len());
    let to = (from..row.len()).rev().find(|at| !is_last(*at)).map_or(from, |last| last + 1);
    (from as u32, to as u32)
}
