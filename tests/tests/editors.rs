//! The engine's SVG means the same to other people's programs: Inkscape, and librsvg, which file managers and Wikipedia
//! show SVG with, draw from it what the engine writes as PNG.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use qr_engine::{Design, Format, Mode, render};
use resvg::tiny_skia::Pixmap;
use serde_json::Value;

/// How much of 255 a channel may be off until its pixel counts: every rasteriser blends edges in its own way.
const TOLERANCE: u8 = 48;

/// The share of pixels that may count. Measured are 0.014 % at most, and 0.000 % of most designs.
const LIMIT: f64 = 0.001;

/// The same where edges are crisp (`roundSize: false`), so that a pixel on a curve is there or not: 0.17 % are measured.
const CRISP_LIMIT: f64 = 0.005;

/// The same in Inkscape, which smooths crisp edges too, so that nearly every edge counts: 6 % are measured. A picture of
/// something else has 50 %.
const SMOOTHED_LIMIT: f64 = 0.1;

struct Case {
    name: String,
    options: Value,
}

impl Case {
    fn limit(&self, program: &str) -> f64 {
        match (self.options["dotsOptions"]["roundSize"] == false, program) {
            (false, _) => LIMIT,
            (true, "Inkscape") => SMOOTHED_LIMIT,
            (true, _) => CRISP_LIMIT,
        }
    }
}

#[test]
fn editors_draw_what_the_engine_draws() {
    let folder = tempfile::tempdir().unwrap();
    let cases = e2e::designs().into_iter().map(|(name, options)| Case { name, options }).collect::<Vec<_>>();
    let mut files = Vec::new();
    let mut pictures = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let mut options = case.options.clone();
        options["data"] = "https://example.com/menu?table=12".into();
        let design = Design::from_json_value(&options, Mode::Strict);
        let design = design.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let file = format!("{number}.svg");
        fs::write(folder.path().join(&file), render(&design, Format::Svg).unwrap()).unwrap();
        files.push(file);
        pictures.push(Pixmap::decode_png(&render(&design, Format::Png).unwrap()).unwrap());
    }

    for file in &files {
        run("rsvg-convert", &["--output", &format!("{file}.png"), file], folder.path());
    }
    // All in one process, for it takes seconds to start. It puts the ending in the place of the other.
    let arguments =
        ["--export-type=png", "--export-dpi=96"].into_iter().chain(files.iter().map(String::as_str));
    run("inkscape", &arguments.collect::<Vec<_>>(), folder.path());

    let mut wrong = Vec::new();
    for (program, ending) in [("librsvg", "svg.png"), ("Inkscape", "png")] {
        let mut worst = (0.0, "");
        for (number, (case, picture)) in cases.iter().zip(&pictures).enumerate() {
            let drawn = fs::read(folder.path().join(format!("{number}.{ending}")));
            let drawn = drawn.unwrap_or_else(|error| panic!("{program} drew no \"{}\": {error}", case.name));
            let share = difference(picture, &Pixmap::decode_png(&drawn).unwrap());
            println!("{program:8} {:7.3} %  {}", share * 100.0, case.name);
            if case.limit(program) == LIMIT && share > worst.0 {
                worst = (share, &case.name);
            }
            if share > case.limit(program) {
                wrong.push(format!("{program}: {:.3} % of \"{}\"", share * 100.0, case.name));
            }
        }
        println!("{program}: {:.3} % at worst, \"{}\"", worst.0 * 100.0, worst.1);
    }
    assert!(wrong.is_empty(), "pixels that differ:\n{}", wrong.join("\n"));
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

/// Runs a program in the folder, which is also the home that Inkscape writes its settings to; no window shall open.
fn run(program: &str, arguments: &[&str], folder: &Path) {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("HOME", folder);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {program}: {error}; `make test` installs what it needs"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}", output.status);
}
