//! Designs. Their pictures are read and written beside them only when they are meant.
//!
//! A design that follows another one is read through it: a change there is one row's, however many follow. Its version
//! counts its own changes and those of the other, so that it only ever grows.

use sqlx::{FromRow, QueryBuilder};

use super::sql::push_list;
use super::types::{from_json, from_name, to_json};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::design::Design;
use crate::domain::id::{DesignId, MediaId, WorkspaceId};
use crate::domain::time::Timestamp;

/// What becomes of a picture of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Picture {
    /// It stays as it is.
    Keep,
    /// It goes.
    Clear,
    /// This one takes its place.
    Set(Vec<u8>),
}

impl Picture {
    /// The new one, if there is one.
    #[must_use]
    pub(crate) fn set(&self) -> Option<&[u8]> {
        self.change().1
    }

    /// Whether there is a picture afterwards, if there was one or none before.
    #[must_use]
    pub(crate) fn is_there(&self, before: bool) -> bool {
        match self {
            Self::Keep => before,
            Self::Clear => false,
            Self::Set(_) => true,
        }
    }

    /// Whether it stays, and what takes its place.
    fn change(&self) -> (bool, Option<&[u8]>) {
        match self {
            Self::Keep => (true, None),
            Self::Clear => (false, None),
            Self::Set(bytes) => (false, Some(bytes)),
        }
    }
}

/// The pictures of a new design.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pictures<'p> {
    /// The one in the middle.
    pub(crate) central: Option<&'p [u8]>,
    /// The one behind the code.
    pub(crate) background: Option<&'p [u8]>,
}

/// The columns that [`DesignRow`] reads.
macro_rules! select_designs {
    ($rest:literal) => {
        concat!(
            "select designs.id, designs.workspace_id, coalesce(followed.options, designs.options) as options, ",
            "coalesce(followed.format, designs.format) as format, case when followed.id is null ",
            "then designs.central_image is not null else followed.central_image is not null end as has_image, ",
            "case when followed.id is null then designs.background_image is not null ",
            "else followed.background_image is not null end as has_background, ",
            "case when followed.id is null then designs.central_image_media_id else followed.central_image_media_id end ",
            "as central_image_media_id, ",
            "designs.version + coalesce(followed.version, 0) as version, designs.created_at, ",
            "case when followed.updated_at > designs.updated_at then followed.updated_at else designs.updated_at end ",
            "as updated_at from designs left join designs followed on followed.id = designs.follows ",
            $rest
        )
    };
}

#[derive(Debug, FromRow)]
struct DesignRow {
    id: DesignId,
    workspace_id: Option<WorkspaceId>,
    options: String,
    format: String,
    has_image: bool,
    has_background: bool,
    central_image_media_id: Option<MediaId>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<DesignRow> for Design {
    type Error = StoreError;
    fn try_from(row: DesignRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            options: from_json("designs.options", &row.options)?,
            format: from_name("designs.format", &row.format)?,
            has_image: row.has_image,
            has_background: row.has_background,
            image_media: row.central_image_media_id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl Store {
    /// A design of the workspace that was not deleted.
    pub(crate) async fn design(&self, workspace: WorkspaceId, id: DesignId) -> Result<Option<Design>> {
        let row: Option<DesignRow> = with_pool!(&self.read, db => sqlx::query_as(select_designs!(
            "where designs.workspace_id = $1 and designs.id = $2 and designs.deleted_at is null"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Design::try_from).transpose()
    }

    /// A design that a link names, deleted or not: images of a deleted link outlive it for a while.
    pub(crate) async fn design_for_image(
        &self,
        workspace: WorkspaceId,
        id: DesignId,
    ) -> Result<Option<Design>> {
        let row: Option<DesignRow> = with_pool!(&self.read, db => sqlx::query_as(select_designs!(
            "where designs.workspace_id = $1 and designs.id = $2"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Design::try_from).transpose()
    }

    /// Several designs of the workspace, for showing beside their links.
    pub(crate) async fn designs_by_id(
        &self,
        workspace: WorkspaceId,
        ids: &[DesignId],
    ) -> Result<Vec<Design>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<DesignRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_designs!("where designs.workspace_id = "));
            query.push_bind(workspace).push(" and designs.id in (");
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        rows.into_iter().map(Design::try_from).collect()
    }

    /// Designs of templates that the caller may see, whosever they are.
    pub(crate) async fn designs_of_templates(&self, ids: &[DesignId]) -> Result<Vec<Design>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<DesignRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_designs!("where designs.id in ("));
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        rows.into_iter().map(Design::try_from).collect()
    }

    /// The central image of a design by its id alone: for designs that the caller was given, and for image addresses, whose
    /// signature vouches for them.
    pub(crate) async fn central_image(&self, id: DesignId) -> Result<Option<Vec<u8>>> {
        let found: Option<Option<Vec<u8>>> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select case when followed.id is null then designs.central_image else followed.central_image end
             from designs left join designs followed on followed.id = designs.follows where designs.id = $1")
            .bind(id).fetch_optional(db).await)?;
        Ok(found.flatten())
    }

    /// The picture behind the code of a design, in the same way.
    pub(crate) async fn background_image(&self, id: DesignId) -> Result<Option<Vec<u8>>> {
        let found: Option<Option<Vec<u8>>> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select case when followed.id is null then designs.background_image else followed.background_image end
             from designs left join designs followed on followed.id = designs.follows where designs.id = $1")
            .bind(id).fetch_optional(db).await)?;
        Ok(found.flatten())
    }

    /// Removes at most `most` designs that were made before `before` and never adopted; tells how many.
    pub(crate) async fn remove_unadopted_designs(&self, before: Timestamp, most: i64) -> Result<u64> {
        // The condition stands twice: a design that is adopted between the two stays.
        Ok(with_pool!(&self.write, db => sqlx::query(
            "delete from designs where workspace_id is null and not built_in and id in (
                select id from designs where workspace_id is null and not built_in and created_at < $1
                order by created_at limit $2)")
            .bind(before).bind(most).execute(db).await.map(|done| done.rows_affected()))?)
    }
}

impl Tx {
    /// Keeps a new design with its pictures.
    pub(crate) async fn insert_design(&mut self, design: &Design, pictures: Pictures<'_>) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into designs (id, workspace_id, options, format, central_image, version, created_at, updated_at,
                central_image_media_id, background_image)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(design.id).bind(design.workspace).bind(to_json(&design.options)).bind(design.format.as_str())
            .bind(pictures.central).bind(design.version).bind(design.created_at).bind(design.updated_at)
            .bind(design.image_media).bind(pictures.background)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes a changed design over the version before it; false when somebody else wrote first, or it is gone. One that
    /// followed another follows no more.
    pub(crate) async fn update_design(
        &mut self,
        design: &Design,
        (image, background): (&Picture, &Picture),
    ) -> Result<bool> {
        let (keeps, image) = image.change();
        let (keeps_background, background) = background.change();
        let changed = with_tx!(self, db => sqlx::query(
            "update designs set options = $4, format = $5, version = $3 + 1, updated_at = $6, follows = null,
                central_image = case when not $7 then $8 when follows is null then central_image
                    else (select followed.central_image from designs followed where followed.id = designs.follows) end,
                central_image_media_id = $9,
                background_image = case when not $10 then $11 when follows is null then background_image
                    else (select followed.background_image from designs followed where followed.id = designs.follows) end
             where workspace_id = $1 and id = $2 and deleted_at is null and version + coalesce(
                (select followed.version from designs followed where followed.id = designs.follows), 0) = $3")
            .bind(design.workspace).bind(design.id).bind(design.version - 1).bind(to_json(&design.options))
            .bind(design.format.as_str()).bind(design.updated_at).bind(keeps).bind(image)
            .bind(design.image_media).bind(keeps_background).bind(background)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Deletes a design; false when the workspace has no such design. The row stays for images of deleted links.
    pub(crate) async fn delete_design(
        &mut self,
        workspace: WorkspaceId,
        id: DesignId,
        now: Timestamp,
    ) -> Result<bool> {
        let deleted = with_tx!(self, db => sqlx::query(
            "update designs set deleted_at = $3 where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(id).bind(now).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(deleted > 0)
    }

    /// Brings a design that nobody has yet into the workspace; of several that try, one wins. False when the workspace
    /// has no such design afterwards.
    pub(crate) async fn adopt_design(&mut self, workspace: WorkspaceId, id: DesignId) -> Result<bool> {
        with_tx!(self, db => sqlx::query(
            "update designs set workspace_id = $1 where id = $2 and workspace_id is null and not built_in")
            .bind(workspace).bind(id).execute(&mut *db).await.map(|_| ()))?;
        let found: Option<DesignId> = with_tx!(self, db => sqlx::query_scalar(
            "select id from designs where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(id).fetch_optional(&mut *db).await)?;
        Ok(found.is_some())
    }
}
