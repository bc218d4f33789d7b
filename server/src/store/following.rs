//! Designs that follow another one: they look as that does, and change with it.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;

use super::sql::push_list;
use super::templates::Wearable;
use super::{Result, Tx, with_tx};
use crate::domain::design::Format;
use crate::domain::id::{DesignId, LinkId, TemplateId, WorkspaceId};
use crate::domain::time::Timestamp;

/// Most designs that links are looked for by at once.
const DESIGNS: usize = 1_000;

/// Which designs are changed together.
#[derive(Debug, Clone, Copy)]
enum Designs {
    One(DesignId),
    /// Those of the links that were dressed in a template.
    Of(TemplateId),
}

impl Tx {
    /// Makes a design that follows `of`, or else looks as that does now.
    pub(crate) async fn insert_design_like(
        &mut self,
        workspace: WorkspaceId,
        id: DesignId,
        of: DesignId,
        follows: bool,
        now: Timestamp,
    ) -> Result<()> {
        if follows {
            with_tx!(self, db => sqlx::query(
                "insert into designs (id, workspace_id, options, format, version, created_at, updated_at, follows)
                 values ($1, $2, '{}', $3, 1, $4, $4, $5)")
                .bind(id).bind(workspace).bind(Format::default().as_str()).bind(now).bind(of)
                .execute(&mut *db).await.map(|_| ()))?;
        } else {
            with_tx!(self, db => sqlx::query(
                "insert into designs (id, workspace_id, options, format, central_image, background_image, version, created_at,
                    updated_at)
                 select $1, $2, options, format, central_image, background_image, 1, $3, $3 from designs where id = (
                    select coalesce(follows, id) from designs where id = $4)")
                .bind(id).bind(workspace).bind(now).bind(of).execute(&mut *db).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Makes a design of the workspace follow `of`, or else look as that does now.
    pub(crate) async fn make_design_like(
        &mut self,
        workspace: WorkspaceId,
        id: DesignId,
        of: DesignId,
        follows: bool,
        now: Timestamp,
    ) -> Result<()> {
        let designs = Designs::One(id);
        self.make_like(workspace, designs, of, follows, now).await.map(drop)
    }

    /// The same for the designs of all living links that were dressed in a template, those that follow it already aside; gives
    /// the designs that changed.
    pub(crate) async fn make_codes_like(
        &mut self,
        workspace: WorkspaceId,
        worn: Wearable,
        now: Timestamp,
    ) -> Result<Vec<DesignId>> {
        self.make_like(workspace, Designs::Of(worn.template), worn.design, worn.own, now).await
    }

    async fn make_like(
        &mut self,
        workspace: WorkspaceId,
        designs: Designs,
        of: DesignId,
        follows: bool,
        now: Timestamp,
    ) -> Result<Vec<DesignId>> {
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new(if follows {
                "update designs set central_image = null, central_image_media_id = null, background_image = null, follows = "
            } else {
                "update designs set options = (select options from designs worn where worn.id = "
            });
            query.push_bind(of);
            if !follows {
                query.push("), format = (select format from designs worn where worn.id = ").push_bind(of);
                query.push("), central_image = (select central_image from designs worn where worn.id = ").push_bind(of);
                query.push("), background_image = (select background_image from designs worn where worn.id = ");
                query.push_bind(of).push("), central_image_media_id = null, follows = null");
            }
            query.push(", version = version + 1 + coalesce((select own.version from designs own
                where own.id = designs.follows), 0), updated_at = ").push_bind(now);
            query.push(" where workspace_id = ").push_bind(workspace).push(" and deleted_at is null and id <> ");
            query.push_bind(of);
            if follows {
                query.push(" and (follows is null or follows <> ").push_bind(of).push(")");
            }
            match designs {
                Designs::One(id) => {
                    query.push(" and id = ").push_bind(id);
                }
                Designs::Of(template) => {
                    query.push(" and id in (select design_id from links where deleted_at is null and workspace_id = ");
                    query.push_bind(workspace).push(" and template_id = ").push_bind(template).push(")");
                }
            }
            query.push(" returning id").build_query_scalar().fetch_all(&mut *db).await
        })?)
    }

    /// The living links that have any of these designs.
    pub(crate) async fn links_with_designs(
        &mut self,
        workspace: WorkspaceId,
        designs: &[DesignId],
    ) -> Result<BTreeSet<LinkId>> {
        let mut links = BTreeSet::new();
        for designs in designs.chunks(DESIGNS) {
            let found: Vec<LinkId> = with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("select id from links where deleted_at is null and workspace_id = ");
                query.push_bind(workspace).push(" and design_id in (");
                push_list(&mut query, designs);
                query.build_query_scalar().fetch_all(&mut *db).await
            })?;
            links.extend(found);
        }
        Ok(links)
    }

    /// Lets a design follow no more; it looks as it did.
    pub(crate) async fn unfollow(&mut self, workspace: WorkspaceId, id: DesignId) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update designs set
                options = (select followed.options from designs followed where followed.id = designs.follows),
                format = (select followed.format from designs followed where followed.id = designs.follows),
                central_image = (select followed.central_image from designs followed where followed.id = designs.follows),
                background_image = (
                    select followed.background_image from designs followed where followed.id = designs.follows),
                central_image_media_id = (
                    select followed.central_image_media_id from designs followed where followed.id = designs.follows),
                version = version + (select followed.version from designs followed where followed.id = designs.follows),
                follows = null
             where workspace_id = $1 and id = $2 and follows is not null")
            .bind(workspace).bind(id).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// The design whose options a design of the workspace shows: the one that it follows, or itself.
    pub(crate) async fn looks_of(
        &mut self,
        workspace: WorkspaceId,
        id: DesignId,
    ) -> Result<Option<DesignId>> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select coalesce(follows, id) from designs where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(id).fetch_optional(&mut *db).await)?)
    }
}
