//! Tags: made by naming them on a link.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use super::sql::{contains, push_list};
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::id::{LinkId, TagId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;

/// A tag.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Tag {
    pub(crate) id: TagId,
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug, FromRow)]
struct TagOfLink {
    link_id: LinkId,
    #[sqlx(flatten)]
    tag: Tag,
}

impl Tx {
    /// Makes these the link's tags, in this order; names without a tag get one. Gives them.
    pub(crate) async fn set_tags(
        &mut self,
        workspace: WorkspaceId,
        link: LinkId,
        names: &[String],
        now: Timestamp,
    ) -> Result<Vec<Tag>> {
        with_tx!(&mut *self, db => {
            sqlx::query("delete from link_tags where workspace_id = $1 and link_id = $2")
                .bind(workspace).bind(link).execute(&mut *db).await?;
            for (position, name) in names.iter().enumerate() {
                sqlx::query("insert into tags (id, workspace_id, name, search_text, created_at, updated_at)
                             values ($1, $2, $3, $4, $5, $5) on conflict (workspace_id, name) do nothing")
                    .bind(TagId::new(now)).bind(workspace).bind(name).bind(name.to_lowercase()).bind(now)
                    .execute(&mut *db).await?;
                sqlx::query("insert into link_tags (workspace_id, link_id, tag_id, position, created_at, updated_at)
                             select $1, links.id, tags.id, $4, links.created_at, links.updated_at from tags
                             join links on links.id = $2 where tags.workspace_id = $1 and tags.name = $3
                             on conflict (link_id, tag_id) do nothing")
                    .bind(workspace).bind(link).bind(name).bind(position as i64).execute(&mut *db).await?;
            }
        });
        self.tags_of_link(workspace, link).await
    }

    /// The tags of a link, in their order.
    pub(crate) async fn tags_of_link(&mut self, workspace: WorkspaceId, link: LinkId) -> Result<Vec<Tag>> {
        Ok(with_tx!(self, db => sqlx::query_as(
            "select tags.id, tags.name, tags.created_at, tags.updated_at from link_tags
             join tags on tags.id = link_tags.tag_id where link_tags.workspace_id = $1
             and link_tags.link_id = $2 order by link_tags.position")
            .bind(workspace).bind(link).fetch_all(&mut *db).await)?)
    }

    /// Deletes a tag by its name, and takes it off all links; false when the workspace has no such tag.
    pub(crate) async fn delete_tag(&mut self, workspace: WorkspaceId, name: &str) -> Result<bool> {
        let deleted = with_tx!(self, db => {
            sqlx::query("delete from link_tags where workspace_id = $1
                         and tag_id = (select id from tags where workspace_id = $1 and name = $2)")
                .bind(workspace).bind(name).execute(&mut *db).await?;
            sqlx::query("delete from tags where workspace_id = $1 and name = $2")
                .bind(workspace).bind(name).execute(&mut *db).await.map(|done| done.rows_affected())
        })?;
        Ok(deleted > 0)
    }
}

impl Store {
    /// The workspace's tags, the oldest first; those whose names contain `search`, or all.
    pub(crate) async fn list_tags(
        &self,
        workspace: WorkspaceId,
        search: Option<&str>,
        page: &Page,
    ) -> Result<Slice<Tag>> {
        let (at, id) = page.beyond();
        let rows: Vec<Tag> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select id, name, created_at, updated_at from tags where workspace_id = ");
            query.push_bind(workspace);
            if let Some(search) = search {
                query.push(" and search_text like ").push_bind(contains(search)).push(" escape '!'");
            }
            query.push(" and (created_at, id) > (").push_bind(at).push(", ").push_bind(id);
            query.push(") order by created_at, id limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        Ok(page.cut(rows, |tag: &Tag| Cursor::at(tag.created_at.as_millis(), tag.id)))
    }

    /// The tags of these links, by link, in their order.
    pub(crate) async fn tags_of(
        &self,
        workspace: WorkspaceId,
        links: &[LinkId],
    ) -> Result<BTreeMap<LinkId, Vec<Tag>>> {
        let mut by_link: BTreeMap<LinkId, Vec<Tag>> = BTreeMap::new();
        if links.is_empty() {
            return Ok(by_link);
        }
        let tags: Vec<TagOfLink> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select link_tags.link_id, tags.id, tags.name, tags.created_at, tags.updated_at from link_tags
                 join tags on tags.id = link_tags.tag_id where link_tags.workspace_id = ");
            query.push_bind(workspace).push(" and link_tags.link_id in (");
            push_list(&mut query, links);
            query.push(" order by link_tags.link_id, link_tags.position");
            query.build_query_as().fetch_all(db).await
        })?;
        for TagOfLink { link_id, tag } in tags {
            by_link.entry(link_id).or_default().push(tag);
        }
        Ok(by_link)
    }
}
