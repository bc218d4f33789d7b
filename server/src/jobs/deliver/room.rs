//! How many attempts may begin: in all, at one endpoint, and of messages that have failed before.

use std::collections::HashMap;
use std::time::Duration;

use crate::domain::id::WebhookId;
use crate::domain::time::Timestamp;
use crate::store::deliveries::{Ask, Waiting};

/// What limits attempts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caps {
    /// Most attempts at once.
    pub(crate) at_once: usize,
    /// Most attempts at one endpoint at once: a slow one does not hold up the others.
    pub(crate) per_endpoint: usize,
}

/// What an attempt takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) webhook: WebhookId,
    /// Whether its message was tried before.
    pub(super) again: bool,
    /// Whether its endpoint's last attempt failed.
    pub(super) failing: bool,
}

impl Place {
    /// Messages that failed before and endpoints that fail share one half of the room: the other half is always there for
    /// messages that come first to endpoints that work.
    const fn is_doubtful(self) -> bool {
        self.again || self.failing
    }
}

/// Chooses what may begin, the longest due first.
pub(super) fn choose<'a>(
    caps: Caps,
    places: impl Iterator<Item = &'a Place> + Clone,
    rates: &mut Rates,
    waiting: &[Waiting],
    now: Timestamp,
) -> Vec<Ask> {
    let mut free = caps.at_once.saturating_sub(places.clone().count());
    let doubtful = places.clone().filter(|place| place.is_doubtful()).count();
    let mut free_doubtful = (caps.at_once / 2).max(1).saturating_sub(doubtful);
    let mut taken: HashMap<WebhookId, (usize, usize)> = HashMap::new();
    for place in places {
        let (all, again) = taken.entry(place.webhook).or_default();
        *all += 1;
        *again += usize::from(place.again);
    }
    let mut asks = Vec::new();
    for one in waiting.iter().filter(|one| one.due <= now) {
        let place = Place { webhook: one.webhook, again: !one.fresh, failing: one.failing };
        // An endpoint that fails is asked by one attempt at a time until one succeeds.
        let most = if one.failing { 1 } else { caps.per_endpoint };
        let (all, again) = taken.get(&one.webhook).copied().unwrap_or_default();
        let mut room = most.saturating_sub(all).min(free);
        if place.again {
            room = room.min((most / 2).max(1).saturating_sub(again));
        }
        if place.is_doubtful() {
            room = room.min(free_doubtful);
        }
        if let Some(limit) = one.rate_limit {
            room = room.min(rates.left(one.webhook, limit, now));
        }
        if room == 0 {
            continue;
        }
        free -= room;
        if place.is_doubtful() {
            free_doubtful -= room;
        }
        let (all, again) = taken.entry(one.webhook).or_default();
        *all += room;
        *again += if place.again { room } else { 0 };
        asks.push(Ask { webhook: one.webhook, fresh: one.fresh, most: room });
    }
    asks
}

/// How many messages an endpoint with a limit may still get: a bucket that fills at its rate and holds a second's worth.
#[derive(Debug, Default)]
pub(super) struct Rates(HashMap<WebhookId, Bucket>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

impl Rates {
    fn left(&mut self, webhook: WebhookId, limit: u32, now: Timestamp) -> usize {
        let most = f64::from(limit);
        let bucket = self.0.entry(webhook).or_insert(Bucket { tokens: most, at: now });
        bucket.tokens = (bucket.tokens + now.since(bucket.at).as_secs_f64() * most).min(most);
        bucket.at = now;
        bucket.tokens as usize
    }

    /// Takes what was claimed.
    pub(super) fn take(&mut self, webhook: WebhookId) {
        if let Some(bucket) = self.0.get_mut(&webhook) {
            bucket.tokens -= 1.0;
        }
    }

    /// How long until the endpoint may get another message; zero when it may now.
    pub(super) fn wait(&self, webhook: WebhookId, limit: u32) -> Duration {
        let missing = self.0.get(&webhook).map_or(0.0, |bucket| 1.0 - bucket.tokens);
        let wait = missing.max(0.0) / f64::from(limit.max(1));
        // Clocks here tell whole milliseconds.
        Duration::from_millis((wait * 1000.0).ceil() as u64)
    }

    /// Forgets endpoints that nothing waits for: their buckets are full again by the time that something does.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.0.retain(|_, bucket| now.since(bucket.at) < Duration::from_secs(2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const CAPS: Caps = Caps { at_once: 16, per_endpoint: 4 };

    fn webhook(number: u8) -> WebhookId {
        WebhookId::from_bytes([number; 16])
    }

    fn waiting(number: u8, fresh: bool, failing: bool) -> Waiting {
        Waiting { webhook: webhook(number), fresh, due: NOW, failing, rate_limit: None }
    }

    fn sum(asks: &[Ask], of: impl Fn(&Ask) -> bool) -> usize {
        asks.iter().filter(|ask| of(ask)).map(|ask| ask.most).sum()
    }

    #[test]
    fn an_endpoint_has_its_share_and_retries_half_of_that() {
        let places = [Place { webhook: webhook(1), again: false, failing: false }];
        let all = [waiting(1, false, false), waiting(1, true, false)];
        let asks = choose(CAPS, places.iter(), &mut Rates::default(), &all, NOW);
        assert_eq!(asks.iter().map(|ask| (ask.fresh, ask.most)).collect::<Vec<_>>(), [(false, 2), (true, 1)]);
    }

    #[test]
    fn however_much_fails_half_of_the_room_is_left() {
        // Retries and failing endpoints without end, all of them longer due.
        let mut all: Vec<Waiting> = (0..100).map(|number| waiting(number, number % 2 == 0, true)).collect();
        all.extend((100..200).map(|number| waiting(number, false, false)));
        all.extend((200..250).map(|number| waiting(number, true, false)));
        let asks = choose(CAPS, [].iter(), &mut Rates::default(), &all, NOW);
        assert_eq!(sum(&asks, |_| true), 16);
        let works = |ask: &Ask| ask.fresh && ask.webhook >= webhook(200);
        assert_eq!(sum(&asks, works), 8, "{asks:?}");
        assert!(asks.iter().filter(|ask| ask.webhook < webhook(100)).all(|ask| ask.most == 1));
    }

    #[test]
    fn what_is_not_due_waits() {
        let later = Waiting { due: NOW.after(Duration::from_millis(1)), ..waiting(1, true, false) };
        assert_eq!(choose(CAPS, [].iter(), &mut Rates::default(), &[later], NOW), []);
    }

    #[test]
    fn a_rate_is_kept_over_any_second() {
        let mut rates = Rates::default();
        let slow = Waiting { rate_limit: Some(5), ..waiting(1, true, false) };
        let caps = Caps { at_once: 100, per_endpoint: 100 };
        let mut now = NOW;
        let mut sent = Vec::new();
        for _ in 0..200 {
            let due = Waiting { due: now, ..slow.clone() };
            for ask in choose(caps, [].iter(), &mut rates, &[due], now) {
                for _ in 0..ask.most {
                    rates.take(ask.webhook);
                    sent.push(now);
                }
            }
            now = now.after(Duration::from_millis(50));
        }
        // Ten seconds: the bucket, and what flowed in since.
        assert!((50..=55).contains(&sent.len()), "{}", sent.len());
        for window in sent.windows(11) {
            assert!(window[10].since(window[0]) >= Duration::from_secs(1), "more than ten in a second");
        }
        assert!(rates.wait(webhook(1), 5) <= Duration::from_millis(200));
    }
}
