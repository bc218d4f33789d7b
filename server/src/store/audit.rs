//! The audit log: what tokens changed, and where they were used from.

use sqlx::FromRow;

use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::audit::Entry;
use crate::domain::id::{AuditId, TokenId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;

#[derive(Debug, FromRow)]
struct EntryRow {
    id: AuditId,
    token_id: TokenId,
    operation: String,
    object_id: Option<String>,
    request_id: Option<String>,
    network: Option<String>,
    at: Timestamp,
}

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            token: row.token_id,
            operation: row.operation,
            object: row.object_id,
            request: row.request_id,
            network: row.network,
            at: row.at,
        }
    }
}

impl Tx {
    /// Writes a change down, together with the change.
    pub(crate) async fn write_audit(&mut self, workspace: WorkspaceId, entry: &Entry) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into audit_log (id, workspace_id, token_id, operation, object_id, request_id, at)
             values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(entry.id).bind(workspace).bind(entry.token).bind(&entry.operation).bind(&entry.object)
            .bind(&entry.request).bind(entry.at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}

impl Store {
    /// Writes a use down, unless it is there already: the first one of a day from a network stands for all of them.
    pub(crate) async fn write_use(&self, workspace: WorkspaceId, entry: &Entry) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "insert into audit_log (id, workspace_id, token_id, operation, request_id, network, at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing")
            .bind(entry.id).bind(workspace).bind(entry.token).bind(&entry.operation).bind(&entry.request)
            .bind(&entry.network).bind(entry.at).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// The workspace's changes and uses, the newest first; those of one token, or all.
    pub(crate) async fn list_audit(
        &self,
        workspace: WorkspaceId,
        token: Option<TokenId>,
        page: &Page,
    ) -> Result<Slice<Entry>> {
        let (at, id) = page.before();
        let rows: Vec<EntryRow> = with_pool!(&self.read, db => {
            let mut query = sqlx::QueryBuilder::new(
                "select id, token_id, operation, object_id, request_id, network, at from audit_log where workspace_id = ");
            query.push_bind(workspace);
            if let Some(token) = token {
                query.push(" and token_id = ").push_bind(token);
            }
            query.push(" and (at, id) < (").push_bind(at).push(", ").push_bind(id).push(") order by at desc, id desc limit ");
            query.push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let entries = rows.into_iter().map(Entry::from).collect();
        Ok(page.cut(entries, |entry: &Entry| Cursor::at(entry.at.as_millis(), entry.id)))
    }

    /// Removes at most `most` entries from before `before`; tells how many.
    pub(crate) async fn remove_audit(&self, before: Timestamp, most: i64) -> Result<u64> {
        Ok(with_pool!(&self.write, db => sqlx::query(
            "delete from audit_log where id in (select id from audit_log where at < $1 limit $2)")
            .bind(before).bind(most).execute(db).await.map(|done| done.rows_affected()))?)
    }
}
