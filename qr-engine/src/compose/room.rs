//! The box in which the symbol lies: the whole canvas, or what a frame leaves of it.

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

    /// Refuses a picture in which not even modules of 1 px have room.
    pub(super) fn check(&self, design: &Design, modules: usize) -> Result<()> {
        let size = modules as f64;
        if size <= self.symbol.width && size <= self.symbol.height {
            return Ok(());
        }
        let count = modules.to_string();
        let mut path = if size > self.symbol.width { "width" } else { "height" };
        let mut least = ["at least ", &count].concat();
        let mut why = "";
        #[cfg(feature = "frame")]
        if let Some(frame) = &self.frame {
            let is_high = frame.bounds.height * design.width > frame.bounds.width * design.height;
            let side = if is_high { design.height } else { design.width };
            path = if is_high { "height" } else { "width" };
            // Whole px make steps of it: a hint, not a bound.
            least = format!("about {} or more", libm::ceil(side * size / self.symbol.width.max(1.0)));
            why = ", beside its frame";
        }
        let message = ["must be ", &least, " px: this code has ", &count, " modules a side", why];
        Err(Error::option("options.too_small", path, message.concat()))
    }

    /// Refuses what leaves no px to a module. Margins that do so without a frame draw nothing, as in the original.
    pub(super) fn nothing_left(&self, design: &Design) -> Result<()> {
        #[cfg(feature = "frame")]
        let is_framed = self.frame.is_some();
        #[cfg(not(feature = "frame"))]
        let is_framed = false;
        let path = if design.quiet_zone > 0.0 {
            "quietZone"
        } else if is_framed {
            "margin"
        } else {
            return Ok(());
        };
        let message = "leaves no room for the code: take a smaller one, a smaller margin or a larger picture";
        Err(Error::option("options.too_small", path, message))
    }
}
