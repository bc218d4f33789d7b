//! Directories: folders of links, in a tree.

use super::id::{DirectoryId, WorkspaceId};
use super::time::Timestamp;

/// Longest name, in characters.
pub(crate) const NAME: usize = 100;
/// Most levels of a tree: its paths are put together on every read.
pub(crate) const DEPTH: usize = 20;

/// A folder of links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directory {
    /// Its id.
    pub(crate) id: DirectoryId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The folder it lies in; the root when there is none.
    pub(crate) parent: Option<DirectoryId>,
    /// What people call it.
    pub(crate) name: String,
    /// Names from the root to itself, with slashes between them.
    pub(crate) path: String,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}
