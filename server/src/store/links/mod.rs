//! Links and the short addresses that were ever given out.

mod read;
mod write;

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::types::from_json;
use super::{Result, StoreError};
use crate::domain::id::{DesignId, LinkId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::slug::Slug;
use crate::domain::step::Payload;
use crate::domain::time::Timestamp;

/// A link that was found: itself, how often it was visited, and whether it still lives.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) link: Link,
    /// Events counted so far; follows scans within moments.
    pub(crate) event_count: i64,
    pub(crate) deleted_at: Option<Timestamp>,
}

/// The columns that [`LinkRow`] reads, and where they come from.
macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "select links.id, links.workspace_id, links.shortlink, links.name, links.purpose, links.fallback_destination, ",
            "links.expired_destination, links.expires_at, links.design_id, links.metadata, links.lead_goal_definition, ",
            "links.lead_target_definition, links.created_at, links.updated_at, links.deleted_at, ",
            "workflow_steps.payload, coalesce(event_totals.events, 0) as event_count from links ",
            "join workflow_steps on workflow_steps.id = links.exit_step_id ",
            "left join event_totals on event_totals.workspace_id = links.workspace_id and event_totals.link_id = links.id ",
            $rest
        )
    };
}
use select_links;

#[derive(Debug, FromRow)]
struct LinkRow {
    id: LinkId,
    workspace_id: WorkspaceId,
    shortlink: Slug,
    name: String,
    purpose: Option<String>,
    fallback_destination: Option<String>,
    expired_destination: Option<String>,
    expires_at: Option<Timestamp>,
    design_id: Option<DesignId>,
    metadata: String,
    lead_goal_definition: Option<String>,
    lead_target_definition: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    payload: String,
    event_count: i64,
}

impl TryFrom<LinkRow> for Found {
    type Error = StoreError;
    fn try_from(row: LinkRow) -> Result<Self> {
        let payload: Payload = from_json("workflow_steps.payload", &row.payload)?;
        let redirect = payload.client_redirect.ok_or_else(|| StoreError::Corrupt {
            column: "workflow_steps.payload",
            problem: "the exit step has no destination".to_owned(),
        })?;
        let metadata: BTreeMap<String, String> = from_json("links.metadata", &row.metadata)?;
        Ok(Self {
            link: Link {
                id: row.id,
                workspace: row.workspace_id,
                shortlink: row.shortlink,
                name: row.name,
                purpose: row.purpose,
                destination: redirect.destination,
                conversion_tracking: redirect.conversion_tracking,
                fallback_destination: row.fallback_destination,
                expired_destination: row.expired_destination,
                expires_at: row.expires_at,
                design: row.design_id,
                metadata,
                lead_goal_definition: row.lead_goal_definition,
                lead_target_definition: row.lead_target_definition,
                created_at: row.created_at,
                updated_at: row.updated_at,
            },
            event_count: row.event_count,
            deleted_at: row.deleted_at,
        })
    }
}
