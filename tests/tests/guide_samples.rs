//! The guide's samples run as they stand, in Node, Python, a shell and Chromium.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::fs;
use std::process::Command;

use e2e::{Api, Database, Program, on_both_databases, repository, scripts, text, until};
use serde_json::Value;
use tokio::task::spawn_blocking;

on_both_databases!(samples: the_guides_samples_run_on_sqlite, the_guides_samples_run_on_postgres);

async fn samples(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("Guide");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);

    let logo = repository().join("tests/fixtures/logo.png").to_string_lossy().into_owned();
    let arguments = [server.base().to_owned(), token.clone(), logo];
    let node = spawn_blocking(move || scripts::node("guide/run.mjs", &arguments)).await.unwrap();
    let link = node.trim().to_owned();

    let arguments = [server.base().to_owned(), token.clone()];
    let short = spawn_blocking(move || scripts::python("guide/run.py", &arguments, "")).await.unwrap();
    assert_eq!(api.visit(short.trim()).await.header("location"), "https://example.com");

    until("the visit above, and one that a webhook was told of", async || {
        (api.get("/v1/events/list").await.ok()["total_count"] == 2).then_some(())
    })
    .await;
    let sample = fs::read_to_string(repository().join("tests/guide/samples/curl.sh")).unwrap();
    let sample = sample.replace("https://api.linkbreakers.com", server.base());
    let sample = sample.replace("YOUR_TOKEN", &token).replace("YOUR_JWT_TOKEN", &token);
    let sample = sample.replace("LINK_UUID", &link);
    let ran =
        spawn_blocking(move || Command::new("sh").args(["-c", &sample]).output()).await.unwrap().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let answers = serde_json::Deserializer::from_slice(&ran.stdout).into_iter::<Value>();
    let answers: Vec<Value> = answers.map(|answer| answer.expect("JSON from curl")).collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["link"]["name"], "Test Link", "{}", answers[0]);
    assert_eq!(text(&answers[1]["link"], "id"), link);
    assert_eq!(answers[2]["total_count"], 2, "{}", answers[2]);
    assert_eq!(answers[3]["links"][0]["id"], answers[0]["link"]["id"], "the newest first: {}", answers[3]);
}

// On one database alone, as below: the limit is counted alike on both.
#[tokio::test]
async fn the_guides_retries_wait_as_long_as_the_server_says() {
    let program = Program::new(Database::Sqlite).with("QR_LIMITS__TOKEN_PER_MINUTE", "2");
    let token = program.set_up("Guide");
    let server = program.start().await;
    let arguments = [server.base().to_owned(), token, program.new_workspace("Other")];
    spawn_blocking(move || scripts::node("guide/retry.mjs", &arguments)).await.unwrap();
}

// On one database alone: the page is far from it.
#[tokio::test]
async fn the_guides_page_runs_in_chromium() {
    let program = Program::new(Database::Sqlite);
    let token = program.set_up("Guide");
    let server = program.start().await;
    let arguments = [server.base().to_owned(), token];
    spawn_blocking(move || scripts::node("guide/react.mjs", &arguments)).await.unwrap();
}
