//! Visitors under a projector that runs: scans, identities, conversions and erasures at once, at random, lose and double
//! nothing; and an erased visitor is found in no table, whatever was under way.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::projector::{self, Projector};
use crate::app::{conversions, erasure, visitors};
use crate::domain::id::{EventId, KeyId, LinkId, VisitorId, WorkspaceId};
use crate::domain::key::Key;
use crate::domain::lead::scorer::LeadScorer;
use crate::domain::orphan::Orphan;
use crate::domain::page::Page;
use crate::domain::rollup::Window;
use crate::domain::scan::{Action, Scan};
use crate::domain::step::EventAction;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::trace::Shown;
use crate::domain::visitor::Changes;
use crate::domain::webhook::endpoint::Webhook;
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::secret::Secret;
use crate::domain::webhook::subscription::Subscription;
use crate::store::events::Filter;
use crate::store::fixture::{Database, databases};
use crate::store::rollups::Scope;
use crate::store::visitors::VisitState;
use crate::store::{Store, StoreError};

/// Who acts at the same time, and how often each.
const ACTORS: u64 = 4;
const ACTS: usize = 40;
/// Few of each, so that they meet.
const DEVICES: u32 = 5;
const PEOPLE: u32 = 4;
/// Far longer than anything here takes.
const LONG: u32 = 600;

fn key() -> Key {
    Key { id: KeyId::from_bytes([0; 16]), secret: [7; 32] }
}

/// A workspace that is scanned.
#[derive(Clone)]
struct Scene {
    store: Store,
    workspace: WorkspaceId,
    links: [LinkId; 2],
    committed: Arc<Notify>,
}

impl Scene {
    async fn new(database: &Database) -> Self {
        let now = Clock::system().now();
        let workspace = database.workspace(now).await;
        let links = [database.link(workspace, now).await.id, database.link(workspace, now).await.id];
        // Nobody asks it here: what it would be asked waits.
        let url = "https://example.com/score".to_owned();
        let scorer = LeadScorer::new(workspace, url, Secret::from_random(rand::random()), now);
        assert!(database.store.insert_lead_scorer(&scorer).await.unwrap());
        Self { store: database.store.clone(), workspace, links, committed: Arc::default() }
    }

    fn project(&self, stop: &CancellationToken) -> JoinHandle<()> {
        let (store, committed) = (self.store.clone(), Arc::clone(&self.committed));
        let projector = Projector::new(store, Clock::system(), key(), committed, Arc::default());
        tokio::spawn(projector::run(Arc::new(projector), stop.clone()))
    }

    /// A scan by a device, answered at a moment.
    fn scan(&self, device: u32, link: usize, at: Timestamp) -> Scan {
        Scan {
            id: EventId::new(at),
            workspace: self.workspace,
            link: self.links[link],
            scanned_at: at.as_millis(),
            action: Action::Scan,
            method: "GET".to_owned(),
            entrypoint: "https://qr.example/a".to_owned(),
            destination: "https://example.com".to_owned(),
            exit: EventAction::ClientRedirect,
            shown: Shown::default(),
            user_agent: format!("Kingfisher/{device}"),
            language: "de".to_owned(),
            referrer: "https://referrer.example/".to_owned(),
            purpose: String::new(),
            network: format!("203.0.{device}.0/24"),
            address_hash: format!("{device:016x}"),
        }
    }

    async fn answer(&self, scan: Scan) -> EventId {
        let id = scan.id;
        self.store.insert_scans(&[scan]).await.unwrap();
        self.committed.notify_one();
        id
    }

    /// Waits until nothing waits for projection.
    async fn settle(&self) {
        for _ in 0..LONG {
            if self.store.meet_scans(1).await.unwrap().scans().next().is_none() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("scans wait for projection");
    }

    async fn projected(&self, event: EventId) {
        for _ in 0..LONG {
            if self.store.visit_state(self.workspace, event).await.unwrap() != VisitState::Waits {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{event} waits for projection");
    }

    /// Tells whose visit an event is; false when it is nobody's, or another request was faster.
    async fn identify(&self, event: EventId, data: serde_json::Value) -> bool {
        let changes = Changes::read(data.as_object().unwrap()).unwrap();
        let told = visitors::Told {
            workspace: self.workspace,
            event,
            changes,
            once: false,
            teller: visitors::Teller::Server,
        };
        let mut tx = self.store.begin().await.unwrap();
        match visitors::identify(&mut tx, &told, Clock::system().now()).await {
            Ok(_) => tx.commit().await.unwrap(),
            Err(visitors::Refusal::NoVisit | visitors::Refusal::Store(StoreError::Conflict(_))) => {
                return false;
            }
            Err(refusal) => panic!("{refusal}"),
        }
        true
    }

    /// Records a conversion of a visit, if there is such a visit.
    async fn convert(&self, event: EventId, id: String) {
        let told = conversions::Told {
            workspace: self.workspace,
            event,
            name: "purchase".to_owned(),
            value: Some(1.0),
            currency: None,
            external_id: Some(id),
            occurred_at: None,
        };
        let mut tx = self.store.begin().await.unwrap();
        match conversions::record(&mut tx, told, Clock::system().now()).await {
            Ok(conversions::Recorded::Other) => panic!("ids are not used twice"),
            Ok(_) => tx.commit().await.unwrap(),
            Err(error) => panic!("{error}"),
        }
    }

    async fn erase(&self, visitor: VisitorId) -> bool {
        let mut tx = self.store.begin().await.unwrap();
        let whose = (self.workspace, visitor);
        let erased = erasure::erase(&mut tx, whose, &key(), Clock::system().now()).await.unwrap();
        tx.commit().await.unwrap();
        erased
    }

    async fn counted(&self) -> i64 {
        let scope = Scope { workspace: self.workspace, link: None };
        self.store.events_in(scope, Window::ALL).await.unwrap()
    }
}

/// What must select nothing: each is something that was lost, doubled, or is not what it is counted as.
const WRONG: [(&str, &str); 15] = [
    ("events of nobody", "select id from events where visitor_id not in (select id from visitors)"),
    ("devices of nobody", "select id from devices where visitor_id not in (select id from visitors)"),
    ("visits", "select id from visitors where visit_count <>
        (select count(*) from events where events.visitor_id = visitors.id)"),
    ("devices", "select id from visitors where device_count <>
        (select count(*) from devices where devices.visitor_id = visitors.id)"),
    ("links", "select id from visitors where qrcode_count <>
        (select count(distinct link_id) from events where events.visitor_id = visitors.id)"),
    ("visits of links", "select visitor_id from visitor_links where visits <> (select count(*) from events
        where events.visitor_id = visitor_links.visitor_id and events.link_id = visitor_links.link_id)"),
    ("links without a row", "select id from events where not exists (select 1 from visitor_links
        where visitor_links.visitor_id = events.visitor_id and visitor_links.link_id = events.link_id)"),
    ("scores without visits", "select id from lead_scores where not exists (select 1 from visitor_links
        where visitor_links.visitor_id = lead_scores.visitor_id and visitor_links.link_id = lead_scores.link_id)"),
    ("visits without scores", "select visitor_id from visitor_links where not exists (select 1 from lead_scores
        where visitor_links.visitor_id = lead_scores.visitor_id and visitor_links.link_id = lead_scores.link_id)"),
    ("sums of scores", "select link_id from lead_totals where leads <> (select count(*) from lead_scores
            where lead_totals.link_id in ('', lead_scores.link_id))
        or points <> (select coalesce(sum(score), 0) from lead_scores
            where lead_totals.link_id in ('', lead_scores.link_id))"),
    ("scores that the scorer is not asked for", "select id from lead_scores where id not in
        (select lead_score_id from lead_scorings)"),
    ("conversions of others", "select conversions.id from conversions join events on events.id = conversions.event_id
        where events.visitor_id <> conversions.visitor_id"),
    ("conversions of no visit", "select id from conversions where event_id not in (select id from events)"),
    ("visitors", "select workspace_id from visitor_counts where visitors <>
        (select count(*) from visitors where visitors.workspace_id = visitor_counts.workspace_id)"),
    ("attributes", "select key from attribute_keys where visitors <> (select count(*) from visitor_attributes
        where visitor_attributes.key = attribute_keys.key)"),
];

async fn check(database: &Database, story: &str) {
    for (what, sql) in WRONG {
        let wrong = database.texts(sql).await;
        assert_eq!(wrong, [None::<String>; 0], "{}, {story}: {what}", database.kind);
    }
}

/// One of those who act at the same time.
async fn act(scene: Scene, seed: u64) -> i64 {
    let mut random = StdRng::seed_from_u64(seed);
    let (mut mine, mut made) = (Vec::new(), 0);
    for number in 0..ACTS {
        let choice = random.random_range(0..10);
        if choice < 4 || mine.is_empty() {
            let (device, link) = (random.random_range(0..DEVICES), random.random_range(0..2));
            mine.push(scene.answer(scene.scan(device, link, Clock::system().now())).await);
            made += 1;
            continue;
        }
        let event = mine[random.random_range(0..mine.len())];
        if random.random() {
            scene.projected(event).await;
        }
        match choice {
            4..7 => {
                let person = random.random_range(0..PEOPLE);
                let by = if random.random_range(0..4) == 0 { "$phone" } else { "$email" };
                let value =
                    if by == "$phone" { format!("+4930{person}") } else { format!("p{person}@example.com") };
                scene.identify(event, json!({ by: value, "seen by": seed, "n": number })).await;
            }
            7..9 => scene.convert(event, format!("{seed} {number}")).await,
            _ => {
                let page = Page { size: 5, after: None };
                let list = scene.store.list_events(scene.workspace, Filter::default(), &page).await.unwrap();
                if let Some(event) = list.rows.last() {
                    scene.erase(event.visitor).await;
                }
            }
        }
    }
    made
}

/// `SEEDS` runs more stories, or those from another number on: `SEEDS=100..200`.
fn seeds() -> std::ops::Range<u64> {
    let given = std::env::var("SEEDS").unwrap_or_else(|_| "0..3".to_owned());
    let (from, to) = given.split_once("..").unwrap();
    from.parse().unwrap()..to.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn acts_at_once_lose_and_double_nothing() {
    for seed in seeds() {
        for database in databases().await {
            let scene = Scene::new(&database).await;
            let stop = CancellationToken::new();
            // Two projectors: another server's takes over whenever it can.
            let projectors = [scene.project(&stop), scene.project(&stop)];
            let acts: Vec<_> =
                (0..ACTORS).map(|actor| tokio::spawn(act(scene.clone(), seed * ACTORS + actor))).collect();
            let mut made = 0;
            for actor in acts {
                made += actor.await.unwrap();
            }
            scene.settle().await;
            stop.cancel();
            for projector in projectors {
                projector.await.unwrap();
            }
            check(&database, &format!("seed {seed}")).await;
            assert_eq!(scene.counted().await, made, "{}, seed {seed}: every scan counts once", database.kind);
        }
    }
}

#[tokio::test]
async fn erasing_leaves_no_trace_outside_rollups() {
    for database in databases().await {
        let scene = Scene::new(&database).await;
        let now = Clock::system().now();
        let secret = Secret::from_random(rand::random());
        let webhook = Webhook {
            subscription: Subscription { events: EventType::ALL.to_vec(), triggers: Vec::new() },
            include_bots: true,
            ..Webhook::new(scene.workspace, "https://example.com/hook", secret, now)
        };
        assert!(database.store.insert_webhook(&webhook).await.unwrap());
        let stop = CancellationToken::new();
        let projector = scene.project(&stop);
        let first = scene.answer(scene.scan(1, 0, now)).await;
        let second = scene.answer(scene.scan(2, 1, now)).await;
        let other = scene.answer(scene.scan(3, 0, now)).await;
        scene.settle().await;
        stop.cancel();
        projector.await.unwrap();
        for event in [first, second] {
            assert!(scene.identify(event, json!({ "$email": "ada@example.com", "secret": "wagtail" })).await);
            scene.convert(event, format!("order of {event}")).await;
        }
        let slug = database.link(scene.workspace, now).await.shortlink;
        let (workspace, link) = (scene.workspace, scene.links[0]);
        let orphan = Orphan {
            workspace,
            shortlink: slug.clone(),
            link,
            nearest: slug,
            scans: 1,
            first_at: now,
            last_at: now,
        };
        database.store.add_orphan(&orphan).await.unwrap();
        // One waits for projection, one lies in a spool file until later.
        let waiting = scene.answer(scene.scan(1, 1, Clock::system().now())).await;
        let spooled = scene.scan(2, 0, Clock::system().now());
        let page = Page { size: 10, after: None };
        let events = database.store.list_events(workspace, Filter::default(), &page).await.unwrap().rows;
        let (visitor, device) =
            events.iter().find(|event| event.id == first).map(|event| (event.visitor, event.device)).unwrap();
        let needles: Vec<String> = vec![
            visitor.to_string(),
            device.to_string(),
            first.to_string(),
            second.to_string(),
            "ada@example".to_owned(),
            "wagtail".to_owned(),
            "Kingfisher/1".to_owned(),
            "203.0.1.0".to_owned(),
            "0000000000000001".to_owned(),
            format!("order of {first}"),
        ];
        for needle in needles.iter().filter(|needle| *needle != "0000000000000001") {
            assert!(!database.traces(needle).await.is_empty(), "{needle} is looked for where it is");
        }
        let told = database.traces(&first.to_string()).await;
        for table in ["conversions.event_id", "deliveries.event_id", "deliveries.body", "events.id"] {
            assert!(told.iter().any(|place| place == table), "{table} is not among {told:?}");
        }
        assert!(database.traces("0000000000000001").await.contains(&"scan_inbox.scan".to_owned()));
        let counted = scene.counted().await;

        assert!(scene.erase(visitor).await);
        for needle in &needles {
            assert_eq!(database.traces(needle).await, [""; 0], "{}: {needle}", database.kind);
        }
        assert_eq!(scene.counted().await, counted, "counts tell how many came, not who");

        // What comes late is nobody's; what the device does from now on is a new visitor's.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let anew = scene.scan(2, 0, Clock::system().now());
        let anew = (anew.id, scene.answer(anew).await).1;
        scene.answer(spooled).await;
        let stop = CancellationToken::new();
        // The last projector's lease ends first.
        let projector = scene.project(&stop);
        scene.settle().await;
        stop.cancel();
        projector.await.unwrap();
        assert_eq!(scene.counted().await, counted + 3, "every scan counts");
        for needle in needles.iter().filter(|needle| !needle.contains("Kingfisher")) {
            assert_eq!(database.traces(needle).await, [""; 0], "{}: {needle}, later", database.kind);
        }
        let agents = database.texts("select user_agent from devices order by user_agent").await;
        let agents: Vec<String> = agents.into_iter().flatten().collect();
        assert_eq!(agents, ["", "Kingfisher/2", "Kingfisher/3"], "{}", database.kind);
        let left = database.store.list_events(workspace, Filter::default(), &page).await.unwrap().rows;
        assert_eq!(left.len(), 4, "another's, two of nobody, a new one");
        assert!([other, waiting, anew].iter().all(|id| left.iter().any(|event| event.id == *id)));
        check(&database, "erased").await;

        // What is kept for some time only goes with what it led to.
        scene.convert(other, "late order".to_owned()).await;
        let tomorrow = Clock::system().now().after(Duration::from_hours(24));
        assert_eq!(database.store.remove_events(workspace, tomorrow, 100).await.unwrap(), 4);
        let told: Vec<String> = database.traces("late order").await;
        assert!(told.iter().all(|place| place.starts_with("deliveries.")), "{}: {told:?}", database.kind);
    }
}
