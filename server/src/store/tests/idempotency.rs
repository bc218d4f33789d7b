//! Keys of requests that count once.

use super::at;
use crate::store::fixture::databases;
use crate::store::idempotency::{Answer, Claim, Claimed};

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
