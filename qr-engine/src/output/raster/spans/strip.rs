//! Rows that the same edges reach into.

use super::edge::{Chain, Chains, Edge};
use super::tile::Tile;
use super::zone::{Kinds, Look, covered};
use crate::output::raster::coverage::Piece;
use std::ops::Range;

/// The strips that edges divide a picture into, from top to bottom.
///
/// What all strips have is in few lists, of which each has a range: thousands of small ones would take longer to make than
/// rows take to draw.
pub(super) struct Strips {
    all: Vec<Strip>,
    /// From left to right in each strip.
    zones: Vec<Zone>,
    groups: Vec<Group>,
    /// The first columns of zones, those of a group together.
    columns: Vec<u32>,
    kinds: Kinds,
}

/// Rows that chains cross from top to bottom, or a row that some of them do not: what lies between chains is alike in all.
struct Strip {
    rows: Range<usize>,
    /// Among the zones, and their columns.
    zones: Range<usize>,
    /// Among the groups.
    groups: Range<usize>,
}

/// What lies around a chain, or around chains that are too near to each other to be apart in all rows.
struct Zone {
    column: u32,
    kind: u32,
    /// The coverage of what lies between it and the next one.
    behind: u8,
}

/// Zones of a strip that look alike.
struct Group {
    kind: u32,
    /// Among the columns.
    columns: Range<usize>,
}

/// A chain in a strip: the columns in which it makes rows differ, and its edges there, among others.
struct Reach {
    from: u32,
    to: u32,
    looks: Range<usize>,
}

impl Strips {
    /// The strips of a picture of `height` rows; `width` is its width.
    pub(super) fn new(chains: &Chains, tiles: &[Tile], (width, height): (usize, usize)) -> Self {
        let mut strips = Self {
            all: divide(&chains.all, height),
            zones: Vec::with_capacity(chains.edges.len()),
            groups: Vec::new(),
            columns: Vec::with_capacity(chains.edges.len()),
            kinds: Kinds::new(),
        };
        let (starts, numbers) = strips.sort(chains, width);
        let (mut reaches, mut all, mut looks) = (Vec::new(), Vec::new(), Vec::new());
        for strip in 0..strips.all.len() {
            let rows = strips.all[strip].rows.clone();
            reaches.clear();
            all.clear();
            let numbers = &numbers[starts[strip] as usize..starts[strip + 1] as usize];
            let mut last = None;
            for (chain, edge) in numbers {
                let (edge, is_down) = (&chains.edges[*edge as usize], chains.all[*chain as usize].is_down);
                let (from, to, look) = look(edge, is_down, &rows, tiles);
                if last != Some(*chain) {
                    reaches.push(Reach { from, to, looks: all.len()..all.len() });
                }
                last = Some(*chain);
                if let Some(reach) = reaches.last_mut() {
                    (reach.from, reach.to) = (reach.from.min(from), reach.to.max(to));
                    reach.looks.end += 1;
                }
                all.push(look);
            }
            if !reaches.is_sorted_by_key(|reach| reach.from) {
                reaches.sort_by_key(|reach| reach.from);
            }
            strips.fill(strip, (&reaches, &all), tiles, &mut looks);
        }
        strips
    }

    /// The chains and edges of all strips by number, those of each together and from left to right, and where each strip's
    /// begin.
    fn sort(&self, chains: &Chains, width: usize) -> (Vec<u32>, Vec<(u32, u32)>) {
        let mut strip_at = Vec::new();
        for (number, strip) in self.all.iter().enumerate() {
            strip_at.resize(strip.rows.end, number as u32);
        }
        let reached = |edge: &Edge| {
            let rows = edge.rows();
            strip_at[rows.start] as usize..strip_at[rows.end - 1] as usize + 1
        };
        // By columns of half pixels first, then by strips: counted, not compared.
        let mut ends = vec![0; 2 * width + 2];
        chains.all.iter().for_each(|chain| ends[chain.left as usize + 1] += 1);
        add_up(&mut ends);
        let mut order = vec![0; chains.all.len()];
        for (number, chain) in chains.all.iter().enumerate() {
            let end = &mut ends[chain.left as usize];
            order[*end as usize] = number as u32;
            *end += 1;
        }
        let mut starts = vec![0; self.all.len() + 2];
        for edge in &chains.edges {
            for strip in reached(edge) {
                starts[strip + 2] += 1;
            }
        }
        add_up(&mut starts);
        let mut numbers = vec![(0, 0); starts[self.all.len() + 1] as usize];
        for chain in order {
            for edge in chains.all[chain as usize].edges.clone() {
                for end in &mut starts[1..][reached(&chains.edges[edge])] {
                    numbers[*end as usize] = (chain, edge as u32);
                    *end += 1;
                }
            }
        }
        (starts, numbers)
    }

    /// Puts a strip's zones together.
    fn fill(
        &mut self,
        strip: usize,
        (reaches, all): (&[Reach], &[Look]),
        tiles: &[Tile],
        looks: &mut Vec<Look>,
    ) {
        let rows = self.all[strip].rows.len();
        let (first_zone, first_group) = (self.zones.len(), self.groups.len());
        let (mut sum, mut rest) = (0, reaches);
        while let [first, others @ ..] = rest {
            let mut to = first.to;
            let near = others.iter().take_while(|next| {
                let is_near = next.from < to;
                to = if is_near { to.max(next.to) } else { to };
                is_near
            });
            let near = near.count();
            looks.clear();
            for reach in &rest[..=near] {
                let own = all[reach.looks.clone()].iter();
                looks.extend(own.map(|look| Look { left: look.left - 2 * first.from as i32, ..*look }));
            }
            let number = self.kinds.get(sum, looks, ((to - first.from) as usize, rows), tiles);
            let kind = self.kinds.kind(number);
            if kind.met.0 != strip as u32 {
                kind.met = (strip as u32, self.groups.len() as u32);
                self.groups.push(Group { kind: number as u32, columns: 0..0 });
            }
            self.groups[kind.met.1 as usize].columns.end += 1;
            sum = kind.behind;
            self.zones.push(Zone { column: first.from, kind: number as u32, behind: covered(sum) });
            rest = &rest[near + 1..];
        }
        let mut end = first_zone;
        for group in &mut self.groups[first_group..] {
            (group.columns, end) = (end..end, end + group.columns.len());
        }
        self.columns.resize(end, 0);
        for zone in &self.zones[first_zone..] {
            let group = self.kinds.kind(zone.kind as usize).met.1;
            let columns = &mut self.groups[group as usize].columns;
            self.columns[columns.end] = zone.column;
            columns.end += 1;
        }
        (self.all[strip].zones, self.all[strip].groups) = (first_zone..end, first_group..self.groups.len());
    }

    /// Tells every row; see [`Coverage::for_each`](crate::output::raster::coverage::Coverage::for_each).
    #[inline]
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        repeats: impl Fn(usize) -> bool,
        mut tell: impl FnMut(usize, Piece<'_>),
    ) {
        let first = self.all.partition_point(|strip| strip.rows.end <= rows.start);
        for strip in &self.all[first..] {
            let (top, groups) = (strip.rows.start, &self.groups[strip.groups.clone()]);
            let rows = top.max(rows.start)..strip.rows.end.min(rows.end);
            if rows.is_empty() {
                break;
            }
            for row in rows.clone() {
                let is_repeated = row > rows.start && repeats(row);
                tell(row, if is_repeated { Piece::Above } else { Piece::Nothing });
                if !is_repeated {
                    self.runs(strip, row - top, |piece| tell(row, piece));
                }
                for group in groups {
                    let kind = group.kind as usize;
                    if is_repeated && self.kinds.is_even(kind) {
                        continue;
                    }
                    let told = self.kinds.row(kind, row - top);
                    let told = if is_repeated { told.changed } else { told.partly };
                    if told.0 < told.1 {
                        let columns = &self.columns[group.columns.clone()];
                        let coverages = self.kinds.coverages(kind, row - top, told);
                        tell(row, Piece::Edges { columns, start: told.0, coverages });
                    }
                }
            }
        }
    }

    /// Tells what lies between the zones of a row, as far as it is covered.
    #[inline]
    fn runs(&self, strip: &Strip, row: usize, mut tell: impl FnMut(Piece<'_>)) {
        let mut from = (0, 0);
        for zone in &self.zones[strip.zones.clone()] {
            let (start, end) = self.kinds.row(zone.kind as usize, row).partly;
            let to = zone.column + start;
            if from.1 > 0 && from.0 < to {
                tell(Piece::Run { from: from.0 as usize, to: to as usize, coverage: from.1 });
            }
            from = (zone.column + end, zone.behind);
        }
    }
}

/// An edge in some rows: the columns in which it makes them differ, and what it looks like there.
#[inline]
fn look(edge: &Edge, is_down: bool, rows: &Range<usize>, tiles: &[Tile]) -> (u32, u32, Look) {
    let Edge { left, top, bottom, arc } = *edge;
    let (first, own) = (2 * rows.start as i32, edge.rows());
    let (from, to) = match arc {
        Some(arc) => {
            let last = rows.end.min(own.end) - own.start;
            tiles[arc as usize].reach(rows.start.max(own.start) - own.start..last)
        }
        None => (0, left as u32 % 2),
    };
    let (mut top, mut bottom) = (top - first, bottom - first);
    if arc.is_none() {
        (top, bottom) = (top.max(0), bottom.min(2 * rows.len() as i32));
    }
    let column = left as u32 / 2;
    (column + from, column + to, Look { arc, top, bottom, left, is_down })
}

/// Strips without their edges: their borders are where chains begin and end, and where they begin and end to cross whole
/// rows.
fn divide(chains: &[Chain], height: usize) -> Vec<Strip> {
    let mut is_border = vec![false; height + 1];
    (is_border[0], is_border[height]) = (true, true);
    chains.iter().flat_map(Chain::borders).for_each(|row| is_border[row] = true);
    let borders = (0..=height).filter(|row| is_border[*row]).collect::<Vec<_>>();
    borders.windows(2).map(|rows| Strip { rows: rows[0]..rows[1], zones: 0..0, groups: 0..0 }).collect()
}

/// Makes each number the sum of itself and all before it.
fn add_up(numbers: &mut [u32]) {
    let mut sum = 0;
    for number in numbers {
        sum += *number;
        *number = sum;
    }
}
