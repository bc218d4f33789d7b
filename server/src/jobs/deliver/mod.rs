//! Delivery: claims messages that are due, sends them, and writes down what came of it.
//!
//! ```text
//! waiting webhooks ─▶ room: which may get how many ─▶ claimed by lease ─▶ attempt ─┐
//!        ▲                                                                        │ whatever has ended meanwhile,
//!        └──────────────── one transaction: attempts, messages, webhooks ◀────────┘ in one commit
//! ```
//!
//! Any number of processes may do this at once: a message is tried by whoever holds its lease. A process that dies leaves
//! the lease to run out, so that every message is tried at least once.

mod attempt;
mod room;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge};
use tokio::sync::Notify;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::announce;
use crate::domain::time::{Clock, Timestamp};
use crate::net::outbound::Outbound;
use crate::store::deliveries::{Claimed, Ended, Waiting};
use crate::store::{Store, StoreError};
pub(crate) use room::Caps;
use room::{Place, Rates};

/// How long a lease outlives the time that an attempt may take: connecting twice and writing down what came of it.
const MARGIN: Duration = Duration::from_secs(30);
/// How often the database is asked when nobody told of messages: those of other processes.
const POLL: Duration = Duration::from_secs(1);
/// How long a database that failed is left alone.
const PAUSE: Duration = Duration::from_millis(500);
/// How often writing down is tried at the end of the server: what is not written down is sent again.
const LAST_TRIES: u32 = 4;

/// What the job needs.
#[derive(Debug)]
pub(crate) struct Deliverer {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) outbound: Outbound,
    /// How long an endpoint may take to answer.
    pub(crate) timeout: Duration,
    /// How many attempts there may be.
    pub(crate) caps: Caps,
    /// Told when deliveries were made.
    pub(crate) deliveries: Arc<Notify>,
}

/// What is under way.
#[derive(Debug, Default)]
struct Work {
    tasks: JoinSet<Vec<Ended>>,
    places: HashMap<Id, Place>,
    /// Attempts that are not written down yet, with what they take up until they are.
    ended: Vec<Ended>,
    held: Vec<Place>,
    /// Webhooks with messages that wait, as they were last asked for.
    waiting: Vec<Waiting>,
    asked_at: Option<Instant>,
    rates: Rates,
}

/// Delivers until the server stops, and then finishes what it began.
pub(crate) async fn run(deliverer: Deliverer, stop: CancellationToken) {
    let deliverer = Arc::new(deliverer);
    let mut work = Work::default();
    while !stop.is_cancelled() {
        let wait = match deliverer.turn(&mut work).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "messages to webhooks wait: the database failed");
                work.asked_at = None;
                PAUSE
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = deliverer.deliveries.notified() => work.asked_at = None,
            Some(ended) = work.tasks.join_next_with_id() => work.take(ended),
            () = tokio::time::sleep(wait) => {}
        }
    }
    while let Some(ended) = work.tasks.join_next_with_id().await {
        work.take(ended);
    }
    for left in (0..LAST_TRIES).rev() {
        match deliverer.write_down(&mut work).await {
            Ok(()) => return,
            Err(error) if left == 0 => {
                let attempts = work.ended.len();
                tracing::error!(%error, attempts, "attempts are not written down; when their leases end they are made again");
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

impl Deliverer {
    /// Writes down what has ended and begins as many attempts as there is room for; tells how long to wait for more.
    async fn turn(self: &Arc<Self>, work: &mut Work) -> Result<Duration, StoreError> {
        while let Some(ended) = work.tasks.try_join_next_with_id() {
            work.take(ended);
        }
        self.write_down(work).await?;
        let now = self.clock.now();
        if work.asked_at.is_none_or(|at| at.elapsed() >= POLL) {
            let more = self.store.recover_some(now).await?;
            work.waiting = self.store.waiting_deliveries(now).await?;
            work.asked_at = (!more).then(Instant::now);
            work.rates.forget(now);
            let lag = work.waiting.first().map_or(Duration::ZERO, |first| now.since(first.due));
            gauge!("qr_webhook_lag_seconds").set(lag.as_secs_f64());
        }
        let begun = self.begin(work, now).await?;
        Ok(if begun || work.asked_at.is_none() { Duration::ZERO } else { work.patience(now) })
    }

    /// Begins what there is room for; tells whether there may be more.
    async fn begin(self: &Arc<Self>, work: &mut Work, now: Timestamp) -> Result<bool, StoreError> {
        let places = work.places.values().chain(&work.held);
        let asks = room::choose(self.caps, places, &mut work.rates, &work.waiting, now);
        if asks.is_empty() {
            return Ok(false);
        }
        let claimed = self.store.claim_deliveries(now, now.after(self.timeout + MARGIN), &asks).await?;
        let mut got: HashMap<_, usize> = HashMap::new();
        for delivery in &claimed {
            *got.entry((delivery.webhook, delivery.fresh)).or_default() += 1;
        }
        // Where fewer came than were asked for, nothing is left that is due.
        let emptied = |waiting: &Waiting| {
            asks.iter().any(|ask| {
                let is_asked = ask.webhook == waiting.webhook && ask.fresh == waiting.fresh;
                is_asked && got.get(&(ask.webhook, ask.fresh)).copied().unwrap_or_default() < ask.most
            })
        };
        let failing: HashMap<_, bool> =
            work.waiting.iter().map(|waiting| (waiting.webhook, waiting.failing)).collect();
        work.waiting.retain(|waiting| !emptied(waiting));
        let begun = !claimed.is_empty();
        for delivery in claimed {
            let Claimed { webhook, fresh, .. } = delivery;
            work.rates.take(webhook);
            let failing = failing.get(&webhook).copied().unwrap_or_default();
            let handle = work.tasks.spawn(attempt::deliver(Arc::clone(self), delivery));
            work.places.insert(handle.id(), Place { webhook, again: !fresh, failing });
        }
        Ok(begun)
    }

    /// Writes down what has ended, and tells others of webhooks that were switched off by it. What fails is kept for the
    /// next time.
    async fn write_down(&self, work: &mut Work) -> Result<(), StoreError> {
        if work.ended.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let off = tx.record_attempts(&work.ended).await?;
        for off in &off {
            announce::webhook_disabled(&mut tx, off.workspace, off.webhook, self.clock.now()).await?;
        }
        tx.commit().await?;
        for ended in work.ended.drain(..) {
            let failed = ended.next != crate::domain::webhook::schedule::Next::Delivered;
            for waiting in work.waiting.iter_mut().filter(|waiting| waiting.webhook == ended.attempt.webhook)
            {
                waiting.failing = failed;
            }
        }
        work.held.clear();
        for off in off {
            let (webhook, workspace) = (off.webhook, off.workspace);
            counter!("qr_webhooks_disabled_total").increment(1);
            tracing::warn!(%webhook, %workspace, "switched off a webhook that failed for days, or is gone");
            work.waiting.retain(|waiting| waiting.webhook != webhook);
            work.asked_at = None;
        }
        Ok(())
    }
}

impl Work {
    /// Keeps what an attempt came to.
    fn take(&mut self, ended: Result<(Id, Vec<Ended>), JoinError>) {
        let (id, ended) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                tracing::error!(%error, "an attempt to deliver broke off; it is made again when its lease runs out");
                (error.id(), Vec::new())
            }
        };
        let place = self.places.remove(&id);
        if !ended.is_empty() {
            self.ended.extend(ended);
            self.held.extend(place);
        }
    }

    /// How long until something may begin that no end of an attempt makes room for.
    fn patience(&self, now: Timestamp) -> Duration {
        let ahead = self.waiting.iter().map(|waiting| {
            let rate = waiting.rate_limit.map(|limit| self.rates.wait(waiting.webhook, limit));
            match rate {
                Some(rate) if waiting.due <= now && !rate.is_zero() => rate,
                _ if waiting.due <= now => POLL,
                _ => waiting.due.since(now),
            }
        });
        ahead.min().unwrap_or(POLL).min(POLL)
    }
}
