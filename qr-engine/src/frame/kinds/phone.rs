//! A telephone: the symbol on its screen, the caption on a button.

use crate::error::Result;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::Rect;

const BEZEL: f64 = 0.05;
/// Corner radius of the screen.
const ROUND: f64 = 0.12;
/// Above the symbol's square: the camera's place.
const HEAD: f64 = 0.13;
/// Below it: the bar to swipe.
const FOOT: f64 = 0.1;
/// Room of the button.
const BUTTON: f64 = 0.22;
const TYPE: f64 = 0.105;

/// What the screen has above and below the symbol's square.
fn beyond(sheet: &Sheet<'_>) -> (f64, f64) {
    let (head, foot, button) = (sheet.len(HEAD), sheet.len(FOOT), sheet.pick(sheet.len(BUTTON), 0.0));
    if sheet.wish.above { (head + button, foot) } else { (head, foot + button) }
}

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let (bezel, (top, bottom)) = (sheet.len(BEZEL), beyond(sheet));
    Extent { side: bezel, top: bezel + top, bottom: bezel + bottom }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let (bezel, round) = (sheet.len(BEZEL), sheet.len(ROUND));
    let (top, bottom) = beyond(sheet);
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    frame.rect(sheet.around(bezel, top + bezel, bottom + bezel), round + bezel);
    let screen = sheet.around(0.0, top, bottom);
    panel.rect(screen, round);
    // Camera and bar are the frame, seen through the screen.
    let mut slot = |width: f64, height: f64, y: f64| {
        let (width, height) = (sheet.len(width), sheet.len(height));
        let rect = Rect { x: sheet.middle() - width / 2.0, y: y - height / 2.0, width, height };
        panel.rect_hole(rect, height / 2.0);
    };
    slot(0.26, 0.06, screen.y + sheet.len(0.075));
    slot(0.34, 0.018, screen.y + screen.height - sheet.len(0.045));
    let button = sheet.len(BUTTON);
    let y = if sheet.wish.above { sheet.top() - button * 0.42 } else { sheet.bottom() + button * 0.42 };
    if sheet.wish.caption.is_some() {
        slot(0.84, 0.175, y);
    }
    let caption = sheet.line(TYPE, 0.7, y)?;
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room: sheet.room() })
}
