//! The audit log.

use super::{NOON, at};
use crate::domain::audit;
use crate::domain::id::TokenId;
use crate::domain::page::Page;
use crate::store::fixture::databases;

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
