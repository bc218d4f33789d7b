//! Rows that the same edges reach into.

use super::edge::Edge;
use super::tile::Tile;
use crate::output::raster::coverage::Piece;
use std::ops::Range;

/// The strips that edges divide a picture into.
///
/// What all strips have is in few lists, of which each has a range: thousands of small ones would take longer to make than
/// rows take to draw.
pub(super) struct Strips {
    /// From top to bottom; none where there are no edges.
    all: Vec<Strip>,
    /// The numbers of each strip's edges, from left to right.
    numbers: Vec<u32>,
    /// Of each of these edges the first column and the number of its look. Only patterns have them, and what follows.
    edges: Vec<(u32, u32)>,
    looks: Vec<Look>,
    /// The first columns again, those of one look together.
    columns: Vec<u32>,
}

/// Rows that the same edges reach into.
struct Strip {
    rows: Range<usize>,
    /// Among the numbers, the edges and the columns.
    edges: Range<usize>,
    /// What edges look like, where they are a pattern: each crosses all rows from top to bottom, and they lead up and down
    /// in turn, so that all between two of them is inside.
    looks: Option<Range<usize>>,
    /// Whether all rows of the pattern are alike.
    is_even: bool,
}

/// Edges that look alike in every row.
struct Look {
    /// The number of one of them.
    edge: u32,
    /// Among the columns.
    columns: Range<usize>,
}

/// What a row of a strip holds.
pub(super) enum Part<'a> {
    /// A piece of what is covered.
    Piece(Piece<'a>),
    /// All edges of the row by number, from left to right: they are no pattern or touch each other here.
    Edges(&'a [u32]),
}

/// Room for what is found out of a row, used again for the next one.
#[derive(Default)]
pub(super) struct Room {
    /// How far behind its first column each look begins and ends.
    reaches: Vec<(u32, u32)>,
    /// What is inside, from a column to the one behind it.
    runs: Vec<(u32, u32)>,
    are_apart: bool,
}

impl Strips {
    /// `edges` are sorted from left to right.
    pub(super) fn new(edges: &[Edge]) -> Self {
        let mut all = divide(edges);
        // The strip that each row lies in.
        let height = all.last().map_or(0, |strip| strip.rows.end);
        let mut strip_at = vec![0; height];
        for (number, strip) in all.iter().enumerate() {
            strip_at[strip.rows.clone()].fill(number);
        }
        let reached = |edge: &Edge| strip_at[edge.rows().start]..strip_at[edge.rows().end - 1] + 1;
        for edge in edges {
            all[reached(edge)].iter_mut().for_each(|strip| strip.edges.end += 1);
        }
        let mut end = 0;
        for strip in &mut all {
            (strip.edges, end) = (end..end, end + strip.edges.len());
        }
        let mut numbers = vec![0; end];
        for (number, edge) in edges.iter().enumerate() {
            for strip in &mut all[reached(edge)] {
                numbers[strip.edges.end] = number as u32;
                strip.edges.end += 1;
            }
        }
        let mut strips = Self {
            numbers,
            edges: vec![(0, 0); end],
            looks: Vec::new(),
            columns: vec![0; end],
            all: Vec::new(),
        };
        for strip in &mut all {
            strips.look(edges, strip);
        }
        strips.all = all;
        strips
    }

    /// Finds out whether a strip's edges are a pattern.
    fn look(&mut self, all: &[Edge], strip: &mut Strip) {
        let first = self.looks.len();
        if strip.edges.len() % 2 == 1 {
            return;
        }
        for (index, at) in strip.edges.clone().enumerate() {
            let number = self.numbers[at];
            let edge = &all[number as usize];
            if !edge.crosses(&strip.rows) || edge.is_down == (index % 2 == 0) {
                return self.looks.truncate(first);
            }
            let looks = &mut self.looks[first..];
            let known = looks.iter().position(|look| all[look.edge as usize].looks_like(edge));
            let look = known.unwrap_or(looks.len());
            if known.is_none() {
                self.looks.push(Look { edge: number, columns: 0..0 });
            }
            self.looks[first + look].columns.end += 1;
            self.edges[at] = (edge.column(), look as u32);
            strip.is_even &= edge.tile.is_none();
        }
        let mut end = strip.edges.start;
        for look in &mut self.looks[first..] {
            (look.columns, end) = (end..end, end + look.columns.len());
        }
        for (column, look) in &self.edges[strip.edges.clone()] {
            let columns = &mut self.looks[first + *look as usize].columns;
            self.columns[columns.end] = *column;
            columns.end += 1;
        }
        strip.looks = Some(first..self.looks.len());
    }

    /// Tells the covered pieces of every row of a pattern, and the edges of every other row.
    #[inline]
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        (edges, tiles): (&[Edge], &[Tile]),
        room: &mut Room,
        mut tell: impl FnMut(usize, Part<'_>),
    ) {
        let first = self.all.partition_point(|strip| strip.rows.end <= rows.start);
        for strip in &self.all[first..] {
            let rows = strip.rows.start.max(rows.start)..strip.rows.end.min(rows.end);
            if rows.is_empty() {
                break;
            }
            for row in rows.clone() {
                let partly = |look: &Look| edges[look.edge as usize].partly(tiles, row);
                let looks = strip.looks.as_ref().map(|looks| &self.looks[looks.clone()]);
                if let Some(looks) = looks
                    && (row == rows.start || !strip.is_even)
                {
                    room.reaches.clear();
                    room.reaches.extend(looks.iter().map(|look| {
                        let (start, coverages) = partly(look);
                        (start, start + coverages.len() as u32)
                    }));
                    room.measure(&self.edges[strip.edges.clone()]);
                }
                let Some(looks) = looks.filter(|_| room.are_apart) else {
                    tell(row, Part::Edges(&self.numbers[strip.edges.clone()]));
                    continue;
                };
                for (from, to) in room.runs.iter().filter(|(from, to)| from < to) {
                    let (from, to) = (*from as usize, *to as usize);
                    tell(row, Part::Piece(Piece::Run { from, to, coverage: 255 }));
                }
                for look in looks {
                    let (start, coverages) = partly(look);
                    if !coverages.is_empty() {
                        let columns = &self.columns[look.columns.clone()];
                        tell(row, Part::Piece(Piece::Edges { columns, start, coverages }));
                    }
                }
            }
        }
    }
}

impl Room {
    /// Finds out what is inside, and whether edges are apart.
    #[inline]
    fn measure(&mut self, edges: &[(u32, u32)]) {
        self.runs.clear();
        self.are_apart = true;
        let mut last = 0;
        for [(up, up_look), (down, down_look)] in edges.as_chunks::<2>().0 {
            let (start, from) = self.reaches[*up_look as usize];
            let (to, end) = self.reaches[*down_look as usize];
            let (start, from, to, end) = (up + start, up + from, down + to, down + end);
            self.are_apart &= last <= start && from <= to;
            last = end;
            self.runs.push((from, to));
        }
    }
}

/// Strips without their edges: their borders are where edges begin and end.
fn divide(edges: &[Edge]) -> Vec<Strip> {
    let height = edges.iter().map(|edge| edge.rows().end).max().unwrap_or(0);
    let mut is_border = vec![false; height + 1];
    for edge in edges {
        (is_border[edge.rows().start], is_border[edge.rows().end]) = (true, true);
    }
    let borders = (0..=height).filter(|row| is_border[*row]).collect::<Vec<_>>();
    let strip = |rows: &[usize]| Strip { rows: rows[0]..rows[1], edges: 0..0, looks: None, is_even: true };
    borders.windows(2).map(strip).collect()
}
