//! The options that qr-code-styling does not have: what they change, and that their defaults change nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic")]

mod common;

use common::design;
use qr_engine::scene::{Item, Path, Role, Segment};
use qr_engine::{Format, Matrix, render};
use serde_json::{Value, json};

/// The outline of the only item with this role.
fn outline(options: &Value, role: &str) -> Path {
    let scene = design(options).scene().unwrap();
    let mut found = scene.items.iter().filter_map(|item| match item {
        Item::Fill { role: own, path, .. } if own.name() == role => Some(path.clone()),
        _ => None,
    });
    found.next().unwrap_or_else(|| panic!("no {role} in {options}"))
}

/// Left, top, right and bottom of an outline.
fn bounds(path: &Path) -> [f64; 4] {
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for segment in path.segments() {
        if let Segment::Move(to) | Segment::Line(to) | Segment::Cubic(_, _, to) = segment {
            bounds = [bounds[0].min(to.x), bounds[1].min(to.y), bounds[2].max(to.x), bounds[3].max(to.y)];
        }
    }
    bounds
}

fn contours(path: &Path) -> usize {
    path.segments().iter().filter(|segment| matches!(segment, Segment::Move(_))).count()
}

#[test]
fn defaults_change_nothing() {
    let said = json!({ "data": "https://example.com", "quietZone": 0, "dotsOptions": { "scale": 1 },
        "qrOptions": { "mask": "compat", "segments": "single", "eci": 0 },
        "cornersSquareOptions": { "topLeft": {} }, "cornersDotOptions": { "bottomLeft": null },
        "frameOptions": { "type": "none" } });
    let unsaid = json!({ "data": "https://example.com" });
    assert_eq!(render(&design(&said), Format::Svg).unwrap(), render(&design(&unsaid), Format::Svg).unwrap());
}

#[test]
fn the_quiet_zone_is_as_many_modules_on_every_side() {
    // 21 modules and 4 on each side, of 10 px each.
    let options = json!({ "data": "HI", "width": 290, "height": 290, "quietZone": 4 });
    assert_eq!(bounds(&outline(&options, "dots")), [40.0, 40.0, 250.0, 250.0]);
    // The margin comes on top of it.
    let options = json!({ "data": "HI", "width": 310, "height": 310, "margin": 10, "quietZone": 4 });
    assert_eq!(bounds(&outline(&options, "dots")), [50.0, 50.0, 260.0, 260.0]);
    for zone in [0, 2, 4] {
        let options =
            json!({ "data": "HI", "width": 600, "height": 600, "shape": "circle", "quietZone": zone });
        let [left, _, right, _] = bounds(&outline(&options, "dots"));
        let module = (600.0 / (21.0 * 2.0_f64.sqrt() + 2.0 * f64::from(zone))).floor();
        let free = left.min(600.0 - right);
        assert!(free >= module * f64::from(zone), "{free} px free of {zone} modules of {module} px");
    }
}

#[test]
fn scale_parts_the_modules_and_leaves_finder_patterns_whole() {
    let with = |scale: f64| {
        json!({ "data": "HI", "width": 210, "height": 210, "dotsOptions": { "type": "square", "scale": scale },
            "cornersSquareOptions": { "type": "square" }, "cornersDotOptions": { "type": "square" } })
    };
    let (whole, parted) = (outline(&with(1.0), "dots"), outline(&with(0.5), "dots"));
    let matrix = Matrix::new(&design(&with(1.0))).unwrap();
    let dark = (0..21 * 21).filter(|at| matrix.is_dark(at / 21, at % 21)).count() - 3 * 33;
    assert!(contours(&whole) < contours(&parted));
    // Each finder pattern is a ring of two contours and a centre.
    assert_eq!(contours(&parted), dark + 9);
    let finders = 3.0 * 33.0 * 100.0;
    assert!((parted.signed_area() / 2.0 - finders - dark as f64 * 25.0).abs() < 1e-6);
    assert_eq!(bounds(&parted), [0.0, 0.0, 210.0, 210.0]);
}

#[test]
fn one_finder_pattern_can_differ() {
    let options = json!({ "data": "HI", "cornersSquareOptions": { "type": "square", "topRight": { "type": "dot", "color": "#a00" } },
        "cornersDotOptions": { "bottomLeft": { "color": "#00a" } } });
    let scene = design(&options).scene().unwrap();
    let roles = scene.items.iter().map(|item| match item {
        Item::Fill { role, .. } | Item::Image { role, .. } => role.name(),
    });
    // A centre without a paint joins its ring, so the top-right one is part of that.
    assert_eq!(roles.collect::<Vec<_>>(), ["background", "dots", "corner-square-tr", "corner-dot-bl"]);
    assert_eq!(contours(&outline(&options, "corner-square-tr")), 3);
    assert_eq!(Role::Logo.option(), "image");
}

#[test]
fn masks_are_the_ones_asked_for() {
    let mask = |mask: Value| {
        let options = json!({ "data": "https://example.com/menu?table=12", "qrOptions": { "mask": mask } });
        Matrix::new(&design(&options)).unwrap().mask()
    };
    for number in 0..8 {
        assert_eq!((mask(json!(number)), mask(json!(number.to_string()))), (number, number));
    }
    assert!(mask(json!("iso")) < 8);
    assert_eq!(mask(json!("compat")), mask(Value::Null));
}

#[test]
fn mixed_segments_take_fewer_modules() {
    let size = |segments: &str| {
        let options = json!({ "data": format!("https://example.com/{}", "1234567890".repeat(6)),
            "qrOptions": { "segments": segments } });
        Matrix::new(&design(&options)).unwrap().version()
    };
    assert!(size("mixed") < size("single"), "{} and {}", size("mixed"), size("single"));
}
