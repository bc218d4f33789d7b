//! Pieces of contours that lead up or down.

use std::ops::Range;

/// A piece of a contour. Everything to the right of it is inside if it leads up, and outside if down.
pub(super) struct Edge {
    /// Where it begins, at the top left, and the height at which it ends, in half pixels.
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    /// The number of the tile of an arc; lines have none.
    pub(super) arc: Option<u32>,
}

impl Edge {
    /// The rows of pixels that it reaches into.
    #[inline]
    pub(super) fn rows(&self) -> Range<usize> {
        rows(self.top, self.bottom)
    }
}

/// Edges that go on from each other, all of them up or all of them down: a row that they reach into crosses one of them,
/// or the end of one and the beginning of the next.
pub(super) struct Chain {
    /// Among the edges.
    pub(super) edges: Range<usize>,
    pub(super) is_down: bool,
    /// The leftmost column, the top and the bottom, in half pixels.
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Chain {
    /// Where it begins and ends, and where it begins and ends to cross whole rows.
    pub(super) fn borders(&self) -> [usize; 4] {
        let rows = rows(self.top, self.bottom);
        [rows.start, rows.end, (self.top as usize).div_ceil(2), self.bottom as usize / 2]
    }
}

/// All chains of an outline.
#[derive(Default)]
pub(super) struct Chains {
    pub(super) edges: Vec<Edge>,
    pub(super) all: Vec<Chain>,
    /// Whether what comes next goes on from the last edge.
    goes_on: bool,
}

impl Chains {
    pub(super) fn with_capacity(edges: usize) -> Self {
        Self { edges: Vec::with_capacity(edges), all: Vec::with_capacity(edges / 2), goes_on: false }
    }

    /// What comes next begins elsewhere.
    pub(super) fn stop(&mut self) {
        self.goes_on = false;
    }

    /// Appends an edge.
    #[inline]
    pub(super) fn push(&mut self, edge: Edge, is_down: bool) {
        let number = self.edges.len();
        let last = self.all.last_mut().filter(|last| self.goes_on && last.is_down == is_down);
        let Edge { left, top, bottom, .. } = edge;
        if let Some(chain) = last {
            chain.edges.end += 1;
            chain.left = chain.left.min(left);
            (chain.top, chain.bottom) = (chain.top.min(top), chain.bottom.max(bottom));
        } else {
            self.all.push(Chain { edges: number..number + 1, is_down, left, top, bottom });
        }
        self.edges.push(edge);
        self.goes_on = true;
    }
}

fn rows(top: i32, bottom: i32) -> Range<usize> {
    top as usize / 2..(bottom as usize).div_ceil(2)
}
