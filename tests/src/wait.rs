//! Waiting for what happens by itself: ask again and again, up to a deadline.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(50);

/// Asks until there is an answer.
///
/// # Panics
/// After `patience` without one, naming `what` was awaited.
pub async fn until<T>(what: &str, patience: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited {patience:?} for {what}");
        sleep(PAUSE).await;
    }
}
