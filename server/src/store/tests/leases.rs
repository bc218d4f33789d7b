//! Who may do what only one may.

use super::{NOON, at};
use crate::store::fixture::databases;

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
