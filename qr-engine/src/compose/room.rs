//! The box in which the symbol lies: the whole canvas, or what a frame leaves of it.

use crate::decimal;
use crate::error::{Error, Result};
#[cfg(feature = "frame")]
use crate::frame::{self, Outlines};
use crate::options::Design;
#[cfg(feature = "frame")]
use crate::options::Shape;
use crate::scene::Rect;

/// Where the symbol lies, and what lies around it.
pub(super) struct Room {
    pub(super) symbol: Rect,
    #[cfg(feature = "frame")]
    pub(super) frame: Option<Outlines>,
}

impl Room {
    #[cfg(feature = "frame")]
    pub(super) fn new(design: &Design) -> Result<Self> {
        let canvas = Rect { x: 0.0, y: 0.0, width: design.width, height: design.height };
        let Some(frame) = &design.frame else { return Ok(Self { symbol: canvas, frame: None }) };
        let is_round = design.shape == Shape::Circle;
        let outlines = frame::draw(frame, (design.width, design.height), is_round, design.dots.round_size)?;
        Ok(Self { symbol: outlines.room, frame: Some(outlines) })
    }

    #[cfg(not(feature = "frame"))]
    #[allow(clippy::unnecessary_wraps, reason = "with frames it can fail")]
    pub(super) fn new(design: &Design) -> Result<Self> {
        Ok(Self { symbol: Rect { x: 0.0, y: 0.0, width: design.width, height: design.height } })
    }

    /// The side that bounds the frame, and about how long it must be for a symbol of `size` px, which whole px make uneven.
    #[cfg(feature = "frame")]
    fn bound(&self, design: &Design, size: f64) -> Option<(&'static str, f64)> {
        let bounds = self.frame.as_ref()?.bounds;
        let is_high = bounds.height * design.width > bounds.width * design.height;
        let (path, side) = if is_high { ("height", design.height) } else { ("width", design.width) };
        Some((path, (side * size / self.symbol.width.max(1.0)).ceil()))
    }

    #[cfg(not(feature = "frame"))]
    #[allow(clippy::unused_self, reason = "with frames it looks at itself")]
    fn bound(&self, _: &Design, _: f64) -> Option<(&'static str, f64)> {
        None
    }

    /// Refuses a picture in which not even modules of 1 px have room.
    pub(super) fn check(&self, design: &Design, modules: usize) -> Result<()> {
        let size = modules as f64;
        if size <= self.symbol.width && size <= self.symbol.height {
            return Ok(());
        }
        let count = decimal::count(modules);
        let (path, words, least, why) = if let Some((path, side)) = self.bound(design, size) {
            (path, "must be more, about ", decimal::count(side as usize), ", beside its frame")
        } else {
            let path = if size > self.symbol.width { "width" } else { "height" };
            (path, "must be at least ", count.clone(), "")
        };
        let message = [words, &least, " px: this code has ", &count, " modules a side", why];
        Err(Error::option("options.too_small", path, message.concat()))
    }

    /// Refuses what leaves no px to a module. Margins that do so without a frame draw nothing, as in the original.
    pub(super) fn nothing_left(&self, design: &Design) -> Result<()> {
        let path = if design.quiet_zone > 0.0 {
            "quietZone"
        } else if self.bound(design, 0.0).is_some() {
            "margin"
        } else {
            return Ok(());
        };
        let message = "leaves no room for the code: take a smaller one, a smaller margin or a larger picture";
        Err(Error::option("options.too_small", path, message))
    }
}
