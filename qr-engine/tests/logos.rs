//! Logos that are hostile, damaged or merely odd: a picture or a refusal in words, in bounded time and memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic")]

mod common;

use common::design;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use qr_engine::logo::{Logo, MAX_BYTES, Silhouette};
use qr_engine::output::raster;
use qr_engine::scene::{Item, Role};
use qr_engine::{Design, Error, Format, Mode};
use serde_json::{Value, json};
use std::io::Cursor;

fn options(more: Value) -> Value {
    let mut options = json!({ "data": "https://example.com", "width": 210, "height": 210,
        "qrOptions": { "errorCorrectionLevel": "H" }, "imageOptions": { "imageSize": 0.5 } });
    merge(&mut options, more);
    options
}

fn merge(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

/// Draws the logo in every format; what is refused is refused by its own words.
fn drawn(bytes: &[u8]) -> Result<(), Error> {
    let scene = design(&options(json!({}))).scene_with(Some(Logo::from_bytes(bytes.to_vec())?))?;
    Format::ALL.iter().try_for_each(|format| format.write(&scene).map(drop))
}

fn svg(content: &str) -> Vec<u8> {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='60' height='60'>\
         {content}</svg>"
    )
    .into_bytes()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn photograph(width: u32, height: u32) -> DynamicImage {
    let color = |x: u32, y: u32| image::Rgb([x * 3, y * 5, x * y].map(|channel| channel as u8));
    DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, color))
}

#[test]
fn every_format_is_known_by_its_content() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = file(&photograph(40, 30), format);
        let mislabelled = format!("data:image/svg+xml;base64,{}", base64(&bytes));
        let scene = design(&options(json!({ "image": mislabelled }))).scene().unwrap();
        let Some(Item::Image { logo, .. }) = scene.items.last() else { panic!("no logo") };
        assert_eq!(logo.natural_size(), (40.0, 30.0));
        assert!(!logo.href().starts_with("data:image/svg"), "{format:?} keeps the wrong label");
        drawn(&bytes).unwrap();
    }
}

fn base64(bytes: &[u8]) -> String {
    Logo::from_bytes(bytes.to_vec()).unwrap().href().split_once(',').unwrap().1.to_owned()
}

#[test]
fn files_that_break_off_are_refused_or_drawn() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = file(&photograph(64, 64), format);
        for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
            if let Err(error) = drawn(&bytes[..length]) {
                assert!(
                    ["logo.damaged", "logo.format"].contains(&error.code()),
                    "{format:?} {length}: {error}"
                );
                assert_eq!(error.path(), Some("image"));
            }
        }
    }
    let png = file(&photograph(64, 64), ImageFormat::Png);
    assert_eq!(drawn(&png[..png.len() / 2]).unwrap_err().code(), "logo.damaged");
}

#[test]
fn bombs_are_refused_or_harmless() {
    let deep = "<g>".repeat(200_000) + &"</g>".repeat(200_000);
    let entities = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>\
        <!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;'><!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;'><!ENTITY i '&h;&h;&h;&h;&h;&h;&h;&h;'>]>\
        <svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect id='&i;' width='9' height='9'/></svg>";
    let uses = (0..40).fold("<g id='u0'><rect width='1' height='1'/></g>".to_owned(), |text, n| {
        format!("{text}<g id='u{}'><use xlink:href='#u{n}'/><use xlink:href='#u{n}'/></g>", n + 1)
    });
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let inner = format!(
        "<image width='9' height='9' xlink:href='data:image/svg+xml;base64,{}'/>",
        "H4sIAAAAAAAAAw=="
    );
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a deep tree", svg(&deep)),
        ("entities within entities", entities.as_bytes().to_vec()),
        ("an entity of drawing programs", b"<!DOCTYPE svg [ <!ENTITY ns 'http://www.w3.org/2000/svg'> ]><svg xmlns='&ns;' width='9' height='9'><rect width='9' height='9'/></svg>".to_vec()),
        ("uses of uses", svg(&uses)),
        ("gzip", gzip.to_vec()),
        ("gzip inside", svg(&inner)),
        ("itself", svg("<g id='a'><use xlink:href='#a'/></g>")),
        ("a pattern of itself", svg("<pattern id='p' width='1' height='1'><rect width='9' height='9' fill='url(#p)'/></pattern><rect width='9' height='9' fill='url(#p)'/>")),
        ("a huge canvas", b"<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'><rect width='1e9' height='1e9'/></svg>".to_vec()),
        ("noise without end", svg("<filter id='f'><feTurbulence numOctaves='2000000000' baseFrequency='.1'/></filter><rect width='60' height='60' filter='url(#f)'/>")),
        ("a blur without end", svg("<filter id='f' x='-1000' y='-1000' width='100000' height='100000'><feGaussianBlur stdDeviation='1e9'/></filter><rect width='60' height='60' filter='url(#f)'/>")),
        ("swelling", svg("<filter id='f'><feMorphology operator='dilate' radius='1e9'/></filter><rect width='60' height='60' filter='url(#f)'/>")),
        ("patterns of patterns", svg(&((0..40).fold("<pattern id='p0' width='9' height='9' patternUnits='userSpaceOnUse'><rect width='9' height='9'/></pattern>".to_owned(), |text, n| {
            let rect = format!("<rect width='9' height='9' fill='url(#p{n})'/>");
            format!("{text}<pattern id='p{}' width='9' height='9' patternUnits='userSpaceOnUse'>{rect}{rect}</pattern>", n + 1)
        }) + "<rect width='60' height='60' fill='url(#p40)'/>"))),
        ("endless dashes", svg("<path d='M0 0h1e9' stroke='red' stroke-dasharray='1e-6'/>")),
        ("endless tiles", svg("<pattern id='p' width='1e-6' height='1e-6' patternUnits='userSpaceOnUse'><rect width='1' height='1'/></pattern><rect width='60' height='60' fill='url(#p)'/>")),
    ];
    for (name, bytes) in cases {
        assert!(bytes.len() <= MAX_BYTES, "{name}");
        let outcome = drawn(&bytes);
        println!("{name}: {outcome:?}");
        if let Err(error) = outcome {
            assert!(error.code().starts_with("logo."), "{name}: {error}");
        }
    }
}

#[test]
fn pictures_inside_an_svg_are_drawn() {
    let red = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba([255, 0, 0, 255])));
    let png = base64(&file(&red, ImageFormat::Png));
    let logo = svg(&format!("<image width='60' height='60' xlink:href='data:image/png;base64,{png}'/>"));
    let scene = design(&options(json!({}))).scene_with(Some(Logo::from_bytes(logo).unwrap())).unwrap();
    let pixel = raster::draw(&scene, 1.0).unwrap().pixel(105, 105).unwrap();
    assert_eq!((pixel.red(), pixel.green(), pixel.blue()), (255, 0, 0));
}

#[test]
fn large_pictures_are_shrunk_with_every_pixel_counted() {
    let checks =
        RgbaImage::from_fn(700, 700, |x, y| Rgba(if (x + y) % 2 == 0 { [255; 4] } else { [0, 0, 0, 255] }));
    let bytes = file(&DynamicImage::ImageRgba8(checks), ImageFormat::Png);
    let scene = design(&options(json!({}))).scene_with(Some(Logo::from_bytes(bytes).unwrap())).unwrap();
    let pixmap = raster::draw(&scene, 1.0).unwrap();
    for (x, y) in [(100, 100), (105, 105), (110, 103)] {
        let grey = pixmap.pixel(x, y).unwrap().red();
        assert!((120..=136).contains(&grey), "{grey} at {x} {y}");
    }
}

#[test]
fn photographs_stand_upright() {
    // A camera held on its side: 40 by 20 pixels are stored, 20 by 40 are shown, the left half on top.
    let halves =
        image::RgbImage::from_fn(40, 20, |x, _| image::Rgb(if x < 20 { [255, 0, 0] } else { [0, 0, 255] }));
    let jpeg = file(&DynamicImage::ImageRgb8(halves), ImageFormat::Jpeg);
    let tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut turned = jpeg[..2].to_vec();
    turned.extend([0xff, 0xe1, 0, tiff.len() as u8 + 2]);
    turned.extend(tiff);
    turned.extend(&jpeg[2..]);
    let logo = Logo::from_bytes(turned).unwrap();
    assert_eq!(logo.natural_size(), (20.0, 40.0));
    let scene = design(&options(json!({}))).scene_with(Some(logo)).unwrap();
    let Some(Item::Image { rect, .. }) = scene.items.last() else { panic!("no logo") };
    let pixmap = raster::draw(&scene, 1.0).unwrap();
    let at = |share: f64| {
        let y = rect.y + rect.height * share;
        let pixel = pixmap.pixel(105, y as u32).unwrap();
        (pixel.red() > 200, pixel.blue() > 200)
    };
    assert_eq!((at(0.2), at(0.8)), ((true, false), (false, true)));
}

#[test]
fn a_gif_shows_its_first_frame() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for color in [[0, 160, 0, 255], [160, 0, 0, 255]] {
        encoder.encode_frame(image::Frame::new(RgbaImage::from_pixel(30, 30, Rgba(color)))).unwrap();
    }
    drop(encoder);
    let scene = design(&options(json!({}))).scene_with(Some(Logo::from_bytes(bytes).unwrap())).unwrap();
    let pixel = raster::draw(&scene, 1.0).unwrap().pixel(105, 105).unwrap();
    assert_eq!((pixel.red(), pixel.green()), (0, 160));
}

/// How many modules of the middle are drawn.
fn modules_left(more: Value, logo: Logo) -> usize {
    let scene = design(&options(more)).scene_with(Some(logo)).unwrap();
    let dots = scene.items.iter().find_map(|item| match item {
        Item::Fill { role: Role::Dots, path, .. } => Some(path.signed_area()),
        _ => None,
    });
    dots.unwrap() as usize
}

#[test]
fn windows_follow_the_form_that_was_asked_for() {
    let ring = RgbaImage::from_fn(64, 64, |x, y| {
        let distance = (f64::from(x) - 31.5).hypot(f64::from(y) - 31.5);
        Rgba(if (22.0..31.0).contains(&distance) { [200, 0, 0, 255] } else { [0; 4] })
    });
    let ring = Logo::from_bytes(file(&DynamicImage::ImageRgba8(ring), ImageFormat::Png)).unwrap();
    let left = |shape: &str| modules_left(json!({ "imageOptions": { "shape": shape } }), ring.clone());
    let (square, circle, alpha) = (left("square"), left("circle"), left("alpha"));
    assert!(square < circle && circle < alpha, "{square} {circle} {alpha}");
    let whole = modules_left(json!({ "imageOptions": { "hideBackgroundDots": false } }), ring.clone());
    assert!(alpha < whole, "{alpha} {whole}");
    let margin = modules_left(json!({ "imageOptions": { "shape": "alpha", "margin": 4 } }), ring);
    assert!(margin < alpha, "{margin} {alpha}");
}

#[test]
fn a_window_of_the_images_own_form_needs_its_pixels() {
    let design = design(&options(json!({ "imageOptions": { "shape": "alpha" } })));
    let far = Logo::from_address("https://example.com/logo.png", Some((40.0, 40.0))).unwrap();
    let error = design.scene_with(Some(far.clone())).unwrap_err();
    assert_eq!((error.code(), error.path()), ("options.silhouette", Some("imageOptions.shape")));
    let known = far.with_silhouette(Silhouette::new(1, &[255]).unwrap());
    assert!(design.scene_with(Some(known)).is_ok());
}

#[test]
fn plates_lie_between_modules_and_logo() {
    let logo = || Logo::from_bytes(svg("<rect width='60' height='60'/>")).unwrap();
    let roles = |more: Value| {
        let scene = design(&options(more)).scene_with(Some(logo())).unwrap();
        scene.items.iter().map(|item| item.role().name()).collect::<Vec<_>>()
    };
    let backing = json!({ "color": "#fef3c7", "padding": 3, "round": 0.5 });
    assert_eq!(
        roles(json!({ "imageOptions": { "backing": backing } })),
        ["background", "dots", "logo-backing", "logo"]
    );
    assert_eq!(roles(json!({ "imageOptions": { "opacity": 0 } })), ["background", "dots"]);
}

#[test]
fn a_picture_behind_leaves_contrast() {
    let photograph =
        format!("data:image/png;base64,{}", base64(&file(&photograph(20, 10), ImageFormat::Png)));
    let with = |more: Value| {
        let mut background = json!({ "image": photograph });
        merge(&mut background, more);
        Design::from_json_value(&options(json!({ "backgroundOptions": background })), Mode::Strict)
    };
    let design = with(json!({})).unwrap();
    assert_eq!(design.background_image.as_ref().map(|image| image.opacity), Some(0.54));
    // Light modules lie on at least what is left of the white.
    let pixmap = raster::draw(&design.scene().unwrap(), 1.0).unwrap();
    assert!(
        pixmap.pixels().iter().all(|pixel| pixel.red() == 0 || pixel.red() >= 116),
        "black on near black"
    );
    let error = with(json!({ "imageOpacity": 0.9 })).unwrap_err();
    assert_eq!((error.code(), error.path()), ("options.contrast", Some("backgroundOptions.imageOpacity")));
    assert!(with(json!({ "imageOpacity": 0.9, "imageGuard": false })).is_ok());
    assert_eq!(with(json!({ "round": 0.2 })).unwrap_err().code(), "options.conflict");
    assert_eq!(with(json!({ "color": "#666" })).unwrap_err().code(), "options.contrast");
    let damaged = with(json!({ "image": "data:image/png;base64,aGVsbG8=" })).unwrap().scene().unwrap_err();
    assert_eq!((damaged.code(), damaged.path()), ("logo.format", Some("backgroundOptions.image")));
}
