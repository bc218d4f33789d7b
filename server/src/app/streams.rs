//! Live streams that are open, counted by workspace: each holds a connection for as long as its reader likes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::id::WorkspaceId;

/// Most streams of one workspace at once, on each server.
pub(crate) const MOST: usize = 20;

/// The streams that are open. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<BTreeMap<WorkspaceId, usize>>>);

/// The place of one stream; dropped, it is free.
#[derive(Debug)]
pub(crate) struct Seat {
    streams: Streams,
    workspace: WorkspaceId,
}

impl Streams {
    /// A place for one more stream; `None` when the workspace has as many as it may.
    pub(crate) fn take(&self, workspace: WorkspaceId) -> Option<Seat> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(workspace).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Seat { streams: self.clone(), workspace })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.workspace) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.workspace);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_has_so_many_places_and_gets_them_back() {
        let streams = Streams::default();
        let [one, other] = [1, 2].map(|byte| WorkspaceId::from_bytes([byte; 16]));
        let mut seats: Vec<Seat> = (0..MOST).filter_map(|_| streams.take(one)).collect();
        assert_eq!(seats.len(), MOST);
        assert!(streams.take(one).is_none() && streams.take(other).is_some());
        seats.pop();
        assert!(streams.take(one).is_some());
        drop(seats);
        assert!(streams.0.lock().unwrap().is_empty());
    }
}
