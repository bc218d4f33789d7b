//! Projection: answered scans become events, with who scanned, what it counts, and the webhooks that are told.
//!
//! One process at a time does this (a lease), one batch in one transaction: what is in the inbox or in a spool file is
//! projected exactly once, whatever is killed when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metrics::{gauge, histogram};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::fan_out;
use crate::app::erasure;
use crate::app::geo::Geo;
use crate::domain::agent::{self, Agent, Hints};
use crate::domain::event::{Device, Event, VisitType};
use crate::domain::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::key::Key;
use crate::domain::scan::Scan;
use crate::domain::time::{Clock, Timestamp};
use crate::store::rollups::{self, Series};
use crate::store::{Store, StoreError, Tx};

/// Most scans of one transaction. Scans of one link add to the same counts, so that many at once cost each little: with 1,000
/// links a scan of 8,000 costs a third of one of 1,000. Requests that write wait for a transaction, a quarter of a second for
/// one that is full, and so does the next batch.
pub(super) const BATCH: usize = 8_192;
/// Most time that scans gather for the next batch.
const GATHER: Duration = Duration::from_millis(250);
/// How much of it each scan of the last batch is worth: alone, a scan is an event at once; where hundreds come in a second,
/// they come together.
const GATHER_EACH: Duration = Duration::from_millis(4);
/// How long a process that died keeps the others waiting. It may be short: a batch is safe by the lock on the lease's
/// row, and the term only keeps processes from taking turns.
const LEASE: Duration = Duration::from_secs(2);
/// How often the inbox is looked into when nobody told of scans: those of other processes.
const POLL: Duration = Duration::from_secs(1);
/// Most distinct user agents that are remembered.
const AGENTS: u64 = 2_000;

/// What the job needs.
#[derive(Debug)]
pub(crate) struct Projector {
    store: Store,
    clock: Clock,
    /// Hashes what tells devices apart.
    key: Key,
    /// Who this process is, for the lease.
    holder: String,
    agents: moka::sync::Cache<String, Arc<Agent>>,
    /// Series of rollups that were met before; taken for the length of a transaction.
    series: Mutex<Series>,
    /// Where networks are, when there is a file that tells.
    geo: Option<Geo>,
    /// Told of commits of scans.
    committed: Arc<Notify>,
    /// Told when deliveries were made.
    deliveries: Arc<Notify>,
    /// Told when there are new events.
    events: watch::Sender<()>,
}

impl Projector {
    pub(crate) fn new(
        store: Store,
        clock: Clock,
        key: Key,
        committed: Arc<Notify>,
        deliveries: Arc<Notify>,
    ) -> Self {
        let holder = EventId::new(clock.now()).to_string();
        Self {
            store,
            clock,
            key,
            holder,
            agents: moka::sync::Cache::new(AGENTS),
            series: Mutex::default(),
            geo: None,
            committed,
            deliveries,
            events: watch::Sender::new(()),
        }
    }

    /// One that knows where networks are.
    pub(crate) fn with_places(self, geo: Option<Geo>) -> Self {
        Self { geo, ..self }
    }

    /// Told whenever there are new events.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.events.subscribe()
    }
}

/// Projects until the server stops.
pub(crate) async fn run(projector: Arc<Projector>, stop: CancellationToken) {
    // The first agent is dear, whoever it is: nobody's event waits for it.
    projector.meet(vec![String::new()]).await;
    loop {
        let projected = projector.step().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "scans wait in the inbox: projection failed");
            0
        });
        if stop.is_cancelled() {
            return;
        }
        if projected < BATCH {
            let more = async {
                tokio::time::sleep(gather(projected)).await;
                projector.committed.notified().await;
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = more => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}

/// How long scans gather after a batch of this many.
pub(super) fn gather(projected: usize) -> Duration {
    u32::try_from(projected).map_or(GATHER, |scans| GATHER_EACH.saturating_mul(scans).min(GATHER))
}

/// What a projection leaves to do once it is committed.
#[derive(Debug)]
struct Projected {
    series: Series,
    /// Webhooks are to be told.
    told: bool,
}

impl Projector {
    /// Takes scans that were recorded elsewhere, which may be forgotten there when this returns. Where the database has one
    /// writer they become events at once: the inbox, where scans of several servers meet, would have them written twice.
    pub(crate) async fn take(&self, mut scans: Vec<Scan>) -> Result<(), StoreError> {
        if self.store.has_one_writer() {
            match self.project_now(&mut scans).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "scans go to the inbox: projection failed"),
            }
        }
        self.store.insert_scans(&scans).await?;
        self.committed.notify_one();
        Ok(())
    }

    /// Projects these scans; false when another process is projecting.
    async fn project_now(&self, scans: &mut [Scan]) -> Result<bool, StoreError> {
        let started = self.clock.now();
        tell_lag(scans.iter().map(Scan::moment).min(), started);
        self.meet(user_agents(scans.iter())).await;
        let mut tx = self.store.begin().await?;
        if !tx.lease("projector", &self.holder, started, LEASE).await? {
            return Ok(false);
        }
        let projected = self.project(&mut tx, scans, started).await?;
        tx.commit().await?;
        self.committed(projected, started);
        tell_lag(None, started);
        Ok(true)
    }

    /// Projects one batch of the inbox; gives how many scans it took.
    async fn step(&self) -> Result<usize, StoreError> {
        let met = self.store.meet_scans(BATCH as i64).await?;
        let started = self.clock.now();
        let oldest = met.scans().map(Scan::moment).min();
        if oldest.is_some() || !self.store.has_one_writer() {
            tell_lag(oldest, started);
        }
        if oldest.is_none() {
            return Ok(0);
        }
        self.meet(user_agents(met.scans())).await;
        let mut tx = self.store.begin().await?;
        if !tx.lease("projector", &self.holder, started, LEASE).await? {
            return Ok(0);
        }
        let mut scans = tx.peek_scans(BATCH as i64, met).await?;
        if scans.is_empty() {
            return Ok(0);
        }
        let ids: Vec<EventId> = scans.iter().map(|scan| scan.id).collect();
        let projected = self.project(&mut tx, &mut scans, started).await?;
        tx.remove_scans(&ids).await?;
        tx.commit().await?;
        self.committed(projected, started);
        Ok(scans.len())
    }

    /// Makes events of scans, but of those that were made into events before and of those of links that do not exist.
    async fn project(
        &self,
        tx: &mut Tx,
        scans: &mut [Scan],
        started: Timestamp,
    ) -> Result<Projected, StoreError> {
        // One batch runs at a time; one that fails leaves the memory empty, and with it no id that was never committed.
        let mut series = std::mem::take(&mut *self.series.lock().unwrap_or_else(PoisonError::into_inner));
        let devices = erasure::forget_erased(tx, scans, &self.key).await?;
        let known = tx.known_events(&scans.iter().map(|scan| scan.id).collect::<Vec<_>>()).await?;
        let links = tx.known_links(scans.iter().map(|scan| scan.link).collect()).await?;
        let fresh: Vec<Visit<'_>> = scans
            .iter()
            .zip(devices)
            .filter(|(scan, _)| !known.contains(&scan.id) && links.contains(&scan.link))
            .map(|(scan, device)| Visit { scan, device })
            .collect();
        if fresh.is_empty() {
            return Ok(Projected { series, told: false });
        }
        let devices = self.devices(&fresh);
        let visitors = tx.upsert_devices(&devices).await?;
        let before = tx.add_visits(&by_device(&fresh)).await?;
        let events = self.events(&fresh, &visitors, before, started);
        tx.insert_events(&events).await?;
        tx.count_events(&events).await?;
        tx.count_links(&events).await?;
        tx.count_visits(&events).await?;
        tx.score_events(&events, started).await?;
        tx.count_facts(&mut series, &rollups::facts(&events, &devices), started).await?;
        let told = fan_out::deliveries(tx, &events, &devices, started).await?;
        Ok(Projected { series, told })
    }

    /// Tells everybody of a projection that was committed.
    fn committed(&self, projected: Projected, started: Timestamp) {
        let Projected { mut series, told } = projected;
        series.keep();
        *self.series.lock().unwrap_or_else(PoisonError::into_inner) = series;
        self.events.send_replace(());
        if told {
            self.deliveries.notify_one();
        }
        histogram!("qr_projector_batch_seconds").record(self.clock.now().since(started).as_secs_f64());
    }

    /// Identifies agents that were not met before, on a thread of its own and before the transaction: that takes a while
    /// for the first of them, and scans that are being answered wait for SQLite's one writer.
    async fn meet(&self, user_agents: Vec<String>) {
        let agents = self.agents.clone();
        let identify = move || {
            for user_agent in user_agents {
                agents.get_with_by_ref(user_agent.as_str(), || Arc::new(agent::identify(&user_agent)));
            }
        };
        // An error means that the thread is gone because the process ends; agents are then identified where needed.
        let _ = tokio::task::spawn_blocking(identify).await;
    }

    fn agent(&self, user_agent: &str) -> Arc<Agent> {
        self.agents.get_with_by_ref(user_agent, || Arc::new(agent::identify(user_agent)))
    }

    /// The devices of these visits, each with the visitor that it gets if it is new.
    fn devices(&self, visits: &[Visit<'_>]) -> BTreeMap<DeviceId, Device> {
        let mut devices: BTreeMap<DeviceId, Device> = BTreeMap::new();
        for Visit { scan, device: id } in visits {
            let (moment, id) = (scan.moment(), *id);
            let device = devices.entry(id).or_insert_with(|| {
                let agent = self.agent(&scan.user_agent);
                Device {
                    id,
                    workspace: scan.workspace,
                    visitor: VisitorId::new(moment),
                    user_agent: scan.user_agent.clone(),
                    browser_name: agent.browser_name.clone(),
                    browser_version: agent.browser_version.clone(),
                    browser_language: Some(scan.language.clone()).filter(|language| !language.is_empty()),
                    platform_name: agent.platform_name.clone(),
                    platform_version: agent.platform_version.clone(),
                    brand: agent.brand.clone(),
                    model: agent.model.clone(),
                    device_type: agent.device_type.as_str().to_owned(),
                    actor: agent.actor.as_str().to_owned(),
                    actor_name: agent.actor_name.clone(),
                    actor_origin: agent.actor_origin.clone(),
                    network: Some(scan.network.clone()).filter(|network| !network.is_empty()),
                    place: self.geo.as_ref().map(|geo| geo.place(&scan.network)).unwrap_or_default(),
                    created_at: moment,
                    last_used_at: moment,
                }
            });
            device.last_used_at = device.last_used_at.max(moment);
        }
        devices
    }

    fn events(
        &self,
        visits: &[Visit<'_>],
        visitors: &BTreeMap<DeviceId, VisitorId>,
        mut before: BTreeMap<(DeviceId, LinkId), i64>,
        now: Timestamp,
    ) -> Vec<Event> {
        let mut events = Vec::with_capacity(visits.len());
        for &Visit { scan, device } in visits {
            // Every device of the batch was given a visitor when it was kept.
            let Some(visitor) = visitors.get(&device) else { continue };
            let before = before.entry((device, scan.link)).or_default();
            let visit_type = if *before == 0 { VisitType::First } else { VisitType::Returning };
            *before += 1;
            let hints = Hints { purpose: &scan.purpose, method: &scan.method };
            events.push(Event {
                id: scan.id,
                workspace: scan.workspace,
                link: scan.link,
                visitor: *visitor,
                device,
                action: scan.action,
                visit_type,
                traffic: self.agent(&scan.user_agent).class_of(&hints).as_str().to_owned(),
                http_method: scan.method.clone(),
                entrypoint: scan.entrypoint.clone(),
                destination: scan.destination.clone(),
                destination_action: scan.exit,
                shown: scan.shown.clone(),
                referrer: Some(scan.referrer.clone()).filter(|referrer| !referrer.is_empty()),
                scanned_at: scan.moment(),
                created_at: now,
            });
        }
        events
    }
}

/// Tells how long the oldest scan has waited.
fn tell_lag(oldest: Option<Timestamp>, now: Timestamp) {
    let lag = oldest.map_or(Duration::ZERO, |oldest| now.since(oldest));
    gauge!("qr_projector_lag_seconds").set(lag.as_secs_f64());
}

/// The user agents of scans, each once.
fn user_agents<'s>(scans: impl Iterator<Item = &'s Scan>) -> Vec<String> {
    let agents: BTreeSet<&str> = scans.map(|scan| scan.user_agent.as_str()).collect();
    agents.into_iter().map(str::to_owned).collect()
}

/// A scan that becomes an event, with what it was made on.
#[derive(Debug, Clone, Copy)]
struct Visit<'s> {
    scan: &'s Scan,
    device: DeviceId,
}

/// How often each device of these visits came to each link.
fn by_device(visits: &[Visit<'_>]) -> BTreeMap<(DeviceId, LinkId), (WorkspaceId, i64)> {
    let mut counts: BTreeMap<(DeviceId, LinkId), (WorkspaceId, i64)> = BTreeMap::new();
    for Visit { scan, device } in visits {
        counts.entry((*device, scan.link)).or_insert((scan.workspace, 0)).1 += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::events::Filter;
    use crate::store::fixture::databases;

    fn scan(workspace: WorkspaceId, link: LinkId, language: &str) -> Scan {
        let now = Timestamp::from_millis(1_790_000_000_000);
        Scan {
            id: EventId::new(now),
            workspace,
            link,
            scanned_at: now.as_millis(),
            action: crate::domain::scan::Action::Scan,
            method: "GET".to_owned(),
            entrypoint: String::new(),
            destination: String::new(),
            exit: crate::domain::step::EventAction::ClientRedirect,
            shown: crate::domain::trace::Shown::default(),
            user_agent: String::new(),
            language: language.to_owned(),
            referrer: String::new(),
            purpose: String::new(),
            network: String::new(),
            address_hash: String::new(),
        }
    }

    #[tokio::test]
    async fn scans_of_a_file_become_events_once_or_wait_in_the_inbox() {
        for database in databases().await {
            let clock = Clock::system();
            let now = clock.now();
            let workspace = database.workspace(now).await;
            let link = database.link(workspace, now).await.id;
            let store = database.store.clone();
            let projector = Projector::new(
                store.clone(),
                clock,
                Key { id: crate::domain::id::KeyId::new(now), secret: [7; 32] },
                Arc::default(),
                Arc::default(),
            );
            let scans: Vec<Scan> = ["de", "de", "fr"].map(|language| scan(workspace, link, language)).into();
            let counts = async || {
                let waiting = store.meet_scans(100).await.unwrap().scans().count();
                (store.count_matching(workspace, Filter::default()).await.unwrap(), waiting)
            };
            projector.take(scans.clone()).await.unwrap();
            let one_writer = store.has_one_writer();
            assert_eq!(counts().await, if one_writer { (3, 0) } else { (0, 3) }, "{}", database.kind);
            // A server that was killed before the file was gone takes it again.
            projector.take(scans.clone()).await.unwrap();
            while projector.step().await.unwrap() > 0 {}
            assert_eq!(counts().await, (3, 0), "{}", database.kind);

            let mut tx = store.begin().await.unwrap();
            let later = Timestamp::from_millis(now.as_millis() + 60_000);
            assert!(tx.lease("projector", "another process", later, Duration::from_mins(5)).await.unwrap());
            tx.commit().await.unwrap();
            projector.take(vec![scan(workspace, link, "it")]).await.unwrap();
            assert_eq!(counts().await, (3, 1), "{}: who projects finds it in the inbox", database.kind);
        }
    }

    #[test]
    fn visits_are_counted_by_device_and_link() {
        let workspace = WorkspaceId::from_bytes([1; 16]);
        let scan = |language: &str, link| scan(workspace, LinkId::from_bytes([link; 16]), language);
        let scans = [scan("de", 1), scan("de", 1), scan("de", 2), scan("fr", 1)];
        let mut visits = Vec::new();
        for scan in &scans {
            visits.push(Visit { scan, device: DeviceId::from_bytes([scan.language.as_bytes()[0]; 16]) });
        }
        let counts: Vec<i64> = by_device(&visits).values().map(|count| count.1).collect();
        assert_eq!(counts, [2, 1, 1]);
    }
}
