//! A rounded line around the symbol, interrupted by the caption.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::Path;

const LINE: f64 = 0.032;
const ROUND: f64 = 0.11;
const TYPE: f64 = 0.13;
/// How much lower the line runs where the caption reaches up from it.
const DROP: f64 = 0.04;
/// From the caption to the line's ends.
const GAP: f64 = 0.055;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    // The caption stands on the line and reaches beyond it.
    let line = sheet.len(LINE);
    Extent {
        side: line,
        top: line,
        bottom: sheet.pick(sheet.len(DROP) + sheet.len(TYPE / 2.0) + line / 2.0, line),
    }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (line, round) = (sheet.len(LINE), sheet.len(ROUND));
    let outer = sheet.around(line, line, line + sheet.pick(sheet.len(DROP), 0.0));
    let caption = sheet.line(TYPE, 1.0 - 2.0 * (ROUND + GAP), outer.y + outer.height - line / 2.0)?;
    let mut pen = sheet.pen();
    if let Some(caption) = &caption {
        let (left, right) = (outer.x, outer.x + outer.width);
        let (top, bottom) = (outer.y, outer.y + outer.height);
        let half = caption.width / 2.0 + sheet.len(GAP);
        let (start, end) = (sheet.middle() - half, sheet.middle() + half);
        let cap = line / 2.0;
        pen.shape(&[
            (left, top, round + line),
            (right, top, round + line),
            (right, bottom, round + line),
            (end, bottom, cap),
            (end, bottom - line, cap),
            (right - line, bottom - line, round),
            (right - line, top + line, round),
            (left + line, top + line, round),
            (left + line, bottom - line, round),
            (start, bottom - line, cap),
            (start, bottom, cap),
            (left, bottom, round + line),
        ]);
    } else {
        pen.rect(outer, round + line);
        pen.rect_hole(sheet.square, round);
    }
    Ok(Parts { frame: pen.finish(), panel: Path::default(), caption, room: sheet.room() })
}
