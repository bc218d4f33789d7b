//! Links: making and changing them with their steps and tags, and the cache that answers visitors.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::sync::Cache;

use crate::domain::id::{BranchId, DesignId, LinkId, StepId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::slug::Slug;
use crate::domain::step::{Branch, ClientRedirect, EventAction, Payload, Step};
use crate::domain::time::{Clock, Timestamp};
use crate::store::links::Found;
use crate::store::{Store, StoreError, Tx};

/// How long an answer of the database counts as fresh.
const FRESH: Duration = Duration::from_secs(5);
/// How long it serves while the database fails.
const STALE: Duration = Duration::from_hours(24);
/// How long a visitor waits for the database when an older answer can serve, and when none can.
const PATIENCE: Duration = Duration::from_millis(500);
const LAST_RESORT: Duration = Duration::from_secs(4);
/// How long after a failure the database is not asked again for the same address.
const PAUSE: Duration = Duration::from_secs(1);
/// Most short addresses that are remembered, those that lead nowhere included.
const REMEMBERED: u64 = 100_000;
/// How many random slugs are tried; with 8 characters even the second is hardly ever needed.
const TRIES: usize = 8;

/// Why a link was not made or changed.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Its short address was given out before.
    Taken,
    /// Its id exists already.
    Exists,
    /// The workspace does not have the design that it names.
    NoDesign(DesignId),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Keeps a new link with its two steps and its tags; without a wished `slug` it gets a random one. `link.shortlink` tells
/// which it became.
pub(crate) async fn create(
    store: &Store,
    mut link: Link,
    wished: Option<Slug>,
    tags: &[String],
) -> Result<(Link, Vec<Step>), Problem> {
    let now = link.created_at;
    let mut tx = store.begin().await?;
    adopt_design(&mut tx, &link).await?;
    let tries = if wished.is_some() { 1 } else { TRIES };
    let mut taken = false;
    for _ in 0..tries {
        link.shortlink = wished.clone().unwrap_or_else(Slug::random);
        taken = tx.take_slug(&link.shortlink, link.id).await?;
        if taken {
            break;
        }
    }
    if !taken {
        return Err(Problem::Taken);
    }
    let steps = first_steps(&link, now);
    let exit = steps.first().map_or_else(|| StepId::new(now), |exit| exit.id);
    tx.insert_link(&link, exit).await.map_err(|error| match error {
        StoreError::Conflict(_) => Problem::Exists,
        error => Problem::Store(error),
    })?;
    tx.insert_steps(&steps).await?;
    tx.set_tags(link.workspace, link.id, tags, now).await?;
    tx.commit().await?;
    Ok((link, steps.into_iter().rev().collect()))
}

/// Sees to it that the link's design is its workspace's: one that was made in public becomes so, together with the link's
/// own change or not at all.
async fn adopt_design(tx: &mut Tx, link: &Link) -> Result<(), Problem> {
    let Some(design) = link.design else { return Ok(()) };
    if tx.adopt_design(link.workspace, design).await? { Ok(()) } else { Err(Problem::NoDesign(design)) }
}

/// The two steps that every link begins with, the exit before the entry that leads to it.
fn first_steps(link: &Link, now: Timestamp) -> Vec<Step> {
    let step = |action, payload, branches| Step {
        id: StepId::new(now),
        workspace: link.workspace,
        link: link.id,
        action,
        payload,
        branches,
        created_at: now,
        updated_at: now,
    };
    let redirect = ClientRedirect {
        destination: link.destination.clone(),
        conversion_tracking: link.conversion_tracking,
    };
    let exit = step(EventAction::ClientRedirect, Payload { client_redirect: Some(redirect) }, Vec::new());
    let next = Branch { id: BranchId::new(now), name: "next".to_owned(), next: Some(exit.id) };
    let entry = step(EventAction::LinkVisit, Payload::default(), vec![next]);
    vec![exit, entry]
}

/// Writes a changed link; `before` is how it was.
pub(crate) async fn update(
    store: &Store,
    before: &Link,
    after: &Link,
    tags: Option<&[String]>,
) -> Result<(), Problem> {
    let mut tx = store.begin().await?;
    if after.design != before.design {
        adopt_design(&mut tx, after).await?;
    }
    if after.shortlink != before.shortlink {
        let (slug, link) = (&after.shortlink, after.id);
        if !tx.take_slug(slug, link).await? && !tx.owns_slug(slug, link).await? {
            return Err(Problem::Taken);
        }
    }
    tx.update_link(after).await?;
    let redirect = ClientRedirect {
        destination: after.destination.clone(),
        conversion_tracking: after.conversion_tracking,
    };
    tx.set_destination(after.workspace, after.id, &redirect, after.updated_at).await?;
    if let Some(tags) = tags {
        tx.set_tags(after.workspace, after.id, tags, after.updated_at).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Deletes a link; false when the workspace has no such link.
pub(crate) async fn delete(
    store: &Store,
    workspace: WorkspaceId,
    id: LinkId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let deleted = tx.delete_link(workspace, id, now).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Short addresses that were looked up lately. Fresh for 5 s; while the database fails, good for 24 h.
#[derive(Debug, Clone)]
pub(crate) struct LinkCache {
    entries: Cache<Slug, Arc<Entry>>,
}

/// What is known of one short address. Replaced as a whole when its link is changed here, so that a look-up that is under
/// way then cannot bring the old state back.
#[derive(Debug, Default)]
struct Entry {
    known: RwLock<Option<Known>>,
    /// Held by the one visitor for whom the database is asked; the others wait for the answer.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone)]
struct Known {
    found: Option<Arc<Found>>,
    /// When the database said so.
    told_at: Timestamp,
    /// When the database may be asked again.
    ask_at: Timestamp,
}

impl Entry {
    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }
}

impl LinkCache {
    pub(crate) fn new() -> Self {
        Self { entries: Cache::new(REMEMBERED) }
    }

    /// Forgets a short address, so that the link's change counts at once.
    pub(crate) fn forget(&self, slug: &Slug) {
        self.entries.invalidate(slug);
    }

    /// The link of a short address, deleted and expired ones included; an error when nothing is known of it and the
    /// database does not answer. While the database is `failing`, nobody waits for it where an older answer serves.
    pub(crate) async fn find(
        &self,
        store: &Store,
        clock: &Clock,
        slug: &Slug,
        failing: bool,
    ) -> Result<Option<Arc<Found>>, Unavailable> {
        let entry = match self.entries.get(slug) {
            Some(entry) => entry,
            None => self.entries.get_with_by_ref(slug, Arc::default),
        };
        let fresh = |known: Known| (clock.now() < known.ask_at).then_some(known.found);
        if let Some(found) = entry.known().and_then(fresh) {
            return Ok(found);
        }
        let _asking = entry.asking.lock().await;
        let before = entry.known();
        if let Some(found) = before.clone().and_then(fresh) {
            return Ok(found);
        }
        let now = clock.now();
        let Some(before) = before.filter(|known| now.since(known.told_at) < STALE) else {
            return entry.ask(store, clock, slug, LAST_RESORT).await.ok_or(Unavailable);
        };
        if failing {
            let (entry, store, clock, slug) =
                (Arc::clone(&entry), store.clone(), clock.clone(), slug.clone());
            tokio::spawn(async move { entry.ask(&store, &clock, &slug, LAST_RESORT).await });
        } else if let Some(found) = entry.ask(store, clock, slug, PATIENCE).await {
            return Ok(found);
        }
        entry.learn(Known { ask_at: clock.now().after(PAUSE), ..before.clone() });
        Ok(before.found)
    }
}

impl Entry {
    /// Asks the database and learns what it says; `None` when it does not answer in time.
    async fn ask(
        &self,
        store: &Store,
        clock: &Clock,
        slug: &Slug,
        patience: Duration,
    ) -> Option<Option<Arc<Found>>> {
        let problem = match tokio::time::timeout(patience, store.link_by_slug(slug)).await {
            Ok(Ok(found)) => {
                let (found, now) = (found.map(Arc::new), clock.now());
                self.learn(Known { found: found.clone(), told_at: now, ask_at: now.after(FRESH) });
                return Some(found);
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it takes too long".to_owned(),
        };
        tracing::warn!(%slug, problem, "the database does not tell where a link leads");
        None
    }
}

/// Nothing is known of a short address, and the database does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the database does not answer")]
pub(crate) struct Unavailable;
