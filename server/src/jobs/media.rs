//! Removes uploads that nobody completed, and files that nobody has any more.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::media::Library;

/// How often it is looked for them, besides when there are some.
const EVERY: Duration = Duration::from_mins(5);
/// Most that go at once.
const CHUNK: i64 = 100;

/// Sweeps until the server stops.
pub(crate) async fn run(library: Library, stop: CancellationToken) {
    loop {
        while !stop.is_cancelled() {
            match library.sweep(CHUNK).await {
                Ok(0) => break,
                Ok(files) => tracing::debug!(files, "removed files that nobody has any more"),
                Err(error) => {
                    tracing::warn!(%error, "files that nobody has any more stay for now");
                    break;
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = library.asked_to_sweep() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
