//! Messages as their owner sees them: how far each is, and what came of every try.

use serde::{Deserialize, Serialize};

use super::event_type::EventType;
use crate::domain::id::{AttemptId, DeliveryId, EventId, RecoveryId, WebhookId};
use crate::domain::time::Timestamp;

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    /// It will be tried.
    #[serde(rename = "PENDING")]
    Pending,
    /// It was answered with 2xx.
    #[serde(rename = "DELIVERED")]
    Delivered,
    /// It was given up.
    #[serde(rename = "FAILED")]
    Failed,
}

/// A text that is none of the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be DELIVERY_STATUS_PENDING, DELIVERY_STATUS_DELIVERED or DELIVERY_STATUS_FAILED")]
pub(crate) struct UnknownStatus;

impl Status {
    const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Failed];

    /// The name in the API.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "DELIVERY_STATUS_PENDING",
            Self::Delivered => "DELIVERY_STATUS_DELIVERED",
            Self::Failed => "DELIVERY_STATUS_FAILED",
        }
    }

    /// The name in the database.
    #[must_use]
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Delivered => "DELIVERED",
            Self::Failed => "FAILED",
        }
    }
}

impl std::str::FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(UnknownStatus)
    }
}

/// A message to one webhook.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    /// The `webhook-id` of all its tries.
    pub(crate) id: DeliveryId,
    /// The webhook.
    pub(crate) webhook: WebhookId,
    /// The scan or click that it tells of.
    pub(crate) event: Option<EventId>,
    /// What it tells of.
    pub(crate) event_type: EventType,
    /// How far it is.
    pub(crate) status: Status,
    /// When it is tried next, while it waits.
    pub(crate) next_attempt_at: Option<Timestamp>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was delivered or given up.
    pub(crate) finished_at: Option<Timestamp>,
    /// What is sent.
    pub(crate) body: String,
    /// Every try, the oldest first.
    pub(crate) attempts: Vec<Attempt>,
}

/// One try of a message.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// Its id.
    pub(crate) id: AttemptId,
    /// When it began.
    pub(crate) at: Timestamp,
    /// The HTTP status, if there was an answer.
    pub(crate) status_code: Option<i64>,
    /// Why there was none.
    pub(crate) error: Option<String>,
    /// How long it took, in ms.
    pub(crate) latency_ms: i64,
    /// The beginning of the answer's body.
    pub(crate) response: Option<String>,
    /// Whether the body was longer than what is kept.
    pub(crate) truncated: bool,
}

/// The failed messages of a time, which are sent again in the background.
#[derive(Debug, Clone)]
pub(crate) struct Recovery {
    /// Its id.
    pub(crate) id: RecoveryId,
    /// The webhook.
    pub(crate) webhook: WebhookId,
    /// Messages that were made from then on,
    pub(crate) since: Timestamp,
    /// and before then.
    pub(crate) until: Timestamp,
    /// How many wait again because of it.
    pub(crate) recovered: i64,
    /// When it was asked for.
    pub(crate) created_at: Timestamp,
    /// When the last of them was found.
    pub(crate) completed_at: Option<Timestamp>,
}
