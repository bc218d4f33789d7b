//! Custom domains.

use std::collections::BTreeSet;

use sqlx::{FromRow, QueryBuilder};

use super::links::DEFAULT_DOMAIN;
use super::sql::{locking, push_list, skip_locked};
use super::types::{from_json, from_name, to_json};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::custom_domain::host_name::HostName;
use crate::domain::custom_domain::{CustomDomain, MOST, State, Status};
use crate::domain::id::{CustomDomainId, LinkId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;

/// Most short addresses that are named when a domain cannot be deleted.
const NAMED: i64 = 5;

#[derive(Debug, FromRow)]
struct Row {
    id: CustomDomainId,
    workspace_id: WorkspaceId,
    name: HostName,
    root_destination: Option<String>,
    token: String,
    status: String,
    status_since: Timestamp,
    verified_at: Option<Timestamp>,
    activated_at: Option<Timestamp>,
    certificate_expires_at: Option<Timestamp>,
    seen: String,
    last_checked_at: Option<Timestamp>,
    last_error: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<Row> for CustomDomain {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            name: row.name,
            root_destination: row.root_destination,
            token: row.token,
            state: State {
                status: from_name("custom_domains.status", &row.status)?,
                status_since: row.status_since,
                verified_at: row.verified_at,
                activated_at: row.activated_at,
                certificate_expires_at: row.certificate_expires_at,
                seen: from_json("custom_domains.seen", &row.seen)?,
                last_checked_at: row.last_checked_at,
                last_error: row.last_error,
            },
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns that [`Row`] reads.
macro_rules! select_domains {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, name, root_destination, token, status, status_since, verified_at, activated_at, ",
            "certificate_expires_at, seen, last_checked_at, last_error, created_at, updated_at from custom_domains ",
            $rest
        )
    };
}

/// A name as redirects know it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct Served {
    pub(crate) id: CustomDomainId,
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) name: HostName,
    /// Where visitors of the bare name go.
    pub(crate) root_destination: Option<String>,
    /// When its ownership was proved; it is served only then.
    pub(crate) verified_at: Option<Timestamp>,
    pub(crate) deleted_at: Option<Timestamp>,
    pub(crate) touched_at: Timestamp,
}

/// Why a domain was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unkept {
    /// Its workspace has as many as it may have.
    TooMany,
    /// Its name is registered, here or in another workspace.
    Taken,
}

impl Store {
    /// The custom domain with this id.
    pub(crate) async fn custom_domain(
        &self,
        workspace: WorkspaceId,
        id: CustomDomainId,
    ) -> Result<Option<CustomDomain>> {
        let row: Option<Row> = with_pool!(&self.read, db => sqlx::query_as(select_domains!(
            "where workspace_id = $1 and id = $2 and deleted_at is null"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(CustomDomain::try_from).transpose()
    }

    /// Several custom domains of the workspace.
    pub(crate) async fn custom_domains_by_id(
        &self,
        workspace: WorkspaceId,
        ids: &[CustomDomainId],
    ) -> Result<Vec<CustomDomain>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_domains!("where deleted_at is null and workspace_id = "));
            query.push_bind(workspace).push(" and id in (");
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        rows.into_iter().map(CustomDomain::try_from).collect()
    }

    /// The workspace's custom domains, the oldest first; those of one status, or all.
    pub(crate) async fn list_custom_domains(
        &self,
        workspace: WorkspaceId,
        status: Option<Status>,
        page: &Page,
    ) -> Result<Slice<CustomDomain>> {
        let (at, id) = page.beyond();
        let rows: Vec<Row> = with_pool!(&self.read, db => sqlx::query_as(select_domains!(
            "where workspace_id = $1 and deleted_at is null and ($2 is null or status = $2) and (created_at, id) > ($3, $4)
             order by created_at, id limit $5"))
            .bind(workspace).bind(status.map(Status::as_str)).bind(at).bind(id).bind(page.limit())
            .fetch_all(db).await)?;
        let domains = rows.into_iter().map(CustomDomain::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page.cut(domains, |domain| Cursor::at(domain.created_at.as_millis(), domain.id)))
    }

    /// How many custom domains the workspace has; those of one status, or all.
    pub(crate) async fn count_custom_domains(
        &self,
        workspace: WorkspaceId,
        status: Option<Status>,
    ) -> Result<i64> {
        Ok(with_pool!(&self.read, db => sqlx::query_scalar(
            "select count(*) from custom_domains
             where workspace_id = $1 and deleted_at is null and ($2 is null or status = $2)")
            .bind(workspace).bind(status.map(Status::as_str)).fetch_one(db).await)?)
    }

    /// Names that were made, changed or deleted since a moment, in that order.
    pub(crate) async fn served_since(&self, since: Timestamp) -> Result<Vec<Served>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select id, workspace_id, name, root_destination, verified_at, deleted_at, touched_at from custom_domains
             where touched_at >= $1 order by touched_at, id").bind(since).fetch_all(db).await)?)
    }

    /// Takes domains whose check is due, until `until`: no other process checks them meanwhile.
    pub(crate) async fn claim_domain_checks(
        &self,
        most: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CustomDomain>> {
        let mut tx = self.begin().await?;
        let skipping = skip_locked(&tx);
        let rows: Vec<Row> = with_tx!(&mut tx, db => {
            let mut query = QueryBuilder::new(select_domains!("where deleted_at is null and check_at <= "));
            query.push_bind(now).push(" order by check_at limit ").push_bind(most).push(skipping);
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        for row in &rows {
            with_tx!(&mut tx, db => sqlx::query("update custom_domains set check_at = $2 where id = $1")
                .bind(row.id).bind(until).execute(&mut *db).await.map(|_| ()))?;
        }
        tx.commit().await?;
        rows.into_iter().map(CustomDomain::try_from).collect()
    }

    /// Gives names back that nobody proved to own and that no link lives on, made before `before`; tells how many.
    pub(crate) async fn release_unproved_domains(&self, before: Timestamp, now: Timestamp) -> Result<u64> {
        Ok(with_pool!(&self.write, db => sqlx::query(
            "update custom_domains set deleted_at = $2, touched_at = $2
             where deleted_at is null and verified_at is null and activated_at is null and created_at < $1
             and not exists (select 1 from links where links.domain = custom_domains.id and links.domain <> '')")
            .bind(before).bind(now).execute(db).await.map(|done| done.rows_affected()))?)
    }
}

impl Tx {
    /// Keeps a new custom domain, whose first check is due at once.
    pub(crate) async fn insert_custom_domain(
        &mut self,
        domain: &CustomDomain,
    ) -> Result<std::result::Result<(), Unkept>> {
        let count: i64 = with_tx!(&mut *self, db => sqlx::query_scalar(
            "select count(*) from custom_domains where workspace_id = $1 and deleted_at is null")
            .bind(domain.workspace).fetch_one(&mut *db).await)?;
        if count >= MOST {
            return Ok(Err(Unkept::TooMany));
        }
        let kept = with_tx!(&mut *self, db => sqlx::query(
            "insert into custom_domains (id, workspace_id, name, root_destination, token, status, status_since, verified_at,
                seen, check_at, touched_at, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7, $7, $7, $7)
             on conflict (name) where deleted_at is null do nothing")
            .bind(domain.id).bind(domain.workspace).bind(&domain.name).bind(&domain.root_destination)
            .bind(&domain.token).bind(domain.state.status.as_str()).bind(domain.created_at)
            .bind(domain.state.verified_at).bind(to_json(&domain.state.seen))
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(if kept > 0 { Ok(()) } else { Err(Unkept::Taken) })
    }

    /// The custom domain with this id, kept from being changed by others until the transaction ends.
    pub(crate) async fn lock_custom_domain(
        &mut self,
        workspace: WorkspaceId,
        id: CustomDomainId,
    ) -> Result<Option<CustomDomain>> {
        let locking = locking(self);
        let row: Option<Row> = with_tx!(&mut *self, db => {
            let mut query = QueryBuilder::new(select_domains!("where deleted_at is null and workspace_id = "));
            query.push_bind(workspace).push(" and id = ").push_bind(id).push(locking);
            query.build_query_as().fetch_optional(&mut *db).await
        })?;
        row.map(CustomDomain::try_from).transpose()
    }

    /// Writes where visitors of the bare name go.
    pub(crate) async fn set_root_destination(&mut self, domain: &CustomDomain) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update custom_domains set root_destination = $3, updated_at = $4, touched_at = $4
             where workspace_id = $1 and id = $2")
            .bind(domain.workspace).bind(domain.id).bind(&domain.root_destination).bind(domain.updated_at)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes what a check found, and when the next one is due.
    pub(crate) async fn set_domain_state(
        &mut self,
        domain: &CustomDomain,
        next: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let state = &domain.state;
        with_tx!(self, db => sqlx::query(
            "update custom_domains set status = $2, status_since = $3, verified_at = $4, activated_at = $5,
                certificate_expires_at = $6, seen = $7, last_checked_at = $8, last_error = $9, check_at = $10,
                touched_at = $11
             where id = $1 and deleted_at is null")
            .bind(domain.id).bind(state.status.as_str()).bind(state.status_since).bind(state.verified_at)
            .bind(state.activated_at).bind(state.certificate_expires_at).bind(to_json(&state.seen))
            .bind(state.last_checked_at).bind(&state.last_error).bind(next).bind(now)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Deletes a custom domain that is locked: its links move to the server's own name, where their slugs have to be free.
    /// Gives the links that moved, or slugs that are not free; then the transaction must not be committed.
    pub(crate) async fn delete_custom_domain(
        &mut self,
        domain: &CustomDomain,
        now: Timestamp,
    ) -> Result<std::result::Result<BTreeSet<LinkId>, Vec<Slug>>> {
        let key = domain.id.to_string();
        with_tx!(&mut *self, db => sqlx::query(
            "insert into slugs (domain, slug, link_id) select $2, shortlink, id from links
             where domain = $1 and deleted_at is null on conflict (domain, slug) do nothing")
            .bind(&key).bind(DEFAULT_DOMAIN).execute(&mut *db).await.map(|_| ()))?;
        let taken: Vec<Slug> = with_tx!(&mut *self, db => sqlx::query_scalar(
            "select links.shortlink from links join slugs on slugs.domain = $2 and slugs.slug = links.shortlink
             where links.domain = $1 and links.deleted_at is null and slugs.link_id <> links.id
             order by links.shortlink_key, links.id limit $3")
            .bind(&key).bind(DEFAULT_DOMAIN).bind(NAMED).fetch_all(&mut *db).await)?;
        if !taken.is_empty() {
            return Ok(Err(taken));
        }
        let moved: Vec<LinkId> = with_tx!(&mut *self, db => sqlx::query_scalar(
            "select id from links where domain = $1 and deleted_at is null").bind(&key).fetch_all(&mut *db).await)?;
        with_tx!(&mut *self, db => {
            sqlx::query("update links set domain = $2 where domain = $1")
                .bind(&key).bind(DEFAULT_DOMAIN).execute(&mut *db).await?;
            sqlx::query("delete from slugs where domain = $1").bind(&key).execute(&mut *db).await?;
            sqlx::query("update custom_domains set deleted_at = $2, touched_at = $2 where id = $1")
                .bind(domain.id).bind(now).execute(&mut *db).await?;
        });
        Ok(Ok(moved.into_iter().collect()))
    }
}
