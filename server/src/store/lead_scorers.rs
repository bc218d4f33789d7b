//! External scorers: one for each workspace that has set one up. Deleted ones stay until their scores are taken back.

use std::time::Duration;

use sqlx::{FromRow, QueryBuilder};

use super::sql::locking;
use super::types::{from_json, to_json};
use super::{Result, Store, StoreError, Tx, secrets, with_pool, with_tx};
use crate::domain::id::{LeadScoreId, LinkId, WorkspaceId};
use crate::domain::lead::Inputs;
use crate::domain::lead::scorer::LeadScorer;
use crate::domain::time::Timestamp;

#[derive(Debug, FromRow)]
struct ScorerRow {
    workspace_id: WorkspaceId,
    url: String,
    secret: String,
    old_secrets: String,
    timeout_ms: i64,
    attributes: String,
    version: i64,
    failures: i64,
    success_count: i64,
    failure_count: i64,
    last_scored_at: Option<Timestamp>,
    last_failed_at: Option<Timestamp>,
    last_error: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<ScorerRow> for LeadScorer {
    type Error = StoreError;
    fn try_from(row: ScorerRow) -> Result<Self> {
        Ok(Self {
            workspace: row.workspace_id,
            url: row.url,
            secret: secrets::read("lead_scorers.secret", &row.secret)?,
            old_secrets: secrets::read_old("lead_scorers.old_secrets", &row.old_secrets)?,
            timeout: Duration::from_millis(u64::try_from(row.timeout_ms).unwrap_or(0)),
            attributes: from_json("lead_scorers.attributes", &row.attributes)?,
            version: row.version,
            failures: row.failures,
            success_count: row.success_count,
            failure_count: row.failure_count,
            last_scored_at: row.last_scored_at,
            last_failed_at: row.last_failed_at,
            last_error: row.last_error,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Those of a workspace, with the columns that [`ScorerRow`] reads.
macro_rules! select_scorers {
    () => {
        "select workspace_id, url, secret, old_secrets, timeout_ms, attributes, version, failures, success_count,
            failure_count, last_scored_at, last_failed_at, last_error, created_at, updated_at
         from lead_scorers where deleted_at is null and workspace_id = "
    };
}

impl Store {
    /// The workspace's scorer.
    pub(crate) async fn lead_scorer(&self, workspace: WorkspaceId) -> Result<Option<LeadScorer>> {
        let row: Option<ScorerRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_scorers!());
            query.push_bind(workspace).build_query_as().fetch_optional(db).await
        })?;
        row.map(LeadScorer::try_from).transpose()
    }

    /// Takes back some scores of scorers that were deleted, or `all` of every scorer's, at most `most` at once: the rules
    /// stand again. Tells whether there was anything to do.
    pub(crate) async fn take_scores_back(&self, all: bool, most: i64) -> Result<bool> {
        let Some(workspace) = self.without_scorer(all).await? else { return Ok(false) };
        let mut tx = self.begin().await?;
        tx.hold_projection().await?;
        let stays: Option<WorkspaceId> = with_tx!(&mut tx, db => sqlx::query_scalar(
            "select workspace_id from lead_scorers where workspace_id = $1 and deleted_at is null")
            .bind(workspace).fetch_optional(&mut *db).await)?;
        if stays.is_some() && !all {
            return Ok(true);
        }
        let queued = with_tx!(&mut tx, db => sqlx::query(
            "delete from lead_scorings where lead_score_id in
                (select lead_score_id from lead_scorings where workspace_id = $1 limit $2)")
            .bind(workspace).bind(most).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        let scored: Vec<(LeadScoreId, LinkId, i64, String)> = with_tx!(&mut tx, db => sqlx::query_as(
            "select id, link_id, score, inputs from lead_scores where workspace_id = $1 and external is not null
             order by id limit $2").bind(workspace).bind(most).fetch_all(&mut *db).await)?;
        let mut changes = super::leads::Changes::new();
        let mut rules = Vec::with_capacity(scored.len());
        for (id, link, shown, inputs) in &scored {
            let inputs: Inputs = from_json("lead_scores.inputs", inputs)?;
            let score = inputs.score().overall;
            super::leads::note(&mut changes, workspace, *link, 0, score - shown);
            rules.push((*id, score));
        }
        tx.change_lead_totals(&changes).await?;
        for (id, score) in rules {
            tx.show_score(id, score, None).await?;
        }
        if queued == 0 && scored.is_empty() {
            with_tx!(&mut tx, db => sqlx::query(
                "delete from lead_scorers where workspace_id = $1 and deleted_at is not null")
                .bind(workspace).execute(&mut *db).await.map(|_| ()))?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// A workspace whose scores are to be taken back.
    async fn without_scorer(&self, all: bool) -> Result<Option<WorkspaceId>> {
        let deleted = "select workspace_id from lead_scorers where deleted_at is not null limit 1";
        let statements: &[&'static str] = if all {
            &[
                deleted,
                "select workspace_id from lead_scorings limit 1",
                "select workspace_id from lead_scores where external is not null limit 1",
            ]
        } else {
            &[deleted]
        };
        for statement in statements {
            let found: Option<WorkspaceId> = with_pool!(&self.read, db => sqlx::query_scalar(*statement)
                .fetch_optional(db).await)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

impl Tx {
    /// The workspace's scorer, which nobody else changes until this transaction ends.
    pub(crate) async fn lock_lead_scorer(&mut self, workspace: WorkspaceId) -> Result<Option<LeadScorer>> {
        let lock = locking(self);
        let row: Option<ScorerRow> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(select_scorers!());
            query.push_bind(workspace).push(lock).build_query_as().fetch_optional(&mut *db).await
        })?;
        row.map(LeadScorer::try_from).transpose()
    }

    /// Keeps a new scorer; one that was deleted and is still being taken back makes room for it. False when there is one.
    pub(crate) async fn insert_lead_scorer(&mut self, scorer: &LeadScorer) -> Result<bool> {
        let timeout = i64::try_from(scorer.timeout.as_millis()).unwrap_or(i64::MAX);
        let kept = with_tx!(self, db => sqlx::query(
            "insert into lead_scorers (workspace_id, url, secret, old_secrets, timeout_ms, attributes, version, failures,
                success_count, failure_count, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $8)
             on conflict (workspace_id) do update set url = excluded.url, secret = excluded.secret,
                old_secrets = excluded.old_secrets, timeout_ms = excluded.timeout_ms, attributes = excluded.attributes,
                version = lead_scorers.version + 1, failures = 0, success_count = 0, failure_count = 0,
                last_scored_at = null, last_failed_at = null, last_error = null, created_at = excluded.created_at,
                updated_at = excluded.updated_at, deleted_at = null
             where lead_scorers.deleted_at is not null")
            .bind(scorer.workspace).bind(&scorer.url).bind(scorer.secret.reveal())
            .bind(secrets::write_old(&scorer.old_secrets)).bind(timeout).bind(to_json(&scorer.attributes))
            .bind(scorer.version).bind(scorer.created_at).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(kept > 0)
    }

    /// Writes what its owner changed.
    pub(crate) async fn update_lead_scorer(&mut self, scorer: &LeadScorer) -> Result<()> {
        let timeout = i64::try_from(scorer.timeout.as_millis()).unwrap_or(i64::MAX);
        with_tx!(self, db => sqlx::query(
            "update lead_scorers set url = $2, secret = $3, old_secrets = $4, timeout_ms = $5, attributes = $6, version = $7,
                failures = $8, last_error = $9, updated_at = $10 where workspace_id = $1 and deleted_at is null")
            .bind(scorer.workspace).bind(&scorer.url).bind(scorer.secret.reveal())
            .bind(secrets::write_old(&scorer.old_secrets)).bind(timeout).bind(to_json(&scorer.attributes))
            .bind(scorer.version).bind(scorer.failures).bind(&scorer.last_error).bind(scorer.updated_at)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Deletes the workspace's scorer; false when it has none. Its scores are taken back by a job.
    pub(crate) async fn delete_lead_scorer(
        &mut self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<bool> {
        let deleted = with_tx!(self, db => sqlx::query(
            "update lead_scorers set deleted_at = $2, secret = '', old_secrets = '[]'
             where workspace_id = $1 and deleted_at is null")
            .bind(workspace).bind(now).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(deleted > 0)
    }
}
