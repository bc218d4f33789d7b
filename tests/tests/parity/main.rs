//! Draws designs with the real qr-code-styling package and with the engine, and compares: every option alone and all pairs
//! of them (`parity/cases.json`), random designs, and the types that the Linkbreakers fork adds.
//!
//! The matrix must be equal in every case but those whose text the original loses. The picture is compared through
//! one rasteriser at scales 1 and 2: at most 0.2 % of the pixels may differ by more than 16 in a premultiplied channel.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

mod compare;
mod random;

use std::io::Write as _;
use std::path::Path;

use compare::{MAX_SHARE, Outcome, Reference, compare_all, worst};

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

/// Cases of the fork with shapes that overlap: where its clip path paints an edge twice, ours covers it once. At most 1 %
/// of the pixels.
const EDGES_PAINTED_TWICE: [&str; 7] = [
    "dots-bubbly-dots",
    "dots-circuit-chip",
    "dots-circuit-chip-translucent",
    "pair-hexagon-octagon",
    "pair-octagon-hexagon",
    "pair-leaf-teardrop",
    "pair-leaf-star",
];

/// The package on a list of cases.
fn run_package(cases: &Path) -> Vec<Reference> {
    references("parity/reference.mjs", &[cases])
}

/// Runs a script that writes a reference a line to the file that is its last argument.
fn references(script: &str, arguments: &[&Path]) -> Vec<Reference> {
    let out = tempfile::NamedTempFile::new().unwrap();
    let arguments = arguments.iter().copied().chain([out.path()]).collect::<Vec<_>>();
    let _ = e2e::scripts::node(script, &arguments);
    let text = std::fs::read_to_string(out.path()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn data(file: &str) -> std::path::PathBuf {
    e2e::repository().join("tests/parity").join(file)
}

/// Tells past the test harness, which would swallow it when all is well.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "parity: {line}");
}

fn misses(outcomes: &[Outcome]) -> Vec<String> {
    let missed = outcomes.iter().filter(|outcome| !outcome.matrix_equal || !outcome.holds());
    missed
        .map(|outcome| {
            format!("{}: matrix equal {}, {:?}", outcome.name, outcome.matrix_equal, outcome.share)
        })
        .collect()
}

#[test]
fn pictures_equal_those_of_qr_code_styling() {
    let references = run_package(&data("cases.json"));
    assert!(references.len() > 250, "only {} cases came back", references.len());
    let outcomes = compare_all(&references);
    let lossy = |outcome: &Outcome| TEXT_LOST_BY_THE_ORIGINAL.contains(&outcome.name.as_str());
    let (unequal, compared) = outcomes.iter().partition::<Vec<_>, _>(|outcome| !outcome.matrix_equal);
    let wrong =
        unequal.iter().filter(|outcome| !lossy(outcome)).map(|outcome| &outcome.name).collect::<Vec<_>>();
    let held = compared.iter().filter(|outcome| outcome.holds()).count();
    tell(&format!(
        "{} of {} matrices equal ({} cases of text that the original loses), pictures hold in {held} of {} \
         ({:.1} %), worst share of differing pixels {:.6}",
        compared.len(),
        outcomes.len(),
        unequal.iter().filter(|outcome| lossy(outcome)).count(),
        compared.len(),
        100.0 * held as f64 / compared.len() as f64,
        worst(compared.iter().copied()),
    ));
    for (name, reason) in OURS_IS_RIGHT {
        tell(&format!("  {name}: {reason}"));
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

/// `PARITY_SEED` and `PARITY_CASES` ask for others, or more.
#[test]
fn random_designs_equal_those_of_qr_code_styling() {
    let asked = |name, default| std::env::var(name).map_or(default, |text| text.parse().expect(name));
    let (seed, count) = (asked("PARITY_SEED", 1), asked("PARITY_CASES", 160));
    let cases = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(cases.path(), random::cases(seed, count as usize).to_string()).unwrap();
    let (failed, drawn) =
        run_package(cases.path()).into_iter().partition::<Vec<_>, _>(|case| case.error.is_some());
    // Dense circles on small pictures: the original runs past its modules. Ours draws them.
    for case in &failed {
        let error = case.error.as_deref().unwrap();
        assert!(case.options["shape"] == "circle", "{}: {error}", case.name);
        engine_draws(case);
    }
    let outcomes = compare_all(&drawn);
    tell(&format!(
        "random designs of seed {seed}: pictures hold in {} of {}, worst share {:.6}; {} that the original cannot draw",
        outcomes.iter().filter(|outcome| outcome.holds()).count(),
        outcomes.len(),
        worst(&outcomes),
        failed.len(),
    ));
    assert!(outcomes.len() * 10 > count as usize * 8, "only {} of {count} were drawn", outcomes.len());
    let misses = misses(&outcomes);
    assert!(misses.is_empty(), "pictures differ:\n{}", misses.join("\n"));
}

fn engine_draws(case: &Reference) {
    use qr_engine::{Design, Mode};
    let scene = Design::from_json_value(&case.options, Mode::Compat).and_then(|design| design.scene());
    assert!(scene.is_ok_and(|scene| scene.items.len() > 1), "{}", case.name);
}

/// The fork is in no registry, so what it drew is kept here.
#[test]
fn pictures_equal_those_of_the_fork() {
    let references = references("parity/stored.mjs", &[&data("fork.jsonl.br")]);
    assert_eq!(references.len(), 65);
    let outcomes = compare_all(&references);
    tell(&format!(
        "the fork's types: pictures hold in {} of {}, worst share {:.6}",
        outcomes.iter().filter(|outcome| outcome.holds()).count(),
        outcomes.len(),
        worst(&outcomes),
    ));
    let (doubled, rest) = outcomes
        .into_iter()
        .partition::<Vec<_>, _>(|outcome| EDGES_PAINTED_TWICE.contains(&outcome.name.as_str()));
    assert_eq!(doubled.len(), EDGES_PAINTED_TWICE.len());
    for outcome in doubled {
        let differs = outcome.share.as_ref().is_ok_and(|share| (MAX_SHARE..0.01).contains(share));
        assert!(differs && outcome.matrix_equal, "{}: {:?}", outcome.name, outcome.share);
    }
    let misses = misses(&rest);
    assert!(misses.is_empty(), "pictures differ:\n{}", misses.join("\n"));
}
