//! Templates of codes.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use super::sql::contains;
use super::types::to_json;
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::design::Format;
use crate::domain::id::{DesignId, TemplateId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::slug::Slug;
use crate::domain::template::{BuiltIn, SINCE, Template, Words};
use crate::domain::time::Timestamp;

/// Which templates a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// A workspace's own, the newest first.
    Own(WorkspaceId),
    /// What a workspace may use: its own, the server's and published ones. The most used first.
    Available(WorkspaceId),
    /// What everybody sees: the server's and published ones, of one workspace or of all. The most used first.
    Public(Option<WorkspaceId>),
}

/// A template by one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    Id(TemplateId),
    Slug(Slug),
}

/// What dressing in a template takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wearable {
    pub(crate) template: TemplateId,
    pub(crate) design: DesignId,
    /// Whether it is the workspace's own, so that what wears it follows it.
    pub(crate) own: bool,
}

/// The columns that [`TemplateRow`] reads.
macro_rules! select_templates {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, design_id, name, description, tags, learn_more, faq, slug, duplicated_from, uses, ",
            "published_at, created_at, updated_at from qrcode_templates where deleted_at is null and ",
            $rest
        )
    };
}

#[derive(Debug, FromRow)]
struct TemplateRow {
    id: TemplateId,
    workspace_id: Option<WorkspaceId>,
    design_id: DesignId,
    name: String,
    description: String,
    tags: String,
    learn_more: String,
    faq: String,
    slug: Option<Slug>,
    duplicated_from: Option<TemplateId>,
    uses: i64,
    published_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<TemplateRow> for Template {
    fn from(row: TemplateRow) -> Self {
        Self {
            id: row.id,
            workspace: row.workspace_id,
            design: row.design_id,
            words: Words {
                name: row.name,
                description: row.description,
                tags: row.tags,
                learn_more: row.learn_more,
                faq: row.faq,
            },
            slug: row.slug,
            duplicated_from: row.duplicated_from,
            uses: row.uses,
            published_at: row.published_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Ends a `where` with what a list shows.
macro_rules! push_filter {
    ($query:ident, $shelf:expr, $search:expr) => {{
        match $shelf {
            Shelf::Own(workspace) => {
                $query.push("workspace_id = ").push_bind(workspace);
            }
            Shelf::Available(workspace) => {
                $query.push("(published_at is not null or workspace_id = ").push_bind(workspace).push(")");
            }
            Shelf::Public(None) => {
                $query.push("published_at is not null");
            }
            Shelf::Public(Some(workspace)) => {
                $query.push("published_at is not null and workspace_id = ").push_bind(workspace);
            }
        }
        if let Some(search) = $search {
            $query.push(" and search_text like ").push_bind(contains(search)).push(" escape '!'");
        }
    }};
}

impl Store {
    /// A template that the workspace may use: its own, the server's, or a published one.
    pub(crate) async fn template(&self, workspace: WorkspaceId, id: TemplateId) -> Result<Option<Template>> {
        let row: Option<TemplateRow> = with_pool!(&self.read, db => sqlx::query_as(select_templates!(
            "id = $2 and (workspace_id = $1 or published_at is not null)"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        Ok(row.map(Template::from))
    }

    /// Several templates that the workspace may use.
    pub(crate) async fn templates_by_id(
        &self,
        workspace: WorkspaceId,
        ids: &[TemplateId],
    ) -> Result<Vec<Template>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<TemplateRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_templates!("(published_at is not null or workspace_id = "));
            query.push_bind(workspace).push(") and id in (");
            super::sql::push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(Template::from).collect())
    }

    /// A template by its id alone: for image addresses, whose signature vouches for it.
    pub(crate) async fn template_for_image(&self, id: TemplateId) -> Result<Option<Template>> {
        let row: Option<TemplateRow> = with_pool!(&self.read, db => sqlx::query_as(select_templates!("id = $1"))
            .bind(id).fetch_optional(db).await)?;
        Ok(row.map(Template::from))
    }

    /// The template with this slug, if the workspace may use it.
    pub(crate) async fn template_with_slug(
        &self,
        workspace: WorkspaceId,
        slug: &Slug,
    ) -> Result<Option<TemplateId>> {
        Ok(with_pool!(&self.read, db => sqlx::query_scalar(
            "select id from qrcode_templates where deleted_at is null and slug = $2
                and (workspace_id = $1 or published_at is not null)")
            .bind(workspace).bind(slug).fetch_optional(db).await)?)
    }

    /// A template that everybody sees, by its slug.
    pub(crate) async fn public_template(&self, slug: &Slug) -> Result<Option<Template>> {
        let row: Option<TemplateRow> = with_pool!(&self.read, db => sqlx::query_as(select_templates!(
            "slug = $1 and published_at is not null")).bind(slug).fetch_optional(db).await)?;
        Ok(row.map(Template::from))
    }

    /// A page of templates, in the order of their shelf.
    pub(crate) async fn list_templates(
        &self,
        shelf: Shelf,
        search: Option<&str>,
        page: &Page,
    ) -> Result<Slice<Template>> {
        let (at, id) = page.before();
        let by_age = matches!(shelf, Shelf::Own(_));
        let rows: Vec<TemplateRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_templates!(""));
            push_filter!(query, shelf, search);
            query.push(if by_age { " and (created_at, id) < (" } else { " and (uses, id) < (" });
            query.push_bind(at).push(", ").push_bind(id);
            query.push(if by_age { ") order by created_at desc, id desc limit " } else { ") order by uses desc, id desc limit " });
            query.push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let templates = rows.into_iter().map(Template::from).collect();
        let place =
            |one: &Template| Cursor::at(if by_age { one.created_at.as_millis() } else { one.uses }, one.id);
        Ok(page.cut(templates, place))
    }

    /// How many templates a list shows.
    pub(crate) async fn count_templates(&self, shelf: Shelf, search: Option<&str>) -> Result<i64> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from qrcode_templates where deleted_at is null and ");
            push_filter!(query, shelf, search);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }

    /// Brings the server's own templates to what this version has; those that it has no more are found no more.
    pub(crate) async fn keep_built_in(&self, all: &[BuiltIn]) -> Result<()> {
        let mut tx = self.begin().await?;
        for one in all {
            tx.keep_built_in(one).await?;
        }
        let ids: Vec<TemplateId> = all.iter().map(BuiltIn::id).collect();
        with_tx!(&mut tx, db => {
            let mut query = QueryBuilder::new("update qrcode_templates set deleted_at = updated_at
                where workspace_id is null and deleted_at is null and id not in (");
            super::sql::push_list(&mut query, &ids);
            query.build().execute(&mut *db).await.map(|_| ())
        })?;
        tx.commit().await
    }
}

impl Tx {
    /// Keeps one of the server's own templates. A workspace that has its slug already keeps it: then this one has none.
    async fn keep_built_in(&mut self, one: &BuiltIn) -> Result<()> {
        let (options, words) =
            (to_json(&one.options), format!("{}\n{}\n{}", one.name, one.description, one.tags));
        with_tx!(self, db => {
            sqlx::query(
                "insert into designs (id, options, format, version, created_at, updated_at, built_in)
                 values ($1, $2, $3, 1, $4, $4, true) on conflict (id) do nothing")
                .bind(one.design()).bind(&options).bind(Format::default().as_str()).bind(SINCE)
                .execute(&mut *db).await?;
            sqlx::query("update designs set options = $2, version = version + 1 where id = $1 and options <> $2")
                .bind(one.design()).bind(&options).execute(&mut *db).await?;
            sqlx::query(
                "insert into qrcode_templates (id, design_id, name, description, tags, learn_more, faq, search_text, uses,
                    published_at, created_at, updated_at)
                 values ($1, $2, $3, $4, $5, '', '', $6, 0, $7, $7, $7)
                 on conflict (id) do update set name = excluded.name, description = excluded.description,
                    tags = excluded.tags, search_text = excluded.search_text, deleted_at = null")
                .bind(one.id()).bind(one.design()).bind(&one.name).bind(&one.description).bind(&one.tags)
                .bind(words.to_lowercase()).bind(SINCE).execute(&mut *db).await?;
            sqlx::query(
                "update qrcode_templates set slug = $2 where id = $1 and slug is null and not exists (
                    select 1 from qrcode_templates other where other.slug = $2 and other.deleted_at is null)")
                .bind(one.id()).bind(&one.slug).execute(&mut *db).await?;
        });
        Ok(())
    }

    /// Keeps a new template.
    pub(crate) async fn insert_template(
        &mut self,
        workspace: WorkspaceId,
        template: &Template,
    ) -> Result<()> {
        let words = &template.words;
        with_tx!(self, db => sqlx::query(
            "insert into qrcode_templates (id, workspace_id, design_id, name, description, tags, learn_more, faq, slug,
                duplicated_from, search_text, uses, published_at, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
            .bind(template.id).bind(workspace).bind(template.design).bind(&words.name).bind(&words.description)
            .bind(&words.tags).bind(&words.learn_more).bind(&words.faq).bind(&template.slug)
            .bind(template.duplicated_from).bind(words.search_text()).bind(template.uses).bind(template.published_at)
            .bind(template.created_at).bind(template.updated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes what a template of the workspace says of itself; false when there is none.
    pub(crate) async fn update_template(
        &mut self,
        workspace: WorkspaceId,
        template: &Template,
    ) -> Result<bool> {
        let words = &template.words;
        let changed = with_tx!(self, db => sqlx::query(
            "update qrcode_templates set name = $3, description = $4, tags = $5, learn_more = $6, faq = $7, slug = $8,
                search_text = $9, published_at = $10, updated_at = $11
             where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(template.id).bind(&words.name).bind(&words.description).bind(&words.tags)
            .bind(&words.learn_more).bind(&words.faq).bind(&template.slug).bind(words.search_text())
            .bind(template.published_at).bind(template.updated_at)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Deletes a template of the workspace; false when there is none. Codes that wear it keep their looks.
    pub(crate) async fn delete_template(
        &mut self,
        workspace: WorkspaceId,
        id: TemplateId,
        now: Timestamp,
    ) -> Result<bool> {
        let deleted = with_tx!(self, db => {
            sqlx::query(
                "update designs set deleted_at = $3 where id = (
                    select design_id from qrcode_templates where workspace_id = $1 and id = $2 and deleted_at is null)")
                .bind(workspace).bind(id).bind(now).execute(&mut *db).await?;
            let deleted = sqlx::query(
                "update qrcode_templates set deleted_at = $3 where workspace_id = $1 and id = $2 and deleted_at is null")
                .bind(workspace).bind(id).bind(now).execute(&mut *db).await?.rows_affected();
            if deleted > 0 {
                sqlx::query("update links set template_id = null where template_id = $1")
                    .bind(id).execute(&mut *db).await?;
            }
            deleted
        });
        Ok(deleted > 0)
    }

    /// The living template that has this slug.
    pub(crate) async fn owner_of_template_slug(&mut self, slug: &Slug) -> Result<Option<TemplateId>> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select id from qrcode_templates where slug = $1 and deleted_at is null")
            .bind(slug).fetch_optional(&mut *db).await)?)
    }

    /// A template that the workspace may use.
    pub(crate) async fn wearable(&mut self, workspace: WorkspaceId, name: &Name) -> Result<Option<Wearable>> {
        let (id, slug) = match name {
            Name::Id(id) => (Some(*id), None),
            Name::Slug(slug) => (None, Some(slug)),
        };
        let row: Option<(TemplateId, DesignId, Option<WorkspaceId>)> = with_tx!(self, db => sqlx::query_as(
            "select id, design_id, workspace_id from qrcode_templates where deleted_at is null
                and (id = $2 or slug = $3) and (workspace_id = $1 or published_at is not null)")
            .bind(workspace).bind(id).bind(slug).fetch_optional(&mut *db).await)?;
        Ok(row.map(|(template, design, owner)| Wearable { template, design, own: owner == Some(workspace) }))
    }

    /// Whether a template has this design.
    pub(crate) async fn is_of_template(&mut self, design: DesignId) -> Result<bool> {
        let found: Option<TemplateId> = with_tx!(self, db => sqlx::query_scalar(
            "select id from qrcode_templates where design_id = $1 and deleted_at is null")
            .bind(design).fetch_optional(&mut *db).await)?;
        Ok(found.is_some())
    }

    /// How many living links of the workspace have this design.
    pub(crate) async fn links_with_design(
        &mut self,
        workspace: WorkspaceId,
        design: DesignId,
    ) -> Result<i64> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select count(*) from links where workspace_id = $1 and design_id = $2 and deleted_at is null")
            .bind(workspace).bind(design).fetch_one(&mut *db).await)?)
    }

    /// How many living links of the workspace were dressed in a template.
    pub(crate) async fn links_with_template(
        &mut self,
        workspace: WorkspaceId,
        template: TemplateId,
    ) -> Result<i64> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select count(*) from links where workspace_id = $1 and template_id = $2 and deleted_at is null")
            .bind(workspace).bind(template).fetch_one(&mut *db).await)?)
    }

    /// Adds to how often templates were used.
    pub(crate) async fn count_uses(&mut self, uses: &BTreeMap<TemplateId, i64>) -> Result<()> {
        // In the order of ids: two that count the same ones never wait for each other.
        for (id, more) in uses {
            with_tx!(&mut *self, db => sqlx::query("update qrcode_templates set uses = uses + $2 where id = $1")
                .bind(id).bind(more).execute(&mut *db).await.map(|_| ()))?;
        }
        Ok(())
    }
}
