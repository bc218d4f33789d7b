//! Visits of addresses that no link ever had: misread codes, misprints, mistyped letters.

use super::id::{LinkId, WorkspaceId};
use super::slug::Slug;
use super::time::Timestamp;

/// Such an address, and the link that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Orphan {
    /// The workspace of the link that was probably meant.
    pub(crate) workspace: WorkspaceId,
    /// What was asked for.
    pub(crate) shortlink: Slug,
    /// The link that was probably meant.
    pub(crate) link: LinkId,
    /// Its address.
    pub(crate) nearest: Slug,
    /// How often it was asked for.
    pub(crate) scans: i64,
    /// When first.
    pub(crate) first_at: Timestamp,
    /// When last.
    pub(crate) last_at: Timestamp,
}
