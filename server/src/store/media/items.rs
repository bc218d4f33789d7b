//! Media items.

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{MediaId, WorkspaceId};
use crate::domain::media::{Kind, Label, Media, Origin, Stored, Usage};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;
use crate::store::sql::locking;
use crate::store::types::from_name;
use crate::store::{Result, Store, StoreError, Tx, with_pool, with_tx};

/// Which items a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Those of this kind.
    pub(crate) kind: Option<Kind>,
    /// Those that were uploaded from there.
    pub(crate) origin: Option<Origin>,
    /// Those that an older client said to be for this.
    pub(crate) usage: Option<Usage>,
}

/// The columns that [`MediaRow`] reads.
macro_rules! select_media {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, file_name, format, size, sha256, file_key, visibility, uploaded_from, usage, version, ",
            "created_at, updated_at from media ",
            $rest
        )
    };
}

#[derive(Debug, FromRow)]
struct MediaRow {
    id: MediaId,
    workspace_id: WorkspaceId,
    file_name: String,
    format: String,
    size: i64,
    sha256: String,
    file_key: String,
    visibility: String,
    uploaded_from: String,
    usage: Option<String>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<MediaRow> for Media {
    type Error = StoreError;
    fn try_from(row: MediaRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            label: Label {
                file_name: row.file_name,
                visibility: from_name("media.visibility", &row.visibility)?,
                origin: from_name("media.uploaded_from", &row.uploaded_from)?,
                usage: row.usage.map(|usage| from_name("media.usage", &usage)).transpose()?,
            },
            file: Stored {
                format: from_name("media.format", &row.format)?,
                size: u64::try_from(row.size).unwrap_or_default(),
                sha256: row.sha256,
                key: row.file_key,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Ends a `where` with what a filter asks for.
macro_rules! push_filter {
    ($query:ident, $filter:expr) => {
        for (column, wanted) in [
            (" and kind = ", $filter.kind.map(Kind::as_str)),
            (" and uploaded_from = ", $filter.origin.map(Origin::as_str)),
            (" and usage = ", $filter.usage.map(Usage::as_str)),
        ] {
            if let Some(wanted) = wanted {
                $query.push(column).push_bind(wanted);
            }
        }
    };
}

impl Store {
    /// An item of the workspace.
    pub(crate) async fn media(&self, workspace: WorkspaceId, id: MediaId) -> Result<Option<Media>> {
        let row: Option<MediaRow> = with_pool!(&self.read, db => sqlx::query_as(select_media!(
            "where workspace_id = $1 and id = $2"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Media::try_from).transpose()
    }

    /// An item by its id alone: for addresses, whose signature vouches for it, and for public ones.
    pub(crate) async fn media_by_address(&self, id: MediaId) -> Result<Option<Media>> {
        let row: Option<MediaRow> = with_pool!(&self.read, db => sqlx::query_as(select_media!("where id = $1"))
            .bind(id).fetch_optional(db).await)?;
        row.map(Media::try_from).transpose()
    }

    /// Items, the newest first.
    pub(crate) async fn list_media(
        &self,
        workspace: WorkspaceId,
        filter: &Filter,
        page: &Page,
    ) -> Result<Slice<Media>> {
        let (at, id) = page.before();
        let rows: Vec<MediaRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_media!("where workspace_id = "));
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.push(" and (created_at, id) < (").push_bind(at).push(", ").push_bind(id);
            query.push(") order by created_at desc, id desc limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let media: Vec<Media> = rows.into_iter().map(Media::try_from).collect::<Result<_>>()?;
        Ok(page.cut(media, |media| Cursor::at(media.created_at.as_millis(), media.id)))
    }

    /// How many items a filter shows.
    pub(crate) async fn count_media(&self, workspace: WorkspaceId, filter: &Filter) -> Result<i64> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from media where workspace_id = ");
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }

    /// How many bytes a workspace has, announced uploads included.
    pub(crate) async fn media_bytes(&self, workspace: WorkspaceId) -> Result<u64> {
        let bytes: i64 = with_pool!(&self.read, db => sqlx::query_scalar(
            "select cast(coalesce((select sum(size) from media where workspace_id = $1), 0)
                + coalesce((select sum(size) from media_uploads where workspace_id = $1), 0) as bigint)")
            .bind(workspace).fetch_one(db).await)?;
        Ok(u64::try_from(bytes).unwrap_or_default())
    }

    /// The item of the workspace that has these bytes.
    pub(crate) async fn media_by_content(
        &self,
        workspace: WorkspaceId,
        sha256: &str,
    ) -> Result<Option<Media>> {
        let row: Option<MediaRow> = with_pool!(&self.read, db => sqlx::query_as(select_media!(
            "where workspace_id = $1 and sha256 = $2"))
            .bind(workspace).bind(sha256).fetch_optional(db).await)?;
        row.map(Media::try_from).transpose()
    }
}

impl Tx {
    /// An item of the workspace, kept from being changed by others until the transaction ends.
    pub(crate) async fn lock_media(&mut self, workspace: WorkspaceId, id: MediaId) -> Result<Option<Media>> {
        let locking = locking(self);
        let row: Option<MediaRow> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(select_media!("where workspace_id = "));
            query.push_bind(workspace).push(" and id = ").push_bind(id).push(locking);
            query.build_query_as().fetch_optional(&mut *db).await
        })?;
        row.map(Media::try_from).transpose()
    }

    /// Keeps a new item; false when the workspace has its bytes already.
    pub(crate) async fn insert_media(&mut self, media: &Media) -> Result<bool> {
        let (label, file) = (&media.label, &media.file);
        let kept = with_tx!(self, db => sqlx::query(
            "insert into media (id, workspace_id, file_name, format, kind, size, sha256, file_key, visibility, uploaded_from,
                usage, version, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             on conflict (workspace_id, sha256) do nothing")
            .bind(media.id).bind(media.workspace).bind(&label.file_name).bind(file.format.as_str())
            .bind(file.format.kind().as_str()).bind(i64::try_from(file.size).unwrap_or(i64::MAX)).bind(&file.sha256)
            .bind(&file.key).bind(label.visibility.as_str()).bind(label.origin.as_str())
            .bind(label.usage.map(Usage::as_str)).bind(media.version).bind(media.created_at).bind(media.updated_at)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(kept > 0)
    }

    /// Writes an item's new file; false when another item of the workspace has its bytes.
    pub(crate) async fn replace_media(&mut self, media: &Media) -> Result<bool> {
        let file = &media.file;
        let replaced = with_tx!(self, db => sqlx::query(
            "update media set file_name = $3, format = $4, kind = $5, size = $6, sha256 = $7, file_key = $8, version = $9,
                updated_at = $10
             where workspace_id = $1 and id = $2
                and not exists (select 1 from media as other where other.workspace_id = $1 and other.sha256 = $7
                    and other.id <> $2)")
            .bind(media.workspace).bind(media.id).bind(&media.label.file_name).bind(file.format.as_str())
            .bind(file.format.kind().as_str()).bind(i64::try_from(file.size).unwrap_or(i64::MAX)).bind(&file.sha256)
            .bind(&file.key).bind(media.version).bind(media.updated_at)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(replaced > 0)
    }

    /// Deletes an item that was locked.
    pub(crate) async fn delete_media(&mut self, workspace: WorkspaceId, id: MediaId) -> Result<()> {
        with_tx!(self, db => sqlx::query("delete from media where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
