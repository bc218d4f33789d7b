//! Links that are made in the background: each job in one transaction, all of its links or none.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::app::links::{self, Problem};
use crate::domain::id::JobId;
use crate::domain::time::Clock;
use crate::store::jobs::Claimed;
use crate::store::{Store, StoreError};

/// How often it is looked for jobs that nobody told of: those of other processes, and of those that died.
const POLL: Duration = Duration::from_secs(10);
/// How long a job may take until its process is taken for dead.
const LEASE: Duration = Duration::from_mins(1);

/// What the job needs.
#[derive(Debug)]
pub(crate) struct Worker {
    store: Store,
    clock: Clock,
    /// Who this process is, for the leases.
    holder: String,
    told: Arc<Notify>,
}

impl Worker {
    pub(crate) fn new(store: Store, clock: Clock, told: Arc<Notify>) -> Self {
        let holder = JobId::new(clock.now()).to_string();
        Self { store, clock, holder, told }
    }
}

/// Works until the server stops.
pub(crate) async fn run(worker: Worker, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match worker.step().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "jobs wait: the database failed"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = worker.told.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

impl Worker {
    /// Does one job; false when none waits.
    async fn step(&self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let Some(job) = self.store.claim_job(&self.holder, now, now.after(LEASE)).await? else {
            return Ok(false);
        };
        let Claimed { id, token, items } = job;
        let mut tx = self.store.begin().await?;
        match links::create_all(&mut tx, items, token).await {
            Ok(made) => {
                let ids: Vec<_> = made.iter().map(|made| made.link.id).collect();
                if tx.finish_job(id, &self.holder, &ids, self.clock.now()).await? {
                    tx.commit().await?;
                }
            }
            Err((_, Problem::Store(error))) => return Err(error),
            Err((index, problem)) => {
                drop(tx);
                let (code, reason) = told(&problem);
                let message = format!("links[{index}] {reason}; no link was made");
                self.store.fail_job(id, &self.holder, (code, &message), self.clock.now()).await?;
            }
        }
        Ok(true)
    }
}

/// A problem as its job tells it: a code for programs, and words that follow the place of the link.
fn told(problem: &Problem) -> (&'static str, String) {
    match problem {
        Problem::Taken => ("ALREADY_EXISTS", "has a short address that is taken, or was once".to_owned()),
        Problem::Exists => ("ALREADY_EXISTS", "has the id of another link".to_owned()),
        Problem::ExternalIdTaken => ("ALREADY_EXISTS", "has the external id of another link".to_owned()),
        Problem::NoDesign(id) => {
            ("NOT_FOUND", format!("names the design {id}, which this workspace does not have"))
        }
        Problem::NoDomain(id) => {
            ("NOT_FOUND", format!("names the custom domain {id}, which this workspace does not have"))
        }
        Problem::OfTemplate(id) => {
            ("ALREADY_EXISTS", format!("names the design {id}, which is a template's"))
        }
        Problem::NoTemplate(id) => {
            ("NOT_FOUND", format!("names the template {id}, which this workspace cannot use"))
        }
        Problem::NoDirectory(id) => {
            ("NOT_FOUND", format!("names the directory {id}, which this workspace does not have"))
        }
        Problem::NoMedia(id) => {
            ("NOT_FOUND", format!("names the media item {id}, which this workspace does not have"))
        }
        Problem::Store(_) => ("INTERNAL", "could not be kept".to_owned()),
    }
}
