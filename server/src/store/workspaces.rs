//! Workspaces and their settings.

use sqlx::{FromRow, QueryBuilder};

use super::sql::push_list;
use super::types::{from_json, from_name, to_json};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::id::{LinkSettingId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::workspace::{DataCollection, LinkSetting, Workspace};

#[derive(Debug, FromRow)]
struct WorkspaceRow {
    id: WorkspaceId,
    name: String,
    profile: String,
    timezone: String,
    link_setting_id: LinkSettingId,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<WorkspaceRow> for Workspace {
    type Error = StoreError;
    fn try_from(row: WorkspaceRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            profile: from_json("workspaces.profile", &row.profile)?,
            timezone: row.timezone,
            link_setting: row.link_setting_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns that [`WorkspaceRow`] reads.
macro_rules! select_workspaces {
    ($rest:literal) => {
        concat!(
            "select workspaces.id, workspaces.name, workspaces.profile, workspaces.timezone, ",
            "link_settings.id as link_setting_id, workspaces.created_at, workspaces.updated_at from workspaces ",
            "join link_settings on link_settings.workspace_id = workspaces.id ",
            $rest
        )
    };
}

#[derive(Debug, FromRow)]
struct SettingRow {
    id: LinkSettingId,
    data_collection: String,
    retention_days: Option<i64>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Store {
    /// Makes a workspace with what every workspace has.
    pub(crate) async fn insert_workspace(&self, id: WorkspaceId, name: &str, now: Timestamp) -> Result<()> {
        let mut tx = self.begin().await?;
        with_tx!(&mut tx, db => {
            sqlx::query("insert into workspaces (id, name, created_at, updated_at) values ($1, $2, $3, $3)")
                .bind(id).bind(name).bind(now).execute(&mut *db).await?;
            sqlx::query("insert into link_settings (id, workspace_id, data_collection, created_at, updated_at)
                         values ($1, $2, $3, $4, $4)")
                .bind(LinkSettingId::new(now)).bind(id).bind(DataCollection::default().as_str()).bind(now)
                .execute(&mut *db).await?;
            sqlx::query("insert into link_counts (workspace_id, links) values ($1, 0)")
                .bind(id).execute(&mut *db).await?;
        });
        tx.commit().await
    }

    /// All workspaces, the oldest first.
    pub(crate) async fn workspaces(&self) -> Result<Vec<Workspace>> {
        let rows: Vec<WorkspaceRow> = with_pool!(&self.read, db => sqlx::query_as(select_workspaces!(
            "order by workspaces.created_at, workspaces.id")).fetch_all(db).await)?;
        rows.into_iter().map(Workspace::try_from).collect()
    }

    /// The workspace with this id.
    pub(crate) async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>> {
        let row: Option<WorkspaceRow> = with_pool!(&self.read, db => sqlx::query_as(select_workspaces!(
            "where workspaces.id = $1")).bind(id).fetch_optional(db).await)?;
        row.map(Workspace::try_from).transpose()
    }

    /// Several workspaces.
    pub(crate) async fn workspaces_by_id(&self, ids: &[WorkspaceId]) -> Result<Vec<Workspace>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<WorkspaceRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_workspaces!("where workspaces.id in ("));
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        rows.into_iter().map(Workspace::try_from).collect()
    }

    /// A workspace's setting of what is recorded.
    pub(crate) async fn link_setting(
        &self,
        workspace: WorkspaceId,
        id: LinkSettingId,
    ) -> Result<Option<LinkSetting>> {
        let row: Option<SettingRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, data_collection, retention_days, created_at, updated_at from link_settings where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(|row| {
            Ok(LinkSetting {
                id: row.id,
                data_collection: from_name("link_settings.data_collection", &row.data_collection)?,
                retention_days: row.retention_days,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        })
        .transpose()
    }
}

impl Tx {
    /// Writes what a workspace says of itself.
    pub(crate) async fn update_workspace(&mut self, workspace: &Workspace) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update workspaces set name = $2, profile = $3, timezone = $4, updated_at = $5 where id = $1")
            .bind(workspace.id).bind(&workspace.name).bind(to_json(&workspace.profile)).bind(&workspace.timezone)
            .bind(workspace.updated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes what is recorded of visitors.
    pub(crate) async fn update_link_setting(
        &mut self,
        workspace: WorkspaceId,
        setting: &LinkSetting,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update link_settings set data_collection = $3, updated_at = $4, retention_days = $5
             where workspace_id = $1 and id = $2")
            .bind(workspace).bind(setting.id).bind(setting.data_collection.as_str()).bind(setting.updated_at)
            .bind(setting.retention_days).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
