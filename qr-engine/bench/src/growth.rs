//! What each step costs for small and large symbols and pictures: linear in modules and in pixels.

use crate::scenes::{design, gradient, options, text};
use cpu_time::ThreadTime;
use qr_engine::Matrix;
use qr_engine::output::{png, raster, svg};
use std::hint::black_box;

/// Median of CPU time in µs.
fn time<T>(mut run: impl FnMut() -> T) -> f64 {
    let mut times = (0..9).map(|_| {
        let start = ThreadTime::now();
        black_box(run());
        start.elapsed().as_secs_f64() * 1e6
    });
    let mut times = times.by_ref().collect::<Vec<_>>();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

pub fn run() {
    println!("\nCPU time in µs by version and side of the picture: rounded modules, gradient");
    println!(
        "  version  modules  side |   matrix    scene      SVG |    pixels  ns/pixel       PNG  ns/pixel"
    );
    for (version, length) in [(1, 8), (10, 150), (40, 1600)] {
        for side in [300, 1000, 4000] {
            let design = design(&options(&text(length), side, &gradient(0.785)));
            let matrix = Matrix::new(&design).unwrap();
            assert_eq!(matrix.version(), version);
            let scene = design.scene().unwrap();
            let pixels = f64::from(side) * f64::from(side);
            let drawn = time(|| raster::draw(&scene, 1.0).unwrap());
            let written = time(|| png::write(&scene, png::Settings::default()).unwrap());
            println!(
                "  {version:>7}  {:>7}  {side:>4} | {:>8.1} {:>8.1} {:>8.1} | {drawn:>9.0} {:>9.2} {written:>9.0} {:>9.2}",
                matrix.size() * matrix.size(),
                time(|| Matrix::new(&design).unwrap()),
                time(|| design.scene().unwrap()),
                time(|| svg::write(&scene, svg::Ids::Content)),
                drawn / pixels * 1e3,
                written / pixels * 1e3,
            );
        }
    }
}
