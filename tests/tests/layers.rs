//! Layering, kept honest: every `crate::…` path between top-level modules and every guarded dependency is listed
//! here. The lists are exact: an edge that is new fails the test, and so does one that is no longer there.
//! Unit tests inside a module may look anywhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module of the engine builds on; all may use `error`.
const ENGINE: &str = "
    error: decimal
    logo: decimal
    scene: logo
    options: decimal scene text
    payload: options
    mask: bits options
    template: bits mask options
    blocks: options reed_solomon
    matrix: bits blocks mask options template text
    layout: options scene
    shapes: matrix options scene trig
    outline: scene shapes
    cells: options outline scene shapes
    frame: options scene trig
    compose: cells decimal frame layout logo matrix options scene shapes trig
    output: decimal logo scene
";
/// The same for the server.
const SERVER: &str = "
    config:
    domain:
    store: domain
    net: domain
    files: config net
    app: config domain files net store
    jobs: app config domain net store
    state: app config domain http jobs store
    http: app domain files state store
    run: app config domain http jobs state store
    cli: app config domain http lib store
";
/// Who alone may name a dependency.
const ENGINE_DEPENDENCIES: &str = "
    idna: payload
    qrcode: matrix
    serde_json: options
    sha2: payload
    sha3: payload
    ttf_parser: frame
";
const SERVER_DEPENDENCIES: &str = "
    axum: http run
    infer: app
    object_store: files
    clap: cli
    hickory_resolver: net
    psl: domain
    qr_engine: app cli
    reqwest: net
    sqlx: store
    rust_embed: http
    rustls: net
    tokio_rustls: net
    standardwebhooks: domain
    x509_parser: net
";

#[test]
fn modules_use_only_what_is_listed() {
    for (name, listed) in [("qr-engine", ENGINE), ("server", SERVER)] {
        let mut found = BTreeSet::new();
        for (module, text) in sources(name) {
            let used = targets(&text, "crate::").filter(|used| *used != module && *used != "error");
            found.extend(used.map(|used| format!("{module} -> {used}")));
        }
        assert_eq!(
            found,
            edges(listed, |module, used| format!("{module} -> {used}")),
            "{name}: found, then listed"
        );
    }
}

#[test]
fn dependencies_stay_behind_the_module_that_owns_them() {
    for (name, listed) in [("qr-engine", ENGINE_DEPENDENCIES), ("server", SERVER_DEPENDENCIES)] {
        let mut found = BTreeSet::new();
        let dependencies: Vec<&str> =
            listed.lines().filter_map(|line| line.trim().split(':').next()).collect();
        for (module, text) in sources(name) {
            let used =
                dependencies.iter().filter(|name| !name.is_empty() && text.contains(&format!("{name}::")));
            found.extend(used.map(|used| format!("{used} <- {module}")));
        }
        assert_eq!(
            found,
            edges(listed, |dependency, user| format!("{dependency} <- {user}")),
            "{name}: found, then listed"
        );
    }
}

fn edges(listed: &str, edge: impl Fn(&str, &str) -> String) -> BTreeSet<String> {
    let lines = listed.lines().filter_map(|line| line.trim().split_once(':'));
    lines.flat_map(|(from, to)| to.split_whitespace().map(|to| edge(from, to)).collect::<Vec<_>>()).collect()
}

/// Every source file below `src`: its top-level module, and its code without comments and unit tests (in the file, or in a
/// `tests.rs` or a folder `tests` of their own).
fn sources(package: &str) -> Vec<(String, String)> {
    let root = e2e::repository().join(package).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    assert!(!files.is_empty(), "no sources in {}", root.display());
    let read = |file: PathBuf| {
        let inside = file.strip_prefix(&root).unwrap().with_extension("");
        let module = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap().lines();
        let code = code.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let depth = inside.components().count();
        let top = depth == 1 || (depth == 2 && inside.ends_with("mod"));
        let climbs = code.contains("super::super::") || (top && code.contains("super::"));
        assert!(!climbs, "{}: cross a module's border by crate::, not by super::", file.display());
        (module, code)
    };
    files.into_iter().map(read).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                walk(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// The first name of every path that begins with `prefix`; a type or function at the root counts as `lib`.
fn targets<'a>(code: &'a str, prefix: &'a str) -> impl Iterator<Item = String> + 'a {
    code.match_indices(prefix).map(move |(at, _)| {
        let rest = &code[at + prefix.len()..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        assert!(!name.is_empty(), "write one use per module, not a list at the root: {prefix}{rest:.20}");
        let is_module =
            rest[name.len()..].starts_with("::") || rest[name.len()..].starts_with([';', ' ', ')']);
        if is_module && name.chars().all(|c| c.is_lowercase() || c == '_') { name } else { "lib".to_owned() }
    })
}
