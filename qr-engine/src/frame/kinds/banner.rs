//! A line around the symbol that grows into a band for the caption.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};

const LINE: f64 = 0.045;
const BAND: f64 = 0.22;
const ROUND: f64 = 0.07;
const TYPE: f64 = 0.145;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let line = sheet.len(LINE);
    Extent { side: line, top: line, bottom: sheet.pick(sheet.len(BAND), line) }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (line, round) = (sheet.len(LINE), sheet.len(ROUND));
    let band = extent(sheet).bottom;
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    frame.rect(sheet.around(line, line, band), round + line);
    panel.rect(sheet.square, round);
    let caption = sheet.line(TYPE, 0.92, sheet.bottom() + band / 2.0)?;
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
