//! Short addresses and lists of links, held against naive ones.

use super::{NOON, at};
use crate::domain::id::LinkId;
use crate::domain::link::sort_key;
use crate::domain::page::Page;
use crate::store::fixture::databases;
use crate::store::links::{self, Order, Sort};

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
