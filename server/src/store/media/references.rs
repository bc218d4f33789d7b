//! Who uses media: living links that open it, and designs that took their picture from it.

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{DesignId, LinkId, MediaId, StepId, TemplateId, WorkspaceId};
use crate::domain::media::Reference;
use crate::domain::time::Timestamp;
use crate::store::sql::push_list;
use crate::store::{Result, Store, Tx, with_pool, with_tx};

#[derive(Debug, FromRow)]
struct StepRow {
    media_id: MediaId,
    step_id: StepId,
    link_id: LinkId,
    name: String,
    shortlink: String,
}

#[derive(Debug, FromRow)]
struct LogoRow {
    media_id: MediaId,
    design_id: DesignId,
    link_id: Option<LinkId>,
    name: Option<String>,
    shortlink: Option<String>,
    template_id: Option<TemplateId>,
    template_name: Option<String>,
}

/// What a link is called: its name, or its short address.
fn called(name: String, shortlink: String) -> String {
    if name.is_empty() { shortlink } else { name }
}

impl From<StepRow> for (MediaId, Reference) {
    fn from(row: StepRow) -> Self {
        let name = called(row.name, row.shortlink);
        (row.media_id, Reference::Step { step: row.step_id, link: row.link_id, name })
    }
}

impl From<LogoRow> for (MediaId, Reference) {
    fn from(row: LogoRow) -> Self {
        let name = called(row.name.unwrap_or_default(), row.shortlink.unwrap_or_default());
        let (link, template) = (row.link_id.map(|id| (id, name)), row.template_id.zip(row.template_name));
        (row.media_id, Reference::Logo { design: row.design_id, link, template })
    }
}

/// Begins the query of [`StepRow`]s; the workspace follows.
const STEPS: &str =
    "select workflow_steps.media_id, workflow_steps.id as step_id, links.id as link_id, links.name,
    links.shortlink from workflow_steps join links on links.id = workflow_steps.link_id
    where links.deleted_at is null and workflow_steps.media_id is not null and links.workspace_id = ";
/// Begins the query of [`LogoRow`]s; the workspace follows.
const LOGOS: &str = "select designs.central_image_media_id as media_id, designs.id as design_id, links.id as link_id,
    links.name, links.shortlink, qrcode_templates.id as template_id, qrcode_templates.name as template_name from designs
    left join links on links.design_id = designs.id and links.deleted_at is null
    left join qrcode_templates on qrcode_templates.design_id = designs.id and qrcode_templates.deleted_at is null
    where designs.deleted_at is null and designs.central_image_media_id is not null and designs.workspace_id = ";

impl Store {
    /// The uses of several items, those by links before those by designs.
    pub(crate) async fn media_references(
        &self,
        workspace: WorkspaceId,
        ids: &[MediaId],
        now: Timestamp,
    ) -> Result<Vec<(MediaId, Reference)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let steps: Vec<StepRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(STEPS);
            query.push_bind(workspace).push(" and (links.expires_at is null or links.expires_at > ").push_bind(now);
            query.push(") and workflow_steps.media_id in (");
            push_list(&mut query, ids);
            query.push(" order by links.created_at, links.id").build_query_as().fetch_all(db).await
        })?;
        let logos: Vec<LogoRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(LOGOS);
            query.push_bind(workspace).push(" and designs.central_image_media_id in (");
            push_list(&mut query, ids);
            query.push(" order by designs.created_at, designs.id, links.id").build_query_as().fetch_all(db).await
        })?;
        Ok(steps.into_iter().map(Into::into).chain(logos.into_iter().map(Into::into)).collect())
    }
}

impl Tx {
    /// The living links that open an item that was locked.
    pub(crate) async fn links_that_open(
        &mut self,
        workspace: WorkspaceId,
        id: MediaId,
        now: Timestamp,
    ) -> Result<Vec<LinkId>> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select distinct links.id from workflow_steps join links on links.id = workflow_steps.link_id
             where links.workspace_id = $1 and workflow_steps.media_id = $2 and links.deleted_at is null
                and (links.expires_at is null or links.expires_at > $3) order by links.id")
            .bind(workspace).bind(id).bind(now).fetch_all(&mut *db).await)?)
    }

    /// Designs keep their copy of a picture, and forget where it came from; tells which did.
    pub(crate) async fn detach_logos(
        &mut self,
        workspace: WorkspaceId,
        id: MediaId,
    ) -> Result<Vec<Reference>> {
        let rows: Vec<LogoRow> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(LOGOS);
            query.push_bind(workspace).push(" and designs.central_image_media_id = ").push_bind(id);
            query.push(" order by designs.created_at, designs.id, links.id").build_query_as().fetch_all(&mut *db).await
        })?;
        with_tx!(self, db => sqlx::query(
            "update designs set central_image_media_id = null where workspace_id = $1 and central_image_media_id = $2")
            .bind(workspace).bind(id).execute(&mut *db).await.map(|_| ()))?;
        Ok(rows.into_iter().map(|row| <(MediaId, Reference)>::from(row).1).collect())
    }
}
