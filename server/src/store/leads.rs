//! Lead scores: one for each visitor of each link, computed anew with each event.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{FromRow, QueryBuilder};

use super::lead_basis::Basis;
use super::rollups::Scope;
use super::sql::{ROWS, portions, push_list};
use super::types::{from_json, to_json};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::event::Event;
use crate::domain::id::{EventId, LeadScoreId, LinkId, VisitorId, WorkspaceId};
use crate::domain::lead::Inputs;
use crate::domain::lead::opinion::Opinion;
use crate::domain::time::Timestamp;

/// A score in the making.
struct Scored<'r> {
    basis: &'r Basis,
    /// The one that is shown: the scorer's of before until it has another, or the rules'.
    shown: i64,
}

impl<'r> Scored<'r> {
    fn new(basis: &'r Basis) -> Result<Self> {
        let external = opinion(basis.external.as_deref())?;
        let shown = external.map_or_else(|| basis.inputs.score().overall, |opinion| opinion.score);
        Ok(Self { basis, shown })
    }
}

/// A score as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lead {
    pub(crate) id: LeadScoreId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) link: LinkId,
    pub(crate) visitor: VisitorId,
    /// What it was computed from.
    pub(crate) inputs: Inputs,
    /// What the workspace's scorer thinks; its score is shown in place of the rules'.
    pub(crate) external: Option<Opinion>,
    /// How good somebody found it, 0 to 10.
    pub(crate) feedback_score: Option<i64>,
    pub(crate) feedback_comment: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug, FromRow)]
struct LeadRow {
    id: LeadScoreId,
    workspace_id: WorkspaceId,
    link_id: LinkId,
    visitor_id: VisitorId,
    inputs: String,
    external: Option<String>,
    feedback_score: Option<i64>,
    feedback_comment: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<LeadRow> for Lead {
    type Error = StoreError;
    fn try_from(row: LeadRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            link: row.link_id,
            visitor: row.visitor_id,
            inputs: from_json("lead_scores.inputs", &row.inputs)?,
            external: opinion(row.external.as_deref())?,
            feedback_score: row.feedback_score,
            feedback_comment: row.feedback_comment,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl Lead {
    /// The score that is shown, 0 to 100.
    #[must_use]
    pub(crate) fn score(&self) -> i64 {
        self.external.as_ref().map_or_else(|| self.inputs.score().overall, |opinion| opinion.score)
    }

    /// The score in words: each part with what it was computed from.
    #[must_use]
    pub(crate) fn explanation(&self) -> String {
        let rules = self.inputs.explanation();
        let Some(opinion) = &self.external else { return rules };
        let reason = opinion.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
        format!("Score {} of 100 by the workspace's own scorer{reason}\nBy rules: {rules}", opinion.score)
    }
}

fn opinion(text: Option<&str>) -> Result<Option<Opinion>> {
    text.map(|text| from_json("lead_scores.external", text)).transpose()
}

/// The columns that [`LeadRow`] reads.
macro_rules! select_leads {
    ($rest:literal) => {
        concat!(
            "select lead_scores.id, lead_scores.workspace_id, lead_scores.link_id, lead_scores.visitor_id, ",
            "lead_scores.inputs, lead_scores.external, lead_scores.feedback_score, lead_scores.feedback_comment, lead_scores.created_at, ",
            "lead_scores.updated_at from lead_scores ",
            $rest
        )
    };
}

/// Which scores of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scores {
    All,
    /// Those of links that they did not come to, as it turned out.
    WithoutVisits,
}

/// What is added to totals, in one order, so that two processes never wait for each other: scores and their sum by workspace
/// and link. The link is empty for a whole workspace.
pub(in crate::store) type Changes = BTreeMap<(WorkspaceId, String), (i64, i64)>;

pub(in crate::store) fn note(
    changes: &mut Changes,
    workspace: WorkspaceId,
    link: LinkId,
    leads: i64,
    points: i64,
) {
    for link in [link.to_string(), String::new()] {
        let change = changes.entry((workspace, link)).or_default();
        *change = (change.0 + leads, change.1 + points);
    }
}

impl Tx {
    /// Computes the scores of whoever made these events.
    pub(crate) async fn score_events(&mut self, events: &[Event], now: Timestamp) -> Result<()> {
        let visitors: BTreeSet<VisitorId> = events.iter().map(|event| event.visitor).collect();
        let pairs: BTreeSet<(VisitorId, LinkId)> =
            events.iter().map(|event| (event.visitor, event.link)).collect();
        self.score(&visitors, Some(&pairs), now).await
    }

    /// Computes all scores of a visitor.
    pub(crate) async fn score_visitor(&mut self, visitor: VisitorId, now: Timestamp) -> Result<()> {
        self.score(&BTreeSet::from([visitor]), None, now).await
    }

    /// Computes the scores of these visitors, on these links or on all that they came to; where the workspace has a scorer,
    /// that is to be asked for them too.
    async fn score(
        &mut self,
        visitors: &BTreeSet<VisitorId>,
        pairs: Option<&BTreeSet<(VisitorId, LinkId)>>,
        now: Timestamp,
    ) -> Result<()> {
        let found = self.lead_basis(visitors, pairs).await?;
        let mut scored = found.iter().map(Scored::new).collect::<Result<Vec<_>>>()?;
        scored.sort_unstable_by_key(|scored| (scored.basis.visitor, scored.basis.link));
        let mut changes = Changes::new();
        for Scored { basis, shown } in &scored {
            let (added, points) = (i64::from(basis.old_score.is_none()), basis.old_score.unwrap_or(0));
            note(&mut changes, basis.workspace, basis.link, added, shown - points);
        }
        self.change_lead_totals(&changes).await?;
        let mut queue = Vec::new();
        for scored in portions(&scored, ROWS) {
            let kept: Vec<(LeadScoreId, VisitorId, LinkId)> = with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "insert into lead_scores (id, workspace_id, link_id, visitor_id, score, profile_fit,
                        technological_aptitude, engagement_level, brand_supportiveness, recurring_interest, inputs,
                        created_at, updated_at) ");
                query.push_values(scored, |mut values, Scored { basis, shown }| {
                    let score = basis.inputs.score();
                    values.push_bind(LeadScoreId::new(now)).push_bind(basis.workspace).push_bind(basis.link)
                        .push_bind(basis.visitor).push_bind(*shown).push_bind(score.profile_fit)
                        .push_bind(score.technological_aptitude).push_bind(score.engagement_level)
                        .push_bind(score.brand_supportiveness).push_bind(score.recurring_interest)
                        .push_bind(to_json(&basis.inputs)).push_bind(now).push_bind(now);
                });
                query.push(" on conflict (visitor_id, link_id) do update set score = excluded.score,
                        profile_fit = excluded.profile_fit, technological_aptitude = excluded.technological_aptitude,
                        engagement_level = excluded.engagement_level,
                        brand_supportiveness = excluded.brand_supportiveness,
                        recurring_interest = excluded.recurring_interest, inputs = excluded.inputs,
                        updated_at = excluded.updated_at returning id, visitor_id, link_id");
                query.build_query_as().fetch_all(&mut *db).await
            })?;
            let asks = |scored: &&Scored<'_>| scored.basis.asks_scorer && !scored.basis.inputs.is_bot();
            let asked: BTreeMap<(VisitorId, LinkId), WorkspaceId> = scored
                .iter()
                .filter(asks)
                .map(|Scored { basis, .. }| ((basis.visitor, basis.link), basis.workspace))
                .collect();
            let found = |(id, visitor, link)| Some((id, *asked.get(&(visitor, link))?));
            queue.extend(kept.into_iter().filter_map(found));
        }
        self.queue_scorings(queue, now).await
    }

    /// Removes a visitor's scores: all of them, or those of links that they did not come to.
    pub(crate) async fn remove_leads(&mut self, visitor: VisitorId, which: Scores) -> Result<()> {
        let rest = match which {
            Scores::All => "",
            Scores::WithoutVisits => {
                " and link_id not in (select link_id from visitor_links where visitor_id = lead_scores.visitor_id)"
            }
        };
        with_tx!(&mut *self, db => {
            let mut query = QueryBuilder::new(
                "delete from lead_scorings where lead_score_id in (select id from lead_scores where visitor_id = ");
            query.push_bind(visitor).push(rest).push(")");
            query.build().execute(&mut *db).await?;
        });
        let gone: Vec<(WorkspaceId, LinkId, i64)> = with_tx!(&mut *self, db => {
            let mut query = QueryBuilder::new("delete from lead_scores where visitor_id = ");
            query.push_bind(visitor).push(rest).push(" returning workspace_id, link_id, score");
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        let mut changes = Changes::new();
        for (workspace, link, score) in gone {
            note(&mut changes, workspace, link, -1, -score);
        }
        self.change_lead_totals(&changes).await
    }

    /// Adds to how many scores links and workspaces have, and to their sums.
    pub(in crate::store) async fn change_lead_totals(&mut self, changes: &Changes) -> Result<()> {
        let changes: Vec<_> = changes.iter().filter(|(_, change)| **change != (0, 0)).collect();
        for changes in portions(&changes, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("insert into lead_totals (workspace_id, link_id, leads, points) ");
                query.push_values(changes, |mut row, ((workspace, link), (leads, points))| {
                    row.push_bind(*workspace).push_bind(link).push_bind(*leads).push_bind(*points);
                });
                query.push(" on conflict (workspace_id, link_id) do update set
                        leads = lead_totals.leads + excluded.leads, points = lead_totals.points + excluded.points");
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    /// Keeps how good somebody found the score of an event's visitor; false when there is none.
    pub(crate) async fn judge_lead(
        &mut self,
        workspace: WorkspaceId,
        id: LeadScoreId,
        (score, comment): (i64, Option<&str>),
    ) -> Result<bool> {
        let changed = with_tx!(self, db => sqlx::query(
            "update lead_scores set feedback_score = $3, feedback_comment = $4 where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).bind(score).bind(comment).execute(&mut *db).await
            .map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }
}

impl Store {
    /// How many scores a link or a workspace has, and their sum.
    pub(crate) async fn lead_totals(&self, scope: Scope) -> Result<(i64, i64)> {
        let link = scope.link.map_or_else(String::new, |link| link.to_string());
        let found: Option<(i64, i64)> = with_pool!(&self.read, db => sqlx::query_as(
            "select leads, points from lead_totals where workspace_id = $1 and link_id = $2")
            .bind(scope.workspace).bind(link).fetch_optional(db).await)?;
        Ok(found.unwrap_or_default())
    }

    /// The score of whoever made an event on a link.
    pub(crate) async fn lead_of(
        &self,
        workspace: WorkspaceId,
        link: LinkId,
        event: EventId,
    ) -> Result<Option<Lead>> {
        let row: Option<LeadRow> = with_pool!(&self.read, db => sqlx::query_as(
            select_leads!("join events on events.visitor_id = lead_scores.visitor_id and events.link_id = lead_scores.link_id
                where events.workspace_id = $1 and events.link_id = $2 and events.id = $3"))
            .bind(workspace).bind(link).bind(event).fetch_optional(db).await)?;
        row.map(Lead::try_from).transpose()
    }

    /// The scores of these visitors.
    pub(crate) async fn leads_of(&self, workspace: WorkspaceId, visitors: &[VisitorId]) -> Result<Vec<Lead>> {
        if visitors.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<LeadRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_leads!("where lead_scores.workspace_id = "));
            query.push_bind(workspace).push(" and lead_scores.visitor_id in (");
            push_list(&mut query, visitors);
            query.build_query_as().fetch_all(db).await
        })?;
        rows.into_iter().map(Lead::try_from).collect()
    }
}
