//! Where links led: a history that can be taken back.

use sqlx::FromRow;

use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::id::{ChangeId, LinkId, TokenId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;

/// A destination that a link was given.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Change {
    pub(crate) id: ChangeId,
    pub(crate) destination: String,
    /// The token that gave it; none when nobody is known to have.
    pub(crate) changed_by: Option<TokenId>,
    pub(crate) changed_at: Timestamp,
    /// When it was taken back.
    pub(crate) undone_at: Option<Timestamp>,
}

impl Tx {
    /// Writes a destination down that a link was given.
    pub(crate) async fn note_destination(
        &mut self,
        workspace: WorkspaceId,
        link: LinkId,
        change: &Change,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into destination_changes (id, workspace_id, link_id, destination, changed_by, changed_at)
             values ($1, $2, $3, $4, $5, $6)")
            .bind(change.id).bind(workspace).bind(link).bind(&change.destination).bind(change.changed_by)
            .bind(change.changed_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// The destinations that were not taken back, the newest first: the present one and the one before it.
    pub(crate) async fn last_destinations(
        &mut self,
        workspace: WorkspaceId,
        link: LinkId,
    ) -> Result<Vec<Change>> {
        Ok(with_tx!(self, db => sqlx::query_as(
            "select id, destination, changed_by, changed_at, undone_at from destination_changes
             where workspace_id = $1 and link_id = $2 and undone_at is null order by changed_at desc, id desc limit 2")
            .bind(workspace).bind(link).fetch_all(&mut *db).await)?)
    }

    /// Marks a change as taken back.
    pub(crate) async fn undo_destination(
        &mut self,
        workspace: WorkspaceId,
        id: ChangeId,
        now: Timestamp,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update destination_changes set undone_at = $3 where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).bind(now).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}

impl Store {
    /// The destinations that a link was given, the newest first.
    pub(crate) async fn list_destinations(
        &self,
        workspace: WorkspaceId,
        link: LinkId,
        page: &Page,
    ) -> Result<Slice<Change>> {
        let (at, id) = page.before();
        let rows: Vec<Change> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, destination, changed_by, changed_at, undone_at from destination_changes
             where workspace_id = $1 and link_id = $2 and (changed_at, id) < ($3, $4)
             order by changed_at desc, id desc limit $5")
            .bind(workspace).bind(link).bind(at).bind(id).bind(page.limit()).fetch_all(db).await)?;
        Ok(page.cut(rows, |change: &Change| Cursor::at(change.changed_at.as_millis(), change.id)))
    }
}
