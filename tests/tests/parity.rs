//! Draws every case of `parity/cases.json` with the real qr-code-styling package and with the engine, and compares.
//!
//! The matrix must be equal in every case but those whose text the original loses. The picture is compared through
//! one rasteriser at scales 1 and 2: at most 0.2 % of the pixels may differ by more than 16 in a premultiplied channel.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use qr_engine::{Design, Format, Matrix, Mode, render};
use resvg::{tiny_skia, usvg};
use serde::Deserialize;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Text beyond Latin-1: the original cuts every character to its low byte, ours encodes UTF-8.
const TEXT_LOST_BY_THE_ORIGINAL: [&str; 3] = ["text-cyrillic-lossy", "text-cjk-lossy", "text-emoji-lossy"];

/// Pictures that differ on purpose.
const OURS_IS_RIGHT: [(&str, &str); 2] = [
    (
        "margin-over-half",
        "a margin that leaves no room: the original draws the code mirrored, ours leaves it out",
    ),
    (
        "size-fractional",
        "pixels half covered by the picture's edge: the original's clip path covers them a quarter",
    ),
];

/// Share of pixels that may differ, and by how much.
const MAX_SHARE: f64 = 0.002;
const TOLERANCE: u8 = 16;

#[derive(Deserialize)]
struct Reference {
    name: String,
    options: serde_json::Value,
    matrix: Option<Vec<String>>,
    svg: Option<String>,
    error: Option<String>,
}

/// What the comparison of one case found.
struct Outcome {
    name: String,
    matrix_equal: bool,
    /// Share of differing pixels, the larger of both scales.
    share: Result<f64, String>,
}

#[test]
fn pictures_equal_those_of_qr_code_styling() {
    let references = run_package();
    let outcomes = compare_all(&references);

    let lossy = |outcome: &&Outcome| TEXT_LOST_BY_THE_ORIGINAL.contains(&outcome.name.as_str());
    let unequal = outcomes.iter().filter(|outcome| !outcome.matrix_equal).collect::<Vec<_>>();
    let wrong =
        unequal.iter().filter(|outcome| !lossy(outcome)).map(|outcome| &outcome.name).collect::<Vec<_>>();
    let compared = outcomes.iter().filter(|outcome| outcome.matrix_equal).collect::<Vec<_>>();
    let held = compared
        .iter()
        .filter(|outcome| outcome.share.as_ref().is_ok_and(|share| *share <= MAX_SHARE))
        .count();
    let worst =
        compared.iter().filter_map(|outcome| outcome.share.as_ref().ok()).fold(0.0, |a: f64, b| a.max(*b));
    // Past the test harness, which would swallow it when all is well.
    let mut out = std::io::stderr();
    let _ = writeln!(
        out,
        "parity: {} of {} matrices equal ({} cases of text that the original loses), pictures hold in {held} of {} \
         ({:.1} %), worst share of differing pixels {worst:.6}",
        outcomes.len() - unequal.len(),
        outcomes.len(),
        unequal.iter().filter(|outcome| lossy(outcome)).count(),
        compared.len(),
        100.0 * held as f64 / compared.len() as f64,
    );
    for (name, reason) in OURS_IS_RIGHT {
        let _ = writeln!(out, "  {name}: {reason}");
    }
    let mut misses = Vec::new();
    for outcome in &compared {
        let meant = OURS_IS_RIGHT.iter().find(|(name, _)| *name == outcome.name);
        match &outcome.share {
            Ok(share) if (*share <= MAX_SHARE) != meant.is_some() => {}
            Ok(_) if meant.is_some() => misses.push(format!("{}: no longer differs", outcome.name)),
            Ok(share) => misses.push(format!("{}: {share:.6} of the pixels differ", outcome.name)),
            Err(error) => misses.push(format!("{}: {error}", outcome.name)),
        }
    }
    assert_eq!(wrong, Vec::<&String>::new(), "matrices differ");
    assert_eq!(unequal.len(), TEXT_LOST_BY_THE_ORIGINAL.len(), "a case of lost text is missing or equal");
    assert_eq!(misses, Vec::<String>::new(), "pictures differ");
}

/// The original's matrices and pictures.
fn run_package() -> Vec<Reference> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("parity");
    let out = tempfile::NamedTempFile::new().unwrap();
    let status = Command::new("node")
        .args(["reference.mjs", "cases.json"])
        .arg(out.path())
        .current_dir(&folder)
        .status()
        .expect("node is needed: install Node 20.19 or newer");
    assert!(status.success(), "tests/parity/reference.mjs failed: run `npm ci` in tests/parity");
    let text = std::fs::read_to_string(out.path()).unwrap();
    let references = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Reference>>();
    assert!(references.len() > 250, "only {} cases came back", references.len());
    references
}

/// One thread a core; the order is that of the cases.
fn compare_all(references: &[Reference]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(reference) = references.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(compare(reference));
        }
        done
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers = (0..threads).map(|_| scope.spawn(work)).collect::<Vec<_>>();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

fn compare(reference: &Reference) -> Outcome {
    let name = reference.name.clone();
    assert_eq!(reference.error, None, "{name}: the original failed");
    let design =
        Design::from_json_value(&reference.options, Mode::Compat).unwrap_or_else(|e| panic!("{name}: {e}"));
    let matrix = Matrix::new(&design).unwrap();
    let rows = (0..matrix.size()).map(|row| {
        (0..matrix.size())
            .map(|column| if matrix.is_dark(row, column) { '1' } else { '0' })
            .collect::<String>()
    });
    let matrix_equal = reference.matrix.as_ref().is_some_and(|theirs| rows.eq(theirs.iter().cloned()));
    let share = render(&design, Format::Svg).map_err(|error| error.to_string()).and_then(|ours| {
        let ours = String::from_utf8(ours).unwrap();
        // resvg drops clip paths behind quoted references, which is all that the original writes.
        let theirs =
            reference.svg.as_deref().unwrap_or_default().replace("url('#", "url(#").replace("')\"", ")\"");
        let at_scale = |scale| Ok::<_, String>(differing_share(&draw(&ours, scale)?, &draw(&theirs, scale)?));
        Ok(at_scale(1.0)?.max(at_scale(2.0)?))
    });
    Outcome { name, matrix_equal, share }
}

fn draw(svg: &str, scale: f32) -> Result<tiny_skia::Pixmap, String> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size().scale_by(scale).ok_or("no size")?;
    let mut pixmap = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or("too large")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

/// Share of pixels with a premultiplied channel off by more than the tolerance.
fn differing_share(ours: &tiny_skia::Pixmap, theirs: &tiny_skia::Pixmap) -> f64 {
    if (ours.width(), ours.height()) != (theirs.width(), theirs.height()) {
        return 1.0;
    }
    let pixels = ours.data().chunks_exact(4).zip(theirs.data().chunks_exact(4));
    let differ = |a: &[u8], b: &[u8]| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > TOLERANCE);
    pixels.clone().filter(|(a, b)| differ(a, b)).count() as f64 / pixels.count() as f64
}
