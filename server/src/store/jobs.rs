//! Work that is done in the background.

use sqlx::FromRow;

use super::types::{from_json, from_name, to_json};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::id::{JobId, LinkId, TokenId, WorkspaceId};
use crate::domain::job::{Job, JobStatus};
use crate::domain::link::NewLink;
use crate::domain::time::Timestamp;

#[derive(Debug, FromRow)]
struct JobRow {
    id: JobId,
    status: String,
    item_count: i64,
    link_ids: Option<String>,
    error_code: Option<String>,
    error_message: Option<String>,
    created_at: Timestamp,
    completed_at: Option<Timestamp>,
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;
    fn try_from(row: JobRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            status: from_name("jobs.status", &row.status)?,
            item_count: row.item_count,
            links: row.link_ids.map_or(Ok(Vec::new()), |ids| from_json("jobs.link_ids", &ids))?,
            error: row.error_code.zip(row.error_message),
            created_at: row.created_at,
            completed_at: row.completed_at,
        })
    }
}

/// A job that this process does.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) id: JobId,
    /// Whose links they become.
    pub(crate) token: TokenId,
    pub(crate) items: Vec<NewLink>,
}

#[derive(Debug, FromRow)]
struct ClaimedRow {
    id: JobId,
    token_id: TokenId,
    items: String,
}

impl Store {
    /// The job with this id.
    pub(crate) async fn job(&self, workspace: WorkspaceId, id: JobId) -> Result<Option<Job>> {
        let row: Option<JobRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, status, item_count, link_ids, error_code, error_message, created_at, completed_at
             from jobs where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Job::try_from).transpose()
    }

    /// Takes the oldest job that nobody does, until `until`; jobs of processes that died are taken up again.
    pub(crate) async fn claim_job(
        &self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Claimed>> {
        let row: Option<ClaimedRow> = with_pool!(&self.write, db => sqlx::query_as(
            "update jobs set status = 'JOB_STATUS_RUNNING', holder = $1, leased_until = $3
             where id = (select id from jobs where completed_at is null and leased_until < $2 order by created_at, id limit 1)
             and leased_until < $2 returning id, token_id, items")
            .bind(holder).bind(now).bind(until).fetch_optional(db).await)?;
        row.map(|row| {
            Ok(Claimed { id: row.id, token: row.token_id, items: from_json("jobs.items", &row.items)? })
        })
        .transpose()
    }

    /// Ends a job that made nothing.
    pub(crate) async fn fail_job(
        &self,
        id: JobId,
        holder: &str,
        (code, message): (&str, &str),
        now: Timestamp,
    ) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "update jobs set status = 'JOB_STATUS_FAILED', error_code = $3, error_message = $4, completed_at = $5, items = '[]'
             where id = $1 and holder = $2 and completed_at is null")
            .bind(id).bind(holder).bind(code).bind(message).bind(now).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// Removes jobs that ended before `before`.
    pub(crate) async fn remove_jobs(&self, before: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query("delete from jobs where completed_at is not null and completed_at < $1")
            .bind(before).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}

impl Tx {
    /// Keeps a new job.
    pub(crate) async fn insert_job(
        &mut self,
        workspace: WorkspaceId,
        token: TokenId,
        job: &Job,
        items: &[NewLink],
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into jobs (id, workspace_id, token_id, status, items, item_count, leased_until, created_at)
             values ($1, $2, $3, $4, $5, $6, 0, $7)")
            .bind(job.id).bind(workspace).bind(token).bind(JobStatus::Pending.as_str()).bind(to_json(&items))
            .bind(job.item_count).bind(job.created_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Ends a job together with what it made; false when another process took its place.
    pub(crate) async fn finish_job(
        &mut self,
        id: JobId,
        holder: &str,
        links: &[LinkId],
        now: Timestamp,
    ) -> Result<bool> {
        let finished = with_tx!(self, db => sqlx::query(
            "update jobs set status = 'JOB_STATUS_SUCCEEDED', link_ids = $3, completed_at = $4, items = '[]'
             where id = $1 and holder = $2 and completed_at is null")
            .bind(id).bind(holder).bind(to_json(&links)).bind(now)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(finished > 0)
    }
}
