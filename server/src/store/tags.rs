//! Tags: made by naming them on a link.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use super::sql::push_list;
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::id::{LinkId, TagId, WorkspaceId};
use crate::domain::time::Timestamp;

/// A tag of a link.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Tag {
    pub(crate) link_id: LinkId,
    pub(crate) id: TagId,
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
}

impl Tx {
    /// Makes these the link's tags, in this order; names without a tag get one.
    pub(crate) async fn set_tags(
        &mut self,
        workspace: WorkspaceId,
        link: LinkId,
        names: &[String],
        now: Timestamp,
    ) -> Result<()> {
        with_tx!(self, db => {
            sqlx::query("delete from link_tags where workspace_id = $1 and link_id = $2")
                .bind(workspace).bind(link).execute(&mut *db).await?;
            for (position, name) in names.iter().enumerate() {
                sqlx::query("insert into tags (id, workspace_id, name, created_at) values ($1, $2, $3, $4)
                             on conflict (workspace_id, name) do nothing")
                    .bind(TagId::new(now)).bind(workspace).bind(name).bind(now).execute(&mut *db).await?;
                sqlx::query("insert into link_tags (workspace_id, link_id, tag_id, position)
                             select $1, $2, id, $4 from tags where workspace_id = $1 and name = $3
                             on conflict (link_id, tag_id) do nothing")
                    .bind(workspace).bind(link).bind(name).bind(position as i64).execute(&mut *db).await?;
            }
        });
        Ok(())
    }
}

impl Store {
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
        let tags: Vec<Tag> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select link_tags.link_id, tags.id, tags.name, tags.created_at from link_tags
                 join tags on tags.id = link_tags.tag_id where link_tags.workspace_id = ");
            query.push_bind(workspace).push(" and link_tags.link_id in (");
            push_list(&mut query, links);
            query.push(" order by link_tags.link_id, link_tags.position");
            query.build_query_as().fetch_all(db).await
        })?;
        for tag in tags {
            by_link.entry(tag.link_id).or_default().push(tag);
        }
        Ok(by_link)
    }
}
