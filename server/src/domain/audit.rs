//! The audit log: what tokens changed.

use super::id::{AuditId, TokenId};
use super::time::Timestamp;

/// One change by a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its id.
    pub(crate) id: AuditId,
    /// Whose change it was.
    pub(crate) token: TokenId,
    /// The operation: method and path, such as `PATCH /v1/links/{id}`.
    pub(crate) operation: String,
    /// What was changed or made.
    pub(crate) object: Option<String>,
    /// The request's id, which finds it in the log.
    pub(crate) request: Option<String>,
    /// When.
    pub(crate) at: Timestamp,
}
