//! `qr-server render --batch`: many designs, some of them bad.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

mod common;

use common::{PNG, Sandbox};
use serde_json::{Value, json};

#[test]
fn one_bad_line_does_not_stop_the_rest() {
    let sandbox = Sandbox::new();
    let lines = [
        r#"{"id":"first","data":"1"}"#,
        "",
        r#"{"data":"3""#,
        r#"{"id":"fourth","data":"4","dotsOptions":{"type":"stars"}}"#,
        r#"{"data":"5"}"#,
        r#"{"id":"first","data":"6"}"#,
        r#"{"id":"../seven","data":"7"}"#,
        r#"{"id":8,"data":"8"}"#,
        "[1]",
    ];
    sandbox.put("cases.jsonl", lines.join("\n"));
    let ran = sandbox.run("render --batch cases.jsonl --out-dir out/deep --format svg --format png --json");
    assert_eq!(ran.code, 1, "{ran:?}");
    for stem in ["first", "5", "8"] {
        assert!(
            sandbox.has(&format!("out/deep/{stem}.svg")) && sandbox.has(&format!("out/deep/{stem}.png")),
            "{stem}"
        );
    }
    assert_eq!(std::fs::read_dir(sandbox.path().join("out/deep")).unwrap().count(), 6);
    assert!(!sandbox.has("out/seven.svg"));

    let failures = ran.failures();
    let told: Vec<_> =
        failures.iter().map(|f| (f["line"].as_u64(), f["id"].as_str(), f["path"].as_str())).collect();
    let expected = [
        (Some(3), Some("3"), None),
        (Some(4), Some("fourth"), Some("dotsOptions.type")),
        (Some(6), Some("first"), Some("id")),
        (Some(7), Some("../seven"), Some("id")),
        (Some(9), Some("9"), None),
    ];
    assert_eq!(told, expected, "{}", ran.stderr);
    for failure in &failures {
        let fields: Vec<_> = failure.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["line", "id", "code", "path", "message"], "{failure}");
    }
    let summary: Value = serde_json::from_str(ran.text()).unwrap();
    assert_eq!(summary, json!({"designs": 8, "files": 6, "failed": 5}));
}

#[test]
fn a_batch_draws_what_single_calls_draw() {
    let sandbox = Sandbox::new();
    sandbox.put("logo.png", PNG);
    let designs: Vec<Value> =
        (0..40).map(|n| json!({"data": format!("case {n}"), "margin": n, "image": "logo.png"})).collect();
    let lines: Vec<String> = designs.iter().map(|design| format!("{design}\r\n")).collect();
    sandbox.put("cases.jsonl", lines.concat());
    let ran = sandbox.run("render --batch cases.jsonl --out-dir out");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.text(), "40 designs: 40 files in out, 0 failed\n");
    for line in [1, 17, 40] {
        sandbox.put("one.json", designs[line - 1].to_string());
        let single = sandbox.run("render --options one.json");
        assert_eq!(sandbox.get(&format!("out/{line}.svg")), single.stdout, "line {line}");
    }
}

#[test]
fn a_batch_comes_from_stdin_too() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run_with(&["render", "--batch", "-", "--out-dir", "."], b"{\"data\":\"HI\"}\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(sandbox.has("1.svg"));
}

#[test]
fn a_batch_that_cannot_start_says_why() {
    let sandbox = Sandbox::new();
    let absent = sandbox.run("render --batch absent.jsonl --out-dir out");
    assert!(absent.code == 1 && absent.stderr.contains("absent.jsonl"), "{absent:?}");
    sandbox.put("cases.jsonl", "{\"data\":\"HI\"}");
    sandbox.put("taken", "a file where the folder should be");
    let blocked = sandbox.run("render --batch cases.jsonl --out-dir taken");
    assert!(blocked.code == 1 && blocked.stderr.contains("taken"), "{blocked:?}");
}
