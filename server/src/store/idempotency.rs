//! Answers to requests with an `Idempotency-Key`, kept in the transaction of the request's effect.

use sqlx::FromRow;

use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::time::Timestamp;

/// A request that is about to be done: whose key it is, and who does it.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// Whose key: a token, or an address.
    pub(crate) owner: String,
    /// The key.
    pub(crate) key: String,
    /// Tells the request from others.
    pub(crate) fingerprint: String,
    /// Who does the request; nobody else may write its answer.
    pub(crate) holder: String,
}

/// An answer as it is kept: in both dialects.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Answer {
    pub(crate) status: i64,
    /// Headers of its own, as a JSON object.
    pub(crate) headers: String,
    pub(crate) guide_body: String,
    pub(crate) sdk_body: String,
}

/// What became of a claim.
#[derive(Debug, Clone)]
pub(crate) enum Claimed {
    /// It is this request's turn.
    Mine,
    /// The key belongs to another request.
    Other,
    /// The same request is being done.
    Running,
    /// The same request was done, with this answer.
    Done(Answer),
}

#[derive(Debug, FromRow)]
struct KeyRow {
    fingerprint: String,
    holder: String,
    leased_until: Timestamp,
    status: Option<i64>,
    headers: Option<String>,
    guide_body: Option<String>,
    sdk_body: Option<String>,
}

impl Store {
    /// Claims a key until `until`, or tells what it stands for already.
    pub(crate) async fn claim_key(&self, claim: &Claim, now: Timestamp, until: Timestamp) -> Result<Claimed> {
        let inserted = with_pool!(&self.write, db => sqlx::query(
            "insert into idempotency_keys (owner, key, fingerprint, holder, leased_until, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (owner, key) do nothing")
            .bind(&claim.owner).bind(&claim.key).bind(&claim.fingerprint).bind(&claim.holder).bind(until).bind(now)
            .execute(db).await.map(|done| done.rows_affected()))?;
        if inserted > 0 {
            return Ok(Claimed::Mine);
        }
        let row: Option<KeyRow> = with_pool!(&self.write, db => sqlx::query_as(
            "select fingerprint, holder, leased_until, status, headers, guide_body, sdk_body from idempotency_keys
             where owner = $1 and key = $2")
            .bind(&claim.owner).bind(&claim.key).fetch_optional(db).await)?;
        // Released in between: the client asks once more.
        let Some(row) = row else { return Ok(Claimed::Running) };
        if row.fingerprint != claim.fingerprint {
            return Ok(Claimed::Other);
        }
        if let Some(status) = row.status {
            let text = Option::unwrap_or_default;
            let (headers, guide_body, sdk_body) =
                (text(row.headers), text(row.guide_body), text(row.sdk_body));
            return Ok(Claimed::Done(Answer { status, headers, guide_body, sdk_body }));
        }
        if row.leased_until > now {
            return Ok(Claimed::Running);
        }
        // Whoever held it is dead; of those who notice, one takes its place.
        let taken = with_pool!(&self.write, db => sqlx::query(
            "update idempotency_keys set holder = $4, leased_until = $5
             where owner = $1 and key = $2 and holder = $3 and status is null")
            .bind(&claim.owner).bind(&claim.key).bind(&row.holder).bind(&claim.holder).bind(until)
            .execute(db).await.map(|done| done.rows_affected()))?;
        Ok(if taken > 0 { Claimed::Mine } else { Claimed::Running })
    }

    /// Gives a key back that has no answer: the request may be made again.
    pub(crate) async fn release_key(&self, claim: &Claim) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "delete from idempotency_keys where owner = $1 and key = $2 and holder = $3 and status is null")
            .bind(&claim.owner).bind(&claim.key).bind(&claim.holder).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// Removes at most `most` keys from before `before`; tells how many.
    pub(crate) async fn remove_keys(&self, before: Timestamp, most: i64) -> Result<u64> {
        Ok(with_pool!(&self.write, db => sqlx::query(
            "delete from idempotency_keys where (owner, key) in (
                select owner, key from idempotency_keys where created_at < $1 order by created_at limit $2)")
            .bind(before).bind(most).execute(db).await.map(|done| done.rows_affected()))?)
    }
}

impl Tx {
    /// Keeps the answer to a claimed request; false when somebody else took its place meanwhile.
    pub(crate) async fn keep_answer(&mut self, claim: &Claim, answer: &Answer) -> Result<bool> {
        let kept = with_tx!(self, db => sqlx::query(
            "update idempotency_keys set status = $4, headers = $5, guide_body = $6, sdk_body = $7
             where owner = $1 and key = $2 and holder = $3 and status is null")
            .bind(&claim.owner).bind(&claim.key).bind(&claim.holder).bind(answer.status).bind(&answer.headers)
            .bind(&answer.guide_body).bind(&answer.sdk_body).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(kept > 0)
    }
}
