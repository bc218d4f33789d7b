//! A round badge with a scalloped edge, the caption along it and dots along the rest.

use crate::error::Result;
use crate::frame::caption::Along;
use crate::frame::sheet::{Extent, Parts, Sheet};
use crate::scene::{Point, Rect};
use crate::trig;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI, TAU};

/// Width of the ring, from the disc to the scallops' tips.
const RING: f64 = 0.172;
const PLAIN_RING: f64 = 0.09;
const SCALLOPS: u8 = 40;
/// From a scallop's tip to the valleys beside it.
const DEPTH: f64 = 0.03;
const TYPE: f64 = 0.12;
const DOT: f64 = 0.0085;
/// From dot to dot, and at least as much from the caption.
const STEP: f64 = 0.052;
/// Between the disc and what is in it.
const PADDING: f64 = 0.03;

pub(super) fn extent(sheet: &Sheet<'_>) -> Extent {
    let ring = sheet.len(sheet.pick(RING, PLAIN_RING));
    Extent { side: ring, top: ring, bottom: ring }
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Result<Parts> {
    let center = sheet.square.center();
    let half = sheet.square.width / 2.0;
    let ring = extent(sheet).side;
    let (tips, depth) = (half + ring, DEPTH * sheet.square.width);
    let scallops = (0..2 * SCALLOPS).map(|index| {
        let angle = PI * f64::from(index) / f64::from(SCALLOPS);
        let radius = if index % 2 == 0 { tips } else { tips - depth };
        let (sin, cos) = trig::sin_cos(angle);
        (center.x + radius * cos, center.y + radius * sin, depth * 0.7)
    });
    let (mut frame, mut panel) = (sheet.pen(), sheet.pen());
    frame.shape(&scallops.collect::<Vec<_>>());
    panel.circle(center, half);
    // The middle of what the ring is to the eye: tips weigh less than valleys.
    let radius = half + (ring - depth / 2.0) / 2.0;
    let along =
        if sheet.wish.above { Along::Hill { center, radius } } else { Along::Valley { center, radius } };
    let caption = sheet.place(TYPE, 1.7, along)?;
    if let Some(caption) = &caption {
        let step = STEP * sheet.square.width / radius;
        // What the caption leaves of the circle, divided evenly.
        let start = caption.width / radius / 2.0 + 1.6 * step;
        let steps = ((TAU - 2.0 * start) / step).floor();
        let middle = if sheet.wish.above { -FRAC_PI_2 } else { FRAC_PI_2 };
        for dot in 0..=steps as u32 {
            let angle = middle + start + (TAU - 2.0 * start) * f64::from(dot) / steps;
            let (sin, cos) = trig::sin_cos(angle);
            let at = Point { x: center.x + radius * cos, y: center.y + radius * sin };
            frame.circle_hole(at, DOT * sheet.square.width);
        }
    }
    let disc = half - PADDING * sheet.square.width;
    let reach = if sheet.wish.round { disc } else { disc * FRAC_1_SQRT_2 };
    let reach = if sheet.whole { reach.floor() } else { reach };
    let room = Rect { x: center.x - reach, y: center.y - reach, width: 2.0 * reach, height: 2.0 * reach };
    Ok(Parts { frame: frame.finish(), panel: panel.finish(), caption, room })
}
