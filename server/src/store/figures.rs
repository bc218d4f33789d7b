//! Figures held against naive recounts of the events themselves, over random data.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::fixture::{Database, databases};
use super::rollups::{Scope, Series, facts};
use super::with_pool;
use crate::domain::event::{Device, Event, Place, VisitType};
use crate::domain::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::intervals::{Edges, hour_of};
use crate::domain::rollup::{DAY, Dimension, Facet, Fact, HOUR, QUARTER, SeriesKey, Window};
use crate::domain::scan::Action;
use crate::domain::step::EventAction;
use crate::domain::time::Timestamp;

/// Around the days when clocks change in Europe and America, in ms: 2026-03-20.
const START: i64 = 1_773_964_800_000;
/// How long the events go on.
const LENGTH: i64 = 20 * DAY;
/// How many links there are.
const LINKS: i64 = 7;
const BROWSERS: [Option<&str>; 4] = [Some("Chrome"), Some("Safari"), Some("Firefox"), None];

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// A number below `below`, from a sequence that is the same in every run (multiplicative generator of Lehmer).
fn next(state: &mut u64, below: i64) -> i64 {
    *state = *state * 48_271 % 2_147_483_647;
    i64::try_from(*state).unwrap() % below
}

fn device(workspace: WorkspaceId, number: u8) -> Device {
    Device {
        id: DeviceId::from_bytes([number; 16]),
        workspace,
        visitor: VisitorId::from_bytes([number; 16]),
        user_agent: "Mozilla/5.0".to_owned(),
        browser_name: BROWSERS[usize::from(number) % 4].map(str::to_owned),
        browser_version: None,
        browser_language: None,
        platform_name: None,
        platform_version: None,
        brand: None,
        model: None,
        place: Place {
            country: (!number.is_multiple_of(3)).then(|| ["DE", "FR"][usize::from(number) % 2].to_owned()),
            city: (number % 3 > 1).then(|| "Berlin".to_owned()),
            ..Place::default()
        },
        device_type: if number.is_multiple_of(3) { "DEVICE_TYPE_DESKTOP" } else { "DEVICE_TYPE_MOBILE" }
            .to_owned(),
        actor: "DEVICE_ACTOR_HUMAN".to_owned(),
        actor_name: None,
        actor_origin: None,
        network: None,
        created_at: at(START),
        last_used_at: at(START),
    }
}

/// Random events of some links, of the first ones more than of the others, by six devices, written as the projector does, in several batches.
async fn fill(database: &Database) -> (WorkspaceId, Vec<LinkId>, Vec<(Event, Device)>) {
    let workspace = database.workspace(at(START)).await;
    let mut links = Vec::new();
    for _ in 0..LINKS {
        links.push(database.link(workspace, at(START)).await.id);
    }
    let devices: BTreeMap<DeviceId, Device> =
        (1..=6).map(|number| device(workspace, number)).map(|device| (device.id, device)).collect();
    let all: Vec<&Device> = devices.values().collect();
    let (mut seed, mut made) = (11, Vec::new());
    for _ in 0..600 {
        let device = all[next(&mut seed, 6) as usize];
        // Some on the borders of buckets.
        let moment = START + next(&mut seed, LENGTH);
        let moment = if next(&mut seed, 4) == 0 { moment - moment % QUARTER } else { moment };
        let visit_type = if next(&mut seed, 3) == 0 { VisitType::First } else { VisitType::Returning };
        let event = Event {
            id: EventId::new(at(moment)),
            workspace,
            link: links[(next(&mut seed, LINKS) * next(&mut seed, LINKS) / LINKS) as usize],
            visitor: device.visitor,
            device: device.id,
            action: Action::Scan,
            visit_type,
            traffic: "visit".to_owned(),
            http_method: "GET".to_owned(),
            entrypoint: "https://qr.example/a".to_owned(),
            destination: "https://example.com".to_owned(),
            destination_action: EventAction::ClientRedirect,
            shown: crate::domain::trace::Shown::default(),
            referrer: None,
            scanned_at: at(moment),
            created_at: at(moment),
        };
        made.push((event, device.clone()));
    }
    let mut series = Series::default();
    for (minute, batch) in made.chunks(70).enumerate() {
        let now = at(START + minute as i64 * 60_000);
        let events: Vec<Event> = batch.iter().map(|(event, _)| event.clone()).collect();
        let mut tx = database.store.begin().await.unwrap();
        tx.upsert_devices(&devices).await.unwrap();
        tx.insert_events(&events).await.unwrap();
        tx.count_events(&events).await.unwrap();
        tx.count_links(&events).await.unwrap();
        tx.count_visits(&events).await.unwrap();
        tx.score_events(&events, at(START)).await.unwrap();
        tx.count_facts(&mut series, &facts(&events, &devices), now).await.unwrap();
        tx.commit().await.unwrap();
        series.keep();
    }
    (workspace, links, made)
}

fn value(dimension: Dimension, (event, device): &(Event, Device)) -> String {
    match dimension {
        Dimension::Browser => device.browser_name.clone().unwrap_or_default(),
        Dimension::DeviceType => device.device_type.clone(),
        Dimension::VisitType => event.visit_type.as_str().to_owned(),
        Dimension::Country => device.place.country.clone().unwrap_or_default(),
        Dimension::City => match &device.place {
            Place { city: Some(city), country: Some(country), .. } => format!("{city}, {country}"),
            _ => String::new(),
        },
        _ => unreachable!("not looked at here"),
    }
}

/// The events of a window, one by one.
fn within(
    made: &[(Event, Device)],
    link: Option<LinkId>,
    window: Window,
) -> impl Iterator<Item = &(Event, Device)> {
    made.iter().filter(move |(event, _)| {
        let moment = event.scanned_at.as_millis();
        link.is_none_or(|link| link == event.link) && (window.from..window.to).contains(&moment)
    })
}

#[tokio::test]
async fn figures_are_those_of_a_naive_recount() {
    for database in databases().await {
        let (workspace, links, made) = fill(&database).await;
        let mut seed = 5;
        for round in 0..40 {
            let from = START + next(&mut seed, LENGTH);
            let window = Window { from, to: from + next(&mut seed, LENGTH) };
            let window = if round == 0 { Window::ALL } else { window };
            let link = [None, Some(links[0]), Some(links[1])][round % 3];
            let scope = Scope { workspace, link };
            for dimension in [Dimension::Browser, Dimension::Country, Dimension::City, Dimension::VisitType] {
                let mut naive: BTreeMap<String, i64> = BTreeMap::new();
                for one in within(&made, link, window) {
                    *naive.entry(value(dimension, one)).or_default() += 1;
                }
                let counted = database.store.counted(scope, dimension, window, None).await.unwrap();
                let counted: BTreeMap<String, i64> =
                    counted.into_iter().map(|part| (part.value, part.events)).collect();
                assert_eq!(counted, naive, "{}: {dimension:?} {window:?}", database.kind);
            }
            let mut naive: BTreeMap<String, i64> = BTreeMap::new();
            for (event, _) in within(&made, None, window) {
                *naive.entry(event.link.to_string()).or_default() += 1;
            }
            let mut ranks: Vec<i64> = naive.values().copied().collect();
            ranks.sort_unstable_by(|a, b| b.cmp(a));
            for most in [1, 3, 10] {
                let top = database.store.top_links(workspace, window, most).await.unwrap();
                let counts: Vec<i64> = top.iter().map(|(_, events)| *events).collect();
                assert_eq!(counts, ranks[..ranks.len().min(most as usize)], "{}: {window:?}", database.kind);
                assert!(top.iter().all(|(link, events)| naive[link] == *events), "{top:?} {naive:?}");
            }
            let ends = database.store.ends_of(scope, window).await.unwrap();
            let moments = || within(&made, link, window).map(|(event, _)| event.scanned_at);
            assert_eq!(ends, moments().min().zip(moments().max()), "{}", database.kind);
        }
    }
}

#[tokio::test]
async fn dimensions_that_were_counted_by_themselves_still_count() {
    for database in databases().await {
        let (workspace, _, made) = fill(&database).await;
        let naive = |browser: &str| {
            made.iter().filter(|one| value(Dimension::Browser, one) == browser).count() as i64
        };
        with_pool!(&database.store.write, db => {
            sqlx::query("insert into rollup_series (id, workspace_id, link_id, dimension, value)
                values (1, $1, '', 'browser', 'Safari')").bind(workspace).execute(db).await.unwrap();
            sqlx::query("insert into rollup_counts (series_id, span, bucket, events) values (1, $1, $2, 5)")
                .bind(DAY).bind(START).execute(db).await.unwrap();
        });
        let scope = Scope { workspace, link: None };
        let counted = database.store.counted(scope, Dimension::Browser, Window::ALL, None).await.unwrap();
        let of = |browser: &str| counted.iter().find(|part| part.value == browser).unwrap().events;
        assert_eq!((of("Safari"), of("Chrome")), (naive("Safari") + 5, naive("Chrome")), "{}", database.kind);
        assert_eq!(counted.len(), BROWSERS.len());
    }
}

#[tokio::test]
async fn thousands_of_series_begin_at_one_moment() {
    for database in databases().await {
        let workspace = database.workspace(at(START)).await;
        let fact = |number: i64| Fact {
            series: SeriesKey { workspace, link: None, facet: Facet::City, value: format!("City {number}") },
            at: at(START + number),
            events: 1,
        };
        let facts: Vec<Fact> = (0..6_000).map(fact).collect();
        let mut tx = database.store.begin().await.unwrap();
        tx.count_facts(&mut Series::default(), &facts, at(START)).await.unwrap();
        tx.commit().await.unwrap();
        let scope = Scope { workspace, link: None };
        let counted = database.store.counted(scope, Dimension::City, Window::ALL, None).await.unwrap();
        assert_eq!(counted.len(), facts.len(), "{}", database.kind);
        assert!(counted.iter().all(|part| part.events == 1));
    }
}

#[tokio::test]
async fn series_are_those_of_a_naive_recount_in_five_zones() {
    let zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
    for database in databases().await {
        let (workspace, _, made) = fill(&database).await;
        let scope = Scope { workspace, link: None };
        let mut seed = 17;
        for (zone, minutes) in
            zones.into_iter().flat_map(|zone| [15, 60, 360, 1440, 7 * 1440].map(|step| (zone, step)))
        {
            let tz = TimeZone::get(zone).unwrap();
            let from = START + next(&mut seed, LENGTH / 2);
            let window = Window { from, to: from + 1 + next(&mut seed, LENGTH / 2) };
            let edges = Edges::new(window, minutes, &tz).unwrap();
            let mut naive = vec![0; edges.starts().len()];
            let mut hours = [0; 24];
            for (event, _) in within(&made, None, window) {
                let moment = event.scanned_at.as_millis();
                naive[edges.starts().iter().rposition(|start| *start <= moment).unwrap()] += 1;
                hours[hour_of(moment, &tz)] += 1;
            }
            let mut counted = vec![0; edges.starts().len()];
            let parts = database
                .store
                .counted(scope, Dimension::VisitType, window, Some(edges.span()))
                .await
                .unwrap();
            for part in parts {
                counted[edges.interval_of(part.at.max(window.from)).unwrap()] += part.events;
            }
            assert_eq!(counted, naive, "{}: {zone} {minutes} {window:?}", database.kind);
            let parts =
                database.store.counted(scope, Dimension::VisitType, window, Some(QUARTER)).await.unwrap();
            let mut found = [0; 24];
            for part in parts {
                found[hour_of(part.at, &tz)] += part.events;
            }
            assert_eq!(found, hours, "{}: hours of {zone}", database.kind);
        }
        assert_eq!(HOUR, 4 * QUARTER);
    }
}
