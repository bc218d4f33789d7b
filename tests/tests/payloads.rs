//! Payloads, all the way round: fields in a file, drawn by the command line, read by a decoder, and parsed by libraries
//! that other people wrote (`payloads/read.py`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::fmt::Write;
use std::process::Command;

use e2e::repository;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Verdict {
    read: usize,
    problems: Vec<String>,
}

#[test]
fn parsers_of_others_read_every_kind() {
    let list = repository().join("qr-engine/tests/payloads.jsonl");
    let mut lines = String::new();
    for line in std::fs::read_to_string(&list).unwrap().lines() {
        let mut options: Value = serde_json::from_str(line).unwrap();
        for (key, value) in [("width", json!(600)), ("height", json!(600)), ("quietZone", json!(4))] {
            options[key] = value;
        }
        writeln!(lines, "{options}").unwrap();
    }
    let sandbox = tempfile::tempdir().unwrap();
    std::fs::write(sandbox.path().join("payloads.jsonl"), &lines).unwrap();
    let drawn = Command::new(e2e::program())
        .args(["render", "--batch", "payloads.jsonl", "--out-dir", "drawn", "--format", "png"])
        .current_dir(sandbox.path())
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    let folder = sandbox.path().join("drawn");
    let printed = e2e::scripts::python("payloads/read.py", &[&list, &folder], "");
    let verdict: Verdict = serde_json::from_str(&printed).unwrap();
    assert!(verdict.problems.is_empty(), "{}", verdict.problems.join("\n"));
    assert_eq!(verdict.read, lines.lines().count());
}
