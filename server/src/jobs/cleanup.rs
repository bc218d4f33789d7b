//! What expires: designs that were made in public and that no link ever named, answers to requests with a key, minutes
//! of rate limits, jobs that ended, old entries of the audit log, old messages to webhooks, and events that their workspace
//! keeps for some time only.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::time::{Clock, Timestamp};
use crate::store::{Store, StoreError};

/// How often it is looked for what has expired; the first time at the start.
const EVERY: Duration = Duration::from_hours(1);
/// How long a design waits for its first link.
const UNADOPTED: Duration = Duration::from_hours(24);
/// How long answers to requests with an `Idempotency-Key` and ended jobs are kept.
const DAY: Duration = Duration::from_hours(24);
/// How long the audit log goes back.
const AUDIT: Duration = Duration::from_hours(365 * 24);
/// How long visits of addresses that no link has are remembered.
const ORPHANS: Duration = Duration::from_hours(90 * 24);
/// How late scans of erased devices may come: from the spool file of a server that was away.
const ERASED: Duration = Duration::from_hours(90 * 24);
/// Most rows without images that go at once.
const ROWS: i64 = 1000;
/// Most designs that go at once: with their central images they may hold up other writers for a while.
const CHUNK: i64 = 100;

/// Cleans up until the server stops.
/// `messages` is how long messages to webhooks are kept.
pub(crate) async fn run(store: Store, clock: Clock, messages: Duration, stop: CancellationToken) {
    loop {
        match remove_expired(&store, clock.now(), &stop).await {
            Ok(0) => {}
            Ok(designs) => tracing::info!(designs, "deleted designs that no link named within a day"),
            Err(error) => tracing::warn!(%error, "what has expired stays for now: the database failed"),
        }
        if let Err(error) = remove_records(&store, clock.now(), &stop).await {
            tracing::warn!(%error, "old records stay for now: the database failed");
        }
        if let Err(error) = remove_messages(&store, clock.now().before(messages), &stop).await {
            tracing::warn!(%error, "old messages to webhooks stay for now: the database failed");
        }
        if let Err(error) = remove_visits(&store, clock.now(), &stop).await {
            tracing::warn!(%error, "events stay longer than they should: the database failed");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Removes records that nobody asks for any more.
async fn remove_records(store: &Store, now: Timestamp, stop: &CancellationToken) -> Result<(), StoreError> {
    store.remove_rates(now).await?;
    store.remove_jobs(now.before(DAY)).await?;
    store.remove_orphans(now.before(ORPHANS)).await?;
    store.remove_erased_devices(now.before(ERASED)).await?;
    while !stop.is_cancelled() && store.remove_keys(now.before(DAY), ROWS).await? > 0 {}
    while !stop.is_cancelled() && store.remove_audit(now.before(AUDIT), ROWS).await? > 0 {}
    Ok(())
}

/// Removes messages to webhooks that were made before `before` and wait no more.
async fn remove_messages(
    store: &Store,
    before: Timestamp,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    store.remove_recoveries(before).await?;
    while !stop.is_cancelled() && store.remove_deliveries(before, ROWS).await? > 0 {}
    Ok(())
}

/// Removes what workspaces keep for some time only.
async fn remove_visits(store: &Store, now: Timestamp, stop: &CancellationToken) -> Result<(), StoreError> {
    for (workspace, days) in store.retentions().await? {
        let before = now.before(DAY * u32::try_from(days).unwrap_or(u32::MAX));
        while !stop.is_cancelled() && store.remove_events(workspace, before, ROWS).await? > 0 {}
    }
    Ok(())
}

/// Removes what has expired by `now`, or as much of it as there is time for; tells how many designs went.
async fn remove_expired(store: &Store, now: Timestamp, stop: &CancellationToken) -> Result<u64, StoreError> {
    let mut all = 0;
    while !stop.is_cancelled() {
        let removed = store.remove_unadopted_designs(now.before(UNADOPTED), CHUNK).await?;
        all += removed;
        if removed == 0 {
            break;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::{Design, Format, Options};
    use crate::domain::id::{DesignId, WorkspaceId};
    use crate::store::designs::Pictures;
    use crate::store::fixture::databases;

    const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    async fn design(store: &Store, workspace: Option<WorkspaceId>, at: Timestamp) -> DesignId {
        let design = Design {
            id: DesignId::new(at),
            workspace,
            options: Options::default(),
            format: Format::Svg,
            has_image: false,
            has_background: false,
            image_media: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        store.insert_design(&design, Pictures::default()).await.unwrap();
        design.id
    }

    async fn adopt(store: &Store, workspace: WorkspaceId, id: DesignId) -> bool {
        let mut tx = store.begin().await.unwrap();
        let adopted = tx.adopt_design(workspace, id).await.unwrap();
        tx.commit().await.unwrap();
        adopted
    }

    #[tokio::test]
    async fn designs_that_nobody_adopted_go_after_a_day() {
        for database in databases().await {
            let (store, kind) = (&database.store, database.kind);
            let workspace = database.workspace(START).await;
            let own = design(store, Some(workspace), START).await;
            let adopted = design(store, None, START).await;
            assert!(adopt(store, workspace, adopted).await, "{kind}");
            for _ in 0..=CHUNK {
                design(store, None, START).await;
            }
            let clock = Clock::manual(START.after(UNADOPTED));
            let young = design(store, None, clock.now().before(UNADOPTED)).await;
            let stop = CancellationToken::new();
            assert_eq!(
                remove_expired(store, clock.now(), &stop).await.unwrap(),
                0,
                "{kind}: a day is allowed"
            );

            clock.set(clock.now().after(Duration::from_millis(1)));
            let later = design(store, None, START.after(Duration::from_millis(1))).await;
            let running = tokio::spawn(run(store.clone(), clock.clone(), UNADOPTED, stop.clone()));
            let mut left = vec![own.to_string(), adopted.to_string(), later.to_string()];
            left.sort();
            let ids = || database.texts("select id from designs where not built_in order by id");
            tokio::time::timeout(Duration::from_secs(20), async {
                while ids().await.len() > left.len() {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            })
            .await
            .unwrap();
            let kept: Vec<String> = ids().await.into_iter().flatten().collect();
            assert_eq!(kept, left, "{kind}");
            assert!(!adopt(store, workspace, young).await, "{kind}: it is gone");
            stop.cancel();
            tokio::time::timeout(Duration::from_secs(5), running).await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn a_design_is_adopted_once() {
        for database in databases().await {
            let (store, kind) = (&database.store, database.kind);
            let (first, second) = (database.workspace(START).await, database.workspace(START).await);
            let id = design(store, None, START).await;
            assert_eq!(store.design(first, id).await.unwrap(), None, "{kind}: nobody's yet");
            let (one, other) = tokio::join!(adopt(store, first, id), adopt(store, second, id));
            assert_ne!(one, other, "{kind}: one winner");
            let (winner, loser) = if one { (first, second) } else { (second, first) };
            assert!(adopt(store, winner, id).await, "{kind}: it may name it again");
            assert_eq!(store.design(winner, id).await.unwrap().unwrap().workspace, Some(winner), "{kind}");
            assert_eq!(store.design(loser, id).await.unwrap(), None, "{kind}");
            assert!(store.delete_design(winner, id, START).await.unwrap());
            assert!(!adopt(store, winner, id).await, "{kind}: deleted");
        }
    }
}
