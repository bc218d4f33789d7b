//! Delivery: claims messages that are due, sends them, and writes down what came of it.
//!
//! Any number of processes may do this at once: a message is tried by whoever holds its lease. A process that dies leaves
//! the lease to run out, so that every message is tried at least once.

mod attempt;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use metrics::gauge;
use tokio::sync::Notify;
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::domain::id::WebhookId;
use crate::domain::time::Clock;
use crate::net::outbound::Outbound;
use crate::store::deliveries::Room;
use crate::store::{Store, StoreError};

/// Most attempts at once.
const AT_ONCE: usize = 64;
/// Most attempts at one endpoint at once: a slow one does not hold up the others.
const PER_WEBHOOK: usize = 4;
/// How long a lease outlives the time that an attempt may take: connecting twice and writing down what came of it.
const MARGIN: Duration = Duration::from_secs(30);
/// How often the database is asked when nobody told of messages: those of other processes.
const POLL: Duration = Duration::from_secs(1);

/// What the job needs.
#[derive(Debug)]
pub(crate) struct Deliverer {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) outbound: Outbound,
    /// How long an endpoint may take to answer.
    pub(crate) timeout: Duration,
    /// Told when deliveries were made.
    pub(crate) deliveries: Arc<Notify>,
}

/// Attempts that have not ended, each with its endpoint.
#[derive(Debug, Default)]
struct Running {
    tasks: JoinSet<()>,
    webhooks: HashMap<Id, WebhookId>,
}

/// Delivers until the server stops, and then finishes what it began.
pub(crate) async fn run(deliverer: Deliverer, stop: CancellationToken) {
    let deliverer = Arc::new(deliverer);
    let mut running = Running::default();
    while !stop.is_cancelled() {
        let wait = match deliverer.fill(&mut running).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "messages to webhooks wait: the database failed");
                POLL
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = deliverer.deliveries.notified() => {}
            Some(ended) = running.tasks.join_next_with_id() => running.forget(ended),
            () = tokio::time::sleep(wait) => {}
        }
    }
    while let Some(ended) = running.tasks.join_next_with_id().await {
        running.forget(ended);
    }
}

impl Deliverer {
    /// Starts as many attempts as there is room for; tells how long to wait for the next message.
    async fn fill(self: &Arc<Self>, running: &mut Running) -> Result<Duration, StoreError> {
        loop {
            let now = self.clock.now();
            let due = self.store.next_delivery_due(now).await?;
            gauge!("qr_webhook_lag_seconds")
                .set(due.map_or(Duration::ZERO, |due| now.since(due)).as_secs_f64());
            let ahead = due.map_or(POLL, |due| due.since(now));
            let messages = AT_ONCE.saturating_sub(running.tasks.len());
            if !ahead.is_zero() || messages == 0 {
                // Where there is no room, the end of an attempt wakes this up.
                return Ok(if ahead.is_zero() { POLL } else { ahead.min(POLL) });
            }
            let counts = running.counts();
            let room = Room { messages, per_webhook: PER_WEBHOOK, running: &counts };
            let claimed = self.store.claim_deliveries(now, now.after(self.timeout + MARGIN), room).await?;
            if claimed.is_empty() {
                // What is due belongs to endpoints that are busy, or to another process: an end of theirs wakes this up.
                return Ok(POLL);
            }
            for delivery in claimed {
                let webhook = delivery.webhook;
                let handle = running.tasks.spawn(attempt::deliver(Arc::clone(self), delivery));
                running.webhooks.insert(handle.id(), webhook);
            }
        }
    }
}

impl Running {
    fn counts(&self) -> BTreeMap<WebhookId, usize> {
        let mut counts = BTreeMap::new();
        for webhook in self.webhooks.values() {
            *counts.entry(*webhook).or_default() += 1;
        }
        counts
    }

    fn forget(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(%error, "an attempt to deliver broke off; it is made again when its lease runs out");
                error.id()
            }
        };
        self.webhooks.remove(&id);
    }
}
