//! Checks custom domains when it is time, and follows what other servers find out.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::app::custom_domains::{Checker, Hosts};
use crate::domain::custom_domain::{CustomDomain, UNPROVED};
use crate::domain::time::Clock;
use crate::store::{Store, StoreError};

/// How often it is looked for changes and for what is due.
const POLL: Duration = Duration::from_secs(2);
/// How long a check may take until its process is taken for dead.
const LEASE: Duration = Duration::from_mins(2);
/// Most checks at once.
const AT_ONCE: usize = 8;

/// What the job needs.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) checker: Checker,
    pub(crate) hosts: Hosts,
    /// Told when a domain was made.
    pub(crate) told: Arc<Notify>,
}

/// Works until the server stops.
pub(crate) async fn run(worker: Worker, stop: CancellationToken) {
    let mut is_failing = false;
    while !stop.is_cancelled() {
        let failed = worker.step().await.err();
        if let Some(error) = failed.as_ref().filter(|_| !is_failing) {
            tracing::warn!(%error, "custom domains stay as they are: the database failed");
        }
        is_failing = failed.is_some();
        tokio::select! {
            () = stop.cancelled() => {}
            () = worker.told.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

impl Worker {
    async fn step(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let due = self.store.claim_domain_checks(AT_ONCE as i64, now, now.after(LEASE)).await?;
        if !due.is_empty() {
            self.store.release_unproved_domains(now.before(UNPROVED), now).await?;
        }
        let mut checks = stream::iter(due).map(|domain| self.check(domain)).buffer_unordered(AT_ONCE);
        while let Some(checked) = checks.next().await {
            checked?;
        }
        self.hosts.follow(&self.store).await
    }

    async fn check(&self, domain: CustomDomain) -> Result<(), StoreError> {
        let facts = self.checker.find(&domain).await;
        let mut tx = self.store.begin().await?;
        // As it is by now: it may have been changed or deleted meanwhile.
        let Some(domain) = tx.lock_custom_domain(domain.workspace, domain.id).await? else { return Ok(()) };
        let before = domain.state.status;
        let domain = self.checker.note(&mut tx, domain, &facts, self.clock.now()).await?;
        tx.commit().await?;
        if domain.state.status != before {
            tracing::info!(name = %domain.name, status = %domain.state.status, "custom domain");
        }
        Ok(())
    }
}
