//! The four corners of a viewfinder, and the caption below.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::Path;

const LINE: f64 = 0.042;
const ROUND: f64 = 0.1;
const ARM: f64 = 0.24;
const FOOT: f64 = 0.2;
const TYPE: f64 = 0.14;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let line = sheet.len(LINE);
    Extent { side: line, top: line, bottom: line + sheet.pick(sheet.len(FOOT), 0.0) }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (line, round, arm) = (sheet.len(LINE), sheet.len(ROUND), sheet.len(ARM));
    let outer = sheet.around(line, line, line);
    let center = outer.center();
    let cap = line / 2.0;
    // The top left corner, as seen from the middle.
    let (x, y) = (-outer.width / 2.0, -outer.height / 2.0);
    let mut corner = [
        (x, y, round + line),
        (x + arm, y, cap),
        (x + arm, y + line, cap),
        (x + line, y + line, round),
        (x + line, y + arm, cap),
        (x, y + arm, cap),
    ];
    let mut pen = sheet.pen();
    for _ in 0..4 {
        pen.shape(&corner.map(|(x, y, round)| (center.x + x, center.y + y, round)));
        // A quarter turn.
        corner = corner.map(|(x, y, round)| (-y, x, round));
    }
    let caption = sheet.line(TYPE, 0.94, outer.y + outer.height + sheet.len(FOOT) * 0.6)?;
    Ok(Parts { frame: pen.finish(), panel: Path::default(), caption, room: sheet.room() })
}
