//! The frame around the symbol: Frame + size of the picture → outlines, and the box that is left for the symbol.
//!
//! Each frame is one design of fixed proportions around a square, drawn as large as the picture allows and in its middle.
//! Everything is a filled outline, the caption too: `font` has the letters, `caption` sets them.

mod caption;
mod font;
mod kinds;
mod pen;
mod sheet;

use crate::error::Result;
use crate::options::{Frame, FramePosition};
use crate::scene::{Path, Rect};
use caption::Caption;
use kinds::Kind;
use sheet::{Extent, Sheet, Wish};

/// Fewer px than the smallest symbol has modules.
const SMALLEST_SQUARE: f64 = 20.0;

/// What is drawn of a frame, in px.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outlines {
    /// The box that gradients of the frame span.
    pub(crate) bounds: Rect,
    /// What the frame's paint fills.
    pub(crate) frame: Path,
    /// What lies over it, light.
    pub(crate) panel: Path,
    /// The caption's letters.
    pub(crate) caption: Path,
    /// The square that is left for the symbol.
    pub(crate) room: Rect,
}

/// Draws a frame into a picture of this width and height, around a symbol that is a disc (`round`) or a square; `whole` keeps
/// its lengths to whole px.
pub(crate) fn draw(frame: &Frame, (width, height): (f64, f64), round: bool, whole: bool) -> Result<Outlines> {
    let caption = Caption::new(&frame.text)?;
    let above = frame.position == FramePosition::Top;
    let wish = Wish { caption: caption.as_ref(), above, round };
    let kind = Kind::of(frame.kind);
    let mirrors = above && kind.mirrors;
    let rounded = |length: f64| if whole { length.floor() } else { length };
    let on = |side: f64, whole: bool| {
        let square = Rect { x: 0.0, y: 0.0, width: side, height: side };
        let sheet = Sheet { wish, square, whole, mirrors };
        let extent = (kind.extent)(&sheet);
        (sheet, if mirrors { extent.mirrored() } else { extent })
    };
    let size = |side: f64, extent: &Extent| (side + 2.0 * extent.side, side + extent.top + extent.bottom);
    let (across, down) = size(1.0, &on(1.0, false).1);
    let mut side = rounded((width / across).min(height / down));
    let (mut sheet, mut extent) = on(side, whole);
    // Lengths that were rounded up may not fit any more.
    while whole && side > 1.0 && (size(side, &extent).0 > width || size(side, &extent).1 > height) {
        side -= 1.0;
        (sheet, extent) = on(side, whole);
    }
    // No symbol has room there, and no frame a shape.
    if side < SMALLEST_SQUARE {
        let (bounds, nothing) = (sheet.square, Path::default());
        let [frame, panel, caption] = [nothing.clone(), nothing.clone(), nothing];
        return Ok(Outlines { bounds, frame, panel, caption, room: bounds });
    }
    let (across, down) = size(side, &extent);
    sheet.square.x = rounded((width - across) / 2.0) + extent.side;
    sheet.square.y = rounded((height - down) / 2.0) + extent.top;

    let parts = (kind.draw)(&sheet)?;
    Ok(Outlines {
        bounds: sheet.around(extent.side, extent.top, extent.bottom),
        frame: parts.frame,
        panel: parts.panel,
        caption: match (&caption, &parts.caption) {
            (Some(caption), Some(placed)) => caption.draw(placed),
            _ => Path::default(),
        },
        room: parts.room,
    })
}
