//! Reading links.

use sqlx::QueryBuilder;

use super::{Found, LinkRow, select_links};
use crate::domain::address::Address;
use crate::domain::id::{CustomDomainId, DesignId, LinkId, WorkspaceId};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::store::sql::push_list;
use crate::store::{Result, Store, with_pool};

/// The domain of short addresses on the server's own address.
pub(crate) const DEFAULT_DOMAIN: &str = "";

/// How a domain stands in the columns `domain` of links and slugs.
pub(crate) fn domain_key(domain: Option<CustomDomainId>) -> String {
    domain.map_or_else(|| DEFAULT_DOMAIN.to_owned(), |id| id.to_string())
}

impl Store {
    /// A link of the workspace that lives: neither deleted nor expired at `now`.
    pub(crate) async fn link(
        &self,
        workspace: WorkspaceId,
        id: LinkId,
        now: Timestamp,
    ) -> Result<Option<Found>> {
        let row: Option<LinkRow> = with_pool!(&self.read, db => sqlx::query_as(select_links!(
            "where links.workspace_id = $1 and links.id = $2 and links.deleted_at is null
             and (links.expires_at is null or links.expires_at > $3)"))
            .bind(workspace).bind(id).bind(now).fetch_optional(db).await)?;
        row.map(Found::try_from).transpose()
    }

    /// Several links of the workspace, whatever became of them, for showing beside their events.
    pub(crate) async fn links_by_id(&self, workspace: WorkspaceId, ids: &[LinkId]) -> Result<Vec<Found>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<LinkRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_links!("where links.workspace_id = "));
            query.push_bind(workspace).push(" and links.id in (");
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        rows.into_iter().map(Found::try_from).collect()
    }

    /// The link that was ever given this short address, deleted and expired ones included.
    pub(crate) async fn link_at(&self, address: &Address) -> Result<Option<Found>> {
        let row: Option<LinkRow> = with_pool!(&self.read, db => sqlx::query_as(select_links!(
            "join slugs on slugs.link_id = links.id where slugs.domain = $1 and slugs.slug = $2"))
            .bind(domain_key(address.domain)).bind(&address.slug).fetch_optional(db).await)?;
        row.map(Found::try_from).transpose()
    }

    /// Every short address that was given to a link, past ones included.
    pub(crate) async fn addresses_of(&self, id: LinkId) -> Result<Vec<Address>> {
        let rows: Vec<(String, Slug)> = with_pool!(&self.read, db => sqlx::query_as(
            "select domain, slug from slugs where link_id = $1").bind(id).fetch_all(db).await)?;
        // The server's own name is kept as no id.
        let address = |(domain, slug): (String, Slug)| Address { domain: domain.parse().ok(), slug };
        Ok(rows.into_iter().map(address).collect())
    }

    /// A link by its id alone, deleted and expired ones included: for image addresses, whose signature vouches for it.
    pub(crate) async fn link_for_image(&self, id: LinkId) -> Result<Option<Found>> {
        let row: Option<LinkRow> = with_pool!(&self.read, db => sqlx::query_as(select_links!("where links.id = $1"))
            .bind(id).fetch_optional(db).await)?;
        row.map(Found::try_from).transpose()
    }

    /// The living link that its owner knows by this id.
    pub(crate) async fn link_by_external_id(
        &self,
        workspace: WorkspaceId,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Found>> {
        let row: Option<LinkRow> = with_pool!(&self.read, db => sqlx::query_as(select_links!(
            "where links.workspace_id = $1 and links.external_id = $2 and links.deleted_at is null
             and (links.expires_at is null or links.expires_at > $3)"))
            .bind(workspace).bind(id).bind(now).fetch_optional(db).await)?;
        row.map(Found::try_from).transpose()
    }

    /// Whether a short address was ever given out, or is the id of a link.
    pub(crate) async fn is_taken(&self, address: &Address) -> Result<bool> {
        let owner: Option<LinkId> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select link_id from slugs where domain = $1 and slug = $2
             union select id from links where id = $2 limit 1")
            .bind(domain_key(address.domain)).bind(&address.slug).fetch_optional(db).await)?;
        Ok(owner.is_some())
    }

    /// Whether a living link or a template uses this design.
    pub(crate) async fn design_is_used(&self, workspace: WorkspaceId, design: DesignId) -> Result<bool> {
        let found: Option<String> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select id from links where workspace_id = $1 and design_id = $2 and deleted_at is null
             union all select id from qrcode_templates where design_id = $2 and deleted_at is null limit 1")
            .bind(workspace).bind(design).fetch_optional(db).await)?;
        Ok(found.is_some())
    }
}
