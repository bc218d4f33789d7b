//! The gallery in docs/ shows what the engine draws.

#[path = "../examples/gallery/document.rs"]
mod document;
#[path = "../examples/gallery/entries.rs"]
mod entries;

use std::collections::BTreeSet;
use std::fs;

const REMEDY: &str = "run `cargo run -p qr-engine --example gallery` and commit what it writes";

#[test]
fn the_gallery_is_what_the_engine_draws() {
    let docs = document::docs();
    let files = document::files().unwrap();
    for (name, text) in &files {
        let committed = fs::read_to_string(docs.join(name)).unwrap_or_default();
        assert!(committed.replace("\r\n", "\n") == *text, "docs/{name} is not up to date: {REMEDY}");
    }
    let drawn = files.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    assert_eq!(drawn.len(), files.len(), "two entries of the gallery share a file");
    for file in fs::read_dir(docs.join(document::PICTURES)).unwrap() {
        let name = file.unwrap().file_name();
        let path = format!("{}/{}", document::PICTURES, name.to_string_lossy());
        assert!(drawn.contains(&path), "docs/{path} is no picture of the gallery: {REMEDY}");
    }
}
