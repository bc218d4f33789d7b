//! What lead scores are computed from, for many visits at once.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{FromRow, QueryBuilder};

use super::sql::{ROWS, portions, push_list};
use super::types::from_json;
use super::{Result, Tx, with_tx};
use crate::domain::id::{LinkId, VisitorId, WorkspaceId};
use crate::domain::lead::{Inputs, words_met};

/// A visitor of a link, and what their score is computed from.
#[derive(Debug)]
pub(super) struct Basis {
    pub(super) workspace: WorkspaceId,
    pub(super) visitor: VisitorId,
    pub(super) link: LinkId,
    pub(super) inputs: Inputs,
    /// The score that is shown until now.
    pub(super) old_score: Option<i64>,
    /// What the workspace's scorer thinks, as JSON.
    pub(super) external: Option<String>,
    /// The workspace has a scorer, who is asked beside the rules.
    pub(super) asks_scorer: bool,
}

#[derive(Debug, FromRow)]
struct VisitsRow {
    visitor_id: VisitorId,
    link_id: LinkId,
    workspace_id: WorkspaceId,
    visits: i64,
    lead_goal_definition: Option<String>,
    lead_target_definition: Option<String>,
    score: Option<i64>,
    external: Option<String>,
    asks_scorer: bool,
}

#[derive(Debug, FromRow)]
struct VisitorRow {
    id: VisitorId,
    email: Option<String>,
    phone: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    device_count: i64,
    qrcode_count: i64,
    attributes: String,
}

#[derive(Debug, FromRow)]
struct DeviceRow {
    visitor_id: VisitorId,
    device_type: String,
    actor: String,
    browser_name: Option<String>,
    platform_name: Option<String>,
}

/// Ends `… where ` with the visits of `$table` that are meant.
macro_rules! push_visits {
    ($query:ident, $table:literal, $which:expr) => {
        match $which {
            Which::Pairs(pairs) => {
                $query.push(concat!("(", $table, ".visitor_id, ", $table, ".link_id) in (values "));
                for (at, (visitor, link)) in pairs.iter().enumerate() {
                    $query
                        .push(if at == 0 { "(" } else { ", (" })
                        .push_bind(*visitor)
                        .push(", ")
                        .push_bind(*link);
                    $query.push(")");
                }
                $query.push(")");
            }
            Which::AllOf(visitors) => {
                $query.push(concat!($table, ".visitor_id in ("));
                push_list(&mut $query, visitors);
            }
        }
    };
}

/// Which visits.
#[derive(Debug, Clone, Copy)]
enum Which<'w> {
    Pairs(&'w [(VisitorId, LinkId)]),
    AllOf(&'w BTreeSet<VisitorId>),
}

impl Tx {
    /// What the scores of these visitors are computed from, on these links or on all that they came to. Not in any order.
    pub(super) async fn lead_basis(
        &mut self,
        visitors: &BTreeSet<VisitorId>,
        pairs: Option<&BTreeSet<(VisitorId, LinkId)>>,
    ) -> Result<Vec<Basis>> {
        let pairs: Option<Vec<_>> = pairs.map(|pairs| pairs.iter().copied().collect());
        let which: Vec<Which<'_>> = match &pairs {
            Some(pairs) => portions(pairs, ROWS).map(Which::Pairs).collect(),
            None => vec![Which::AllOf(visitors)],
        };
        let (mut visits, mut conversions) = (Vec::new(), BTreeMap::new());
        for which in which {
            visits.extend(self.visits_to_score(which).await?);
            conversions.extend(self.conversions_of(which).await?);
        }
        let visitors: Vec<VisitorId> = visitors.iter().copied().collect();
        let known = self.visitors_to_score(&visitors).await?;
        let devices = self.newest_devices(&visitors).await?;
        let mut found = Vec::with_capacity(visits.len());
        for visits in visits {
            // A visit names its visitor; one is missing only where it was erased meanwhile.
            let Some(visitor) = known.get(&visits.visitor_id) else { continue };
            let conversions = conversions.get(&(visits.visitor_id, visits.link_id)).copied();
            let inputs = inputs(&visits, visitor, devices.get(&visits.visitor_id), conversions.unwrap_or(0))?;
            found.push(Basis {
                workspace: visits.workspace_id,
                visitor: visits.visitor_id,
                link: visits.link_id,
                inputs,
                old_score: visits.score,
                external: visits.external,
                asks_scorer: visits.asks_scorer,
            });
        }
        Ok(found)
    }

    async fn visits_to_score(&mut self, which: Which<'_>) -> Result<Vec<VisitsRow>> {
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select visitor_links.visitor_id, visitor_links.link_id, visitor_links.workspace_id, visitor_links.visits,
                    links.lead_goal_definition, links.lead_target_definition, lead_scores.score, lead_scores.external,
                    lead_scorers.workspace_id is not null as asks_scorer
                 from visitor_links join links on links.id = visitor_links.link_id
                 left join lead_scores on lead_scores.visitor_id = visitor_links.visitor_id
                    and lead_scores.link_id = visitor_links.link_id
                 left join lead_scorers on lead_scorers.workspace_id = visitor_links.workspace_id
                    and lead_scorers.deleted_at is null
                 where ");
            push_visits!(query, "visitor_links", which);
            query.build_query_as().fetch_all(&mut *db).await
        })?)
    }

    /// How often these visits led to something, where they did.
    async fn conversions_of(&mut self, which: Which<'_>) -> Result<Vec<((VisitorId, LinkId), i64)>> {
        let found: Vec<(VisitorId, LinkId, i64)> = with_tx!(self, db => {
            let mut query = QueryBuilder::new("select visitor_id, link_id, count(*) from conversions where ");
            push_visits!(query, "conversions", which);
            query.push(" group by visitor_id, link_id");
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        Ok(found.into_iter().map(|(visitor, link, count)| ((visitor, link), count)).collect())
    }

    async fn visitors_to_score(&mut self, visitors: &[VisitorId]) -> Result<BTreeMap<VisitorId, VisitorRow>> {
        let mut rows = BTreeMap::new();
        for visitors in portions(visitors, ROWS) {
            let found: Vec<VisitorRow> = with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "select id, email, phone, first_name, last_name, device_count, qrcode_count, attributes
                     from visitors where id in (");
                push_list(&mut query, visitors);
                query.build_query_as().fetch_all(&mut *db).await
            })?;
            rows.extend(found.into_iter().map(|row| (row.id, row)));
        }
        Ok(rows)
    }

    /// The device that each visitor used last.
    async fn newest_devices(&mut self, visitors: &[VisitorId]) -> Result<BTreeMap<VisitorId, DeviceRow>> {
        let mut rows = BTreeMap::new();
        for visitors in portions(visitors, ROWS) {
            let found: Vec<DeviceRow> = with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "select visitor_id, device_type, actor, browser_name, platform_name
                     from devices where visitor_id in (");
                push_list(&mut query, visitors);
                // Of each visitor the last one is kept.
                query.push(" order by last_used_at, id desc");
                query.build_query_as().fetch_all(&mut *db).await
            })?;
            rows.extend(found.into_iter().map(|row| (row.visitor_id, row)));
        }
        Ok(rows)
    }
}

fn inputs(
    visits: &VisitsRow,
    visitor: &VisitorRow,
    device: Option<&DeviceRow>,
    conversions: i64,
) -> Result<Inputs> {
    let attributes: serde_json::Map<String, serde_json::Value> =
        from_json("visitors.attributes", &visitor.attributes)?;
    let texts = [visits.lead_goal_definition.as_deref(), visits.lead_target_definition.as_deref()];
    let (target_words_met, target_words) = words_met(texts, &visitor.attributes);
    Ok(Inputs {
        visits: visits.visits,
        links: visitor.qrcode_count,
        devices: visitor.device_count,
        conversions,
        has_email: visitor.email.is_some(),
        has_phone: visitor.phone.is_some(),
        has_name: visitor.first_name.is_some() && visitor.last_name.is_some(),
        attributes: attributes.len() as i64,
        target_words_met,
        target_words,
        device_type: device.map(|device| device.device_type.clone()).unwrap_or_default(),
        actor: device.map(|device| device.actor.clone()).unwrap_or_default(),
        agent_is_known: device
            .is_some_and(|device| device.browser_name.is_some() && device.platform_name.is_some()),
    })
}
