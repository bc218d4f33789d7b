//! The frame's three paint areas.

use super::Composer;
use super::paint::place;
use crate::frame::Outlines;
use crate::options::Frame;
use crate::scene::{Edges, Paint, Path, Role};

impl Composer {
    /// The frame and its panel; returns the caption, which comes last. Their edges are smooth whatever the modules' are.
    pub(super) fn frame(&mut self, frame: &Frame, outlines: Outlines) -> (Path, Paint) {
        let bounds = outlines.bounds;
        self.add(Role::Frame, outlines.frame, place(&frame.paint, bounds, 0.0), Edges::Smooth);
        self.add(Role::FramePanel, outlines.panel, Paint::Solid(frame.panel.clone()), Edges::Smooth);
        (outlines.caption, place(&frame.text_paint, bounds, 0.0))
    }
}
