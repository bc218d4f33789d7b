//! A line around the symbol, and across its lower side a ribbon whose ends are folded back.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};

const LINE: f64 = 0.032;
const ROUND: f64 = 0.06;
const BAND: f64 = 0.21;
/// How far the band reaches beyond the line, and its ends beyond the band.
const OVER: f64 = 0.045;
const END: f64 = 0.085;
/// How far the ends hang lower, and what parts them from the band.
const DROP: f64 = 0.05;
const GAP: f64 = 0.014;
const TYPE: f64 = 0.14;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let line = sheet.len(LINE);
    if sheet.wish.caption.is_none() {
        return Extent { side: line, top: line, bottom: line };
    }
    let side = line + sheet.len(OVER) + sheet.len(END);
    Extent { side, top: line, bottom: sheet.len(BAND) + sheet.len(DROP) }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (line, round) = (sheet.len(LINE), sheet.len(ROUND));
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    let outer = sheet.around(line, line, line);
    let (left, right, top) = (outer.x, outer.x + outer.width, outer.y);
    let (band_top, band_bottom) = (sheet.bottom(), sheet.bottom() + sheet.len(BAND));
    let caption = sheet.line(TYPE, 0.98, f64::midpoint(band_top, band_bottom))?;
    if caption.is_none() {
        frame.rect(outer, round + line);
        panel.rect(sheet.square, round);
        return Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() });
    }
    let over = sheet.len(OVER);
    let (band_left, band_right) = (left - over, right + over);
    frame.shape(&[
        (left, top, round + line),
        (right, top, round + line),
        (right, band_top, 0.0),
        (band_right, band_top, 0.0),
        (band_right, band_bottom, 0.0),
        (band_left, band_bottom, 0.0),
        (band_left, band_top, 0.0),
        (left, band_top, 0.0),
    ]);
    let (drop, gap, end) = (sheet.len(DROP), sheet.len(GAP), sheet.len(END));
    let (end_top, end_bottom) = (band_top + drop, band_bottom + drop);
    // Each end shows beside the band, and below it as far as it is folded.
    let ends = [
        (band_left - end, end_top, 0.0),
        (band_left - gap, end_top, 0.0),
        (band_left - gap, band_bottom + gap, 0.0),
        (left, band_bottom + gap, 0.0),
        (band_left - gap / 2.0, end_bottom, 0.0),
        (band_left - end, end_bottom, 0.0),
        (band_left - end * 0.5, f64::midpoint(end_top, end_bottom), 0.0),
    ];
    frame.shape(&ends);
    let mut other = ends.map(|(x, y, round)| (2.0 * sheet.middle() - x, y, round));
    other.reverse();
    frame.shape(&other);
    panel.shape(&[
        (sheet.left(), sheet.top(), round),
        (sheet.right(), sheet.top(), round),
        (sheet.right(), sheet.bottom(), 0.0),
        (sheet.left(), sheet.bottom(), 0.0),
    ]);
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
