//! Workspaces.

use sqlx::FromRow;

use super::{Result, Store, with_pool};
use crate::domain::id::WorkspaceId;
use crate::domain::time::Timestamp;

/// A workspace.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Workspace {
    pub(crate) id: WorkspaceId,
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
}

impl Store {
    /// Makes a workspace.
    pub(crate) async fn insert_workspace(&self, id: WorkspaceId, name: &str, now: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "insert into workspaces (id, name, created_at, updated_at) values ($1, $2, $3, $3)")
            .bind(id).bind(name).bind(now).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// All workspaces, the oldest first.
    pub(crate) async fn workspaces(&self) -> Result<Vec<Workspace>> {
        Ok(
            with_pool!(&self.read, db => sqlx::query_as("select id, name, created_at from workspaces order by created_at, id")
            .fetch_all(db).await)?,
        )
    }
}
