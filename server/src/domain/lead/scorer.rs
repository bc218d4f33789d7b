//! A workspace's external scorer: where it is, what it is told, and when it is asked again.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Inputs, Score};
use crate::domain::id::{LinkId, ScoringId, VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::schedule::{self, Outcome};
use crate::domain::webhook::secret::{OldSecret, Secret};

/// Most keys of what is known of visitors that a scorer is told.
pub(crate) const ATTRIBUTES: usize = 20;
/// How long a scorer may take when nothing is said.
pub(crate) const USUAL_TIMEOUT: Duration = Duration::from_secs(5);
/// The shortest time that may be set.
pub(crate) const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
/// What a request is of.
const TYPE: &str = "lead.score";
/// Waits before the second, third, … try of a request, each counted from the failure before it; then the rules stand.
const WAITS: [Duration; 4] =
    [Duration::from_secs(5), Duration::from_secs(30), Duration::from_mins(5), Duration::from_mins(30)];

/// A workspace's scorer and how it fares.
#[derive(Debug, Clone)]
pub(crate) struct LeadScorer {
    /// Whose it is.
    pub(crate) workspace: WorkspaceId,
    /// Where it is, as its owner wrote it.
    pub(crate) url: String,
    /// Signs what it is sent.
    pub(crate) secret: Secret,
    /// Secrets before that, which sign beside it for a while, the newest first.
    pub(crate) old_secrets: Vec<OldSecret>,
    /// How long it may take.
    pub(crate) timeout: Duration,
    /// Keys of what is known of visitors that it is told.
    pub(crate) attributes: Vec<String>,
    /// Counts its addresses.
    pub(crate) version: i64,
    /// Requests that failed since the last score.
    pub(crate) failures: i64,
    /// Scores that it gave.
    pub(crate) success_count: i64,
    /// All other requests.
    pub(crate) failure_count: i64,
    /// When it last gave a score.
    pub(crate) last_scored_at: Option<Timestamp>,
    /// When it last gave none.
    pub(crate) last_failed_at: Option<Timestamp>,
    /// Why.
    pub(crate) last_error: Option<String>,
    /// When it was set up.
    pub(crate) created_at: Timestamp,
    /// When its owner last changed it.
    pub(crate) updated_at: Timestamp,
}

impl LeadScorer {
    /// One that was just set up, and that nobody has asked yet.
    #[must_use]
    pub(crate) fn new(workspace: WorkspaceId, url: String, secret: Secret, now: Timestamp) -> Self {
        Self {
            workspace,
            url,
            secret,
            old_secrets: Vec::new(),
            timeout: USUAL_TIMEOUT,
            attributes: Vec::new(),
            version: 1,
            failures: 0,
            success_count: 0,
            failure_count: 0,
            last_scored_at: None,
            last_failed_at: None,
            last_error: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The secrets that sign now, the newest first.
    #[must_use]
    pub(crate) fn signing(&self, now: Timestamp) -> Vec<Secret> {
        let old = self.old_secrets.iter().filter(|old| old.until > now).map(|old| old.secret.clone());
        std::iter::once(self.secret.clone()).chain(old).collect()
    }
}

/// When a request is made again whose `number`th try (from 1) failed by `outcome` at `now`; `None` when it is given up.
/// `roll` is uniform in `[0, 1)`.
#[must_use]
pub(crate) fn again(number: i64, outcome: Outcome<'_>, now: Timestamp, roll: f64) -> Option<Timestamp> {
    let scheduled = usize::try_from(number - 1).ok().and_then(|past| WAITS.get(past))?;
    Some(now.after(schedule::wait(*scheduled, outcome, now, roll)))
}

/// What a scorer is told of a visitor of a link: no address, no device's agent, no name unless its owner says so.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) workspace: WorkspaceId,
    pub(crate) visitor: VisitorId,
    pub(crate) link: LinkId,
    /// The link's own words on who is wanted.
    pub(crate) goal: Option<String>,
    pub(crate) target: Option<String>,
    /// What the rules score by.
    pub(crate) inputs: Inputs,
    /// What is known under the keys that the owner named.
    pub(crate) attributes: Map<String, Value>,
}

#[derive(Serialize)]
struct Message<'a> {
    id: String,
    r#type: &'static str,
    timestamp: Timestamp,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    test: bool,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    workspace_id: WorkspaceId,
    visitor_id: VisitorId,
    link: Link<'a>,
    inputs: Value,
    attributes: &'a Map<String, Value>,
    rules: Value,
}

#[derive(Serialize)]
struct Link<'a> {
    id: LinkId,
    lead_goal_definition: Option<&'a str>,
    lead_target_definition: Option<&'a str>,
}

impl Facts {
    /// A visitor who is made up, for trying a scorer: every key that it would be told has a text.
    #[must_use]
    pub(crate) fn example(workspace: WorkspaceId, keys: &[String], now: Timestamp) -> Self {
        let value = |key: &str| match key {
            "$email" => "ada@example.com",
            "$phone" => "+15550100",
            "$firstName" => "Ada",
            "$lastName" => "Example",
            _ => "example",
        };
        Self {
            workspace,
            visitor: VisitorId::new(now),
            link: LinkId::new(now),
            goal: Some("Orders of a sample".to_owned()),
            target: Some("Decision makers of companies with 100 employees and more".to_owned()),
            inputs: Inputs {
                visits: 3,
                links: 2,
                devices: 1,
                conversions: 0,
                has_email: true,
                has_phone: false,
                has_name: true,
                attributes: 2,
                target_words_met: 1,
                target_words: 5,
                device_type: "DEVICE_TYPE_DESKTOP".to_owned(),
                actor: "DEVICE_ACTOR_HUMAN".to_owned(),
                agent_is_known: true,
            },
            attributes: keys.iter().map(|key| (key.clone(), Value::from(value(key)))).collect(),
        }
    }

    /// The body of a request.
    #[must_use]
    pub(crate) fn body(&self, id: ScoringId, at: Timestamp, test: bool) -> String {
        let message = Message {
            id: id.to_string(),
            r#type: TYPE,
            timestamp: at,
            test,
            data: Data {
                workspace_id: self.workspace,
                visitor_id: self.visitor,
                link: Link {
                    id: self.link,
                    lead_goal_definition: self.goal.as_deref(),
                    lead_target_definition: self.target.as_deref(),
                },
                inputs: inputs(&self.inputs),
                attributes: &self.attributes,
                rules: rules(self.inputs.score()),
            },
        };
        // Maps with text keys, numbers and texts: writing them cannot fail.
        serde_json::to_string(&message).unwrap_or_default()
    }
}

fn inputs(inputs: &Inputs) -> Value {
    json!({
        "visits": inputs.visits,
        "links": inputs.links,
        "devices": inputs.devices,
        "conversions": inputs.conversions,
        "has_email": inputs.has_email,
        "has_phone": inputs.has_phone,
        "has_name": inputs.has_name,
        "attributes": inputs.attributes,
        "target_words_met": inputs.target_words_met,
        "target_words": inputs.target_words,
        "device_type": inputs.device_type,
        "actor": inputs.actor,
        "agent_is_known": inputs.agent_is_known,
    })
}

fn rules(score: Score) -> Value {
    json!({
        "score": score.overall,
        "dimensions": {
            "profile_fit": score.profile_fit,
            "technological_aptitude": score.technological_aptitude,
            "engagement_level": score.engagement_level,
            "brand_supportiveness": score.brand_supportiveness,
            "recurring_interest": score.recurring_interest,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn a_request_tells_what_was_asked_for_and_nothing_else() {
        let workspace = WorkspaceId::new(NOW);
        let facts = Facts::example(workspace, &["plan".to_owned(), "$email".to_owned()], NOW);
        let id = ScoringId::new(NOW);
        let body: Value = serde_json::from_str(&facts.body(id, NOW, true)).unwrap();
        assert_eq!(
            (&body["id"], &body["type"], &body["test"]),
            (&json!(id), &json!("lead.score"), &json!(true))
        );
        assert_eq!(body["data"]["attributes"], json!({ "$email": "ada@example.com", "plan": "example" }));
        assert_eq!(body["data"]["inputs"]["visits"], 3);
        assert_eq!(body["data"]["inputs"].as_object().unwrap().len(), 13, "every input is told");
        assert_eq!(serde_json::to_value(&facts.inputs).unwrap().as_object().unwrap().len(), 13);
        assert_eq!(body["data"]["rules"]["score"], facts.inputs.score().overall);
        let keys: Vec<&String> = body["data"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["workspace_id", "visitor_id", "link", "inputs", "attributes", "rules"]);
        let body: Value = serde_json::from_str(&facts.body(id, NOW, false)).unwrap();
        assert_eq!(body.get("test"), None);
    }

    #[test]
    fn requests_are_made_again_for_half_an_hour_and_then_given_up() {
        let seconds = |number, outcome| again(number, outcome, NOW, 0.5).map(|at| at.since(NOW).as_secs());
        let all: Vec<_> = (1..=6).map(|number| seconds(number, Outcome::Failed)).collect();
        assert_eq!(all, [Some(5), Some(30), Some(300), Some(1800), None, None]);
        assert_eq!(seconds(1, Outcome::TimedOut), Some(60), "overload is left alone for a while");
        let asked = Outcome::Answered { status: 503, retry_after: Some("9") };
        assert_eq!(seconds(1, asked), Some(9));
        assert_eq!(again(0, Outcome::Failed, NOW, 0.5), None);
        assert_eq!(again(i64::MAX, Outcome::Failed, NOW, 0.5), None);
    }

    #[test]
    fn old_secrets_sign_until_they_end() {
        let secret = |fill| Secret::from_random([fill; 32]);
        let old = |fill, until| OldSecret { secret: secret(fill), until };
        let mut scorer = LeadScorer::new(WorkspaceId::new(NOW), String::new(), secret(1), NOW);
        scorer.old_secrets = vec![old(2, NOW.after(Duration::from_secs(1))), old(3, NOW)];
        let keys: Vec<u8> = scorer.signing(NOW).iter().map(|secret| secret.key()[0]).collect();
        assert_eq!(keys, [1, 2]);
    }
}
