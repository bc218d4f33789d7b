//! The decorative modules around a symbol of circular shape (upstream: `QRSVG.drawDots`).
//!
//! They are copies of the symbol's own modules, with rows and columns swapped, so nothing is random.

use crate::matrix::Matrix;

/// A grid around the symbol; only its decorative modules are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Halo<'a> {
    matrix: &'a Matrix,
    /// Rows on each side of the symbol.
    rings: usize,
}

impl<'a> Halo<'a> {
    pub(crate) fn new(matrix: &'a Matrix, rings: usize) -> Self {
        Self { matrix, rings }
    }

    /// Modules per side of the grid; always odd.
    pub(crate) fn size(&self) -> usize {
        self.matrix.size() + 2 * self.rings
    }

    /// Whether a decorative module lies here. The symbol itself and one ring of cells around it stay free.
    pub(crate) fn is_dark(&self, row: usize, column: usize) -> bool {
        let size = self.size();
        let reserved = |at: usize| at + 1 >= self.rings && at + self.rings <= size;
        if reserved(row) && reserved(column) {
            return false;
        }
        let center = size / 2;
        let (dy, dx) = (row.abs_diff(center), column.abs_diff(center));
        dx * dx + dy * dy <= center * center && self.matrix.is_dark(self.source(column), self.source(row))
    }

    /// Which row or column of the symbol is copied. Dense symbols on small pictures would run past the last one,
    /// where the original throws; here they start over.
    fn source(&self, at: usize) -> usize {
        let size = self.matrix.size();
        let from = if at < 2 * self.rings {
            at
        } else if at >= size {
            at - 2 * self.rings
        } else {
            at - self.rings
        };
        from % size
    }
}
