//! Directories: a tree of folders of links.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use super::sql::contains;
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::directory::{DEPTH, Directory};
use crate::domain::id::{DirectoryId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;

/// Which directories a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Those in this one; those at the root when there is none.
    pub(crate) parent: Option<DirectoryId>,
    /// With those at the root beside them.
    pub(crate) with_root: bool,
    /// With everything below them.
    pub(crate) recursive: bool,
    /// Whose names contain this.
    pub(crate) search: Option<String>,
}

#[derive(Debug, FromRow)]
struct DirectoryRow {
    id: DirectoryId,
    workspace_id: WorkspaceId,
    parent_id: Option<DirectoryId>,
    name: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl DirectoryRow {
    fn with_path(self, names: &BTreeMap<DirectoryId, (Option<DirectoryId>, String)>) -> Directory {
        let mut path = vec![self.name.as_str()];
        let mut above = self.parent_id;
        // The tree has no more levels than that, whoever wrote to it.
        for _ in 0..DEPTH {
            let Some((parent, name)) = above.and_then(|id| names.get(&id)) else { break };
            path.push(name);
            above = *parent;
        }
        path.reverse();
        let path = path.join("/");
        Directory {
            id: self.id,
            workspace: self.workspace_id,
            parent: self.parent_id,
            name: self.name,
            path,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// Begins a query with the folders `below` the one that it is given, and itself.
const BELOW: &str = "with recursive below (id, level) as (
    select id, 0 from directories where workspace_id = $1 and id = $2
    union all select directories.id, below.level + 1 from directories join below on directories.parent_id = below.id
        where below.level < 50) ";

/// Ends a `where` with what a filter asks for.
macro_rules! push_filter {
    ($query:ident, $filter:expr) => {{
        match ($filter.parent, $filter.recursive) {
            (None, true) => {}
            (None, false) => {
                $query.push(" and parent_id is null");
            }
            (Some(parent), recursive) => {
                if recursive {
                    $query.push(" and (id in (with recursive below (id, level) as (
                        select id, 0 from directories where parent_id = ").push_bind(parent);
                    $query.push(" union all select directories.id, below.level + 1 from directories
                        join below on directories.parent_id = below.id where below.level < 50) select id from below)");
                } else {
                    $query.push(" and (parent_id = ").push_bind(parent);
                }
                $query.push(if $filter.with_root { " or parent_id is null)" } else { ")" });
            }
        }
        if let Some(search) = &$filter.search {
            $query.push(" and search_text like ").push_bind(contains(search)).push(" escape '!'");
        }
    }};
}

impl Store {
    /// The directory with this id.
    pub(crate) async fn directory(
        &self,
        workspace: WorkspaceId,
        id: DirectoryId,
    ) -> Result<Option<Directory>> {
        let row: Option<DirectoryRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, workspace_id, parent_id, name, created_at, updated_at from directories
             where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        Ok(self.with_paths(workspace, row.into_iter().collect()).await?.pop())
    }

    /// Directories, the oldest first.
    pub(crate) async fn list_directories(
        &self,
        workspace: WorkspaceId,
        filter: &Filter,
        page: &Page,
    ) -> Result<Slice<Directory>> {
        let (at, id) = page.beyond();
        let rows: Vec<DirectoryRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select id, workspace_id, parent_id, name, created_at, updated_at from directories where workspace_id = ");
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.push(" and (created_at, id) > (").push_bind(at).push(", ").push_bind(id);
            query.push(") order by created_at, id limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let directories = self.with_paths(workspace, rows).await?;
        Ok(page.cut(directories, |directory| Cursor::at(directory.created_at.as_millis(), directory.id)))
    }

    /// How many directories a filter shows.
    pub(crate) async fn count_directories(&self, workspace: WorkspaceId, filter: &Filter) -> Result<i64> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from directories where workspace_id = ");
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }

    /// Puts paths together: all folders above these, read level by level and each level at once.
    async fn with_paths(&self, workspace: WorkspaceId, rows: Vec<DirectoryRow>) -> Result<Vec<Directory>> {
        let mut names: BTreeMap<DirectoryId, (Option<DirectoryId>, String)> = BTreeMap::new();
        let mut wanted: Vec<DirectoryId> = rows.iter().filter_map(|row| row.parent_id).collect();
        for _ in 0..DEPTH {
            wanted.sort_unstable();
            wanted.dedup();
            wanted.retain(|id| !names.contains_key(id));
            if wanted.is_empty() {
                break;
            }
            let level: Vec<(DirectoryId, Option<DirectoryId>, String)> = with_pool!(&self.read, db => {
                let mut query = QueryBuilder::new("select id, parent_id, name from directories where workspace_id = ");
                query.push_bind(workspace).push(" and id in (");
                super::sql::push_list(&mut query, &wanted);
                query.build_query_as().fetch_all(db).await
            })?;
            wanted = level.iter().filter_map(|(_, parent, _)| *parent).collect();
            names.extend(level.into_iter().map(|(id, parent, name)| (id, (parent, name))));
        }
        Ok(rows.into_iter().map(|row| row.with_path(&names)).collect())
    }
}

impl Tx {
    /// Keeps a new directory.
    pub(crate) async fn insert_directory(&mut self, directory: &Directory) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into directories (id, workspace_id, parent_id, name, search_text, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(directory.id).bind(directory.workspace).bind(directory.parent).bind(&directory.name)
            .bind(directory.name.to_lowercase()).bind(directory.created_at).bind(directory.updated_at)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes a directory's name and place.
    pub(crate) async fn update_directory(&mut self, directory: &Directory) -> Result<bool> {
        let changed = with_tx!(self, db => sqlx::query(
            "update directories set parent_id = $3, name = $4, search_text = $5, updated_at = $6
             where workspace_id = $1 and id = $2")
            .bind(directory.workspace).bind(directory.id).bind(directory.parent).bind(&directory.name)
            .bind(directory.name.to_lowercase()).bind(directory.updated_at)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Whether the workspace has this directory.
    pub(crate) async fn has_directory(&mut self, workspace: WorkspaceId, id: DirectoryId) -> Result<bool> {
        let found: Option<DirectoryId> = with_tx!(self, db => sqlx::query_scalar(
            "select id from directories where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).fetch_optional(&mut *db).await)?;
        Ok(found.is_some())
    }

    /// A directory and all that are above it, from itself to the root; at most `most` of them.
    pub(crate) async fn directories_above(
        &mut self,
        workspace: WorkspaceId,
        id: DirectoryId,
        most: usize,
    ) -> Result<Vec<DirectoryId>> {
        let mut above = vec![id];
        while above.len() < most {
            let parent: Option<Option<DirectoryId>> = with_tx!(&mut *self, db => sqlx::query_scalar(
                "select parent_id from directories where workspace_id = $1 and id = $2")
                .bind(workspace).bind(above.last()).fetch_optional(&mut *db).await)?;
            match parent.flatten() {
                Some(parent) => above.push(parent),
                None => break,
            }
        }
        Ok(above)
    }

    /// How many levels there are in and below a directory, itself included.
    pub(crate) async fn levels_below(&mut self, workspace: WorkspaceId, id: DirectoryId) -> Result<usize> {
        let deepest: Option<i64> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(BELOW);
            query.push("select cast(max(level) as bigint) from below");
            query.build_query_scalar().bind(workspace).bind(id).fetch_one(&mut *db).await
        })?;
        Ok(usize::try_from(deepest.unwrap_or(0)).unwrap_or(0) + 1)
    }

    /// Whether a directory holds links or other directories. Links that were deleted or have expired count as gone and move
    /// to the root when their directory goes.
    pub(crate) async fn directory_is_used(
        &mut self,
        workspace: WorkspaceId,
        id: DirectoryId,
        now: Timestamp,
    ) -> Result<bool> {
        let found: Option<String> = with_tx!(self, db => sqlx::query_scalar(
            "select id from directories where workspace_id = $1 and parent_id = $2
             union all select id from links where workspace_id = $1 and directory_id = $2 and deleted_at is null
                and (expires_at is null or expires_at > $3) limit 1")
            .bind(workspace).bind(id).bind(now).fetch_optional(&mut *db).await)?;
        Ok(found.is_some())
    }

    /// Deletes a directory that nothing living is in; false when the workspace has no such directory.
    pub(crate) async fn delete_directory(&mut self, workspace: WorkspaceId, id: DirectoryId) -> Result<bool> {
        let deleted = with_tx!(self, db => {
            sqlx::query("update links set directory_id = null where workspace_id = $1 and directory_id = $2")
                .bind(workspace).bind(id).execute(&mut *db).await?;
            sqlx::query("delete from directories where workspace_id = $1 and id = $2")
                .bind(workspace).bind(id).execute(&mut *db).await.map(|done| done.rows_affected())
        })?;
        Ok(deleted > 0)
    }
}
