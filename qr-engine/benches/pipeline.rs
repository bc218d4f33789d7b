//! Each stage of the pipeline at versions 1, 10 and 40, beside `fast_qr` where it does the same work.
//!
//! Medians of rounds in which every candidate runs once, so that a noisy machine disturbs all of them alike. Read the
//! ratios, not the times.

#![allow(clippy::unwrap_used, reason = "a benchmark may panic")]
#![allow(clippy::disallowed_methods, reason = "a benchmark needs a clock")]

use fast_qr::convert::{Builder as _, Shape, svg::SvgBuilder};
use qr_engine::output::{png, raster, svg};
use qr_engine::{Design, Matrix, Mode};
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 25;

struct Candidate<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> usize + 'a>,
}

fn candidate<'a>(name: &'static str, run: impl FnMut() -> usize + 'a) -> Candidate<'a> {
    Candidate { name, run: Box::new(run) }
}

/// Prints the median of each candidate, and how many times as long as the first it took.
fn compare(title: &str, mut candidates: Vec<Candidate<'_>>) {
    let mut times = vec![Vec::new(); candidates.len()];
    let mut sizes = vec![0; candidates.len()];
    for _ in 0..ROUNDS {
        for (index, candidate) in candidates.iter_mut().enumerate() {
            let start = Instant::now();
            sizes[index] = black_box((candidate.run)());
            times[index].push(start.elapsed());
        }
    }
    println!("\n{title}");
    let medians = times.iter_mut().map(|times| {
        times.sort();
        times[ROUNDS / 2].as_secs_f64() * 1e6
    });
    let medians = medians.collect::<Vec<_>>();
    for ((candidate, median), size) in candidates.iter().zip(&medians).zip(sizes) {
        println!(
            "  {:<28} {median:>10.1} µs  {:>6.2}x  {size:>8} bytes",
            candidate.name,
            median / medians[0]
        );
    }
}

fn main() {
    for (version, length) in [(1, 8), (5, 60), (10, 150), (40, 1600)] {
        let data = "https://example.com/campaign?id=".chars().cycle().take(length).collect::<String>();
        let options = json!({ "data": data, "width": 1000, "height": 1000, "dotsOptions": { "type": "rounded",
            "gradient": { "rotation": 0.8, "colorStops": [
                { "offset": 0, "color": "#0f172a" }, { "offset": 1, "color": "#be123c" }] } } });
        let design = Design::from_json_value(&options, Mode::Strict).unwrap();
        let scene = design.scene().unwrap();
        let pixmap = raster::draw(&scene, 1.0).unwrap();
        assert_eq!(Matrix::new(&design).unwrap().version(), version);
        let peer = || fast_qr::QRBuilder::new(data.as_bytes()).ecl(fast_qr::ECL::Q).build().unwrap();
        compare(
            &format!("version {version}: text to matrix"),
            vec![
                candidate("qr-engine", || Matrix::new(&design).unwrap().size()),
                candidate("fast_qr", || peer().size),
            ],
        );
        compare(
            &format!("version {version}: options to SVG, rounded (ours with gradient and neighbours)"),
            vec![
                candidate("qr-engine", || {
                    let design = Design::from_json_value(&options, Mode::Strict).unwrap();
                    svg::write(&design.scene().unwrap(), svg::Ids::Content).len()
                }),
                candidate("fast_qr", || {
                    SvgBuilder::default().shape(Shape::RoundedSquare).to_str(&peer()).len()
                }),
            ],
        );
        compare(
            &format!("version {version}: stages at 1000 px"),
            vec![
                candidate("compose", || design.scene().unwrap().items.len()),
                candidate("raster", || raster::draw(&scene, 1.0).unwrap().data().len()),
                candidate("png", || png::write(&pixmap).unwrap().len()),
            ],
        );
    }
}
