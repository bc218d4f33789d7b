//! Making, changing and deleting links.

use super::read::DEFAULT_DOMAIN;
use crate::domain::id::{LinkId, StepId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::store::types::to_json;
use crate::store::{Result, Tx, with_tx};

impl Tx {
    /// Keeps a new link; `exit` is the step that its destination is kept in, which may be kept after it.
    pub(crate) async fn insert_link(&mut self, link: &Link, exit: StepId) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into links (id, workspace_id, domain, shortlink, name, search_text, purpose, fallback_destination,
                expired_destination, expires_at, exit_step_id, design_id, metadata, lead_goal_definition,
                lead_target_definition, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)")
            .bind(link.id).bind(link.workspace).bind(DEFAULT_DOMAIN).bind(&link.shortlink).bind(&link.name)
            .bind(search_text(link)).bind(&link.purpose).bind(&link.fallback_destination).bind(&link.expired_destination)
            .bind(link.expires_at).bind(exit).bind(link.design).bind(to_json(&link.metadata))
            .bind(&link.lead_goal_definition).bind(&link.lead_target_definition).bind(link.created_at)
            .bind(link.updated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Takes a short address for a link; false when it was ever given out before. Conflicts do not end the transaction.
    pub(crate) async fn take_slug(&mut self, slug: &Slug, link: LinkId) -> Result<bool> {
        let taken = with_tx!(self, db => sqlx::query(
            "insert into slugs (domain, slug, link_id) values ($1, $2, $3) on conflict (domain, slug) do nothing")
            .bind(DEFAULT_DOMAIN).bind(slug).bind(link).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(taken > 0)
    }

    /// Whether a short address was given to this link before: it may have it back.
    pub(crate) async fn owns_slug(&mut self, slug: &Slug, link: LinkId) -> Result<bool> {
        let owner: Option<LinkId> = with_tx!(self, db => sqlx::query_scalar(
            "select link_id from slugs where domain = $1 and slug = $2")
            .bind(DEFAULT_DOMAIN).bind(slug).fetch_optional(&mut *db).await)?;
        Ok(owner == Some(link))
    }

    /// Writes a link's changed fields; its destination is the exit step's.
    pub(crate) async fn update_link(&mut self, link: &Link) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update links set shortlink = $3, name = $4, search_text = $5, purpose = $6, fallback_destination = $7,
                expired_destination = $8, expires_at = $9, design_id = $10, metadata = $11, lead_goal_definition = $12,
                lead_target_definition = $13, updated_at = $14
             where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(link.workspace).bind(link.id).bind(&link.shortlink).bind(&link.name).bind(search_text(link))
            .bind(&link.purpose).bind(&link.fallback_destination).bind(&link.expired_destination).bind(link.expires_at)
            .bind(link.design).bind(to_json(&link.metadata)).bind(&link.lead_goal_definition)
            .bind(&link.lead_target_definition).bind(link.updated_at)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Deletes a link: it is found by nobody any more, and its short address stays taken.
    pub(crate) async fn delete_link(
        &mut self,
        workspace: WorkspaceId,
        id: LinkId,
        now: Timestamp,
    ) -> Result<bool> {
        let deleted = with_tx!(self, db => sqlx::query(
            "update links set deleted_at = $3 where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(id).bind(now).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(deleted > 0)
    }
}

/// What searches look through, folded here, because databases fold letters differently.
fn search_text(link: &Link) -> String {
    format!("{}\n{}", link.name, link.shortlink).to_lowercase()
}
