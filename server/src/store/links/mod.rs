//! Links and the short addresses that were ever given out.

mod list;
mod read;
mod write;

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::types::{from_json, from_name};
use super::{Result, StoreError};
use crate::domain::address::LinkDomain;
use crate::domain::custom_domain::host_name::HostName;
use crate::domain::id::{CustomDomainId, DesignId, DirectoryId, LinkId, TemplateId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::slug::Slug;
use crate::domain::step::{Exit, Payload};
use crate::domain::time::Timestamp;
use crate::domain::workspace::DataCollection;

pub(crate) use list::{Filter, Order, Place, Sort};
pub(crate) use read::DEFAULT_DOMAIN;

/// A link that was found: itself, how often it was visited, and whether it still lives.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) link: Link,
    /// Events counted so far; follows scans within moments.
    pub(crate) event_count: i64,
    pub(crate) deleted_at: Option<Timestamp>,
    /// What its workspace lets be recorded of visitors.
    pub(crate) data_collection: DataCollection,
}

/// The columns that [`LinkRow`] reads, and where they come from.
macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "select links.id, links.workspace_id, links.shortlink, links.external_id, links.directory_id, links.name, ",
            "links.purpose, links.fallback_destination, links.expired_destination, links.routing, links.starts_at, ",
            "links.expires_at, links.max_scans, links.password_hash, links.paused, links.qrcode_enabled, links.design_id, ",
            "links.template_id, links.metadata, links.lead_goal_definition, links.lead_target_definition, links.created_at, links.updated_at, ",
            "links.deleted_at, custom_domains.id as domain_id, custom_domains.name as domain_name, workflow_steps.payload, event_totals.events as event_count, link_settings.data_collection ",
            "from links join workflow_steps on workflow_steps.id = links.exit_step_id ",
            "join event_totals on event_totals.workspace_id = links.workspace_id and event_totals.link_id = links.id ",
            "join link_settings on link_settings.workspace_id = links.workspace_id ",
            "left join custom_domains on custom_domains.id = links.domain ",
            $rest
        )
    };
}
use select_links;

#[derive(Debug, FromRow)]
struct LinkRow {
    id: LinkId,
    workspace_id: WorkspaceId,
    domain_id: Option<CustomDomainId>,
    domain_name: Option<HostName>,
    shortlink: Slug,
    external_id: Option<String>,
    directory_id: Option<DirectoryId>,
    name: String,
    purpose: Option<String>,
    fallback_destination: Option<String>,
    expired_destination: Option<String>,
    routing: String,
    starts_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    max_scans: Option<i64>,
    password_hash: Option<String>,
    paused: bool,
    qrcode_enabled: bool,
    design_id: Option<DesignId>,
    template_id: Option<TemplateId>,
    metadata: String,
    lead_goal_definition: Option<String>,
    lead_target_definition: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    payload: String,
    event_count: i64,
    data_collection: String,
}

impl TryFrom<LinkRow> for Found {
    type Error = StoreError;
    fn try_from(row: LinkRow) -> Result<Self> {
        let payload: Payload = from_json("workflow_steps.payload", &row.payload)?;
        let exit = Exit::from_payload(payload).ok_or_else(|| StoreError::Corrupt {
            column: "workflow_steps.payload",
            problem: "the exit step leads nowhere".to_owned(),
        })?;
        let metadata: BTreeMap<String, String> = from_json("links.metadata", &row.metadata)?;
        Ok(Self {
            link: Link {
                id: row.id,
                workspace: row.workspace_id,
                domain: row.domain_id.map(|id| LinkDomain { id, name: row.domain_name }),
                shortlink: row.shortlink,
                external_id: row.external_id,
                directory: row.directory_id,
                name: row.name,
                purpose: row.purpose,
                exit,
                fallback_destination: row.fallback_destination,
                expired_destination: row.expired_destination,
                routing: from_json("links.routing", &row.routing)?,
                starts_at: row.starts_at,
                expires_at: row.expires_at,
                max_scans: row.max_scans,
                password_hash: row.password_hash,
                paused: row.paused,
                qrcode_enabled: row.qrcode_enabled,
                design: row.design_id,
                template: row.template_id,
                metadata,
                lead_goal_definition: row.lead_goal_definition,
                lead_target_definition: row.lead_target_definition,
                created_at: row.created_at,
                updated_at: row.updated_at,
            },
            event_count: row.event_count,
            deleted_at: row.deleted_at,
            data_collection: from_name("link_settings.data_collection", &row.data_collection)?,
        })
    }
}
