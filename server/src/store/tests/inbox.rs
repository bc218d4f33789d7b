//! Scans that wait.

use super::{NOON, at};
use crate::domain::id::EventId;
use crate::domain::scan::{Action, Scan};
use crate::domain::step::EventAction;
use crate::store::fixture::databases;
use crate::store::inbox::Met;

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
