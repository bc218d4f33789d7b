//! A module's shape from its neighbours (upstream: `QRDot`).
//!
//! The original's six types are a cell whose corners are sharp or rounded by half or by a whole module; the others are
//! shapes of their own in the middle of the cell.

use crate::options::DotType;

/// Which of the four edge neighbours are drawn too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "four independent sides")]
pub(crate) struct Neighbours {
    pub(crate) left: bool,
    pub(crate) right: bool,
    pub(crate) top: bool,
    pub(crate) bottom: bool,
}

impl Neighbours {
    /// How many there are, 0 to 4.
    pub(crate) fn count(self) -> usize {
        [self.left, self.right, self.top, self.bottom].into_iter().filter(|is_drawn| *is_drawn).count()
    }
}

/// How far a corner is rounded, in half modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Sharp = 0,
    Half = 1,
    Full = 2,
}

/// The corners of a cell, clockwise from the top left.
pub(crate) type Corners = [Rounding; 4];

/// The corners of a module, if that is what its type is made of.
pub(crate) fn corners(kind: DotType, near: Neighbours) -> Option<Corners> {
    use Rounding::{Full, Half, Sharp};
    match kind {
        DotType::Square => Some([Sharp; 4]),
        DotType::Dots => Some([Half; 4]),
        DotType::Rounded => Some(bent(near, Half)),
        DotType::ExtraRounded => Some(bent(near, Full)),
        DotType::Classy => Some(classy(near, Half)),
        DotType::ClassyRounded => Some(classy(near, Full)),
        DotType::BubblyDots | DotType::CircuitChip | DotType::Hexagon | DotType::Octagon => None,
    }
}

/// Single modules are discs, ends are half discs, and a bend is rounded on its outside by `bend`.
fn bent(near: Neighbours, bend: Rounding) -> Corners {
    use Rounding::{Half, Sharp};
    let Neighbours { left, right, top, bottom } = near;
    match (left, right, top, bottom) {
        (false, false, false, false) => [Half; 4],
        (true, false, false, false) => [Sharp, Half, Half, Sharp],
        (false, true, false, false) => [Half, Sharp, Sharp, Half],
        (false, false, true, false) => [Sharp, Sharp, Half, Half],
        (false, false, false, true) => [Half, Half, Sharp, Sharp],
        (true, false, false, true) => [Sharp, bend, Sharp, Sharp],
        (true, false, true, false) => [Sharp, Sharp, bend, Sharp],
        (false, true, true, false) => [Sharp, Sharp, Sharp, bend],
        (false, true, false, true) => [bend, Sharp, Sharp, Sharp],
        _ => [Sharp; 4],
    }
}

/// Rounded where a stroke begins (top left) and ends (bottom right).
fn classy(near: Neighbours, end: Rounding) -> Corners {
    use Rounding::{Half, Sharp};
    let Neighbours { left, right, top, bottom } = near;
    if !(left || right || top || bottom) {
        [Half, Sharp, Half, Sharp]
    } else if !left && !top {
        [end, Sharp, Sharp, Sharp]
    } else if !right && !bottom {
        [Sharp, Sharp, end, Sharp]
    } else {
        [Sharp; 4]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What merging relies on: a side towards a drawn neighbour is straight over its whole length.
    #[test]
    fn sides_between_connected_modules_are_straight() {
        for kind in [
            DotType::Square,
            DotType::Rounded,
            DotType::ExtraRounded,
            DotType::Classy,
            DotType::ClassyRounded,
        ] {
            for bits in 0..16_u8 {
                let near = Neighbours {
                    top: bits & 1 != 0,
                    right: bits & 2 != 0,
                    bottom: bits & 4 != 0,
                    left: bits & 8 != 0,
                };
                let corners = corners(kind, near).unwrap();
                for (side, neighbour) in
                    [near.top, near.right, near.bottom, near.left].into_iter().enumerate()
                {
                    let straight = [corners[side], corners[(side + 1) % 4]] == [Rounding::Sharp; 2];
                    assert!(!neighbour || straight, "{kind:?} {near:?}");
                }
            }
        }
    }
}
