//! Recording a scan before it is answered: committed in a group, or else synced to the spool file.
//!
//! A database with one writer makes scans wait for whatever else is written. There the file comes first, which waits for
//! nobody, and the database gets what is in it a moment later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::{Counter, counter};
use tokio::sync::{mpsc, oneshot};

use super::spool::Spool;
use crate::config::{self, Durability};
use crate::domain::scan::Scan;

/// A scan that waits for its commit.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) scan: Arc<Scan>,
    /// Told when the scan is committed; dropped when it could not be.
    pub(super) committed: oneshot::Sender<()>,
}

/// Records scans. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Recorder(Arc<Inner>);

struct Inner {
    queue: mpsc::Sender<Waiting>,
    spool: Spool,
    /// The file comes first, the database only if it fails.
    spools_first: bool,
    durability: Durability,
    max_wait: Duration,
    health: Health,
    lost: Counter,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder")
            .field("durability", &self.durability)
            .field("max_wait", &self.max_wait)
            .finish_non_exhaustive()
    }
}

/// How recording fares; shared by the recorder, the writer and readiness.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health {
    /// The last commit failed: scans go to the spool file at once until one succeeds.
    failing: Arc<AtomicBool>,
    /// A scan was answered that is recorded nowhere.
    losing: Arc<AtomicBool>,
}

impl Health {
    pub(super) fn set_failing(&self, failing: bool) {
        self.failing.store(failing, Ordering::Relaxed);
    }

    /// Whether commits fail at present.
    pub(crate) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Whether scans are answered that are recorded nowhere.
    pub(crate) fn is_losing(&self) -> bool {
        self.losing.load(Ordering::Relaxed)
    }
}

impl Recorder {
    pub(super) fn new(
        queue: mpsc::Sender<Waiting>,
        spool: Spool,
        config: &config::Scan,
        spools_first: bool,
        health: Health,
    ) -> Self {
        let lost = counter!("qr_scans_lost_total");
        let (durability, max_wait) = (config.durability, config.max_wait());
        // Who does not wait for a commit needs no file to wait less.
        let spools_first = spools_first && durability == Durability::Durable;
        Self(Arc::new(Inner { queue, spool, spools_first, durability, max_wait, health, lost }))
    }

    /// How recording fares.
    pub(crate) fn health(&self) -> &Health {
        &self.0.health
    }

    /// Records a scan. Returns when it is safe: committed, or synced to the spool file; with `buffered` durability when
    /// it is queued. Nothing is dropped for want of room: a full queue is waited for, then the spool file serves.
    pub(crate) async fn record(&self, scan: Scan) {
        let inner = &self.0;
        if inner.spools_first && inner.spool.append(&scan).await.is_ok() {
            inner.health.losing.store(false, Ordering::Relaxed);
            return;
        }
        // It is kept here too, for the file, in case that the database takes too long.
        let scan = Arc::new(scan);
        if !inner.health.is_failing() {
            let (committed, commit) = oneshot::channel();
            let queued = async {
                let place = inner.queue.reserve().await.ok()?;
                place.send(Waiting { scan: Arc::clone(&scan), committed });
                match inner.durability {
                    Durability::Durable => commit.await.ok(),
                    Durability::Buffered => Some(()),
                }
            };
            if let Ok(Some(())) = tokio::time::timeout(inner.max_wait, queued).await {
                return;
            }
        }
        // It may be committed all the same, when the queue was only slow: its id keeps it from counting twice.
        match inner.spool.append(&scan).await {
            Ok(()) => inner.health.losing.store(false, Ordering::Relaxed),
            Err(error) => {
                tracing::error!(%error, "a scan was answered that is recorded nowhere");
                inner.lost.increment(1);
                inner.health.losing.store(true, Ordering::Relaxed);
            }
        }
    }
}
