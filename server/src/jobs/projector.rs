//! Projection: answered scans become events, with who scanned, what it counts, and the webhooks that are told.
//!
//! One process at a time does this (a lease), one batch in one transaction: what is in the inbox is projected exactly
//! once, whatever is killed when.

use std::collections::BTreeMap;
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
use crate::store::{Store, StoreError};

/// Most scans of one transaction: short enough that scans that are being answered wait little for SQLite's one writer.
const BATCH: i64 = 256;
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
pub(crate) async fn run(projector: Projector, stop: CancellationToken) {
    // The first agent is dear, whoever it is: nobody's event waits for it.
    projector.meet(vec![String::new()]).await;
    loop {
        let more = match projector.step().await {
            Ok(projected) => projected == BATCH as usize,
            Err(error) => {
                tracing::warn!(%error, "scans wait in the inbox: projection failed");
                false
            }
        };
        if stop.is_cancelled() {
            return;
        }
        if !more {
            tokio::select! {
                () = stop.cancelled() => {}
                () = projector.committed.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}

impl Projector {
    /// Projects one batch; gives how many scans it took from the inbox.
    async fn step(&self) -> Result<usize, StoreError> {
        let waiting = self.store.waiting_user_agents(BATCH).await?;
        let started = self.clock.now();
        let lag = waiting.oldest.map_or(Duration::ZERO, |oldest| started.since(oldest));
        gauge!("qr_projector_lag_seconds").set(lag.as_secs_f64());
        if waiting.oldest.is_none() {
            return Ok(0);
        }
        self.meet(waiting.user_agents).await;
        let mut tx = self.store.begin().await?;
        if !tx.lease("projector", &self.holder, started, LEASE).await? {
            return Ok(0);
        }
        let mut scans = tx.peek_scans(BATCH).await?;
        if scans.is_empty() {
            return Ok(0);
        }
        erasure::forget_erased(&mut tx, &mut scans, &self.key).await?;
        let ids: Vec<EventId> = scans.iter().map(|scan| scan.id).collect();
        let known = tx.known_events(&ids).await?;
        let links = tx.known_links(&scans.iter().map(|scan| scan.link).collect()).await?;
        let fresh: Vec<&Scan> =
            scans.iter().filter(|scan| !known.contains(&scan.id) && links.contains(&scan.link)).collect();
        let mut told = false;
        // One batch runs at a time; one that fails leaves the memory empty, and with it no id that was never committed.
        let mut series = std::mem::take(&mut *self.series.lock().unwrap_or_else(PoisonError::into_inner));
        if !fresh.is_empty() {
            let devices = self.devices(&fresh);
            let visitors = tx.upsert_devices(&devices).await?;
            let before = tx.add_visits(&visits(&fresh, |scan| self.device_id(scan))).await?;
            let events = self.events(&fresh, &visitors, before, started);
            tx.insert_events(&events).await?;
            tx.count_events(&events).await?;
            tx.count_links(&events).await?;
            tx.count_visits(&events).await?;
            tx.score_events(&events, started).await?;
            tx.count_facts(&mut series, &rollups::facts(&events, &devices), started).await?;
            told = fan_out::deliveries(&mut tx, &events, &devices, started).await?;
        }
        tx.remove_scans(&ids).await?;
        tx.commit().await?;
        series.keep();
        *self.series.lock().unwrap_or_else(PoisonError::into_inner) = series;
        self.events.send_replace(());
        if told {
            self.deliveries.notify_one();
        }
        histogram!("qr_projector_batch_seconds").record(self.clock.now().since(started).as_secs_f64());
        Ok(scans.len())
    }

    fn device_id(&self, scan: &Scan) -> DeviceId {
        scan.device(&self.key)
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

    /// The devices of these scans, each with the visitor that it gets if it is new.
    fn devices(&self, scans: &[&Scan]) -> BTreeMap<DeviceId, Device> {
        let mut devices: BTreeMap<DeviceId, Device> = BTreeMap::new();
        for scan in scans {
            let moment = scan.moment();
            let id = self.device_id(scan);
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
        scans: &[&Scan],
        visitors: &BTreeMap<DeviceId, VisitorId>,
        mut visits: BTreeMap<(DeviceId, LinkId), i64>,
        now: Timestamp,
    ) -> Vec<Event> {
        let mut events = Vec::with_capacity(scans.len());
        for scan in scans {
            let device = self.device_id(scan);
            // Every device of the batch was given a visitor when it was kept.
            let Some(visitor) = visitors.get(&device) else { continue };
            let before = visits.entry((device, scan.link)).or_default();
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

/// How often each device of these scans came to each link.
fn visits(
    scans: &[&Scan],
    device: impl Fn(&Scan) -> DeviceId,
) -> BTreeMap<(DeviceId, LinkId), (WorkspaceId, i64)> {
    let mut visits: BTreeMap<(DeviceId, LinkId), (WorkspaceId, i64)> = BTreeMap::new();
    for scan in scans {
        visits.entry((device(scan), scan.link)).or_insert((scan.workspace, 0)).1 += 1;
    }
    visits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_counted_by_device_and_link() {
        let now = Timestamp::from_millis(1);
        let scan = |language: &str, link| Scan {
            id: EventId::new(now),
            workspace: WorkspaceId::from_bytes([1; 16]),
            link: LinkId::from_bytes([link; 16]),
            scanned_at: 1,
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
        };
        let scans = [scan("de", 1), scan("de", 1), scan("de", 2), scan("fr", 1)];
        let by_language = |scan: &Scan| DeviceId::from_bytes([scan.language.as_bytes()[0]; 16]);
        let counts: Vec<i64> =
            visits(&scans.iter().collect::<Vec<_>>(), by_language).values().map(|visit| visit.1).collect();
        assert_eq!(counts, [2, 1, 1]);
    }
}
