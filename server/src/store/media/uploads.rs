//! Announced uploads.

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{MediaId, UploadId, WorkspaceId};
use crate::domain::media::{Format, Label, Received, Upload, Usage};
use crate::domain::time::Timestamp;
use crate::store::sql::locking;
use crate::store::types::from_name;
use crate::store::{Result, Store, StoreError, Tx, with_pool, with_tx};

/// The columns that [`UploadRow`] reads.
macro_rules! select_uploads {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, replaces, file_name, format, size, sha256, visibility, uploaded_from, usage, ",
            "received_key, received_sha256, received_format, created_at, expires_at from media_uploads ",
            $rest
        )
    };
}

#[derive(Debug, FromRow)]
struct UploadRow {
    id: UploadId,
    workspace_id: WorkspaceId,
    replaces: Option<MediaId>,
    file_name: String,
    format: String,
    size: i64,
    sha256: Option<String>,
    visibility: String,
    uploaded_from: String,
    usage: Option<String>,
    received_key: Option<String>,
    received_sha256: Option<String>,
    received_format: Option<String>,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl TryFrom<UploadRow> for Upload {
    type Error = StoreError;
    fn try_from(row: UploadRow) -> Result<Self> {
        let format = row.received_format.map(|name| from_name("media_uploads.received_format", &name));
        let format = format.transpose()?;
        let received = row.received_key.zip(row.received_sha256);
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            replaces: row.replaces,
            label: Label {
                file_name: row.file_name,
                visibility: from_name("media_uploads.visibility", &row.visibility)?,
                origin: from_name("media_uploads.uploaded_from", &row.uploaded_from)?,
                usage: row.usage.map(|usage| from_name("media_uploads.usage", &usage)).transpose()?,
            },
            format: from_name("media_uploads.format", &row.format)?,
            size: u64::try_from(row.size).unwrap_or_default(),
            sha256: row.sha256,
            received: received.map(|(key, sha256)| Received { key, sha256, format }),
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

impl Store {
    /// An upload that still counts, by its id alone: for its address, whose signature vouches for it.
    pub(crate) async fn upload_by_address(&self, id: UploadId, now: Timestamp) -> Result<Option<Upload>> {
        let row: Option<UploadRow> = with_pool!(&self.read, db => sqlx::query_as(select_uploads!(
            "where id = $1 and expires_at > $2"))
            .bind(id).bind(now).fetch_optional(db).await)?;
        row.map(Upload::try_from).transpose()
    }

    /// An upload of the workspace that still counts.
    pub(crate) async fn upload(
        &self,
        workspace: WorkspaceId,
        id: UploadId,
        now: Timestamp,
    ) -> Result<Option<Upload>> {
        let found = self.upload_by_address(id, now).await?;
        Ok(found.filter(|upload| upload.workspace == workspace))
    }

    /// Uploads that count no more.
    pub(crate) async fn expired_uploads(&self, now: Timestamp, most: i64) -> Result<Vec<Upload>> {
        let rows: Vec<UploadRow> = with_pool!(&self.read, db => sqlx::query_as(select_uploads!(
            "where expires_at <= $1 order by expires_at limit $2"))
            .bind(now).bind(most).fetch_all(db).await)?;
        rows.into_iter().map(Upload::try_from).collect()
    }
}

impl Tx {
    /// Announces an upload.
    pub(crate) async fn insert_upload(&mut self, upload: &Upload) -> Result<()> {
        let label = &upload.label;
        with_tx!(self, db => sqlx::query(
            "insert into media_uploads (id, workspace_id, replaces, file_name, format, size, sha256, visibility,
                uploaded_from, usage, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
            .bind(upload.id).bind(upload.workspace).bind(upload.replaces).bind(&label.file_name)
            .bind(upload.format.as_str()).bind(i64::try_from(upload.size).unwrap_or(i64::MAX)).bind(&upload.sha256)
            .bind(label.visibility.as_str()).bind(label.origin.as_str()).bind(label.usage.map(Usage::as_str))
            .bind(upload.created_at).bind(upload.expires_at)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// An upload of the workspace that still counts, kept from being changed by others until the transaction ends.
    pub(crate) async fn lock_upload(
        &mut self,
        workspace: WorkspaceId,
        id: UploadId,
        now: Timestamp,
    ) -> Result<Option<Upload>> {
        let locking = locking(self);
        let row: Option<UploadRow> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(select_uploads!("where workspace_id = "));
            query.push_bind(workspace).push(" and id = ").push_bind(id).push(" and expires_at > ").push_bind(now);
            query.push(locking).build_query_as().fetch_optional(&mut *db).await
        })?;
        row.map(Upload::try_from).transpose()
    }

    /// Notes what came of an upload that was locked.
    pub(crate) async fn note_received(&mut self, upload: UploadId, received: &Received) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update media_uploads set received_key = $2, received_sha256 = $3, received_format = $4 where id = $1")
            .bind(upload).bind(&received.key).bind(&received.sha256).bind(received.format.map(Format::as_str))
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Forgets an upload; what came of it goes unless somebody takes it.
    pub(crate) async fn delete_upload(&mut self, upload: &Upload, now: Timestamp) -> Result<()> {
        if let Some(received) = &upload.received {
            self.leave_file(&received.key, now).await?;
        }
        with_tx!(self, db => sqlx::query("delete from media_uploads where id = $1")
            .bind(upload.id).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
