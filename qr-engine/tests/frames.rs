//! Frames: where they leave the symbol, what they paint with, and that the symbol is still read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic")]

mod common;

use common::{design, frames};
use qr_engine::Format;
use qr_engine::options::FrameType;
use qr_engine::output::raster;
use qr_engine::scene::{Color, Item, Paint, Path, Rgba8, Role, Scene, Segment};
use serde_json::{Value, json};

fn scene(options: &Value) -> Scene {
    design(options).scene().unwrap_or_else(|error| panic!("{error}: {options}"))
}

fn framed(frame: &Value) -> Value {
    json!({ "data": "https://example.com", "width": 400, "height": 500, "frameOptions": frame })
}

fn fill(scene: &Scene, wanted: Role) -> Option<(&Path, &Paint)> {
    scene.items.iter().find_map(|item| match item {
        Item::Fill { role, path, paint, .. } if *role == wanted => Some((path, paint)),
        _ => None,
    })
}

/// Left, top, right and bottom of what has this role, by corners and control points.
fn bounds(scene: &Scene, role: Role) -> [f64; 4] {
    let (path, _) = fill(scene, role).unwrap_or_else(|| panic!("no {role:?}"));
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for segment in path.segments() {
        if let Segment::Move(to) | Segment::Line(to) | Segment::Cubic(_, _, to) = segment {
            bounds = [bounds[0].min(to.x), bounds[1].min(to.y), bounds[2].max(to.x), bounds[3].max(to.y)];
        }
    }
    bounds
}

fn hex(paint: &Paint) -> String {
    match paint {
        Paint::Solid(Color::Rgba(Rgba8 { r, g, b, .. })) => format!("#{r:02x}{g:02x}{b:02x}"),
        other => format!("{other:?}"),
    }
}

/// Decodes a picture as a scanner sees it: over white, in grey.
fn read(scene: &Scene) -> Option<String> {
    let pixels = raster::draw(scene, 2.0).unwrap();
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let grey = |x: usize, y: usize| {
        let pixel = pixels.pixel(x as u32, y as u32).unwrap();
        let white = 255 - u32::from(pixel.alpha());
        let mean = (u32::from(pixel.red()) * 3 + u32::from(pixel.green()) * 6 + u32::from(pixel.blue())) / 10;
        (mean + white) as u8
    };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    picture.detect_grids().first().and_then(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[test]
fn a_framed_symbol_is_read() {
    for (name, options) in frames() {
        assert_eq!(read(&scene(&options)).as_deref(), Some("https://example.com/menu"), "{name}");
    }
}

#[test]
fn the_symbol_lies_inside_and_the_frame_fills_the_picture() {
    for (name, options) in frames() {
        let scene = scene(&options);
        let (dots, frame) = (bounds(&scene, Role::Dots), bounds(&scene, Role::Frame));
        let holds = |outer: [f64; 4]| {
            outer[0] < dots[0] && outer[1] < dots[1] && outer[2] > dots[2] && outer[3] > dots[3]
        };
        assert!(holds(frame), "{name}: {dots:?} in {frame:?}");
        if fill(&scene, Role::FramePanel).is_some() {
            assert!(holds(bounds(&scene, Role::FramePanel)), "{name}");
        }
        let filled = ((frame[2] - frame[0]) / scene.width).max((frame[3] - frame[1]) / scene.height);
        // The caption of some stands below the frame's own outlines.
        let caption = fill(&scene, Role::Caption).is_some();
        assert!(filled > if caption { 0.8 } else { 0.97 }, "{name}: {filled}");
        let middle = f64::midpoint(frame[0], frame[2]);
        assert!((middle - scene.width / 2.0).abs() <= 1.0, "{name}: the frame's middle is at {middle}");
    }
}

/// At the height of every row of the symbol, and between its sides, nothing of the frame is seen.
#[test]
fn nothing_of_a_frame_touches_the_symbol() {
    for (name, mut options) in frames() {
        options["backgroundOptions"] = json!({ "color": "#fff" });
        options["frameOptions"]["gradient"] = Value::Null;
        options["dotsOptions"] = json!({ "type": "rounded" });
        options["frameOptions"]["color"] = json!("#ff0000");
        options["frameOptions"]["textColor"] = json!("#ff0000");
        options["frameOptions"]["panelColor"] = json!("#fff");
        let scene = scene(&options);
        let [left, top, right, bottom] = bounds(&scene, Role::Dots);
        let pixels = raster::draw(&scene, 1.0).unwrap();
        // The corners of the box around a disc are not the disc's.
        let is_disc = options["shape"] == "circle";
        let (x, y, radius) = (f64::midpoint(left, right), f64::midpoint(top, bottom), (right - left) / 2.0);
        for row in top as u32..bottom as u32 {
            for column in left as u32..right as u32 {
                let pixel = pixels.pixel(column, row).unwrap();
                let is_inside = !is_disc || (f64::from(column) - x).hypot(f64::from(row) - y) < radius;
                let is_red = pixel.red() > 200 && pixel.green() < 100;
                assert!(!(is_inside && is_red), "{name}: {column}, {row}");
            }
        }
    }
}

#[test]
fn a_caption_stands_below_or_above_and_in_the_middle() {
    for (name, _) in FrameType::ALL {
        for position in ["bottom", "top"] {
            let scene = scene(&framed(&json!({ "type": name, "position": position })));
            let (dots, caption) = (bounds(&scene, Role::Dots), bounds(&scene, Role::Caption));
            let is_apart = if position == "top" { caption[3] < dots[1] } else { caption[1] > dots[3] };
            assert!(is_apart, "{name} {position}: {caption:?} beside {dots:?}");
            let middle = f64::midpoint(caption[0], caption[2]);
            // Along a circle, letters reach less far on one side than on the other.
            let tolerance = if name == "badge" { 2.0 } else { 1.0 };
            assert!((middle - 200.0).abs() <= tolerance, "{name} {position}: {middle}");
        }
    }
}

#[test]
fn a_caption_shrinks_to_fit() {
    let caption = |text: &str| {
        let [left, top, right, bottom] =
            bounds(&scene(&framed(&json!({ "type": "card", "text": text }))), Role::Caption);
        (right - left, bottom - top)
    };
    let (short, long) = (caption("MENU"), caption("MENU OF THE DAY, WINE"));
    assert!(long.1 < 0.8 * short.1, "{short:?} {long:?}");
    assert!(long.0 > short.0 && long.0 < 400.0);
}

#[test]
fn without_text_there_is_no_caption_and_no_room_for_one() {
    for (name, _) in FrameType::ALL {
        for text in ["", "  "] {
            let bare = scene(&framed(&json!({ "type": name, "text": text })));
            assert_eq!(fill(&bare, Role::Caption), None, "{name}");
            let full = scene(&framed(&json!({ "type": name })));
            let side = |scene: &Scene| {
                let [left, _, right, _] = bounds(scene, Role::Dots);
                right - left
            };
            assert!(side(&bare) >= side(&full), "{name}");
        }
    }
}

#[test]
fn colours_follow_the_design_unless_they_are_given() {
    let paints = |options: Value| {
        let scene = scene(&options);
        [Role::Frame, Role::FramePanel, Role::Caption]
            .map(|role| fill(&scene, role).map(|(_, paint)| hex(paint)).unwrap_or_default())
    };
    let with = |frame: Value, dots: Value, background: Value| {
        let mut options = framed(&frame);
        options["dotsOptions"] = dots;
        options["backgroundOptions"] = background;
        paints(options)
    };
    let (dots, background) = (json!({ "color": "#14213d" }), json!({ "color": "#fff7ed" }));
    let card = json!({ "type": "card" });
    assert_eq!(with(card.clone(), dots.clone(), background.clone()), ["#14213d", "#fff7ed", "#ffffff"]);
    // On the background the caption is like the frame, unless nobody could read it there.
    let border = |color: &str| json!({ "type": "border", "color": color });
    assert_eq!(with(border("#be123c"), dots.clone(), background.clone()), ["#be123c", "", "#be123c"]);
    assert_eq!(with(border("#fde68a"), dots.clone(), background.clone()), ["#fde68a", "", "#000000"]);
    let yellow = json!({ "type": "card", "color": "#fde68a" });
    assert_eq!(
        with(yellow, dots.clone(), json!({ "color": "transparent" })),
        ["#fde68a", "#ffffff", "#000000"]
    );
    let all = json!({ "type": "card", "color": "#111111", "panelColor": "#222222", "textColor": "#333333" });
    assert_eq!(with(all, dots, background), ["#111111", "#222222", "#333333"]);
    let gradient = json!({ "gradient": { "colorStops": [{ "offset": 0, "color": "red" }] } });
    assert_eq!(with(card, gradient, json!({}))[0], "#000000");
}

#[test]
fn gradients_of_the_dots_span_what_the_frame_leaves() {
    let mut options = framed(&json!({ "type": "card" }));
    options["dotsOptions"] = json!({ "gradient": { "colorStops": [
        { "offset": 0, "color": "#000" }, { "offset": 1, "color": "#00f" }] } });
    let scene = scene(&options);
    let Some((_, Paint::Linear { from, to, .. })) = fill(&scene, Role::Dots) else { panic!("no gradient") };
    let [left, _, right, _] = bounds(&scene, Role::Dots);
    assert!(from.x > 40.0 && from.x <= left && to.x < 360.0 && to.x >= right, "{from:?} {to:?}");
}

#[test]
fn the_picture_keeps_its_size_on_screen_and_on_paper() {
    let mut options = framed(&json!({ "type": "phone" }));
    options["printSize"] = json!({ "mm": 40 });
    let scene = scene(&options);
    assert_eq!((scene.width, scene.height, scene.millimetres()), (400.0, 500.0, (40.0, 50.0)));
}

#[test]
fn small_pictures_are_drawn_or_refused_by_name() {
    for (name, _) in FrameType::ALL {
        for side in 1..=80 {
            let options =
                json!({ "data": "x", "width": side, "height": side, "frameOptions": { "type": name } });
            match design(&options).scene() {
                Ok(scene) => assert!(fill(&scene, Role::Dots).is_some(), "{name} {side}"),
                Err(error) => {
                    assert_eq!(error.code(), "options.too_small", "{name} {side}: {error}");
                    assert!(matches!(error.path(), Some("width" | "height")), "{name} {side}: {error}");
                }
            }
        }
    }
}

#[test]
fn letters_of_europe_have_glyphs() {
    for text in [
        "Zeskanuj żółć",
        "Ångström, naïve",
        "Σκάναρε με",
        "Відскануй ЇЄҐ",
        "ĞÜŞİÖÇ ığüşöç",
        "12,50 € → £9",
        "“Hi” – don’t!",
    ] {
        let scene = scene(&framed(&json!({ "type": "banner", "text": text })));
        assert!(fill(&scene, Role::Caption).is_some(), "{text}");
    }
}

#[test]
fn frames_stay_small_and_plain_in_svg() {
    for (name, _) in FrameType::ALL {
        let options = framed(&json!({ "type": name }));
        let text = String::from_utf8(qr_engine::render(&design(&options), Format::Svg).unwrap()).unwrap();
        assert!(!text.contains("<text") && !text.contains("stroke") && !text.contains("clip"), "{name}");
        assert!(text.len() < 18_000, "{name}: {} bytes", text.len());
    }
}
