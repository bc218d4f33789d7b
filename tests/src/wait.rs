//! Waiting for what happens by itself: ask again and again, up to a deadline.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(50);

/// How long anything may take in a test that works. Far more than it takes: a machine that has just built all of this
/// writes to its disk for a while, and whoever waits for the disk then waits for tens of seconds.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// Asks until there is an answer.
///
/// # Panics
/// After [`PATIENCE`] without one, naming `what` was awaited.
pub async fn until<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    until_within(what, PATIENCE, ask).await
}

/// Asks until there is an answer, for as long as the caller says.
///
/// # Panics
/// After `patience` without one, naming `what` was awaited.
pub async fn until_within<T>(what: &str, patience: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited {patience:?} for {what}");
        sleep(PAUSE).await;
    }
}
