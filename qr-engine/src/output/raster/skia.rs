//! Outlines in tiny-skia's form.

use crate::scene::{Path, Segment};
use tiny_skia::PathBuilder;

/// The outlines, if there is anything to fill.
pub(super) fn path(path: &Path) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    push(&mut builder, path);
    builder.finish()
}

/// Adds the outlines to others.
pub(super) fn push(builder: &mut PathBuilder, path: &Path) {
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => builder.move_to(to.x as f32, to.y as f32),
            Segment::Line(to) => builder.line_to(to.x as f32, to.y as f32),
            Segment::Cubic(a, b, to) => {
                builder.cubic_to(a.x as f32, a.y as f32, b.x as f32, b.y as f32, to.x as f32, to.y as f32);
            }
            Segment::Close => builder.close(),
        }
    }
}
