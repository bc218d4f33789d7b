//! Lead scores by workspaces' own scorers: claims what waits, asks, and writes down what came of it.
//!
//! ```text
//! scores that changed ─▶ queue (store/lead_scorings) ─▶ claimed by lease ─▶ asked ─┐
//!                          ▲                                                       │ whatever has ended meanwhile,
//!                          └────────── one transaction: scores, queue, scorers ◀───┘ in one commit
//! ```
//!
//! Any number of processes may do this at once. Redirects know nothing of it: what waits was queued by the projector.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge};
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::app::lead_scorer::{Question, Scorers};
use crate::domain::id::WorkspaceId;
use crate::domain::time::{Clock, Timestamp};
use crate::store::lead_scorings::{Claimed, Ended, Failed, Waiting};
use crate::store::{Store, StoreError};

/// How long a lease outlives the time that a request may take: connecting, and writing down what came of it.
const MARGIN: Duration = Duration::from_secs(30);
/// How often it is looked for what is due.
const POLL: Duration = Duration::from_secs(1);
/// Most scores of a deleted scorer that are taken back in one transaction.
const CHUNK: i64 = 500;
/// How often writing down is tried at the end of the server: what is not written down is asked again.
const LAST_TRIES: u32 = 4;

/// What the job needs.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) scorers: Scorers,
    /// Most requests at once.
    pub(crate) at_once: usize,
    /// Most requests to one scorer at once: a slow one does not hold up the others.
    pub(crate) per_scorer: usize,
}

/// What is under way.
#[derive(Debug, Default)]
struct Work {
    tasks: JoinSet<Ended>,
    places: HashMap<Id, WorkspaceId>,
    /// What is not written down yet.
    ended: Vec<Ended>,
}

/// Works until the server stops, and then finishes what it began.
pub(crate) async fn run(worker: Worker, stop: CancellationToken) {
    let worker = Arc::new(worker);
    let mut work = Work::default();
    let mut is_failing = false;
    while !stop.is_cancelled() {
        let (more, failed) = match worker.step(&mut work).await {
            Ok(more) => (more, None),
            Err(error) => (false, Some(error)),
        };
        if let Some(error) = failed.as_ref().filter(|_| !is_failing) {
            tracing::warn!(%error, "scorers are not asked: the database failed");
        }
        is_failing = failed.is_some();
        if more {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            Some(ended) = work.tasks.join_next_with_id() => work.take(ended),
            () = tokio::time::sleep(POLL) => {}
        }
    }
    while let Some(ended) = work.tasks.join_next_with_id().await {
        work.take(ended);
    }
    for left in (0..LAST_TRIES).rev() {
        match worker.write_down(&mut work).await {
            Ok(()) => return,
            Err(error) if left == 0 => {
                tracing::error!(%error, "scores are not written down; when their leases end scorers are asked again");
            }
            Err(_) => tokio::time::sleep(POLL).await,
        }
    }
}

impl Worker {
    /// Writes down what has ended, takes back what is to be taken back, and asks as many as there is room for; tells whether
    /// there may be more to do at once.
    async fn step(self: &Arc<Self>, work: &mut Work) -> Result<bool, StoreError> {
        while let Some(ended) = work.tasks.try_join_next_with_id() {
            work.take(ended);
        }
        self.write_down(work).await?;
        let are_forbidden = !self.scorers.are_allowed;
        let more = self.store.take_scores_back(are_forbidden, CHUNK).await?;
        if are_forbidden {
            return Ok(more);
        }
        let now = self.clock.now();
        let waiting = self.store.waiting_scorers().await?;
        let lag = waiting.first().map_or(Duration::ZERO, |first| now.since(first.due));
        gauge!("qr_lead_scoring_lag_seconds").set(lag.as_secs_f64());
        let asks = self.room(work, &waiting, now);
        if asks.is_empty() {
            return Ok(more);
        }
        let until = now.after(self.scorers.longest + MARGIN);
        for claimed in self.store.claim_scorings(now, until, &asks).await? {
            let workspace = claimed.facts.workspace;
            let handle = work.tasks.spawn(ask(Arc::clone(self), claimed));
            work.places.insert(handle.id(), workspace);
        }
        Ok(more)
    }

    /// How many requests there is room for, by workspace, the longest due first. A scorer that fails is asked by one request
    /// at a time until one succeeds.
    fn room(&self, work: &Work, waiting: &[Waiting], now: Timestamp) -> Vec<(WorkspaceId, usize)> {
        let mut free = self.at_once.saturating_sub(work.places.len());
        let mut asks = Vec::new();
        for one in waiting.iter().filter(|one| one.due <= now) {
            let taken = work.places.values().filter(|workspace| **workspace == one.workspace).count();
            let most = if one.failing { 1 } else { self.per_scorer };
            let room = most.saturating_sub(taken).min(free);
            if room > 0 {
                free -= room;
                asks.push((one.workspace, room));
            }
        }
        asks
    }

    async fn write_down(&self, work: &mut Work) -> Result<(), StoreError> {
        if !work.ended.is_empty() {
            let mut tx = self.store.begin().await?;
            tx.record_scorings(&work.ended).await?;
            tx.commit().await?;
            work.ended.clear();
        }
        Ok(())
    }
}

impl Work {
    fn take(&mut self, ended: Result<(Id, Ended), JoinError>) {
        let id = match ended {
            Ok((id, ended)) => {
                self.ended.push(ended);
                id
            }
            Err(error) => {
                tracing::error!(%error, "a request to a scorer broke off; it is made again when its lease runs out");
                error.id()
            }
        };
        self.places.remove(&id);
    }
}

async fn ask(worker: Arc<Worker>, claimed: Claimed) -> Ended {
    let at = worker.clock.now();
    let Claimed { lead, id, attempts, version, .. } = claimed;
    let question = Question {
        id,
        url: &claimed.url,
        secrets: &claimed.secrets,
        timeout: claimed.timeout,
        body: claimed.facts.body(id, at, false),
    };
    let asked = worker.scorers.ask(question, at).await;
    let now = worker.clock.now();
    let outcome = match (&asked.opinion, asked.answer()) {
        (Ok(_), _) => "scored",
        (Err(_), Some(_)) => "refused",
        (Err(_), None) => "failed",
    };
    counter!("qr_lead_scorings_total", "outcome" => outcome).increment(1);
    let again = asked.again(attempts.saturating_add(1), now);
    let result = asked.opinion.map_err(|error| Failed { error, again });
    Ended { workspace: claimed.facts.workspace, lead, id, version, at: now, result }
}

#[cfg(test)]
mod tests;
