//! One case drawn by the original and by the engine, both through one rasteriser.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use qr_engine::{Design, Format, Matrix, Mode, render};
use resvg::{tiny_skia, usvg};
use serde::Deserialize;

/// Share of pixels that may differ, and by how much.
pub(crate) const MAX_SHARE: f64 = 0.002;
const TOLERANCE: u8 = 16;

/// The same where rings are of type `dot`, which the original draws 0.05 px off centre: it shows on small pictures.
const MAX_SHARE_OF_SHIFTED_RINGS: f64 = 0.003;

/// What the original makes of a case.
#[derive(Deserialize)]
pub(crate) struct Reference {
    pub(crate) name: String,
    pub(crate) options: serde_json::Value,
    matrix: Option<Vec<String>>,
    svg: Option<String>,
    pub(crate) error: Option<String>,
}

/// What the comparison of one case found.
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) matrix_equal: bool,
    /// Share of differing pixels, the larger of both scales.
    pub(crate) share: Result<f64, String>,
    /// The largest share that is taken for equal.
    limit: f64,
}

impl Outcome {
    pub(crate) fn holds(&self) -> bool {
        self.share.as_ref().is_ok_and(|share| *share <= self.limit)
    }
}

/// The largest share of differing pixels among those that were compared.
pub(crate) fn worst<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> f64 {
    outcomes.into_iter().filter_map(|outcome| outcome.share.as_ref().ok()).fold(0.0, |a, b| a.max(*b))
}

/// One thread a core; the order is that of the cases.
pub(crate) fn compare_all(references: &[Reference]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(reference) = references.get(index) else { return done };
            done.push((index, compare(reference)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut outcomes = std::thread::scope(|scope| {
        let workers = (0..threads).map(|_| scope.spawn(work)).collect::<Vec<_>>();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
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
    // resvg drops clip paths behind quoted references, which is all that the original writes.
    let theirs =
        reference.svg.as_deref().unwrap_or_default().replace("url('#", "url(#").replace("')\"", ")\"");
    // resvg flattens circles so coarsely that, without anti-aliasing, pixels at their edges change sides.
    let theirs = if theirs.contains("crispEdges") { circles_as_curves(&theirs) } else { theirs };
    let ours = render(&design, Format::Svg).unwrap_or_else(|error| panic!("{name}: {error}"));
    let ours = String::from_utf8(ours).unwrap();
    let at_scale = |scale| Ok::<_, String>(differing_share(&draw(&ours, scale)?, &draw(&theirs, scale)?));
    let share = at_scale(1.0).and_then(|share| Ok(share.max(at_scale(2.0)?)));
    let has_shifted_rings = reference.options["cornersSquareOptions"]["type"] == "dot";
    let limit = if has_shifted_rings { MAX_SHARE_OF_SHIFTED_RINGS } else { MAX_SHARE };
    Outcome { name, matrix_equal, share, limit }
}

/// The same picture with every `circle` as a `path` of four cubic curves.
fn circles_as_curves(svg: &str) -> String {
    let mut parts = svg.split("<circle ");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap();
        let number = |name: &str| {
            let (_, value) = tag.split_once(&format!("{name}=\"")).unwrap();
            value.split('"').next().unwrap().parse::<f64>().unwrap()
        };
        let (x, y, r) = (number("cx"), number("cy"), number("r"));
        // Offset of the control points that makes a curve a quarter circle.
        let k = r * 4.0 / 3.0 * (2.0_f64.sqrt() - 1.0);
        let end = if tag.ends_with('/') { "/" } else { "" };
        let written = write!(
            text,
            "<path d=\"M{x} {}c{k} 0 {r} {} {r} {r}c0 {k} {} {r} {} {r}c{} 0 {} {} {} {}c0 {} {} {} {r} {}z\"{end}>{rest}",
            y - r,
            r - k,
            k - r,
            -r,
            -k,
            -r,
            k - r,
            -r,
            -r,
            -k,
            r - k,
            -r,
            -r
        );
        written.unwrap();
    }
    text
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
