//! Sending the failed messages of a time again: asked for in a row, done piece by piece, each piece in one transaction.

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{DeliveryId, RecoveryId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::delivery::Recovery;
use crate::store::sql::{push_list, skip_locked};
use crate::store::{Result, Store, Tx, with_pool, with_tx};

/// Messages of one piece.
const PIECE: usize = 500;

#[derive(Debug, FromRow)]
struct RecoveryRow {
    id: RecoveryId,
    webhook_id: WebhookId,
    since: Timestamp,
    until: Timestamp,
    recovered: i64,
    created_at: Timestamp,
    completed_at: Option<Timestamp>,
}

#[derive(Debug, FromRow)]
struct Begun {
    id: RecoveryId,
    webhook_id: WebhookId,
    until: Timestamp,
    after_created_at: i64,
    after_id: String,
}

impl Store {
    /// How far a recovery is.
    pub(crate) async fn recovery(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        id: RecoveryId,
    ) -> Result<Option<Recovery>> {
        let row: Option<RecoveryRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, webhook_id, since, until, recovered, created_at, completed_at from webhook_recoveries
             where workspace_id = $1 and webhook_id = $2 and id = $3")
            .bind(workspace).bind(webhook).bind(id).fetch_optional(db).await)?;
        Ok(row.map(|row| Recovery {
            id: row.id,
            webhook: row.webhook_id,
            since: row.since,
            until: row.until,
            recovered: row.recovered,
            created_at: row.created_at,
            completed_at: row.completed_at,
        }))
    }

    /// Does one piece of the oldest recovery that nobody does just now; tells whether there was one.
    pub(crate) async fn recover_some(&self, now: Timestamp) -> Result<bool> {
        let waits: Option<RecoveryId> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select id from webhook_recoveries where completed_at is null order by created_at, id limit 1")
            .fetch_optional(db).await)?;
        if waits.is_none() {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let begun = tx.begun_recovery().await?;
        let Some(begun) = begun else { return Ok(false) };
        tx.recover_piece(&begun, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes recoveries that ended before `before`.
    pub(crate) async fn remove_recoveries(&self, before: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "delete from webhook_recoveries where completed_at is not null and completed_at < $1")
            .bind(before).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}

impl Tx {
    /// Keeps a new recovery.
    pub(crate) async fn insert_recovery(
        &mut self,
        workspace: WorkspaceId,
        recovery: &Recovery,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into webhook_recoveries (id, workspace_id, webhook_id, since, until, after_created_at, after_id, recovered,
                created_at) values ($1, $2, $3, $4, $5, $6, '', 0, $7)")
            .bind(recovery.id).bind(workspace).bind(recovery.webhook).bind(recovery.since).bind(recovery.until)
            .bind(recovery.since).bind(recovery.created_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    async fn begun_recovery(&mut self) -> Result<Option<Begun>> {
        let lock = skip_locked(self);
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select id, webhook_id, until, after_created_at, after_id from webhook_recoveries
                 where completed_at is null order by created_at, id limit 1");
            query.push(lock);
            query.build_query_as().fetch_optional(&mut *db).await
        })?)
    }

    async fn recover_piece(&mut self, begun: &Begun, now: Timestamp) -> Result<()> {
        let failed: Vec<(i64, DeliveryId)> = with_tx!(&mut *self, db => sqlx::query_as(
            "select created_at, id from deliveries where status = 'FAILED' and webhook_id = $1
                and (created_at, id) > ($2, $3) and created_at < $4 order by created_at, id limit $5")
            .bind(begun.webhook_id).bind(begun.after_created_at).bind(&begun.after_id).bind(begun.until)
            .bind(PIECE as i64).fetch_all(&mut *db).await)?;
        if !failed.is_empty() {
            let ids: Vec<DeliveryId> = failed.iter().map(|(_, id)| *id).collect();
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "update deliveries set status = 'PENDING', fresh = false, attempts = 0, finished_at = null,
                        leased_until = 0, next_attempt_at = ");
                query.push_bind(now).push(" where status = 'FAILED' and id in (");
                push_list(&mut query, &ids);
                query.build().execute(&mut *db).await?;
            });
        }
        let completed = (failed.len() < PIECE).then_some(now);
        let (at, id) = failed
            .last()
            .map_or((begun.after_created_at, begun.after_id.clone()), |(at, id)| (*at, id.to_string()));
        with_tx!(self, db => sqlx::query(
            "update webhook_recoveries set after_created_at = $2, after_id = $3, recovered = recovered + $4,
                completed_at = $5 where id = $1")
            .bind(begun.id).bind(at).bind(id).bind(failed.len() as i64).bind(completed)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
