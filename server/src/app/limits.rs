//! Rate limits: so many requests in each minute of the clock, over all servers together.
//!
//! Servers take requests out of a common count in blocks and let them through from memory. Blocks become smaller as the
//! count comes to its end, so that what one server took and does not need is little; more than the limit is never let
//! through. While the database does not answer, each server counts for itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::store::Store;

/// Length of a window, in seconds.
pub(crate) const WINDOW: i64 = 60;
/// Most requests that a server takes at once.
const BLOCK: u32 = 50;
/// How long the database may take to hand out a block.
const PATIENCE: Duration = Duration::from_millis(500);
/// Most owners whose windows are kept; beyond that windows that have ended are thrown out.
const OWNERS: usize = 10_000;

/// Requests of this minute, by owner.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<HashMap<String, Arc<Window>>>);

/// One owner's minute on this server.
#[derive(Debug)]
struct Window {
    minute: i64,
    state: Mutex<Taken>,
    /// Held by the one request that asks the database for more; the others wait for what it gets.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    /// What this server took and what it let through of that.
    here: u32,
    used: u32,
    /// What all servers took, as far as is known here.
    all: u32,
    /// Whether nothing is left to take.
    empty: bool,
}

/// What is left to an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Whether this request is one too many.
    pub(crate) exceeded: bool,
    /// Requests in a minute.
    pub(crate) limit: u32,
    /// Requests that are left of this one.
    pub(crate) left: u32,
    /// When the minute ends, in seconds since 1970.
    pub(crate) ends: i64,
    /// In how many seconds it ends.
    pub(crate) ends_in: i64,
}

impl Window {
    fn state(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a request through from what was taken; `None` when more must be taken first.
    fn take(&self, limit: u32) -> Option<(bool, u32)> {
        let mut state = self.state();
        let left = |state: &Taken| limit.saturating_sub(state.all) + (state.here - state.used);
        if state.used < state.here {
            state.used += 1;
            return Some((false, left(&state)));
        }
        state.empty.then_some((true, 0))
    }
}

impl Limiter {
    /// Counts a request of `owner` at `now`.
    pub(crate) async fn count(&self, store: &Store, owner: &str, limit: u32, now: Timestamp) -> Quota {
        let seconds = now.as_seconds();
        let window = self.window(owner, seconds.div_euclid(WINDOW), limit);
        let ends = (window.minute + 1) * WINDOW;
        let quota =
            |(exceeded, left)| Quota { exceeded, limit, left, ends, ends_in: (ends - seconds).max(1) };
        loop {
            if let Some(taken) = window.take(limit) {
                return quota(taken);
            }
            let _asking = window.asking.lock().await;
            let before = *window.state();
            if before.used < before.here || before.empty {
                continue;
            }
            let more = lease(store, owner, &window, before, limit).await;
            let mut state = window.state();
            if let Some((taken, all)) = more {
                state.here += taken;
                state.all = all;
                state.empty = taken == 0;
            } else {
                // The database is away: this server counts for itself.
                let block = BLOCK.min(limit.saturating_sub(state.here));
                state.here += block;
                state.all = state.all.max(state.here);
                state.empty = block == 0;
            }
        }
    }

    fn window(&self, owner: &str, minute: i64, limit: u32) -> Arc<Window> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= OWNERS {
            windows.retain(|_, window| window.minute >= minute);
        }
        let fresh = || {
            let state = Taken { empty: limit == 0, ..Taken::default() };
            Arc::new(Window { minute, state: Mutex::new(state), asking: tokio::sync::Mutex::new(()) })
        };
        match windows.get(owner) {
            Some(window) if window.minute >= minute => window.clone(),
            _ => {
                let window = fresh();
                windows.insert(owner.to_owned(), window.clone());
                window
            }
        }
    }
}

/// Takes some of what is left: how many, and how many are taken then by all; `None` when the database does not answer.
async fn lease(store: &Store, owner: &str, window: &Window, before: Taken, limit: u32) -> Option<(u32, u32)> {
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let asking = async {
        let mut known = before.all;
        while known < limit {
            let block = ((limit - known) / 4).clamp(1, BLOCK);
            if let Some(all) = store.lease_requests(owner, window.minute, block, limit).await? {
                return Ok((block, count(all)));
            }
            known = count(store.granted_requests(owner, window.minute).await?);
        }
        Ok::<_, crate::store::StoreError>((0, known))
    };
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(taken)) => Some(taken),
        Ok(Err(error)) => {
            tracing::warn!(%error, "requests are counted on this server alone");
            None
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::databases;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[tokio::test]
    async fn a_window_ends_with_the_minute() {
        for database in databases().await {
            let (limiter, store) = (Limiter::default(), &database.store);
            assert!(!limiter.count(store, "a", 2, at(0)).await.exceeded);
            let second = limiter.count(store, "a", 2, at(10)).await;
            assert_eq!(second, Quota { exceeded: false, limit: 2, left: 0, ends: 60, ends_in: 50 });
            assert!(limiter.count(store, "a", 2, at(59)).await.exceeded);
            assert!(!limiter.count(store, "b", 2, at(59)).await.exceeded, "another owner");
            assert!(!limiter.count(store, "a", 2, at(60)).await.exceeded);
            assert!(limiter.count(store, "c", 0, at(60)).await.exceeded);
        }
    }

    #[tokio::test]
    async fn several_servers_let_through_as_many_as_one() {
        for database in databases().await {
            let (one, two) = (Limiter::default(), Limiter::default());
            let mut through = 0;
            for _ in 0..700 {
                for server in [&one, &two] {
                    through += u32::from(!server.count(&database.store, "a", 1000, at(5)).await.exceeded);
                }
            }
            assert_eq!(through, 1000, "{}", database.kind);
        }
    }

    #[tokio::test]
    async fn requests_that_come_at_once_are_counted_one_by_one() {
        for database in databases().await {
            let limiter = Arc::new(Limiter::default());
            let ask = |_| {
                let (limiter, store) = (limiter.clone(), database.store.clone());
                tokio::spawn(async move { limiter.count(&store, "a", 30, at(5)).await.exceeded })
            };
            let mut through = 0;
            for asked in (0..60).map(ask).collect::<Vec<_>>() {
                through += u32::from(!asked.await.unwrap());
            }
            assert_eq!(through, 30, "{}", database.kind);
        }
    }
}
