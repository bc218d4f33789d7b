//! A clipboard with a sheet of paper, which holds the symbol and the caption.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::Point;

const EDGE: f64 = 0.065;
const TEXT: f64 = 0.165;
/// From the paper's upper end to the symbol's square: where the clip bites.
const HEAD: f64 = 0.08;
/// How far the clip rises above the board.
const RISE: f64 = 0.1;
const ROUND: f64 = 0.035;
const TYPE: f64 = 0.14;

/// Paper above and below the symbol's square.
fn beyond(sheet: &Sheet<'_>) -> (f64, f64) {
    let (head, text) = (sheet.len(HEAD), sheet.pick(sheet.len(TEXT), 0.0));
    if sheet.wish.above { (head + text, 0.0) } else { (head, text) }
}

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let (edge, (top, bottom)) = (sheet.len(EDGE), beyond(sheet));
    Extent { side: edge, top: edge + top + sheet.len(RISE), bottom: edge + bottom }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (edge, round, rise) = (sheet.len(EDGE), sheet.len(ROUND), sheet.len(RISE));
    let (above, below) = beyond(sheet);
    let text = sheet.len(TEXT);
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    let board = sheet.around(edge, above + edge, below + edge);
    let (left, right) = (board.x, board.x + board.width);
    let (top, bottom) = (board.y, board.y + board.height);
    let middle = sheet.middle();
    let (knob, clip) = (sheet.len(0.1), sheet.len(0.21));
    let shoulder = rise * 0.55;
    frame.shape(&[
        (left, top, round + edge),
        (middle - clip, top, sheet.len(0.015)),
        (middle - clip, top - rise + shoulder, sheet.len(0.03)),
        (middle - knob, top - rise + shoulder, sheet.len(0.02)),
        (middle - knob, top - rise, knob),
        (middle + knob, top - rise, knob),
        (middle + knob, top - rise + shoulder, sheet.len(0.02)),
        (middle + clip, top - rise + shoulder, sheet.len(0.03)),
        (middle + clip, top, sheet.len(0.015)),
        (right, top, round + edge),
        (right, bottom, round + edge),
        (left, bottom, round + edge),
    ]);
    frame.circle_hole(Point { x: middle, y: top - rise * 0.42 }, sheet.len(0.03));
    let paper = sheet.around(0.0, above, below);
    let (left, right) = (paper.x, paper.x + paper.width);
    let (top, bottom) = (paper.y, paper.y + paper.height);
    let bite = sheet.len(0.06);
    panel.shape(&[
        (left, top, round),
        (middle - clip, top, 0.0),
        (middle - clip, top + bite, sheet.len(0.03)),
        (middle + clip, top + bite, sheet.len(0.03)),
        (middle + clip, top, 0.0),
        (right, top, round),
        (right, bottom, round),
        (left, bottom, round),
    ]);
    let y = if sheet.wish.above { sheet.top() - text * 0.38 } else { sheet.bottom() + text * 0.38 };
    let caption = sheet.line(TYPE, 0.84, y)?;
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
