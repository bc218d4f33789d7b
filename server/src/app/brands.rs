//! Brands of workspaces, remembered for the pages that their visitors see.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use crate::domain::brand::Brand;
use crate::domain::id::WorkspaceId;
use crate::domain::time::{Clock, Timestamp};
use crate::store::Store;

/// How long a brand counts as fresh.
const FRESH: Duration = Duration::from_secs(5);
/// How long a page waits for it; then an older one serves, or the plain one.
const PATIENCE: Duration = Duration::from_millis(500);
/// Most memory that brands take, in bytes.
const REMEMBERED: u64 = 16_000_000;

/// Brands that were looked up lately.
#[derive(Debug, Clone)]
pub(crate) struct Brands(Cache<WorkspaceId, (Arc<Brand>, Timestamp)>);

impl Brands {
    pub(crate) fn new() -> Self {
        let weight = |_: &WorkspaceId, (brand, _): &(Arc<Brand>, Timestamp)| {
            u32::try_from(brand.logo.as_ref().map_or(0, String::len) + 200).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(REMEMBERED).weigher(weight).build())
    }

    /// The brand of a workspace. A page is shown whatever the database does: then in the brand of before, or plainly.
    pub(crate) async fn of(&self, store: &Store, clock: &Clock, workspace: WorkspaceId) -> Arc<Brand> {
        let known = self.0.get(&workspace);
        let now = clock.now();
        if let Some((brand, at)) = &known
            && now.since(*at) < FRESH
        {
            return Arc::clone(brand);
        }
        match tokio::time::timeout(PATIENCE, store.brand(workspace)).await {
            Ok(Ok(brand)) => {
                let brand = Arc::new(brand);
                self.0.insert(workspace, (Arc::clone(&brand), now));
                brand
            }
            _ => known.map(|(brand, _)| brand).unwrap_or_default(),
        }
    }

    /// Forgets a brand, so that its change counts at once.
    pub(crate) fn forget(&self, workspace: WorkspaceId) {
        self.0.invalidate(&workspace);
    }
}
