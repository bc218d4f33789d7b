//! A ticket: a stub with the caption, which notches and holes say can be torn off.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::Point;

const EDGE: f64 = 0.075;
const ROUND: f64 = 0.045;
const STUB: f64 = 0.235;
const NOTCH: f64 = 0.05;
const HOLE: f64 = 0.0085;
const HOLES: u8 = 19;
const TYPE: f64 = 0.14;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let edge = sheet.len(EDGE);
    Extent { side: edge, top: edge, bottom: edge + sheet.pick(sheet.len(STUB), 0.0) }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (edge, round) = (sheet.len(EDGE), sheet.len(ROUND));
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    panel.rect(sheet.square, round);
    let body = sheet.around(edge, edge, edge);
    let tear = body.y + body.height;
    let bottom = tear + sheet.len(STUB);
    let caption = sheet.line(TYPE, 0.98, f64::midpoint(tear, bottom))?;
    if caption.is_none() {
        frame.rect(body, round + edge);
        return Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() });
    }
    let (left, right, top, notch) = (body.x, body.x + body.width, body.y, sheet.len(NOTCH));
    frame.shape(&[
        (left, top, round + edge),
        (right, top, round + edge),
        (right, tear - notch, 0.0),
        (right - notch, tear - notch, notch),
        (right - notch, tear + notch, notch),
        (right, tear + notch, 0.0),
        (right, bottom, round + edge),
        (left, bottom, round + edge),
        (left, tear + notch, 0.0),
        (left + notch, tear + notch, notch),
        (left + notch, tear - notch, notch),
        (left, tear - notch, 0.0),
    ]);
    let step = (body.width - 2.0 * notch) / f64::from(HOLES + 1);
    for hole in 1..=HOLES {
        let center = Point { x: left + notch + step * f64::from(hole), y: tear };
        frame.circle_hole(center, HOLE * sheet.square.width);
    }
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
