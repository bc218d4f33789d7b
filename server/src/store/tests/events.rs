//! Events and their counts, held against naive ones over random data.

use std::collections::BTreeMap;

use super::{HOUR, NOON, at, next};
use crate::domain::event::{Device, Event, Place, VisitType};
use crate::domain::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::page::Page;
use crate::domain::scan::Action;
use crate::domain::step::EventAction;
use crate::store::events::Filter;
use crate::store::fixture::{Database, databases};
use crate::store::rollups::{Series, facts};

async fn device(database: &Database, workspace: WorkspaceId, number: u8) -> Device {
    let device = Device {
        id: DeviceId::from_bytes([number; 16]),
        workspace,
        visitor: VisitorId::new(at(NOON)),
        user_agent: "Mozilla/5.0".to_owned(),
        browser_name: None,
        browser_version: None,
        browser_language: None,
        platform_name: None,
        platform_version: None,
        brand: None,
        model: None,
        device_type: "DEVICE_TYPE_UNKNOWN".to_owned(),
        actor: "DEVICE_ACTOR_UNKNOWN".to_owned(),
        actor_name: None,
        actor_origin: None,
        network: None,
        place: Place::default(),
        created_at: at(NOON),
        last_used_at: at(NOON),
    };
    let mut tx = database.store.begin().await.unwrap();
    tx.upsert_devices(&BTreeMap::from([(device.id, device.clone())])).await.unwrap();
    tx.commit().await.unwrap();
    device
}

fn event(device: &Device, link: LinkId, scanned_at: i64) -> Event {
    Event {
        id: EventId::new(at(scanned_at)),
        workspace: device.workspace,
        link,
        visitor: device.visitor,
        device: device.id,
        action: Action::Scan,
        visit_type: VisitType::First,
        traffic: "visit".to_owned(),
        http_method: "GET".to_owned(),
        entrypoint: "https://qr.example/a".to_owned(),
        destination: "https://example.com".to_owned(),
        destination_action: EventAction::ClientRedirect,
        shown: crate::domain::trace::Shown::default(),
        referrer: None,
        scanned_at: at(scanned_at),
        created_at: at(scanned_at),
    }
}

/// Events of two links of one workspace and of one link of another, kept in several batches.
async fn fill(database: &Database) -> (Vec<Event>, [LinkId; 3]) {
    let mut seed = 7;
    let (ours, other) = (database.workspace(at(NOON)).await, database.workspace(at(NOON)).await);
    let links = [
        database.link(ours, at(NOON)).await.id,
        database.link(ours, at(NOON)).await.id,
        database.link(other, at(NOON)).await.id,
    ];
    let devices = [device(database, ours, 1).await, device(database, other, 2).await];
    let mut events = Vec::new();
    for _ in 0..300 {
        let place = usize::try_from(next(&mut seed, 3)).unwrap();
        // Many at the same moment, and some on the borders of buckets.
        let moment = match next(&mut seed, 3) {
            0 => NOON,
            1 => NOON - NOON % HOUR + next(&mut seed, 48) * HOUR / 4,
            _ => NOON + next(&mut seed, 24 * HOUR) - 12 * HOUR,
        };
        events.push(event(&devices[place / 2], links[place], moment));
    }
    let by_id: BTreeMap<DeviceId, Device> = devices.into_iter().map(|device| (device.id, device)).collect();
    let mut series = Series::default();
    for batch in events.chunks(70) {
        let mut tx = database.store.begin().await.unwrap();
        tx.insert_events(batch).await.unwrap();
        tx.count_events(batch).await.unwrap();
        tx.count_facts(&mut series, &facts(batch, &by_id), at(NOON)).await.unwrap();
        tx.commit().await.unwrap();
        series.keep();
    }
    (events, links)
}

#[tokio::test]
async fn counts_of_any_window_are_those_of_the_rows() {
    for database in databases().await {
        let (events, links) = fill(&database).await;
        let workspace = events.iter().find(|event| event.link == links[0]).unwrap().workspace;
        let mut seed = 11;
        for round in 0..60 {
            let moment = |seed: &mut u64| match next(seed, 4) {
                0 => None,
                1 => Some(NOON - NOON % HOUR + next(seed, 48) * HOUR / 4),
                _ => Some(NOON + next(seed, 26 * HOUR) - 13 * HOUR),
            };
            let (start, end) = (moment(&mut seed), moment(&mut seed));
            let link = [None, Some(links[0]), Some(links[1]), Some(links[2])][round % 4];
            let visitor = (round % 3 == 0).then(|| events[round].visitor);
            let filter = Filter { link, visitor, start: start.map(at), end: end.map(at) };
            let fits = |event: &&Event| {
                event.workspace == workspace
                    && link.is_none_or(|link| event.link == link)
                    && visitor.is_none_or(|visitor| event.visitor == visitor)
                    && start.is_none_or(|start| event.scanned_at.as_millis() >= start)
                    && end.is_none_or(|end| event.scanned_at.as_millis() <= end)
            };
            let naive = events.iter().filter(fits).count();
            let counted = database.store.count_matching(workspace, filter).await.unwrap();
            assert_eq!(usize::try_from(counted), Ok(naive), "{}: {filter:?}", database.kind);
        }
    }
}

#[tokio::test]
async fn pages_show_every_event_once_and_the_newest_first() {
    for database in databases().await {
        let (events, links) = fill(&database).await;
        let workspace = events.iter().find(|event| event.link == links[0]).unwrap().workspace;
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = Page { size: 7, after };
            let slice = database.store.list_events(workspace, Filter::default(), &page).await.unwrap();
            seen.extend(slice.rows.iter().map(|event| (event.scanned_at, event.id)));
            after = slice.next;
            if after.is_none() {
                break;
            }
        }
        let mut expected: Vec<_> = events
            .iter()
            .filter(|event| event.workspace == workspace)
            .map(|event| (event.scanned_at, event.id))
            .collect();
        expected.sort_by(|a, b| b.cmp(a));
        assert_eq!(seen, expected, "{}", database.kind);
    }
}

#[tokio::test]
async fn events_go_with_their_time_and_counts_stay() {
    for database in databases().await {
        let workspace = database.workspace(at(NOON)).await;
        let link = database.link(workspace, at(NOON)).await;
        let devices = [device(&database, workspace, 1).await, device(&database, workspace, 2).await];
        let events: Vec<Event> = (0..10)
            .map(|number| event(&devices[usize::from(number >= 6)], link.id, NOON + number * HOUR))
            .collect();
        let mut tx = database.store.begin().await.unwrap();
        tx.insert_events(&events).await.unwrap();
        tx.count_events(&events).await.unwrap();
        let mut later = devices[1].clone();
        later.last_used_at = at(NOON + 9 * HOUR);
        tx.upsert_devices(&BTreeMap::from([(later.id, later)])).await.unwrap();
        tx.commit().await.unwrap();
        let before = at(NOON + 8 * HOUR);
        assert_eq!(database.store.remove_events(workspace, before, 5).await.unwrap(), 5);
        assert_eq!(database.store.remove_events(workspace, before, 5).await.unwrap(), 3);
        assert_eq!(database.store.remove_events(workspace, before, 5).await.unwrap(), 0);
        let page = Page { size: 100, after: None };
        let left = database.store.list_events(workspace, Filter::default(), &page).await.unwrap().rows;
        assert_eq!(left.len(), 2, "{}", database.kind);
        assert_eq!(database.store.count_matching(workspace, Filter::default()).await.unwrap(), 10);
        let ids = devices.each_ref().map(|device| device.id);
        let kept = database.store.devices(workspace, &ids).await.unwrap();
        let agents: Vec<&str> = ids
            .iter()
            .map(|id| kept.iter().find(|device| device.id == *id).unwrap().user_agent.as_str())
            .collect();
        assert_eq!(agents, ["", "Mozilla/5.0"], "{}: the second one came since", database.kind);
        let of_visitor = Filter { visitor: Some(devices[1].visitor), ..Filter::default() };
        assert_eq!(database.store.count_matching(workspace, of_visitor).await.unwrap(), 2);
        assert_eq!(database.store.list_events(workspace, of_visitor, &page).await.unwrap().rows.len(), 2);
        let other = database.workspace(at(NOON)).await;
        assert_eq!(database.store.count_matching(other, of_visitor).await.unwrap(), 0, "not theirs");
    }
}
