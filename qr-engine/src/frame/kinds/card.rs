//! A card with generous edges, the caption on it.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};

const EDGE: f64 = 0.1;
const FOOT: f64 = 0.27;
const ROUND: f64 = 0.06;
const TYPE: f64 = 0.15;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let edge = sheet.len(EDGE);
    Extent { side: edge, top: edge, bottom: sheet.pick(sheet.len(FOOT), edge) }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (edge, round) = (sheet.len(EDGE), sheet.len(ROUND));
    let foot = extent(sheet).bottom;
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    frame.rect(sheet.around(edge, edge, foot), round + edge);
    panel.rect(sheet.square, round);
    let caption = sheet.line(TYPE, 1.0, sheet.bottom() + foot / 2.0)?;
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
