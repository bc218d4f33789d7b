//! Dashboards: layouts of figures, kept as clients give them.

use sqlx::{FromRow, QueryBuilder};

use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::id::{DashboardId, LinkId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;

/// A dashboard.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Dashboard {
    pub(crate) id: DashboardId,
    pub(crate) workspace_id: WorkspaceId,
    /// The link that it is about; the workspace when there is none.
    pub(crate) link_id: Option<LinkId>,
    pub(crate) name: String,
    /// The layout as JSON.
    pub(crate) config: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// Which dashboards a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Filter {
    #[default]
    All,
    /// Those of the workspace itself.
    Workspace,
    /// Those of links.
    Links,
    /// Those of this link.
    Link(LinkId),
}

/// Ends a `where` with what a filter asks for.
macro_rules! push_filter {
    ($query:ident, $filter:expr) => {
        match $filter {
            Filter::All => {}
            Filter::Workspace => {
                $query.push(" and link_id is null");
            }
            Filter::Links => {
                $query.push(" and link_id is not null");
            }
            Filter::Link(link) => {
                $query.push(" and link_id = ").push_bind(link);
            }
        }
    };
}

/// What a widget says in words.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Summary {
    pub(crate) dashboard_id: DashboardId,
    pub(crate) widget_id: String,
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) text: String,
    /// How many events it speaks of.
    pub(crate) source_count: i64,
    pub(crate) generated_at: Timestamp,
}

impl Store {
    /// What a widget said last.
    pub(crate) async fn widget_summary(
        &self,
        workspace: WorkspaceId,
        dashboard: DashboardId,
        widget: &str,
    ) -> Result<Option<Summary>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select dashboard_id, widget_id, workspace_id, text, source_count, generated_at from widget_summaries
             where workspace_id = $1 and dashboard_id = $2 and widget_id = $3")
            .bind(workspace).bind(dashboard).bind(widget).fetch_optional(db).await)?)
    }

    /// A dashboard.
    pub(crate) async fn dashboard(
        &self,
        workspace: WorkspaceId,
        id: DashboardId,
    ) -> Result<Option<Dashboard>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select id, workspace_id, link_id, name, config, created_at, updated_at from dashboards
             where workspace_id = $1 and id = $2").bind(workspace).bind(id).fetch_optional(db).await)?)
    }

    /// Dashboards, the oldest first.
    pub(crate) async fn list_dashboards(
        &self,
        workspace: WorkspaceId,
        filter: Filter,
        page: &Page,
    ) -> Result<Slice<Dashboard>> {
        let (at, id) = page.beyond();
        let rows: Vec<Dashboard> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select id, workspace_id, link_id, name, config, created_at, updated_at from dashboards where workspace_id = ");
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.push(" and (created_at, id) > (").push_bind(at).push(", ").push_bind(id);
            query.push(") order by created_at, id limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        Ok(page.cut(rows, |row: &Dashboard| Cursor::at(row.created_at.as_millis(), row.id)))
    }

    /// How many dashboards a filter shows.
    pub(crate) async fn count_dashboards(&self, workspace: WorkspaceId, filter: Filter) -> Result<i64> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from dashboards where workspace_id = ");
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }
}

impl Tx {
    /// Keeps what a widget says, over what it said before.
    pub(crate) async fn write_summary(&mut self, summary: &Summary) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into widget_summaries (dashboard_id, widget_id, workspace_id, text, source_count, generated_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (dashboard_id, widget_id) do update set text = excluded.text,
                source_count = excluded.source_count, generated_at = excluded.generated_at")
            .bind(summary.dashboard_id).bind(&summary.widget_id).bind(summary.workspace_id).bind(&summary.text)
            .bind(summary.source_count).bind(summary.generated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Forgets what a dashboard's widgets said: they are others now.
    async fn forget_summaries(&mut self, workspace: WorkspaceId, dashboard: DashboardId) -> Result<()> {
        with_tx!(self, db => sqlx::query("delete from widget_summaries where workspace_id = $1 and dashboard_id = $2")
            .bind(workspace).bind(dashboard).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Keeps a new dashboard.
    pub(crate) async fn insert_dashboard(&mut self, dashboard: &Dashboard) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into dashboards (id, workspace_id, link_id, name, config, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(dashboard.id).bind(dashboard.workspace_id).bind(dashboard.link_id).bind(&dashboard.name)
            .bind(&dashboard.config).bind(dashboard.created_at).bind(dashboard.updated_at)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes a dashboard's name and layout; false when the workspace has no such dashboard.
    pub(crate) async fn update_dashboard(&mut self, dashboard: &Dashboard) -> Result<bool> {
        self.forget_summaries(dashboard.workspace_id, dashboard.id).await?;
        let changed = with_tx!(self, db => sqlx::query(
            "update dashboards set name = $3, config = $4, updated_at = $5 where workspace_id = $1 and id = $2")
            .bind(dashboard.workspace_id).bind(dashboard.id).bind(&dashboard.name).bind(&dashboard.config)
            .bind(dashboard.updated_at).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Deletes a dashboard; false when the workspace has no such dashboard.
    pub(crate) async fn delete_dashboard(&mut self, workspace: WorkspaceId, id: DashboardId) -> Result<bool> {
        self.forget_summaries(workspace, id).await?;
        let deleted = with_tx!(self, db => sqlx::query("delete from dashboards where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(deleted > 0)
    }
}
