//! The server answers as its own description says, in both dialects: asked thousands of things by schemathesis.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Database, Program, scripts};
use tokio::task::spawn_blocking;

#[tokio::test]
async fn the_guides_description_is_kept_on_sqlite() {
    kept(Database::Sqlite, "").await;
}

#[tokio::test]
async fn the_sdks_description_is_kept_on_postgres() {
    kept(Database::postgres(), "/sdk").await;
}

async fn kept(database: Database, prefix: &str) {
    let program = Program::new(database)
        .with("QR_LIMITS__TOKEN_PER_MINUTE", "1000000")
        .with("QR_LIMITS__ADDRESS_PER_MINUTE", "1000000");
    let token = program.set_up("Described");
    let server = program.start().await;
    let arguments = [server.base().to_owned(), prefix.to_owned(), token];
    let said = spawn_blocking(move || scripts::python("openapi/run.py", &arguments, "")).await.unwrap();
    assert!(said.contains("passed"), "{said}");
    println!("{}: {}", program.database(), said.trim());
    assert!(!server.log().contains("request failed"), "{}", server.log());
}
