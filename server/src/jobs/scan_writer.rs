//! Commits answered scans in groups: whatever waits goes into one transaction, so that commits get cheaper under load.

use std::sync::Arc;

use metrics::{gauge, histogram};
use tokio::sync::{Notify, mpsc, oneshot};

use super::recorder::{Health, Recorder, Waiting};
use super::spool::Spool;
use crate::config;
use crate::domain::scan::Scan;
use crate::store::Store;

/// Most scans of one transaction.
const GROUP: usize = 1024;

/// The writer: give it to [`run`].
#[derive(Debug)]
pub(crate) struct ScanWriter {
    store: Store,
    queue: mpsc::Receiver<Waiting>,
    spool: Spool,
    health: Health,
    /// Told when scans were committed.
    committed: Arc<Notify>,
}

/// A recorder and the writer that serves it; `committed` is told of each commit.
pub(crate) fn new(
    config: &config::Scan,
    store: Store,
    spool: Spool,
    committed: Arc<Notify>,
) -> (Recorder, ScanWriter) {
    let (sender, queue) = mpsc::channel(config.queue);
    let health = Health::default();
    let recorder = Recorder::new(sender, spool.clone(), config, store.has_one_writer(), health.clone());
    (recorder, ScanWriter { store, queue, spool, health, committed })
}

/// Writes until every recorder is gone and the queue is empty.
pub(crate) async fn run(mut writer: ScanWriter) {
    let mut group = Vec::with_capacity(GROUP);
    loop {
        if writer.queue.recv_many(&mut group, GROUP).await == 0 {
            return;
        }
        gauge!("qr_scan_queue_depth").set(writer.queue.len() as f64);
        let (scans, waiting): (Vec<Arc<Scan>>, Vec<oneshot::Sender<()>>) =
            group.drain(..).map(|entry| (entry.scan, entry.committed)).unzip();
        histogram!("qr_scan_group_size").record(scans.len() as f64);
        match writer.store.insert_scans(&scans).await {
            Ok(()) => {
                writer.health.set_failing(false);
                for visitor in waiting {
                    // A visitor who gave up waiting went to the spool file.
                    let _ = visitor.send(());
                }
                writer.committed.notify_one();
            }
            Err(error) => {
                tracing::warn!(%error, scans = scans.len(), "scans go to the spool file: the database failed");
                writer.health.set_failing(true);
                // Who still waits goes to the spool file now; who does not wait (`buffered`) is spooled here.
                for (scan, visitor) in scans.into_iter().zip(waiting) {
                    if visitor.is_closed() && writer.spool.append(&scan).await.is_err() {
                        metrics::counter!("qr_scans_lost_total").increment(1);
                    }
                }
            }
        }
    }
}
