//! A shopping bag, the symbol and the caption on its front.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};

const EDGE: f64 = 0.1;
const TEXT: f64 = 0.15;
/// How far the handle rises above the bag, half its width and its thickness.
const RISE: f64 = 0.21;
const HALF: f64 = 0.22;
const THICK: f64 = 0.045;
const ROUND: f64 = 0.055;
const TYPE: f64 = 0.145;

/// Above and below the symbol's square, without the handle.
fn beyond(sheet: &Sheet<'_>) -> (f64, f64) {
    let (edge, text) = (sheet.len(EDGE), sheet.pick(sheet.len(TEXT), 0.0));
    if sheet.wish.above { (edge + text, edge) } else { (edge, edge + text) }
}

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let (top, bottom) = beyond(sheet);
    Extent { side: sheet.len(EDGE), top: top + sheet.len(RISE), bottom }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let edge = sheet.len(EDGE);
    let (above, below) = beyond(sheet);
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    let body = sheet.around(edge, above, below);
    let (left, right) = (body.x, body.x + body.width);
    let (top, bottom) = (body.y, body.y + body.height);
    let (taper, round) = (sheet.len(0.035), sheet.len(0.05));
    let (middle, half, thick, rise) = (sheet.middle(), sheet.len(HALF), sheet.len(THICK), sheet.len(RISE));
    let join = sheet.len(0.03);
    frame.shape(&[
        (left + taper, top, round),
        (middle - half, top, join),
        (middle - half, top - rise, half),
        (middle + half, top - rise, half),
        (middle + half, top, join),
        (right - taper, top, round),
        (right, bottom, round + sheet.len(0.03)),
        (left, bottom, round + sheet.len(0.03)),
    ]);
    let inner = half - thick;
    frame.hole(&[
        (middle - inner, top - rise + thick, inner),
        (middle + inner, top - rise + thick, inner),
        (middle + inner, top, 0.0),
        (middle - inner, top, 0.0),
    ]);
    panel.rect(sheet.square, sheet.len(ROUND));
    let y = if sheet.wish.above { sheet.top() - above / 2.0 } else { sheet.bottom() + below / 2.0 };
    let caption = sheet.line(TYPE, 1.0, y)?;
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
