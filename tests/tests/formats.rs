//! Every format shows the same picture: PDF through poppler, EPS through Ghostscript, JPEG and WebP through the decoders of
//! Pillow, each beside the PNG; and all of them are read by zxing-cpp and zbar.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use qr_engine::output::{png, raster};
use qr_engine::scene::Scene;
use qr_engine::{Design, Format, Mode};
use resvg::tiny_skia::{Color, Pixmap, PixmapPaint, Transform};
use serde_json::{Value, json};

const DATA: &str = "https://example.com/menu?table=12";

/// How much of 255 a channel may be off until its pixel counts: rasterisers blend edges in ways of their own, and both
/// programs show black ink as a very dark grey.
const TOLERANCE: u8 = 64;

/// The share of pixels that may count in a PDF: 0.11 % are measured at most, at the edges of logos.
const LIMIT: f64 = 0.002;

/// The same in an EPS: Ghostscript smooths no edges of gradients and paints those of overlapping shapes twice, 2.0 % are
/// measured at most. A picture of something else has 50 %.
const EPS_LIMIT: f64 = 0.03;

/// The same for designs that ask for crisp edges: a page's edges are always smoothed, so that nearly every edge counts.
const CRISP_LIMIT: f64 = 0.04;

fn scene(name: &str, options: &Value) -> Scene {
    let mut options = options.clone();
    options["data"] = DATA.into();
    let design = Design::from_json_value(&options, Mode::Strict);
    design.and_then(|design| design.scene()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What paper shows: the picture on white, two pixels for a px.
fn on_paper(scene: &Scene) -> Pixmap {
    let picture = raster::draw(scene, 2.0).unwrap();
    let mut paper = Pixmap::new(picture.width(), picture.height()).unwrap();
    paper.fill(Color::WHITE);
    paper.draw_pixmap(0, 0, picture.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
    paper
}

#[test]
fn pages_show_what_pictures_show() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let (mut refused, mut worst) = (Vec::new(), (0.0, String::new()));
    for (number, (name, options)) in e2e::designs().iter().enumerate() {
        let scene = scene(name, options);
        let paper = on_paper(&scene);
        for format in [Format::Pdf, Format::Eps] {
            let file = match format.write(&scene) {
                Ok(file) => file,
                Err(error) if format == Format::Eps && error.code() == "output.alpha" => {
                    refused.push(name.clone());
                    continue;
                }
                Err(error) => panic!("{name}: {error}"),
            };
            let path = folder.path().join(format!("{number}.{}", format.extension()));
            fs::write(&path, file).unwrap();
            let page = if format == Format::Pdf { poppler(&path) } else { ghostscript(&path) };
            let share = difference(&page, &paper);
            println!("{:4} {:7.3} %  {name}", format.extension(), share * 100.0);
            let limit = if format == Format::Pdf { LIMIT } else { EPS_LIMIT };
            let is_crisp = options["dotsOptions"]["roundSize"] == false;
            if !is_crisp && share > worst.0 {
                worst = (share, format!("{} of {name}", format.extension()));
            }
            if share > if is_crisp { CRISP_LIMIT } else { limit } {
                wrong.push(format!("{}: {:.3} % of \"{name}\"", format.extension(), share * 100.0));
            }
        }
    }
    println!("at worst {:.3} %, {}; refused as EPS: {refused:?}", worst.0 * 100.0, worst.1);
    assert_eq!(refused, ["radial gradients"], "a gradient that fades is all that PostScript cannot say");
    assert!(wrong.is_empty(), "pixels that differ:\n{}", wrong.join("\n"));
}

#[test]
fn every_format_is_read_by_decoders() {
    let folder = tempfile::tempdir().unwrap();
    let designs = [
        ("plain", json!({"margin": 30})),
        (
            "rounded, gradient",
            json!({"margin": 30, "dotsOptions": {"type": "rounded", "gradient": {"colorStops": [
            {"offset": 0, "color": "#4f46e5"}, {"offset": 1, "color": "#be185d"}]}}}),
        ),
        (
            "logo",
            json!({"margin": 30, "image": e2e::photograph(), "qrOptions": {"errorCorrectionLevel": "H"},
            "imageOptions": {"shape": "circle", "margin": 4}}),
        ),
        (
            "photograph behind",
            json!({"margin": 30, "quietZone": 4, "backgroundOptions": {"image": e2e::photograph()}}),
        ),
        ("thin dots", json!({"margin": 30, "dotsOptions": {"color": "#000c"}})),
    ];
    let mut expected = Vec::new();
    for (number, (name, options)) in designs.iter().enumerate() {
        let scene = scene(name, options);
        for format in Format::ALL {
            let path = folder.path().join(format!("{number}.{}", format.extension()));
            fs::write(&path, format.write(&scene).unwrap()).unwrap();
            let readable = match format {
                Format::Svg => {
                    run(Command::new("rsvg-convert").arg("--zoom=2").arg("-o").arg(png_of(&path)).arg(&path));
                    png_of(&path)
                }
                Format::Pdf => {
                    poppler(&path);
                    png_of(&path)
                }
                Format::Eps => {
                    ghostscript(&path);
                    png_of(&path)
                }
                _ => path,
            };
            expected.push((format!("{name} as {}", format.extension()), readable));
        }
    }
    let files = expected.iter().map(|(_, file)| file.clone()).collect::<Vec<_>>();
    let mut unread = Vec::new();
    for ((name, _), reading) in expected.iter().zip(e2e::decode(&files)) {
        for (decoder, read) in [("zxing-cpp", reading.zxing), ("zbar", reading.zbar)] {
            if read.as_deref() != Some(DATA) {
                unread.push(format!("{name}: {decoder} read {read:?}"));
            }
        }
    }
    assert!(unread.is_empty(), "of {} files:\n{}", expected.len(), unread.join("\n"));
}

#[test]
fn print_sizes_are_exact() {
    let folder = tempfile::tempdir().unwrap();
    for (mm, dpi, width, height) in
        [(40.0, 300.0, 300, 300), (25.4, 600.0, 300, 150), (148.0, 150.0, 400, 600)]
    {
        let options = json!({"width": width, "height": height, "printSize": {"mm": mm, "dpi": dpi}});
        let scene = scene("print", &options);
        let tall = mm * f64::from(height) / f64::from(width);

        let path = folder.path().join("print.pdf");
        fs::write(&path, Format::Pdf.write(&scene).unwrap()).unwrap();
        let said = run(Command::new("pdfinfo").arg(&path));
        let line = said.lines().find(|line| line.starts_with("Page size:")).unwrap().to_owned();
        let sides = line.split_whitespace().filter_map(|word| word.parse::<f64>().ok()).collect::<Vec<_>>();
        for (points, mm) in sides.iter().zip([mm, tall]) {
            assert!((points / 72.0 * 25.4 - mm).abs() < 0.005, "{line}: not {mm} mm");
        }

        let eps = String::from_utf8(Format::Eps.write(&scene).unwrap()).unwrap();
        let bounds = eps.lines().find_map(|line| line.strip_prefix("%%HiResBoundingBox: 0 0 ")).unwrap();
        let sides =
            bounds.split(' ').map(|side| side.parse::<f64>().unwrap() / 72.0 * 25.4).collect::<Vec<_>>();
        assert!((sides[0] - mm).abs() < 0.001 && (sides[1] - tall).abs() < 0.001, "{bounds}");

        let pixels = |mm: f64| (mm / 25.4 * dpi - 1e-9).ceil() as u32;
        let file = png::write(&scene, png::Settings::of(&scene)).unwrap();
        let picture = Pixmap::decode_png(&file).unwrap();
        assert_eq!((picture.width(), picture.height()), (pixels(mm), pixels(tall)));
        for format in [Format::Jpeg, Format::Png] {
            let path = folder.path().join(format!("print.{}", format.extension()));
            fs::write(&path, format.write(&scene).unwrap()).unwrap();
            let told = e2e::scripts::python("decode/density.py", &[path], "");
            let told = told.trim().parse::<f64>().unwrap();
            assert!((told - dpi).abs() < 0.02, "{format:?} tells {told} dpi, not {dpi}");
        }
    }
}

fn png_of(path: &Path) -> PathBuf {
    path.with_extension(format!("{}.png", path.extension().unwrap().to_string_lossy()))
}

/// A page at 2 pixels for a px.
fn poppler(path: &Path) -> Pixmap {
    let png = png_of(path);
    run(Command::new("pdftoppm")
        .args(["-png", "-singlefile", "-r", "192"])
        .arg(path)
        .arg(png.with_extension("")));
    Pixmap::decode_png(&fs::read(png).unwrap()).unwrap()
}

/// The same of an EPS.
fn ghostscript(path: &Path) -> Pixmap {
    let png = png_of(path);
    let output = format!("-sOutputFile={}", png.display());
    let options = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dEPSCrop", "-sDEVICE=png16m", "-r192"];
    run(Command::new("gs").args(options).args(["-dGraphicsAlphaBits=4", &output]).arg(path));
    Pixmap::decode_png(&fs::read(png).unwrap()).unwrap()
}

/// The share of pixels that differ; all of them if the sizes do.
fn difference(a: &Pixmap, b: &Pixmap) -> f64 {
    if (a.width(), a.height()) != (b.width(), b.height()) {
        return 1.0;
    }
    let pixels = a.data().chunks_exact(4).zip(b.data().chunks_exact(4));
    let differs = |(a, b): &(&[u8], &[u8])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > TOLERANCE);
    pixels.filter(differs).count() as f64 / a.pixels().len() as f64
}

fn run(command: &mut Command) -> String {
    let output = command.output();
    let output = output.unwrap_or_else(|error| {
        panic!("cannot run {command:?}: {error}; `make test` installs what it needs")
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}
