//! Where an image is not transparent.

use std::ops::Range;

/// A coarse picture of where an image has something to show.
///
/// ```
/// use qr_engine::logo::Silhouette;
/// let half = Silhouette::new(2, &[255, 0, 255, 0]).unwrap();
/// assert!(half.touches(0.0..0.4, 0.0..1.0) && !half.touches(0.6..1.0, 0.0..1.0));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silhouette {
    columns: usize,
    rows: usize,
    /// Row by row.
    is_shown: Vec<bool>,
}

/// Alpha below which nobody sees anything: shadows and dirt of compression.
const FAINT: u8 = 32;

impl Silhouette {
    /// A silhouette from alpha, row by row; `None` unless it fills rows of `columns`.
    #[must_use]
    pub fn new(columns: usize, alpha: &[u8]) -> Option<Self> {
        if columns == 0 || alpha.is_empty() || !alpha.len().is_multiple_of(columns) {
            return None;
        }
        let is_shown = alpha.iter().map(|alpha| *alpha >= FAINT).collect();
        Some(Self { columns, rows: alpha.len() / columns, is_shown })
    }

    /// Whether anything is shown in a box whose sides are shares of the image's, from its top left corner.
    #[must_use]
    pub fn touches(&self, across: Range<f64>, down: Range<f64>) -> bool {
        let columns = cells(&across, self.columns);
        cells(&down, self.rows).any(|row| {
            let row = &self.is_shown[row * self.columns..(row + 1) * self.columns];
            row[columns.clone()].contains(&true)
        })
    }
}

/// The cells of a side that a part of it touches.
fn cells(part: &Range<f64>, count: usize) -> Range<usize> {
    let side = count as f64;
    // A part that ends at a border does not touch what lies beyond.
    let start = (part.start * side + 1e-9).floor().min(side) as usize;
    let end = (part.end * side - 1e-9).ceil().min(side) as usize;
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_outside_touch_nothing() {
        let full = Silhouette::new(3, &[255; 9]).unwrap();
        assert!(full.touches(-1.0..0.1, 0.9..2.0));
        assert!(!full.touches(-1.0..0.0, 0.0..1.0) && !full.touches(1.0..2.0, 0.0..1.0));
        assert!(!full.touches(0.5..0.2, 0.0..1.0), "a part without extent");
    }

    #[test]
    fn faint_pixels_are_not_seen() {
        let faint = Silhouette::new(1, &[31]).unwrap();
        assert!(!faint.touches(0.0..1.0, 0.0..1.0));
        assert_eq!(Silhouette::new(2, &[0; 3]), None);
        assert_eq!(Silhouette::new(0, &[]), None);
    }
}
