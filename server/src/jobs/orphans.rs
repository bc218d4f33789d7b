//! Noting visits of addresses that no link ever had, beside the link that was probably meant. Strangers make these, so that
//! all of it has bounds: who comes when the queue is full is not noted, and an address is looked for once in a while.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::orphan::Orphan;
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

/// Most visits that wait.
const QUEUE: usize = 256;
/// How long what an address is near to is remembered, and that it is near to nothing.
const REMEMBERED: Duration = Duration::from_mins(10);
/// Most addresses that are remembered.
const ADDRESSES: u64 = 10_000;

/// Takes visits. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Orphans(mpsc::Sender<(Slug, Timestamp)>);

/// The job: give it to [`run`].
#[derive(Debug)]
pub(crate) struct Noter {
    store: Store,
    queue: mpsc::Receiver<(Slug, Timestamp)>,
    known: moka::sync::Cache<Slug, Option<(Slug, LinkId, WorkspaceId)>>,
}

/// What takes visits, and what notes them.
pub(crate) fn new(store: Store) -> (Orphans, Noter) {
    let (sender, queue) = mpsc::channel(QUEUE);
    let known = moka::sync::Cache::builder().max_capacity(ADDRESSES).time_to_live(REMEMBERED).build();
    (Orphans(sender), Noter { store, queue, known })
}

impl Orphans {
    /// Notes a visit, unless too many wait: nobody waits for this.
    pub(crate) fn note(&self, slug: &Slug, now: Timestamp) {
        let _ = self.0.try_send((slug.clone(), now));
    }
}

/// Notes until the server stops.
pub(crate) async fn run(mut noter: Noter, stop: CancellationToken) {
    let mut waiting = Vec::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            taken = noter.queue.recv_many(&mut waiting, QUEUE) => if taken == 0 { return },
        }
        let mut visits: BTreeMap<String, (Slug, i64, Timestamp, Timestamp)> = BTreeMap::new();
        for (slug, at) in waiting.drain(..) {
            let visit = visits.entry(slug.to_string()).or_insert((slug, 0, at, at));
            (visit.1, visit.3) = (visit.1 + 1, at);
        }
        for (slug, scans, first_at, last_at) in visits.into_values() {
            if let Err(error) = noter.note(slug, scans, first_at, last_at).await {
                tracing::debug!(%error, "a visit of no link was not noted: the database failed");
            }
        }
    }
}

impl Noter {
    async fn note(
        &self,
        slug: Slug,
        scans: i64,
        first_at: Timestamp,
        last_at: Timestamp,
    ) -> Result<(), StoreError> {
        let found = if let Some(found) = self.known.get(&slug) {
            found
        } else {
            let found = self.store.first_link_at(&slug.neighbours()).await?;
            self.known.insert(slug.clone(), found.clone());
            found
        };
        let Some((nearest, link, workspace)) = found else { return Ok(()) };
        let orphan = Orphan { workspace, shortlink: slug, link, nearest, scans, first_at, last_at };
        self.store.add_orphan(&orphan).await
    }
}
