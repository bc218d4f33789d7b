//! Making, changing and deleting links.

use super::read::domain_key;
use super::{Found, LinkRow, select_links};
use crate::domain::address::Address;
use crate::domain::id::{LinkId, StepId, WorkspaceId};
use crate::domain::link::{Link, destination_hash, sort_key};
use crate::domain::time::Timestamp;
use crate::store::sql::locking_links;
use crate::store::types::to_json;
use crate::store::{Result, Store, Tx, with_pool, with_tx};

impl Tx {
    /// Keeps a new link; `exit` is the step that its destination is kept in, which may be kept after it.
    pub(crate) async fn insert_link(&mut self, link: &Link, exit: StepId) -> Result<()> {
        with_tx!(self, db => {
            sqlx::query(
                "insert into links (id, workspace_id, domain, shortlink, name, search_text, purpose, fallback_destination,
                    expired_destination, expires_at, exit_step_id, design_id, metadata, lead_goal_definition,
                    lead_target_definition, created_at, updated_at, directory_id, external_id, qrcode_enabled, paused,
                    starts_at, max_scans, password_hash, routing, destination_hash, name_key, shortlink_key,
                    template_id)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                    $22, $23, $24, $25, $26, $27, $28, $29)")
                .bind(link.id).bind(link.workspace).bind(domain_key(link.address().domain)).bind(&link.shortlink)
                .bind(&link.name)
                .bind(search_text(link)).bind(&link.purpose).bind(&link.fallback_destination)
                .bind(&link.expired_destination).bind(link.expires_at).bind(exit).bind(link.design)
                .bind(to_json(&link.metadata)).bind(&link.lead_goal_definition).bind(&link.lead_target_definition)
                .bind(link.created_at).bind(link.updated_at).bind(link.directory).bind(&link.external_id)
                .bind(link.qrcode_enabled).bind(link.paused).bind(link.starts_at).bind(link.max_scans)
                .bind(&link.password_hash).bind(to_json(&link.routing)).bind(link.destination().map(destination_hash))
                .bind(sort_key(&link.name)).bind(sort_key(&link.shortlink.to_string())).bind(link.template)
                .execute(&mut *db).await?;
            sqlx::query("insert into event_totals (workspace_id, link_id, events, last_event_at) values ($1, $2, 0, 0)")
                .bind(link.workspace).bind(link.id).execute(&mut *db).await?;
        });
        Ok(())
    }

    /// Adds to how many links a workspace has.
    pub(crate) async fn count_new_links(&mut self, workspace: WorkspaceId, more: i64) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into link_counts (workspace_id, links) values ($1, $2)
             on conflict (workspace_id) do update set links = link_counts.links + excluded.links")
            .bind(workspace).bind(more).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Takes a short address for a link; false when it was ever given out before. Conflicts do not end the transaction.
    pub(crate) async fn take_address(&mut self, address: &Address, link: LinkId) -> Result<bool> {
        let taken = with_tx!(self, db => sqlx::query(
            "insert into slugs (domain, slug, link_id) values ($1, $2, $3) on conflict (domain, slug) do nothing")
            .bind(domain_key(address.domain)).bind(&address.slug).bind(link).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(taken > 0)
    }

    /// Whether a short address was given to this link before: it may have it back.
    pub(crate) async fn owns_address(&mut self, address: &Address, link: LinkId) -> Result<bool> {
        let owner: Option<LinkId> = with_tx!(self, db => sqlx::query_scalar(
            "select link_id from slugs where domain = $1 and slug = $2")
            .bind(domain_key(address.domain)).bind(&address.slug).fetch_optional(&mut *db).await)?;
        Ok(owner == Some(link))
    }

    /// A living link of the workspace, kept from being changed by others until the transaction ends.
    pub(crate) async fn lock_link(
        &mut self,
        workspace: WorkspaceId,
        id: LinkId,
        now: Timestamp,
    ) -> Result<Option<Found>> {
        let locking = locking_links(self);
        let row: Option<LinkRow> = with_tx!(self, db => {
            let mut query = sqlx::QueryBuilder::new(select_links!("where links.workspace_id = "));
            query.push_bind(workspace).push(" and links.id = ").push_bind(id);
            query.push(" and links.deleted_at is null and (links.expires_at is null or links.expires_at > ");
            query.push_bind(now).push(")").push(locking);
            query.build_query_as().fetch_optional(&mut *db).await
        })?;
        row.map(Found::try_from).transpose()
    }

    /// The link that has this id of its owner's, expired ones included.
    pub(crate) async fn owner_of_external_id(
        &mut self,
        workspace: WorkspaceId,
        id: &str,
    ) -> Result<Option<LinkId>> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select id from links where workspace_id = $1 and external_id = $2 and deleted_at is null")
            .bind(workspace).bind(id).fetch_optional(&mut *db).await)?)
    }

    /// Writes a link's changed fields; where it leads is the exit step's.
    pub(crate) async fn update_link(&mut self, link: &Link) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update links set shortlink = $3, name = $4, search_text = $5, purpose = $6, fallback_destination = $7,
                expired_destination = $8, expires_at = $9, design_id = $10, metadata = $11, lead_goal_definition = $12,
                lead_target_definition = $13, updated_at = $14, directory_id = $15, external_id = $16,
                qrcode_enabled = $17, paused = $18, starts_at = $19, max_scans = $20, password_hash = $21, routing = $22,
                destination_hash = $23, name_key = $24, shortlink_key = $25, domain = $26, template_id = $27
             where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(link.workspace).bind(link.id).bind(&link.shortlink).bind(&link.name).bind(search_text(link))
            .bind(&link.purpose).bind(&link.fallback_destination).bind(&link.expired_destination).bind(link.expires_at)
            .bind(link.design).bind(to_json(&link.metadata)).bind(&link.lead_goal_definition)
            .bind(&link.lead_target_definition).bind(link.updated_at).bind(link.directory).bind(&link.external_id)
            .bind(link.qrcode_enabled).bind(link.paused).bind(link.starts_at).bind(link.max_scans)
            .bind(&link.password_hash).bind(to_json(&link.routing)).bind(link.destination().map(destination_hash))
            .bind(sort_key(&link.name)).bind(sort_key(&link.shortlink.to_string()))
            .bind(domain_key(link.address().domain)).bind(link.template).execute(&mut *db).await.map(|_| ()))?;
        // Lists by tag are sorted by it.
        with_tx!(self, db => sqlx::query("update link_tags set updated_at = $2 where link_id = $1")
            .bind(link.id).bind(link.updated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Deletes a link: it is found by nobody any more, it has no tags, and its short address stays taken.
    pub(crate) async fn delete_link(
        &mut self,
        workspace: WorkspaceId,
        id: LinkId,
        now: Timestamp,
    ) -> Result<bool> {
        let deleted = with_tx!(self, db => sqlx::query(
            "update links set deleted_at = $3 where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(id).bind(now).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        if deleted > 0 {
            with_tx!(self, db => sqlx::query("delete from link_tags where link_id = $1")
                .bind(id).execute(&mut *db).await.map(|_| ()))?;
        }
        Ok(deleted > 0)
    }
}

impl Store {
    /// Counts a visit of a link that is led on at most `most` times; false when there was none left. One statement: of all
    /// who come at once, exactly as many as are left are counted.
    pub(crate) async fn count_scan(&self, link: LinkId, most: i64) -> Result<bool> {
        let counted = with_pool!(&self.write, db => sqlx::query(
            "insert into scan_limits (link_id, used) values ($1, 1)
             on conflict (link_id) do update set used = scan_limits.used + 1 where scan_limits.used < $2")
            .bind(link).bind(most).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(counted > 0)
    }
}

/// What searches look through, folded here, because databases fold letters differently.
fn search_text(link: &Link) -> String {
    format!("{}\n{}", link.name, link.shortlink).to_lowercase()
}
