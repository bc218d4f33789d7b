//! A speech bubble that holds the symbol and the caption.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};

const EDGE: f64 = 0.075;
const FOOT: f64 = 0.225;
const TAIL: f64 = 0.13;
const ROUND: f64 = 0.1;
const TYPE: f64 = 0.145;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let edge = sheet.len(EDGE);
    Extent { side: edge, top: edge, bottom: sheet.pick(sheet.len(FOOT), edge) + sheet.len(TAIL) }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (edge, round) = (sheet.len(EDGE), sheet.len(ROUND));
    let foot = extent(sheet).bottom - sheet.len(TAIL);
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    let body = sheet.around(edge, edge, foot);
    let (left, right) = (body.x, body.x + body.width);
    let (top, bottom) = (body.y, body.y + body.height);
    frame.shape(&[
        (left, top, round + edge),
        (right, top, round + edge),
        (right, bottom, round + edge),
        (left + sheet.len(0.41), bottom, sheet.len(0.05)),
        (left + sheet.len(0.225), bottom + sheet.len(TAIL), sheet.len(0.018)),
        (left + sheet.len(0.225), bottom, sheet.len(0.012)),
        (left, bottom, round + edge),
    ]);
    panel.rect(sheet.square, round);
    let caption = sheet.line(TYPE, 0.94, sheet.bottom() + foot / 2.0)?;
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
