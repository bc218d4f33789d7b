//! Webhooks as they are answered, in the shape of either dialect.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::id::{LinkId, TokenId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::{Source, Status, Webhook};
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::subscription::Trigger;
use crate::http::dialect::Dialect;

/// Declares one shape: fields of its own, and those that both have. (`serde(flatten)` would make a map of them, whose
/// keys are never re-spelled.)
macro_rules! shape {
    ($name:ident, $schema:ident, { $($(#[$note:meta])* $field:ident: $type:ty = $value:expr,)* }) => {
        /// A webhook.
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = $schema)]
        pub(super) struct $name {
            #[schema(value_type = String, format = Uuid)]
            id: WebhookId,
            #[schema(value_type = String, format = Uuid)]
            workspace_id: WorkspaceId,
            /// What people call it.
            name: String,
            /// What it is for.
            description: String,
            /// Headers that its messages carry; not shown in lists.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(example = json!({ "x-api-key": "…" }))]
            headers: Option<BTreeMap<String, String>>,
            $($(#[$note])* $field: $type,)*
            /// The one link whose events it is told of; absent when it is told of all links.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, format = Uuid)]
            link_id: Option<LinkId>,
            #[schema(value_type = String, example = "WEBHOOK_STATUS_ACTIVE")]
            status: Status,
            /// Who registered it.
            #[schema(value_type = String, example = "WEBHOOK_SOURCE_LINKBREAKERS")]
            source: Source,
            /// Why it was switched off; there while its status is `WEBHOOK_STATUS_DISABLED`.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(example = "it answered 410 (Gone)")]
            disabled_reason: Option<String>,
            /// When it was switched off.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, format = DateTime)]
            disabled_at: Option<Timestamp>,
            /// Whether it is told of previews, prefetches, crawlers and assistants too.
            include_bots: bool,
            /// Most messages in a second; absent when there is no limit.
            #[serde(skip_serializing_if = "Option::is_none")]
            rate_limit: Option<u32>,
            /// Types of events that it is told of. This and `triggers` empty: every step of a workflow.
            #[schema(value_type = Vec<String>, example = json!(["link.scanned"]))]
            events: Vec<EventType>,
            /// Kinds of workflow steps that it is told of.
            #[schema(value_type = Vec<String>, example = json!(["KIND_ENTRY"]))]
            triggers: Vec<Trigger>,
            /// Signs the messages; shown when one webhook is created or asked for, never in lists.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(example = "whsec_…")]
            secret: Option<String>,
            /// When the secrets before this one stop signing, the newest first; empty when this one signs alone.
            #[schema(value_type = Vec<String>, example = json!(["2027-01-16T08:00:00.000Z"]))]
            previous_secrets_expire_at: Vec<Timestamp>,
            /// Attempts that were answered with 2xx.
            success_count: i64,
            /// All other attempts.
            failure_count: i64,
            /// When the last attempt was made.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, format = DateTime)]
            last_sent_at: Option<Timestamp>,
            /// When the last attempt succeeded.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, format = DateTime)]
            last_delivered_at: Option<Timestamp>,
            /// The id of the token that it was registered with.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, format = Uuid)]
            created_by: Option<TokenId>,
            #[schema(value_type = String, format = DateTime)]
            created_at: Timestamp,
            #[schema(value_type = String, format = DateTime)]
            updated_at: Timestamp,
        }

        impl $name {
            fn new(webhook: Webhook, show: Show) -> Self {
                $(let $field = $value(&webhook);)*
                let secret = (show == Show::Secret).then(|| webhook.secret.reveal());
                let (disabled_reason, disabled_at) = webhook.disabled.unzip();
                Self {
                    $($field,)*
                    id: webhook.id,
                    workspace_id: webhook.workspace,
                    name: webhook.name,
                    description: webhook.description,
                    headers: (show != Show::List).then_some(webhook.headers),
                    link_id: webhook.link,
                    status: webhook.status,
                    source: webhook.source,
                    disabled_reason,
                    disabled_at,
                    include_bots: webhook.include_bots,
                    rate_limit: webhook.rate_limit,
                    events: webhook.subscription.events,
                    triggers: webhook.subscription.triggers,
                    secret,
                    previous_secrets_expire_at: webhook.old_secrets.iter().map(|old| old.until).collect(),
                    success_count: webhook.success_count,
                    failure_count: webhook.failure_count,
                    last_sent_at: webhook.last_sent_at,
                    last_delivered_at: webhook.last_delivered_at,
                    created_by: webhook.created_by,
                    created_at: webhook.created_at,
                    updated_at: webhook.updated_at,
                }
            }
        }
    };
}

shape!(WebhookView, Webhook, {
    /// Where messages are sent.
    #[schema(example = "https://example.com/hooks/qr")]
    endpoint_url: String = |webhook: &Webhook| webhook.endpoint_url.clone(),
});
shape!(GuideWebhookView, GuideWebhook, {
    /// Where messages are sent.
    #[schema(example = "https://example.com/hooks/qr")]
    url: String = |webhook: &Webhook| webhook.endpoint_url.clone(),
    /// Whether messages are sent: the status is `WEBHOOK_STATUS_ACTIVE`.
    active: bool = |webhook: &Webhook| webhook.status == Status::Active,
});

/// A webhook in the shape of the dialect that asks.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum View {
    Guide(GuideWebhookView),
    Sdk(WebhookView),
}

/// How much of a webhook is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    /// What anybody may see who may see webhooks at all.
    List,
    /// The headers too.
    One,
    /// And the secret.
    Secret,
}

impl View {
    /// With its secret: its owner asked for this one.
    pub(super) fn with_secret(webhook: Webhook, dialect: Dialect) -> Self {
        Self::shaped(webhook, Show::Secret, dialect)
    }

    /// Without its secret: it was changed.
    pub(super) fn changed(webhook: Webhook, dialect: Dialect) -> Self {
        Self::shaped(webhook, Show::One, dialect)
    }

    /// Without its secret and its headers, for lists.
    pub(super) fn plain(webhook: Webhook, dialect: Dialect) -> Self {
        Self::shaped(webhook, Show::List, dialect)
    }

    fn shaped(webhook: Webhook, show: Show, dialect: Dialect) -> Self {
        match dialect {
            Dialect::Guide => Self::Guide(GuideWebhookView::new(webhook, show)),
            Dialect::Sdk => Self::Sdk(WebhookView::new(webhook, show)),
        }
    }
}
