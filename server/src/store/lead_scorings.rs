//! The queue to external scorers: which scores they are to be asked for, and what came of it.
//!
//! A request is claimed by putting off when it is due to the end of a lease, as deliveries to webhooks are: whoever dies
//! leaves it to be made again. A change of the visitor meanwhile gives the row another id, so that it is not taken for
//! answered. Whoever writes scores holds the projector's lease ([`Tx::hold_projection`]).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Map, Value};
use sqlx::{FromRow, QueryBuilder};

use super::leads::{Changes, note};
use super::sql::{ROWS, portions, push_list, skip_locked};
use super::types::{from_json, to_json};
use super::{Result, Store, StoreError, Tx, secrets, with_pool, with_tx};
use crate::domain::id::{LeadScoreId, LinkId, ScoringId, VisitorId, WorkspaceId};
use crate::domain::lead::Inputs;
use crate::domain::lead::opinion::Opinion;
use crate::domain::lead::scorer::Facts;
use crate::domain::time::Timestamp;
use crate::domain::webhook::secret::Secret;

/// How long changes of a visitor are gathered before the scorer is asked: a scan, and what a page tells right after it,
/// are one request.
pub(crate) const GATHER: Duration = Duration::from_secs(3);

/// A workspace whose scorer is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) workspace: WorkspaceId,
    /// When the first request is due.
    pub(crate) due: Timestamp,
    /// Whether its last request failed.
    pub(crate) failing: bool,
}

/// A request that this process may make until its lease runs out.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) lead: LeadScoreId,
    pub(crate) id: ScoringId,
    /// Tries that have failed.
    pub(crate) attempts: i64,
    pub(crate) url: String,
    /// Which of the scorer's addresses that is.
    pub(crate) version: i64,
    pub(crate) timeout: Duration,
    /// What signs it, the newest first; none when the secret that is kept cannot be read.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) facts: Facts,
}

/// A request that was made, and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub(crate) workspace: WorkspaceId,
    pub(crate) lead: LeadScoreId,
    pub(crate) id: ScoringId,
    pub(crate) version: i64,
    pub(crate) at: Timestamp,
    pub(crate) result: std::result::Result<Opinion, Failed>,
}

/// A request without a score.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    /// Why: a sentence for the scorer's owner.
    pub(crate) error: String,
    /// When it is made again; `None` when it is given up, and the rules stand.
    pub(crate) again: Option<Timestamp>,
}

#[derive(Debug, FromRow)]
struct ClaimedRow {
    lead_score_id: LeadScoreId,
    id: ScoringId,
    attempts: i64,
    workspace_id: WorkspaceId,
    visitor_id: VisitorId,
    link_id: LinkId,
    inputs: String,
    lead_goal_definition: Option<String>,
    lead_target_definition: Option<String>,
    known: String,
    email: Option<String>,
    phone: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    url: String,
    secret: String,
    old_secrets: String,
    timeout_ms: i64,
    version: i64,
    attributes: String,
}

impl ClaimedRow {
    fn claimed(self, now: Timestamp) -> Result<Claimed> {
        let keys: Vec<String> = from_json("lead_scorers.attributes", &self.attributes)?;
        let mut known: Map<String, Value> = from_json("visitors.attributes", &self.known)?;
        for (key, value) in [
            ("$email", self.email),
            ("$phone", self.phone),
            ("$firstName", self.first_name),
            ("$lastName", self.last_name),
        ] {
            known.extend(value.map(|value| (key.to_owned(), Value::from(value))));
        }
        known.retain(|key, _| keys.contains(key));
        let newest = secrets::read("lead_scorers.secret", &self.secret).into_iter();
        let old = secrets::read_old("lead_scorers.old_secrets", &self.old_secrets).unwrap_or_default();
        let old = old.into_iter().filter(|old| old.until > now).map(|old| old.secret);
        Ok(Claimed {
            lead: self.lead_score_id,
            id: self.id,
            attempts: self.attempts,
            url: self.url,
            version: self.version,
            timeout: Duration::from_millis(u64::try_from(self.timeout_ms).unwrap_or(0)),
            secrets: newest.chain(old).collect(),
            facts: Facts {
                workspace: self.workspace_id,
                visitor: self.visitor_id,
                link: self.link_id,
                goal: self.lead_goal_definition,
                target: self.lead_target_definition,
                inputs: from_json("lead_scores.inputs", &self.inputs)?,
                attributes: known,
            },
        })
    }
}

/// A score that a scorer was asked for, as it is now.
#[derive(Debug, FromRow)]
struct LeadRow {
    id: LeadScoreId,
    workspace_id: WorkspaceId,
    link_id: LinkId,
    score: i64,
    inputs: String,
    scoring_id: Option<ScoringId>,
}

/// What requests come to for their scorer.
#[derive(Debug, Default)]
struct Count {
    successes: i64,
    failures: i64,
    /// Failures since the last success among them, and whether there is one.
    since: i64,
    scored: Option<Timestamp>,
    failed: Option<(Timestamp, String)>,
}

impl Count {
    fn add(&mut self, ended: &Ended) {
        match &ended.result {
            Ok(_) => {
                (self.successes, self.since) = (self.successes + 1, 0);
                self.scored = Some(ended.at);
            }
            Err(failed) => {
                (self.failures, self.since) = (self.failures + 1, self.since + 1);
                self.failed = Some((ended.at, failed.error.clone()));
            }
        }
    }
}

impl Store {
    /// The workspaces whose scorers are to be asked, the longest due first, with those that come later.
    pub(crate) async fn waiting_scorers(&self) -> Result<Vec<Waiting>> {
        let rows: Vec<(WorkspaceId, i64, Option<Timestamp>)> = with_pool!(&self.read, db => sqlx::query_as(
            "select workspace_id, failures, (select min(due_at) from lead_scorings
                where lead_scorings.workspace_id = lead_scorers.workspace_id) as due
             from lead_scorers where deleted_at is null order by due").fetch_all(db).await)?;
        let waiting = |(workspace, failures, due): (_, i64, Option<_>)| {
            Some(Waiting { workspace, due: due?, failing: failures > 0 })
        };
        Ok(rows.into_iter().filter_map(waiting).collect())
    }

    /// Claims due requests until `until`: of each of these workspaces at most as many.
    pub(crate) async fn claim_scorings(
        &self,
        now: Timestamp,
        until: Timestamp,
        asks: &[(WorkspaceId, usize)],
    ) -> Result<Vec<Claimed>> {
        let mut tx = self.begin().await?;
        let mut due: Vec<LeadScoreId> = Vec::new();
        for (workspace, most) in asks {
            let lock = skip_locked(&tx);
            let most = i64::try_from(*most).unwrap_or(i64::MAX);
            due.extend(with_tx!(&mut tx, db => {
                let mut query = QueryBuilder::new("select lead_score_id from lead_scorings where workspace_id = ");
                query.push_bind(*workspace).push(" and due_at <= ").push_bind(now).push(" order by due_at limit ")
                    .push_bind(most).push(lock);
                query.build_query_scalar::<LeadScoreId>().fetch_all(&mut *db).await
            })?);
        }
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<ClaimedRow> = with_tx!(&mut tx, db => {
            let mut query = QueryBuilder::new("update lead_scorings set due_at = ");
            query.push_bind(until).push(" where lead_score_id in (");
            push_list(&mut query, &due);
            query.build().execute(&mut *db).await?;
            let mut query = QueryBuilder::new(
                "select lead_scorings.lead_score_id, lead_scorings.id, lead_scorings.attempts, lead_scores.workspace_id,
                    lead_scores.visitor_id, lead_scores.link_id, lead_scores.inputs, links.lead_goal_definition,
                    links.lead_target_definition, visitors.attributes as known, visitors.email, visitors.phone,
                    visitors.first_name, visitors.last_name, lead_scorers.url, lead_scorers.secret,
                    lead_scorers.old_secrets, lead_scorers.timeout_ms, lead_scorers.version, lead_scorers.attributes
                 from lead_scorings join lead_scores on lead_scores.id = lead_scorings.lead_score_id
                 join links on links.id = lead_scores.link_id join visitors on visitors.id = lead_scores.visitor_id
                 join lead_scorers on lead_scorers.workspace_id = lead_scorings.workspace_id
                    and lead_scorers.deleted_at is null
                 where lead_scorings.lead_score_id in (");
            push_list(&mut query, &due);
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        tx.commit().await?;
        rows.into_iter().map(|row| row.claimed(now)).collect()
    }
}

impl Tx {
    /// Has scorers asked for these scores, in a while. What waits already tells of the change too.
    pub(in crate::store) async fn queue_scorings(
        &mut self,
        leads: Vec<(LeadScoreId, WorkspaceId)>,
        now: Timestamp,
    ) -> Result<()> {
        let leads: BTreeMap<LeadScoreId, WorkspaceId> = leads.into_iter().collect();
        let leads: Vec<(LeadScoreId, WorkspaceId)> = leads.into_iter().collect();
        for leads in portions(&leads, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "insert into lead_scorings (lead_score_id, id, workspace_id, attempts, due_at) ");
                query.push_values(leads, |mut row, (lead, workspace)| {
                    row.push_bind(*lead).push_bind(ScoringId::new(now)).push_bind(*workspace).push("0")
                        .push_bind(now.after(GATHER));
                });
                query.push(" on conflict (lead_score_id) do update set id = excluded.id");
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    /// Writes down what came of requests: the scores, and how the scorers fare. What was erased meanwhile, and what an
    /// address of before answered, does not count.
    pub(crate) async fn record_scorings(&mut self, ended: &[Ended]) -> Result<()> {
        self.hold_projection().await?;
        let versions = self.scorer_versions(ended.iter().map(|ended| ended.workspace).collect()).await?;
        let mut leads = self.scored_leads(ended.iter().map(|ended| ended.lead).collect()).await?;
        let mut counts: BTreeMap<WorkspaceId, Count> = BTreeMap::new();
        let mut changes = Changes::new();
        let mut shown: Vec<(LeadScoreId, i64, Option<&Opinion>)> = Vec::new();
        for ended in ended {
            let Some(version) = versions.get(&ended.workspace) else { continue };
            if *version != ended.version {
                self.put_off(ended.lead, (0, ended.at)).await?;
                continue;
            }
            counts.entry(ended.workspace).or_default().add(ended);
            let Some(lead) = leads.get_mut(&ended.lead) else { continue };
            let is_same = lead.scoring_id == Some(ended.id);
            let rules =
                || Ok::<_, StoreError>(from_json::<Inputs>("lead_scores.inputs", &lead.inputs)?.score());
            let score = match &ended.result {
                Ok(opinion) => Some((opinion.score, Some(opinion))),
                Err(Failed { again: None, .. }) if is_same => Some((rules()?.overall, None)),
                Err(_) => None,
            };
            if let Some((score, opinion)) = score {
                note(&mut changes, lead.workspace_id, lead.link_id, 0, score - lead.score);
                lead.score = score;
                shown.push((lead.id, score, opinion));
            }
            match &ended.result {
                Ok(_) | Err(Failed { again: None, .. }) if is_same => self.unqueue(lead.id).await?,
                Err(Failed { again: Some(again), .. }) if is_same => self.try_again(lead.id, *again).await?,
                _ => self.put_off(lead.id, (0, ended.at.after(GATHER))).await?,
            }
        }
        self.change_lead_totals(&changes).await?;
        for (lead, score, opinion) in shown {
            self.show_score(lead, score, opinion).await?;
        }
        for (workspace, count) in counts {
            self.count_scorings(workspace, count).await?;
        }
        Ok(())
    }

    /// Shows a score: the scorer's, or the rules' where it has none.
    pub(in crate::store) async fn show_score(
        &mut self,
        lead: LeadScoreId,
        score: i64,
        opinion: Option<&Opinion>,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update lead_scores set score = $2, external = $3, updated_at = coalesce($4, updated_at) where id = $1")
            .bind(lead).bind(score).bind(opinion.map(to_json)).bind(opinion.map(|opinion| opinion.at))
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    async fn scorer_versions(
        &mut self,
        workspaces: BTreeSet<WorkspaceId>,
    ) -> Result<BTreeMap<WorkspaceId, i64>> {
        let versions: Vec<(WorkspaceId, i64)> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select workspace_id, version from lead_scorers where deleted_at is null and workspace_id in (");
            push_list(&mut query, &workspaces);
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        Ok(versions.into_iter().collect())
    }

    async fn scored_leads(&mut self, leads: BTreeSet<LeadScoreId>) -> Result<BTreeMap<LeadScoreId, LeadRow>> {
        let rows: Vec<LeadRow> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select lead_scores.id, lead_scores.workspace_id, lead_scores.link_id, lead_scores.score,
                    lead_scores.inputs, lead_scorings.id as scoring_id
                 from lead_scores left join lead_scorings on lead_scorings.lead_score_id = lead_scores.id
                 where lead_scores.id in (");
            push_list(&mut query, &leads);
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    async fn unqueue(&mut self, lead: LeadScoreId) -> Result<()> {
        with_tx!(self, db => sqlx::query("delete from lead_scorings where lead_score_id = $1")
            .bind(lead).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    async fn try_again(&mut self, lead: LeadScoreId, at: Timestamp) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update lead_scorings set attempts = attempts + 1, due_at = $2 where lead_score_id = $1")
            .bind(lead).bind(at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Begins a request anew.
    async fn put_off(&mut self, lead: LeadScoreId, (attempts, at): (i64, Timestamp)) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update lead_scorings set attempts = $2, due_at = $3 where lead_score_id = $1")
            .bind(lead).bind(attempts).bind(at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    async fn count_scorings(&mut self, workspace: WorkspaceId, count: Count) -> Result<()> {
        let (failed_at, error) = count.failed.unzip();
        with_tx!(self, db => sqlx::query(
            "update lead_scorers set success_count = success_count + $2, failure_count = failure_count + $3,
                failures = case when $2 > 0 then $4 else failures + $4 end,
                last_scored_at = coalesce($5, last_scored_at), last_failed_at = coalesce($6, last_failed_at),
                last_error = coalesce($7, last_error) where workspace_id = $1")
            .bind(workspace).bind(count.successes).bind(count.failures).bind(count.since).bind(count.scored)
            .bind(failed_at).bind(error).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
