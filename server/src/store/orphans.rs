//! Visits of addresses that no link ever had.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use super::links::DEFAULT_DOMAIN;
use super::sql::push_list;
use super::{Result, Store, with_pool};
use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::orphan::Orphan;
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;

/// Most addresses that are looked up at once.
const CHUNK: usize = 500;
/// Most addresses that are kept of a workspace: strangers make them.
const MOST: i64 = 1000;

#[derive(Debug, FromRow)]
struct OrphanRow {
    workspace_id: WorkspaceId,
    shortlink: Slug,
    link_id: LinkId,
    nearest: Slug,
    scans: i64,
    first_at: Timestamp,
    last_at: Timestamp,
}

impl From<OrphanRow> for Orphan {
    fn from(row: OrphanRow) -> Self {
        Self {
            workspace: row.workspace_id,
            shortlink: row.shortlink,
            link: row.link_id,
            nearest: row.nearest,
            scans: row.scans,
            first_at: row.first_at,
            last_at: row.last_at,
        }
    }
}

impl Store {
    /// The first of these addresses that is a living link's, and whose it is.
    pub(crate) async fn first_link_at(
        &self,
        addresses: &[String],
    ) -> Result<Option<(Slug, LinkId, WorkspaceId)>> {
        for chunk in addresses.chunks(CHUNK) {
            let texts: Vec<&str> = chunk.iter().map(String::as_str).collect();
            let found: Vec<(Slug, LinkId, WorkspaceId)> = with_pool!(&self.read, db => {
                let mut query = QueryBuilder::new(
                    "select slugs.slug, links.id, links.workspace_id from slugs join links on links.id = slugs.link_id
                     where links.deleted_at is null and slugs.domain = ");
                query.push_bind(DEFAULT_DOMAIN).push(" and slugs.slug in (");
                push_list(&mut query, &texts);
                query.build_query_as().fetch_all(db).await
            })?;
            let mut by_slug: BTreeMap<String, _> =
                found.into_iter().map(|found| (found.0.to_string(), found)).collect();
            if let Some(found) = chunk.iter().find_map(|address| by_slug.remove(address)) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Adds visits; of addresses beyond the most that are kept, nothing.
    pub(crate) async fn add_orphan(&self, orphan: &Orphan) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "insert into orphan_scans (workspace_id, shortlink, link_id, nearest, scans, first_at, last_at)
             select $1, $2, $3, $4, $5, $6, $7
             where (select count(*) from orphan_scans where workspace_id = $1 and shortlink <> $2) < $8
             on conflict (workspace_id, shortlink) do update set scans = orphan_scans.scans + excluded.scans,
                last_at = excluded.last_at, link_id = excluded.link_id, nearest = excluded.nearest")
            .bind(orphan.workspace).bind(&orphan.shortlink).bind(orphan.link).bind(&orphan.nearest).bind(orphan.scans)
            .bind(orphan.first_at).bind(orphan.last_at).bind(MOST).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// A workspace's orphans, those that came last first.
    pub(crate) async fn list_orphans(&self, workspace: WorkspaceId, page: &Page) -> Result<Slice<Orphan>> {
        let (at, id) = page.before();
        let rows: Vec<OrphanRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select workspace_id, shortlink, link_id, nearest, scans, first_at, last_at from orphan_scans
             where workspace_id = $1 and (last_at, shortlink) < ($2, $3) order by last_at desc, shortlink desc limit $4")
            .bind(workspace).bind(at).bind(id).bind(page.limit()).fetch_all(db).await)?;
        let orphans = rows.into_iter().map(Orphan::from).collect();
        Ok(page.cut(orphans, |orphan: &Orphan| Cursor::at(orphan.last_at.as_millis(), &orphan.shortlink)))
    }

    /// Forgets orphans that did not come since `before`; tells how many.
    pub(crate) async fn remove_orphans(&self, before: Timestamp) -> Result<u64> {
        Ok(with_pool!(&self.write, db => sqlx::query("delete from orphan_scans where last_at < $1")
            .bind(before).execute(db).await.map(|done| done.rows_affected()))?)
    }
}
