//! Lists and counts, held against naive ones over random data, on both databases.

use std::collections::BTreeMap;

use super::events::Filter;
use super::fixture::{Database, databases};
use super::idempotency::{Answer, Claim, Claimed};
use super::inbox::Met;
use super::links::{self, Order, Sort};
use super::rollups::{Series, facts};
use crate::domain::audit;
use crate::domain::event::{Device, Event, Place, VisitType};
use crate::domain::id::{DeviceId, EventId, LinkId, TokenId, VisitorId, WorkspaceId};
use crate::domain::link::sort_key;
use crate::domain::page::Page;
use crate::domain::scan::{Action, Scan};
use crate::domain::step::EventAction;
use crate::domain::time::Timestamp;

/// Noon of a day, in ms; events lie within half a day of it.
const NOON: i64 = 1_700_000_000_000;
const HOUR: i64 = 60 * 60 * 1000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// A number below `below`, from a sequence that is the same in every run (multiplicative generator of Lehmer).
fn next(state: &mut u64, below: i64) -> i64 {
    *state = *state * 48_271 % 2_147_483_647;
    i64::try_from(*state).unwrap() % below
}

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
async fn scans_that_come_twice_are_kept_once() {
    for database in databases().await {
        let workspace = database.workspace(at(NOON)).await;
        let link = database.link(workspace, at(NOON)).await.id;
        let scan = |millis| Scan {
            id: EventId::new(at(millis)),
            workspace,
            link,
            scanned_at: millis,
            action: Action::Click,
            method: "GET".to_owned(),
            entrypoint: "https://qr.example/a".to_owned(),
            destination: "https://example.com".to_owned(),
            exit: EventAction::ClientRedirect,
            shown: crate::domain::trace::Shown::default(),
            user_agent: "Möbius \u{0}".to_owned(),
            language: String::new(),
            referrer: String::new(),
            purpose: String::new(),
            network: String::new(),
            address_hash: String::new(),
        };
        // A number that is no power of two, and more than one batch.
        let scans: Vec<Scan> = (0..1500).map(|number| scan(NOON + number)).collect();
        database.store.insert_scans(&scans).await.unwrap();
        database.store.insert_scans(&scans[700..900]).await.unwrap();
        let mut tx = database.store.begin().await.unwrap();
        let kept = tx.peek_scans(5000, database.store.meet_scans(10).await.unwrap()).await.unwrap();
        assert_eq!(kept, scans, "{}", database.kind);
        let half: Vec<EventId> = scans[..750].iter().map(|scan| scan.id).collect();
        tx.remove_scans(&half).await.unwrap();
        assert_eq!(tx.peek_scans(5000, Met::default()).await.unwrap(), scans[750..], "{}", database.kind);
    }
}

#[tokio::test]
async fn one_process_at_a_time_holds_a_lease() {
    let term = std::time::Duration::from_secs(2);
    for database in databases().await {
        let mut held = Vec::new();
        for (holder, moment) in [("a", 0), ("b", 1000), ("a", 1500), ("b", 3400), ("b", 3600), ("a", 4000)] {
            let mut tx = database.store.begin().await.unwrap();
            held.push(tx.lease("job", holder, at(NOON + moment), term).await.unwrap());
            tx.commit().await.unwrap();
        }
        assert_eq!(held, [true, false, true, false, true, false], "{}", database.kind);
    }
}

#[tokio::test]
async fn short_addresses_are_given_out_once() {
    for database in databases().await {
        let workspace = database.workspace(at(NOON)).await;
        let link = database.link(workspace, at(NOON)).await;
        let mut tx = database.store.begin().await.unwrap();
        assert!(!tx.take_address(&link.address(), LinkId::new(at(NOON))).await.unwrap(), "{}", database.kind);
        assert!(tx.owns_address(&link.address(), link.id).await.unwrap(), "its own it may have back");
        assert!(!tx.owns_address(&link.address(), LinkId::new(at(NOON))).await.unwrap());
        assert!(tx.delete_link(workspace, link.id, at(NOON)).await.unwrap());
        assert!(!tx.delete_link(workspace, link.id, at(NOON)).await.unwrap(), "deleted once");
        assert!(!tx.take_address(&link.address(), LinkId::new(at(NOON))).await.unwrap(), "{}", database.kind);
        tx.commit().await.unwrap();
        let found = database.store.link_at(&link.address()).await.unwrap().unwrap();
        assert_eq!((found.link.id, found.deleted_at), (link.id, Some(at(NOON))), "{}", database.kind);
        assert!(database.store.link(workspace, link.id, at(NOON)).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn pages_of_links_show_the_living_ones_of_their_workspace_in_every_order() {
    for database in databases().await {
        let (ours, other) = (database.workspace(at(NOON)).await, database.workspace(at(NOON)).await);
        let names = ["b", "B", "a", "ä", "", "Zoo", "zoo", "a!%_", "c", "b"];
        let mut living = Vec::new();
        for (number, name) in (0..).zip(names) {
            let mut link = database.link(ours, at(NOON + number % 3)).await;
            database.link(other, at(NOON)).await;
            link.name = name.to_owned();
            let mut tx = database.store.begin().await.unwrap();
            match number {
                3 => {
                    assert!(tx.delete_link(ours, link.id, at(NOON)).await.unwrap());
                    tx.count_new_links(ours, -1).await.unwrap();
                }
                4 => {
                    link.expires_at = Some(at(NOON + 5));
                    tx.update_link(&link).await.unwrap();
                }
                _ => {
                    tx.update_link(&link).await.unwrap();
                    living.push(link);
                }
            }
            tx.commit().await.unwrap();
        }
        for sort in [Sort::CreatedAt, Sort::UpdatedAt, Sort::Shortlink, Sort::Name, Sort::EventCount] {
            for order in [Order::Ascending, Order::Descending] {
                let list = async |filter: &links::Filter| {
                    let (mut seen, mut after) = (Vec::new(), None);
                    loop {
                        let page = Page { size: 3, after };
                        let slice =
                            database.store.list_links(ours, filter, (sort, order), &page, at(NOON + 5));
                        let slice = slice.await.unwrap();
                        seen.extend(slice.rows.into_iter().map(|found| found.link.id));
                        after = slice.next;
                        if after.is_none() {
                            return seen;
                        }
                    }
                };
                let mut expected: Vec<_> = living.iter().collect();
                expected.sort_by_key(|link| match sort {
                    Sort::CreatedAt => (link.created_at.as_millis(), String::new(), link.id),
                    Sort::UpdatedAt => (link.updated_at.as_millis(), String::new(), link.id),
                    Sort::Shortlink => (0, link.shortlink.to_string().to_lowercase(), link.id),
                    Sort::Name => (0, link.name.to_lowercase(), link.id),
                    Sort::EventCount => (0, String::new(), link.id),
                });
                if order == Order::Descending {
                    expected.reverse();
                }
                let ids: Vec<_> = expected.iter().map(|link| link.id).collect();
                let seen = list(&links::Filter::default()).await;
                assert_eq!(seen, ids, "{}: {sort:?} {order:?}", database.kind);
                let zoos = links::Filter { search: Some("ZOO".to_owned()), ..links::Filter::default() };
                assert_eq!(list(&zoos).await.len(), 2, "{}", database.kind);
            }
        }
        let count = async |filter: &links::Filter| {
            database.store.count_links(ours, filter, at(NOON + 5)).await.unwrap()
        };
        assert_eq!(count(&links::Filter::default()).await, 8, "{}", database.kind);
        let wild = links::Filter { search: Some("!%_".to_owned()), ..links::Filter::default() };
        assert_eq!(count(&wild).await, 1, "wildcards are letters");
        let led = links::Filter {
            destination: Some("https://EXAMPLE.com/landing#x".to_owned()),
            ..links::Filter::default()
        };
        assert_eq!(count(&led).await, 8, "{}", database.kind);
    }
}

#[tokio::test]
async fn visits_are_counted_up_to_the_limit_however_many_come_at_once() {
    for database in databases().await {
        let workspace = database.workspace(at(NOON)).await;
        let link = database.link(workspace, at(NOON)).await.id;
        let come = |_| {
            let store = database.store.clone();
            tokio::spawn(async move { store.count_scan(link, 7).await.unwrap() })
        };
        let mut counted = 0;
        for visit in (0..40).map(come).collect::<Vec<_>>() {
            counted += u32::from(visit.await.unwrap());
        }
        assert_eq!(counted, 7, "{}", database.kind);
    }
}

#[tokio::test]
async fn a_key_is_claimed_by_one_and_answered_once() {
    for database in databases().await {
        let (store, kind) = (&database.store, database.kind);
        let claim = |holder: &str, fingerprint: &str| Claim {
            owner: "token".to_owned(),
            key: "key".to_owned(),
            fingerprint: fingerprint.to_owned(),
            holder: holder.to_owned(),
        };
        let ask = async |holder: &str, fingerprint: &str, moment: i64| {
            let claimed =
                store.claim_key(&claim(holder, fingerprint), at(moment), at(moment + 60)).await.unwrap();
            match claimed {
                Claimed::Mine => "mine",
                Claimed::Other => "other",
                Claimed::Running => "running",
                Claimed::Done(_) => "done",
            }
        };
        assert_eq!(ask("a", "one", 0).await, "mine", "{kind}");
        assert_eq!(ask("b", "one", 10).await, "running", "{kind}");
        assert_eq!(ask("b", "two", 10).await, "other", "{kind}");
        assert_eq!(ask("b", "one", 61).await, "mine", "{kind}: the first is taken for dead");
        let answer = Answer {
            status: 200,
            headers: "{}".to_owned(),
            guide_body: "{}".to_owned(),
            sdk_body: "{}".to_owned(),
        };
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.keep_answer(&claim("a", "one"), &answer).await.unwrap(), "{kind}: it is not");
        assert!(tx.keep_answer(&claim("b", "one"), &answer).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(ask("c", "one", 300).await, "done", "{kind}");
        store.release_key(&claim("b", "one")).await.unwrap();
        assert_eq!(ask("c", "one", 300).await, "done", "{kind}: an answer stays");
        assert_eq!(store.remove_keys(at(1), 10).await.unwrap(), 1);
        assert_eq!(ask("c", "one", 300).await, "mine", "{kind}");
    }
}

#[tokio::test]
async fn links_are_found_by_tags_and_letters_in_every_order() {
    let words = ["menu", "wine list", "menu of the day", "ticket", "Stra\u{df}e 5"];
    let searches = ["menu", "MENU OF", "ticke", "me", "stra\u{df}e", "\"x\" AND", "nothing of the kind", ""];
    let tag_sets: [&[&str]; 5] = [&[], &["often"], &["rare"], &["often", "rare", "third"], &["unknown"]];
    for database in databases().await {
        let workspace = database.workspace(at(NOON)).await;
        let other = database.workspace(at(NOON)).await;
        let mut living = Vec::new();
        for (number, word) in (0..40_usize).zip(words.into_iter().cycle()) {
            let mut tags = vec!["often".to_owned()];
            if number % 13 == 0 {
                tags = vec!["rare".to_owned(), "often".to_owned()];
            }
            if number % 7 == 0 {
                tags = vec!["third".to_owned()];
            }
            for owner in [workspace, other] {
                let mut link = database.link(owner, at(NOON + number as i64 % 5)).await;
                let mut tx = database.store.begin().await.unwrap();
                tx.set_tags(owner, link.id, &tags, at(NOON)).await.unwrap();
                link.name = format!("{word} {number}");
                link.updated_at = at(NOON + number as i64 % 3);
                tx.update_link(&link).await.unwrap();
                if number % 11 == 10 {
                    assert!(tx.delete_link(owner, link.id, at(NOON)).await.unwrap());
                    tx.count_new_links(owner, -1).await.unwrap();
                } else if owner == workspace {
                    living.push((link, tags.clone()));
                }
                tx.commit().await.unwrap();
            }
        }
        for (search, tags) in searches.iter().flat_map(|search| tag_sets.map(|tags| (*search, tags))) {
            let filter = links::Filter {
                search: Some(search.to_owned()).filter(|search| !search.is_empty()),
                tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
                ..links::Filter::default()
            };
            let mut expected: Vec<_> = living
                .iter()
                .filter(|(_, own)| tags.is_empty() || tags.iter().any(|tag| own.iter().any(|own| own == tag)))
                .map(|(link, _)| link)
                .filter(|link| {
                    format!("{}\n{}", link.name, link.shortlink)
                        .to_lowercase()
                        .contains(&search.to_lowercase())
                })
                .collect();
            let asked = format!("{}: {search:?} {tags:?}", database.kind);
            let count = database.store.count_links(workspace, &filter, at(NOON + 9)).await.unwrap();
            assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{asked}");
            for sort in [Sort::CreatedAt, Sort::UpdatedAt, Sort::Shortlink, Sort::Name, Sort::EventCount] {
                expected.sort_by_key(|link| match sort {
                    Sort::CreatedAt => (link.created_at.as_millis(), String::new(), link.id),
                    Sort::UpdatedAt => (link.updated_at.as_millis(), String::new(), link.id),
                    Sort::Shortlink => (0, sort_key(&link.shortlink.to_string()), link.id),
                    Sort::Name => (0, sort_key(&link.name), link.id),
                    Sort::EventCount => (0, String::new(), link.id),
                });
                for order in [Order::Ascending, Order::Descending] {
                    let (mut seen, mut after) = (Vec::new(), None);
                    loop {
                        let page = Page { size: 7, after };
                        let slice = database
                            .store
                            .list_links(workspace, &filter, (sort, order), &page, at(NOON + 9))
                            .await
                            .unwrap();
                        seen.extend(slice.rows.into_iter().map(|found| found.link.id));
                        after = slice.next;
                        if after.is_none() {
                            break;
                        }
                    }
                    if order == Order::Descending {
                        seen.reverse();
                    }
                    let ids: Vec<_> = expected.iter().map(|link| link.id).collect();
                    assert_eq!(seen, ids, "{asked} {sort:?} {order:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_use_is_in_the_audit_log_once_a_day() {
    for database in databases().await {
        let workspace = database.workspace(at(NOON)).await;
        let token = TokenId::new(at(NOON));
        for moment in [NOON, NOON + 1000, NOON + 86_400_000] {
            let network = Some("203.0.113.0/24".to_owned());
            let entry = audit::Entry::of_use(token, network, None, at(moment));
            database.store.write_use(workspace, &entry).await.unwrap();
        }
        let page = Page { size: 10, after: None };
        let entries = database.store.list_audit(workspace, Some(token), &page).await.unwrap().rows;
        let seen: Vec<_> = entries.iter().map(|entry| (entry.operation.as_str(), entry.at)).collect();
        assert_eq!(seen, [("USE", at(NOON + 86_400_000)), ("USE", at(NOON))], "{}", database.kind);
        assert_eq!(entries[0].network.as_deref(), Some("203.0.113.0/24"));
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
