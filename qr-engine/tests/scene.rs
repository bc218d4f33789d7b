//! The promises of the scene, each on every design of the corpus.

#![allow(clippy::unwrap_used, reason = "a helper of tests may panic")]

mod common;

use common::{corpus, design};
use qr_engine::scene::{Item, Paint, Path, PathBuilder, Point, Role, Scene, Segment};
use serde_json::json;

fn scenes() -> impl Iterator<Item = (String, Scene)> {
    corpus().into_iter().map(|(name, options)| (name, design(&options).scene().unwrap()))
}

fn fills(scene: &Scene) -> impl Iterator<Item = (Role, &Path, &Paint)> {
    scene.items.iter().filter_map(|item| match item {
        Item::Fill { role, path, paint, .. } => Some((*role, path, paint)),
        Item::Image { .. } => None,
    })
}

/// Every contour as a path of its own.
fn contours(path: &Path) -> Vec<Path> {
    path.segments()
        .split_inclusive(|segment| matches!(segment, Segment::Close))
        .map(|contour| {
            let mut builder = PathBuilder::default();
            for segment in contour {
                match *segment {
                    Segment::Move(to) => builder.move_to(to),
                    Segment::Line(to) => builder.line_to(to),
                    // The control polygon encloses the same side.
                    Segment::Cubic(a, b, to) => {
                        for point in [a, b, to] {
                            builder.line_to(point);
                        }
                    }
                    Segment::Close => builder.close(),
                }
            }
            builder.finish()
        })
        .collect()
}

fn points(path: &Path) -> Vec<Point> {
    contours(path)
        .iter()
        .flat_map(|contour| contour.segments().to_vec())
        .filter_map(|segment| match segment {
            Segment::Move(to) | Segment::Line(to) => Some(to),
            _ => None,
        })
        .collect()
}

#[test]
fn coordinates_are_absolute_and_inside_the_picture() {
    for (name, scene) in scenes() {
        for (role, path, paint) in fills(&scene) {
            for point in points(path) {
                let inside = (-0.001..=scene.width + 0.001).contains(&point.x)
                    && (-0.001..=scene.height + 0.001).contains(&point.y);
                assert!(inside, "{name}: {role:?} has {point:?}");
            }
            if let Paint::Linear { from, to, .. } = paint {
                // Upstream rounds the ends of a gradient to whole px of the picture, not of the part's box.
                assert!(
                    [from.x, from.y, to.x, to.y].iter().all(|value| value.fract() == 0.0),
                    "{name}: {paint:?}"
                );
            }
        }
    }
}

#[test]
fn there_is_one_fill_for_each_paint_area() {
    for (name, scene) in scenes() {
        let roles = fills(&scene).map(|(role, ..)| role).collect::<Vec<_>>();
        for (index, role) in roles.iter().enumerate() {
            assert!(!roles[..index].contains(role), "{name}: {role:?} twice");
        }
        assert!(roles.len() <= 11, "{name}: {roles:?}");
    }
}

#[test]
fn parts_without_a_paint_join_their_parent() {
    let roles = |corners: serde_json::Value| {
        let mut options = json!({ "data": "x" });
        options.as_object_mut().unwrap().extend(corners.as_object().unwrap().clone());
        let scene = design(&options).scene().unwrap();
        fills(&scene).map(|(role, ..)| role.name()).collect::<Vec<_>>()
    };
    assert_eq!(roles(json!({})), ["background", "dots"]);
    assert_eq!(
        roles(json!({ "cornersSquareOptions": { "color": "red" } })),
        ["background", "dots", "corner-square-tl", "corner-square-tr", "corner-square-bl"]
    );
    assert_eq!(
        roles(json!({ "cornersDotOptions": { "color": "red" } })),
        ["background", "dots", "corner-dot-tl", "corner-dot-tr", "corner-dot-bl"]
    );
}

#[test]
fn items_are_in_paint_order() {
    let rank = |role: Role| match role {
        Role::Background => 0,
        Role::BackgroundImage => 1,
        Role::Frame => 2,
        Role::FramePanel => 3,
        Role::Dots => 4,
        Role::CornerSquare(_) => 5,
        Role::CornerDot(_) => 6,
        Role::LogoBacking => 7,
        Role::Logo => 8,
        Role::Caption => 9,
    };
    for (name, scene) in scenes() {
        let ranks = scene.items.iter().map(|item| match item {
            Item::Fill { role, .. } | Item::Image { role, .. } => rank(*role),
        });
        assert!(ranks.is_sorted(), "{name}");
    }
}

#[test]
fn contours_start_with_move_end_with_close_and_have_a_direction() {
    for (name, scene) in scenes() {
        for (role, path, _) in fills(&scene) {
            for contour in contours(path) {
                assert!(matches!(contour.segments().first(), Some(Segment::Move(_))), "{name}: {role:?}");
                assert!(matches!(contour.segments().last(), Some(Segment::Close)), "{name}: {role:?}");
                assert!(contour.signed_area().abs() > 1e-6, "{name}: {role:?} has an empty contour");
            }
        }
    }
}

/// Outer contours run clockwise and holes the other way: at no point does the winding number leave 0 and 1.
#[test]
fn winding_paints_each_point_at_most_once() {
    for (name, scene) in scenes() {
        for (role, path, _) in fills(&scene) {
            let contours = contours(path).iter().map(points).collect::<Vec<_>>();
            for step in 0..400 {
                // A low-discrepancy walk that meets no vertex.
                let at = Point {
                    x: (f64::from(step) * 0.754_877_666 + 0.123_456_7).fract() * scene.width,
                    y: (f64::from(step) * 0.569_840_290 + 0.765_432_1).fract() * scene.height,
                };
                let winding = contours.iter().map(|contour| winding(contour, at)).sum::<i32>();
                assert!((0..=1).contains(&winding), "{name}: {role:?} has winding {winding} at {at:?}");
            }
        }
    }
}

fn winding(contour: &[Point], at: Point) -> i32 {
    let edges = contour.iter().zip(contour.iter().cycle().skip(1));
    edges
        .map(|(from, to)| {
            let right = (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x);
            match (from.y <= at.y, to.y <= at.y) {
                (true, false) if right < 0.0 => 1,
                (false, true) if right > 0.0 => -1,
                _ => 0,
            }
        })
        .sum::<i32>()
        .wrapping_neg()
}

#[test]
fn stops_ascend_from_0_to_1() {
    for (name, scene) in scenes() {
        for (_, _, paint) in fills(&scene) {
            if let Paint::Linear { stops, .. } | Paint::Radial { stops, .. } = paint {
                assert!(stops.iter().map(|stop| stop.offset).is_sorted(), "{name}: {stops:?}");
                assert!(stops.iter().all(|stop| (0.0..=1.0).contains(&stop.offset)), "{name}: {stops:?}");
            }
        }
    }
}

#[test]
fn the_same_design_gives_the_same_scene() {
    for (name, options) in corpus() {
        assert_eq!(design(&options).scene().unwrap(), design(&options).scene().unwrap(), "{name}");
    }
}
