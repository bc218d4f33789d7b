//! The fuzz targets' checks on every input that is kept: seeds written by hand, what fuzzing found to lead somewhere new,
//! and what once failed.

#![allow(clippy::panic, reason = "a test reports by panicking")]

#[path = "../fuzz/checks.rs"]
mod checks;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

#[test]
fn options_are_drawn_or_refused() {
    check("options", checks::options);
}

#[test]
fn data_is_read_back() {
    check("data", checks::data);
}

#[test]
fn logos_are_drawn_or_refused() {
    check("logo", checks::logo);
}

#[test]
fn svg_logos_are_drawn_or_refused() {
    check("svg_logo", checks::svg_logo);
}

fn check(target: &str, holds: fn(&[u8])) {
    let files = ["seeds", "corpus", "regressions"].map(|kind| files(kind, target)).concat();
    let failed = files.iter().filter(|file| {
        let bytes = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        catch_unwind(|| holds(&bytes)).is_err()
    });
    let failed = failed.collect::<Vec<_>>();
    assert!(failed.is_empty(), "{} of {} inputs: {failed:#?}", failed.len(), files.len());
}

/// A target may have no regressions; all else must be there.
fn files(kind: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target);
    if kind == "regressions" && !folder.exists() {
        return Vec::new();
    }
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.filter_map(|entry| entry.map(|entry| entry.path()).ok()).collect::<Vec<_>>();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}
