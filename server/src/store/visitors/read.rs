//! Reading profiles, and what is shown beside them.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use crate::domain::custom_domain::host_name::HostName;
use crate::domain::event::{Device, Visitor};
use crate::domain::id::{EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::domain::visitor::{Attribute, Profile};
use crate::store::sql::push_list;
use crate::store::types::from_name;
use crate::store::{Result, Store, StoreError, Tx, with_pool, with_tx};

/// Most events and links that are shown beside one visitor: the newest.
const BESIDE: i64 = 100;

#[derive(Debug, Clone, FromRow)]
pub(super) struct ProfileRow {
    pub(super) id: VisitorId,
    workspace_id: WorkspaceId,
    email: Option<String>,
    phone: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    identified_at: Option<Timestamp>,
    visit_count: i64,
    device_count: i64,
    qrcode_count: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// The columns that [`ProfileRow`] reads.
macro_rules! select_profiles {
    ($rest:literal) => {
        concat!(
            "select visitors.id, visitors.workspace_id, visitors.email, visitors.phone, visitors.first_name, ",
            "visitors.last_name, visitors.identified_at, visitors.visit_count, visitors.device_count, ",
            "visitors.qrcode_count, visitors.created_at, visitors.updated_at from visitors ",
            $rest
        )
    };
}
pub(super) use select_profiles;

impl ProfileRow {
    pub(super) fn with(self, attributes: BTreeMap<String, Attribute>) -> Profile {
        Profile {
            visitor: Visitor {
                id: self.id,
                workspace_id: self.workspace_id,
                email: self.email,
                phone: self.phone,
                first_name: self.first_name,
                last_name: self.last_name,
                created_at: self.created_at,
                updated_at: self.updated_at,
            },
            attributes,
            identified_at: self.identified_at,
            visits: self.visit_count,
            devices: self.device_count,
            links: self.qrcode_count,
        }
    }
}

#[derive(Debug, FromRow)]
struct AttributeRow {
    visitor_id: VisitorId,
    key: String,
    r#type: String,
    value: String,
    number_value: Option<f64>,
    bool_value: Option<bool>,
    date_value: Option<Timestamp>,
}

impl TryFrom<AttributeRow> for (VisitorId, String, Attribute) {
    type Error = StoreError;
    fn try_from(row: AttributeRow) -> Result<Self> {
        let attribute = Attribute {
            kind: from_name("visitor_attributes.type", &row.r#type)?,
            value: row.value,
            number: row.number_value,
            boolean: row.bool_value,
            date: row.date_value,
        };
        Ok((row.visitor_id, row.key, attribute))
    }
}

fn by_visitor(rows: Vec<AttributeRow>) -> Result<BTreeMap<VisitorId, BTreeMap<String, Attribute>>> {
    let mut attributes: BTreeMap<VisitorId, BTreeMap<String, Attribute>> = BTreeMap::new();
    for row in rows {
        let (visitor, key, attribute) = row.try_into()?;
        attributes.entry(visitor).or_default().insert(key, attribute);
    }
    Ok(attributes)
}

/// What is known of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VisitState {
    /// It is an event.
    Kept,
    /// It was answered and waits for projection.
    Waits,
    /// Nothing: it is nobody's, or lies in a spool file still.
    Unknown,
}

/// A visit, as it is shown beside its visitor.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct VisitOf {
    pub(crate) visitor_id: VisitorId,
    pub(crate) id: EventId,
    pub(crate) link_id: LinkId,
    pub(crate) action: String,
    pub(crate) visit_type: String,
    pub(crate) scanned_at: Timestamp,
    pub(crate) created_at: Timestamp,
}

/// A link that a visitor came to.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct VisitedLink {
    pub(crate) visitor_id: VisitorId,
    pub(crate) id: LinkId,
    pub(crate) name: String,
    pub(crate) shortlink: Slug,
    /// The custom domain that it lives on.
    pub(crate) domain_name: Option<HostName>,
    pub(crate) visits: i64,
    pub(crate) first_at: Timestamp,
    pub(crate) last_at: Timestamp,
}

impl Store {
    /// A visitor's profile.
    pub(crate) async fn profile(&self, workspace: WorkspaceId, id: VisitorId) -> Result<Option<Profile>> {
        let row: Option<ProfileRow> = with_pool!(&self.read, db => sqlx::query_as(
            select_profiles!("where visitors.workspace_id = $1 and visitors.id = $2"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        Ok(self.with_attributes(row.into_iter().collect()).await?.pop())
    }

    /// Profiles by id.
    pub(crate) async fn profiles(&self, workspace: WorkspaceId, ids: &[VisitorId]) -> Result<Vec<Profile>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<ProfileRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_profiles!("where visitors.workspace_id = "));
            query.push_bind(workspace).push(" and visitors.id in (");
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(db).await
        })?;
        self.with_attributes(rows).await
    }

    /// Puts their attributes beside profiles.
    pub(super) async fn with_attributes(&self, rows: Vec<ProfileRow>) -> Result<Vec<Profile>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<VisitorId> = rows.iter().map(|row| row.id).collect();
        let found: Vec<AttributeRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select visitor_id, key, type, value, number_value, bool_value, date_value from visitor_attributes
                 where substr(key, 1, 1) <> '$' and visitor_id in (");
            push_list(&mut query, &ids);
            query.build_query_as().fetch_all(db).await
        })?;
        let mut attributes = by_visitor(found)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let its = attributes.remove(&row.id).unwrap_or_default();
                row.with(its)
            })
            .collect())
    }

    /// The devices of these visitors.
    pub(crate) async fn devices_of(&self, workspace: WorkspaceId, ids: &[VisitorId]) -> Result<Vec<Device>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let devices = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select id from devices where workspace_id = ");
            query.push_bind(workspace).push(" and visitor_id in (");
            push_list(&mut query, ids);
            query.build_query_scalar().fetch_all(db).await
        })?;
        self.devices(workspace, &devices).await
    }

    /// The newest visits of these visitors.
    pub(crate) async fn visits_of(&self, workspace: WorkspaceId, ids: &[VisitorId]) -> Result<Vec<VisitOf>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select visitor_id, id, link_id, action, visit_type, scanned_at, created_at from (
                    select visitor_id, id, link_id, action, visit_type, scanned_at, created_at,
                        row_number() over (partition by visitor_id order by scanned_at desc, id desc) as place
                    from events where workspace_id = ");
            query.push_bind(workspace).push(" and visitor_id in (");
            push_list(&mut query, ids);
            query.push(") placed where place <= ").push_bind(BESIDE).push(" order by scanned_at desc, id desc");
            query.build_query_as().fetch_all(db).await
        })?)
    }

    /// The links that these visitors came to, the last visited first.
    pub(crate) async fn visited_links(
        &self,
        workspace: WorkspaceId,
        ids: &[VisitorId],
    ) -> Result<Vec<VisitedLink>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select visitor_id, id, name, shortlink, domain_name, visits, first_at, last_at from (
                    select visitor_links.visitor_id, links.id, links.name, links.shortlink, custom_domains.name as domain_name, visitor_links.visits,
                        visitor_links.first_at, visitor_links.last_at, row_number() over
                            (partition by visitor_links.visitor_id order by visitor_links.last_at desc, links.id) as place
                    from visitor_links join links on links.id = visitor_links.link_id
                    left join custom_domains on custom_domains.id = links.domain
                    where visitor_links.workspace_id = ");
            query.push_bind(workspace).push(" and visitor_links.visitor_id in (");
            push_list(&mut query, ids);
            query.push(") placed where place <= ").push_bind(BESIDE).push(" order by last_at desc, id");
            query.build_query_as().fetch_all(db).await
        })?)
    }

    /// What is known of a visit.
    pub(crate) async fn visit_state(&self, workspace: WorkspaceId, event: EventId) -> Result<VisitState> {
        let kept: Option<EventId> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select id from events where workspace_id = $1 and id = $2")
            .bind(workspace).bind(event).fetch_optional(db).await)?;
        if kept.is_some() {
            return Ok(VisitState::Kept);
        }
        let waits: Option<EventId> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select id from scan_inbox where workspace_id = $1 and id = $2")
            .bind(workspace).bind(event).fetch_optional(db).await)?;
        Ok(if waits.is_some() { VisitState::Waits } else { VisitState::Unknown })
    }

    /// The keys that visitors of a workspace have (or those of one link's visitors), with their types, by name.
    pub(crate) async fn attribute_keys(
        &self,
        workspace: WorkspaceId,
        link: Option<LinkId>,
    ) -> Result<Vec<(String, String)>> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select key, type from attribute_keys where workspace_id = ");
            query.push_bind(workspace);
            if let Some(link) = link {
                query.push(" and key in (select visitor_attributes.key from visitor_links
                    join visitor_attributes on visitor_attributes.visitor_id = visitor_links.visitor_id
                    where visitor_links.workspace_id = ").push_bind(workspace);
                query.push(" and visitor_links.link_id = ").push_bind(link).push(")");
            }
            query.push(" order by key");
            query.build_query_as().fetch_all(db).await
        })?)
    }
}

impl Tx {
    /// A visitor's profile, in this transaction.
    pub(crate) async fn profile(&mut self, workspace: WorkspaceId, id: VisitorId) -> Result<Option<Profile>> {
        let row: Option<ProfileRow> = with_tx!(&mut *self, db => sqlx::query_as(
            select_profiles!("where visitors.workspace_id = $1 and visitors.id = $2"))
            .bind(workspace).bind(id).fetch_optional(&mut *db).await)?;
        let Some(row) = row else { return Ok(None) };
        let found: Vec<AttributeRow> = with_tx!(self, db => sqlx::query_as(
            "select visitor_id, key, type, value, number_value, bool_value, date_value from visitor_attributes
             where substr(key, 1, 1) <> '$' and visitor_id = $1").bind(id).fetch_all(&mut *db).await)?;
        let attributes = by_visitor(found)?.remove(&id).unwrap_or_default();
        Ok(Some(row.with(attributes)))
    }

    /// The visitor that an identity belongs to: by email, else by phone number.
    pub(crate) async fn visitor_with(
        &mut self,
        workspace: WorkspaceId,
        email: Option<&str>,
        phone: Option<&str>,
    ) -> Result<Option<VisitorId>> {
        if let Some(email) = email {
            let found: Option<VisitorId> = with_tx!(&mut *self, db => sqlx::query_scalar(
                "select id from visitors where workspace_id = $1 and email_key = $2")
                .bind(workspace).bind(email).fetch_optional(&mut *db).await)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let Some(phone) = phone else { return Ok(None) };
        // Whoever has the number and another address is somebody else of the same household.
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select id from visitors where workspace_id = $1 and phone_key = $2 and ($3 = '' or email_key is null)
             order by created_at, id limit 1")
            .bind(workspace).bind(phone).bind(email.unwrap_or_default()).fetch_optional(&mut *db).await)?)
    }

    /// Whose visit an event is, with which device.
    pub(crate) async fn visit(
        &mut self,
        workspace: WorkspaceId,
        event: EventId,
    ) -> Result<Option<(VisitorId, crate::domain::id::DeviceId, LinkId, Timestamp)>> {
        Ok(with_tx!(self, db => sqlx::query_as(
            "select visitor_id, device_id, link_id, scanned_at from events where workspace_id = $1 and id = $2")
            .bind(workspace).bind(event).fetch_optional(&mut *db).await)?)
    }
}
