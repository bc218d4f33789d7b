//! What messages to webhooks tell beside their events, read in the transaction that makes them.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{FromRow, QueryBuilder};

use super::sql::{ROWS, portions, push_list};
use super::types::from_json;
use super::{Result, StoreError, Tx, with_tx};
use crate::domain::id::{LinkId, VisitorId};
use crate::domain::slug::Slug;
use crate::domain::step::Payload;
use crate::domain::time::Timestamp;
use crate::domain::webhook::payload::{LinkFacts, VisitorFacts};

#[derive(Debug, FromRow)]
struct LinkRow {
    id: LinkId,
    name: String,
    shortlink: Slug,
    payload: String,
    metadata: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<LinkRow> for LinkFacts {
    type Error = StoreError;
    fn try_from(row: LinkRow) -> Result<Self> {
        let payload: Payload = from_json("workflow_steps.payload", &row.payload)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            shortlink: row.shortlink,
            destination: payload.client_redirect.map(|redirect| redirect.destination),
            metadata: Some(from_json("links.metadata", &row.metadata)?),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[derive(Debug, FromRow)]
struct VisitorRow {
    id: VisitorId,
    email: Option<String>,
    phone: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    attributes: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<VisitorRow> for VisitorFacts {
    type Error = StoreError;
    fn try_from(row: VisitorRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            email: row.email,
            phone: row.phone,
            first_name: row.first_name,
            last_name: row.last_name,
            attributes: Some(from_json("visitors.attributes", &row.attributes)?),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Both take ids from rows that were just written for a workspace, never from a request: they do not ask for it again.
impl Tx {
    /// What messages tell of these links.
    pub(crate) async fn link_facts(&mut self, ids: &BTreeSet<LinkId>) -> Result<BTreeMap<LinkId, LinkFacts>> {
        let ids: Vec<LinkId> = ids.iter().copied().collect();
        let mut facts = BTreeMap::new();
        for ids in portions(&ids, ROWS) {
            let rows: Vec<LinkRow> = with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "select links.id, links.name, links.shortlink, workflow_steps.payload, links.metadata,
                        links.created_at, links.updated_at
                     from links join workflow_steps on workflow_steps.id = links.exit_step_id where links.id in (");
                push_list(&mut query, ids);
                query.build_query_as().fetch_all(&mut *db).await
            })?;
            for row in rows {
                facts.insert(row.id, LinkFacts::try_from(row)?);
            }
        }
        Ok(facts)
    }

    /// What messages tell of these visitors.
    pub(crate) async fn visitor_facts(
        &mut self,
        ids: &BTreeSet<VisitorId>,
    ) -> Result<BTreeMap<VisitorId, VisitorFacts>> {
        let ids: Vec<VisitorId> = ids.iter().copied().collect();
        let mut facts = BTreeMap::new();
        for ids in portions(&ids, ROWS) {
            let rows: Vec<VisitorRow> = with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "select id, email, phone, first_name, last_name, attributes, created_at, updated_at
                     from visitors where id in (");
                push_list(&mut query, ids);
                query.build_query_as().fetch_all(&mut *db).await
            })?;
            for row in rows {
                facts.insert(row.id, VisitorFacts::try_from(row)?);
            }
        }
        Ok(facts)
    }
}
