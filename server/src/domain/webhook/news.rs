//! What messages tell beside visits: the `data` of each type.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::payload::{LinkFacts, VisitorFacts};
use crate::domain::id::{EventId, LinkId, WebhookId};
use crate::domain::time::Timestamp;

/// `link.created`, `link.updated`, `link.deleted`: the link as it became, or as it was last.
#[derive(Debug, Serialize)]
pub(crate) struct LinkNews<'a> {
    pub(crate) link: &'a LinkFacts,
}

/// `visitor.identified`: who they are now.
#[derive(Debug, Serialize)]
pub(crate) struct VisitorNews<'a> {
    pub(crate) visitor: &'a VisitorFacts,
    /// The link on which they became known, if it was on one.
    pub(crate) link: Option<&'a LinkFacts>,
    /// The visit by which they became known, if it was by one.
    pub(crate) lbid: Option<String>,
}

/// A conversion, as messages tell of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Conversion {
    /// Its id.
    pub(crate) id: String,
    /// What was achieved, such as `purchase`.
    pub(crate) name: Option<String>,
    /// What it is worth.
    pub(crate) value: Option<f64>,
    /// In which currency (ISO 4217).
    pub(crate) currency: Option<String>,
    /// The visit that it is counted for.
    pub(crate) event_id: Option<EventId>,
    /// When it happened.
    pub(crate) occurred_at: Timestamp,
}

/// `conversion.recorded`: what was achieved, by whom, on which link.
#[derive(Debug, Serialize)]
pub(crate) struct ConversionNews<'a> {
    pub(crate) conversion: &'a Conversion,
    pub(crate) visitor: Option<&'a VisitorFacts>,
    pub(crate) link: Option<&'a LinkFacts>,
    pub(crate) lbid: Option<String>,
}

/// `form.submitted`: the answers, by the key of each field.
#[derive(Debug, Serialize)]
pub(crate) struct FormNews<'a> {
    pub(crate) step: FormStep,
    pub(crate) link: &'a LinkFacts,
    pub(crate) visitor: &'a VisitorFacts,
    pub(crate) form_responses: &'a BTreeMap<String, Value>,
    pub(crate) lbid: String,
}

/// The step of a link's workflow that a form is.
#[derive(Debug, Serialize)]
pub(crate) struct FormStep {
    kind: &'static str,
    event_action: &'static str,
}

impl FormStep {
    /// What every form is.
    pub(crate) const SUBMIT: Self =
        Self { kind: "KIND_INTERACTION", event_action: "EVENT_ACTION_FORM_SUBMIT" };
}

/// A webhook that was switched off, as messages to other webhooks tell of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WebhookFacts {
    pub(crate) id: WebhookId,
    pub(crate) name: String,
    pub(crate) endpoint_url: String,
    pub(crate) link_id: Option<LinkId>,
    pub(crate) disabled_at: Timestamp,
    /// Why: a sentence.
    pub(crate) disabled_reason: String,
}

/// `webhook.disabled`.
#[derive(Debug, Serialize)]
pub(crate) struct WebhookNews<'a> {
    pub(crate) webhook: &'a WebhookFacts,
}

/// `webhook.test`.
#[derive(Debug, Serialize)]
pub(crate) struct TestNews {
    pub(crate) message: &'static str,
}
