//! Webhooks as they are answered, in the shape of either dialect.

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
            /// Types of events that it is told of. This and `triggers` empty: everything.
            #[schema(value_type = Vec<String>, example = json!(["link.scanned"]))]
            events: Vec<EventType>,
            /// Kinds of workflow steps that it is told of.
            #[schema(value_type = Vec<String>, example = json!(["KIND_ENTRY"]))]
            triggers: Vec<Trigger>,
            /// Signs the messages; shown when one webhook is created or asked for, never in lists.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(example = "whsec_…")]
            secret: Option<String>,
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
            fn new(webhook: Webhook, secret: Option<String>) -> Self {
                $(let $field = $value(&webhook);)*
                Self {
                    $($field,)*
                    id: webhook.id,
                    workspace_id: webhook.workspace,
                    name: webhook.name,
                    link_id: webhook.link,
                    status: webhook.status,
                    source: webhook.source,
                    events: webhook.subscription.events,
                    triggers: webhook.subscription.triggers,
                    secret,
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

impl View {
    /// With its secret: its owner asked for this one.
    pub(super) fn with_secret(webhook: Webhook, dialect: Dialect) -> Self {
        let secret = Some(webhook.secret.reveal());
        Self::shaped(webhook, secret, dialect)
    }

    /// Without its secret, for lists.
    pub(super) fn plain(webhook: Webhook, dialect: Dialect) -> Self {
        Self::shaped(webhook, None, dialect)
    }

    fn shaped(webhook: Webhook, secret: Option<String>, dialect: Dialect) -> Self {
        match dialect {
            Dialect::Guide => Self::Guide(GuideWebhookView::new(webhook, secret)),
            Dialect::Sdk => Self::Sdk(WebhookView::new(webhook, secret)),
        }
    }
}
