//! A rounded line around the symbol, and below it a button with the caption.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::{Path, Rect};

const LINE: f64 = 0.032;
const ROUND: f64 = 0.11;
const GAP: f64 = 0.06;
const BUTTON: f64 = 0.22;
const TYPE: f64 = 0.135;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let line = sheet.len(LINE);
    let button = sheet.pick(sheet.len(GAP) + sheet.len(BUTTON), 0.0);
    Extent { side: line, top: line, bottom: line + button }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (line, round) = (sheet.len(LINE), sheet.len(ROUND));
    let outer = sheet.around(line, line, line);
    let button = Rect { y: outer.y + outer.height + sheet.len(GAP), height: sheet.len(BUTTON), ..outer };
    let mut pen = sheet.pen();
    pen.rect(outer, round + line);
    pen.rect_hole(sheet.square, round);
    if sheet.wish.caption.is_some() {
        pen.rect(button, button.height / 2.0);
    }
    let caption = sheet.line(TYPE, 0.86, button.center().y)?;
    Ok(Parts { frame: pen.finish(), panel: Path::default(), caption, room: sheet.room() })
}
