//! Work that is done in the background.

use serde::{Deserialize, Serialize};

use super::id::{JobId, LinkId};
use super::time::Timestamp;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum JobStatus {
    /// It waits.
    #[serde(rename = "JOB_STATUS_PENDING")]
    Pending,
    /// It is being done.
    #[serde(rename = "JOB_STATUS_RUNNING")]
    Running,
    /// All of it is done.
    #[serde(rename = "JOB_STATUS_SUCCEEDED")]
    Succeeded,
    /// Nothing of it is done.
    #[serde(rename = "JOB_STATUS_FAILED")]
    Failed,
}

impl JobStatus {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "JOB_STATUS_PENDING",
            Self::Running => "JOB_STATUS_RUNNING",
            Self::Succeeded => "JOB_STATUS_SUCCEEDED",
            Self::Failed => "JOB_STATUS_FAILED",
        }
    }
}

/// Links that are made in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job {
    /// Its id.
    pub(crate) id: JobId,
    /// How far it is.
    pub(crate) status: JobStatus,
    /// How many links it makes.
    pub(crate) item_count: i64,
    /// The links that it made, in the order of the request.
    pub(crate) links: Vec<LinkId>,
    /// Why it made none: a code for programs, a sentence for people.
    pub(crate) error: Option<(String, String)>,
    /// When it was asked for.
    pub(crate) created_at: Timestamp,
    /// When it ended.
    pub(crate) completed_at: Option<Timestamp>,
}
