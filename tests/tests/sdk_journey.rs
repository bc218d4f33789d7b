//! The first journey once more, by the official SDK for Python, unmodified, below `/sdk`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Database, Program, Receiver, on_both_databases, scripts};
use tokio::task::spawn_blocking;

on_both_databases!(journey: the_python_sdk_makes_the_journey_on_sqlite, the_python_sdk_makes_the_journey_on_postgres);

async fn journey(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("SDK");
    let server = program.start().await;
    let receiver = Receiver::start([]).await;
    let arguments = [format!("{}/sdk", server.base()), token, receiver.url().to_owned()];
    let said = spawn_blocking(move || scripts::python("sdk/journey.py", &arguments, "")).await.unwrap();
    let delivery = receiver.received().remove(0).json();
    assert_eq!(delivery["event_type"], "link.scanned", "{delivery}");
    println!("{}: {}", program.database(), said.trim());
}
