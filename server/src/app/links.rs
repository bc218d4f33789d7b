//! Links: making and changing them with their steps and tags, and the cache that answers visitors.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::sync::Cache;

use super::{announce, templates};
use crate::domain::address::Address;
use crate::domain::id::{
    BranchId, ChangeId, CustomDomainId, DesignId, DirectoryId, LinkId, MediaId, StepId, TemplateId, TokenId,
};
use crate::domain::link::{Link, NewLink};
use crate::domain::slug::Slug;
use crate::domain::step::{Branch, EventAction, Payload, Step};
use crate::domain::time::{Clock, Timestamp};
use crate::domain::webhook::event_type::EventType;
use crate::store::changes::Change;
use crate::store::links::Found;
use crate::store::tags::Tag;
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
    /// Another link of the workspace has its owner's id.
    ExternalIdTaken,
    /// The workspace does not have the design that it names.
    NoDesign(DesignId),
    /// The workspace does not have the custom domain that it names.
    NoDomain(CustomDomainId),
    /// The design that it names is a template's.
    OfTemplate(DesignId),
    /// The workspace cannot use the template that it names.
    NoTemplate(TemplateId),
    /// The workspace does not have the directory that it names.
    NoDirectory(DirectoryId),
    /// The workspace does not have the media item that it opens.
    NoMedia(MediaId),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A link that was made, with its steps and tags.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) link: Link,
    /// The entry before the exit.
    pub(crate) steps: Vec<Step>,
    pub(crate) tags: Vec<Tag>,
}

/// Keeps a new link with its two steps and its tags; without a wished slug it gets a random one. The caller counts it.
pub(crate) async fn create(tx: &mut Tx, new: NewLink, by: TokenId) -> Result<Made, Problem> {
    let NewLink { mut link, wished, tags } = new;
    let now = link.created_at;
    adopt_design(tx, &link).await?;
    templates::dress_new(tx, &mut link).await?;
    known_directory(tx, &link).await?;
    known_domain(tx, &mut link).await?;
    known_media(tx, &link).await?;
    free_external_id(tx, &link).await?;
    let tries = if wished.is_some() { 1 } else { TRIES };
    let mut taken = false;
    for _ in 0..tries {
        link.shortlink = wished.clone().unwrap_or_else(Slug::random);
        taken = tx.take_address(&link.address(), link.id).await?;
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
    let tags = tx.set_tags(link.workspace, link.id, &tags, now).await?;
    note_destination(tx, &link, by).await?;
    Ok(Made { link, steps: steps.into_iter().rev().collect(), tags })
}

/// Keeps new links in their order, all of them or none: the place of the one that failed, and why.
pub(crate) async fn create_all(
    tx: &mut Tx,
    new: Vec<NewLink>,
    by: TokenId,
) -> Result<Vec<Made>, (usize, Problem)> {
    let mut made = Vec::with_capacity(new.len());
    for (index, one) in new.into_iter().enumerate() {
        made.push(create(tx, one, by).await.map_err(|problem| (index, problem))?);
    }
    if let Some(first) = made.first() {
        let counted = tx.count_new_links(first.link.workspace, made.len() as i64).await;
        counted.map_err(|error| (0, Problem::Store(error)))?;
        let uses = templates::uses(made.iter().map(|made| &made.link));
        tx.count_uses(&uses).await.map_err(|error| (0, Problem::Store(error)))?;
        let (workspace, now) = (first.link.workspace, first.link.created_at);
        let ids: BTreeSet<LinkId> = made.iter().map(|made| made.link.id).collect();
        let told = announce::links(tx, workspace, EventType::LinkCreated, &ids, now).await;
        told.map_err(|error| (0, Problem::Store(error)))?;
    }
    Ok(made)
}

/// Sees to it that the link's design is its workspace's: one that was made in public becomes so, together with the link's
/// own change or not at all.
async fn adopt_design(tx: &mut Tx, link: &Link) -> Result<(), Problem> {
    let Some(design) = link.design else { return Ok(()) };
    if !tx.adopt_design(link.workspace, design).await? {
        return Err(Problem::NoDesign(design));
    }
    if tx.is_of_template(design).await? { Err(Problem::OfTemplate(design)) } else { Ok(()) }
}

async fn known_directory(tx: &mut Tx, link: &Link) -> Result<(), Problem> {
    let Some(directory) = link.directory else { return Ok(()) };
    let known = tx.has_directory(link.workspace, directory).await?;
    if known { Ok(()) } else { Err(Problem::NoDirectory(directory)) }
}

/// Sees to it that the link's custom domain is its workspace's and stays until the link is kept; fills in its name.
async fn known_domain(tx: &mut Tx, link: &mut Link) -> Result<(), Problem> {
    let Some(domain) = &mut link.domain else { return Ok(()) };
    let known = tx.lock_custom_domain(link.workspace, domain.id).await?;
    domain.name = Some(known.ok_or(Problem::NoDomain(domain.id))?.name);
    Ok(())
}

/// Keeps the media item that a link opens from being deleted meanwhile.
async fn known_media(tx: &mut Tx, link: &Link) -> Result<(), Problem> {
    let Some(media) = link.exit.media() else { return Ok(()) };
    let found = tx.lock_media(link.workspace, media).await?;
    if found.is_some() { Ok(()) } else { Err(Problem::NoMedia(media)) }
}

async fn free_external_id(tx: &mut Tx, link: &Link) -> Result<(), Problem> {
    let Some(id) = &link.external_id else { return Ok(()) };
    let owner = tx.owner_of_external_id(link.workspace, id).await?;
    if owner.is_none_or(|owner| owner == link.id) { Ok(()) } else { Err(Problem::ExternalIdTaken) }
}

/// Writes down where a link leads now.
async fn note_destination(tx: &mut Tx, link: &Link, by: TokenId) -> Result<(), StoreError> {
    let Some(destination) = link.destination() else { return Ok(()) };
    let change = Change {
        id: ChangeId::new(link.updated_at),
        destination: destination.to_owned(),
        changed_by: Some(by),
        changed_at: link.updated_at,
        undone_at: None,
    };
    tx.note_destination(link.workspace, link.id, &change).await
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
    let exit = step(link.exit.action(), link.exit.payload(), Vec::new());
    let next = Branch { id: BranchId::new(now), name: "next".to_owned(), next: Some(exit.id) };
    let entry = step(EventAction::LinkVisit, Payload::default(), vec![next]);
    vec![exit, entry]
}

/// Writes a changed link, which was locked in this transaction; `before` is how it was. Gives its tags if they changed.
pub(crate) async fn update(
    tx: &mut Tx,
    before: &Link,
    after: &mut Link,
    tags: Option<&[String]>,
    by: TokenId,
) -> Result<Option<Vec<Tag>>, Problem> {
    if after.design != before.design {
        adopt_design(tx, after).await?;
    }
    templates::dress_changed(tx, before, after).await?;
    if after.directory != before.directory {
        known_directory(tx, after).await?;
    }
    if after.exit.media() != before.exit.media() {
        known_media(tx, after).await?;
    }
    if after.external_id != before.external_id {
        free_external_id(tx, after).await?;
    }
    let address = after.address();
    if address != before.address() {
        known_domain(tx, after).await?;
        if !tx.take_address(&address, after.id).await? && !tx.owns_address(&address, after.id).await? {
            return Err(Problem::Taken);
        }
    }
    tx.update_link(after).await?;
    if after.exit != before.exit {
        tx.set_exit(after.workspace, after.id, &after.exit, after.updated_at).await?;
    }
    if after.destination() != before.destination() {
        note_destination(tx, after, by).await?;
    }
    let tags = match tags {
        Some(tags) => Some(tx.set_tags(after.workspace, after.id, tags, after.updated_at).await?),
        None => None,
    };
    let updated = EventType::LinkUpdated;
    announce::links(tx, after.workspace, updated, &BTreeSet::from([after.id]), after.updated_at).await?;
    Ok(tags)
}

/// Takes the last change of a link's destination back; `None` when there is none before it.
pub(crate) async fn undo_destination(tx: &mut Tx, link: &Link) -> Result<Option<String>, StoreError> {
    let changes = tx.last_destinations(link.workspace, link.id).await?;
    let [last, before] = changes.as_slice() else { return Ok(None) };
    tx.undo_destination(link.workspace, last.id, link.updated_at).await?;
    Ok(Some(before.destination.clone()))
}

/// Short addresses that were looked up lately. Fresh for 5 s; while the database fails, good for 24 h.
#[derive(Debug, Clone)]
pub(crate) struct LinkCache {
    entries: Cache<Address, Arc<Entry>>,
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
    pub(crate) fn forget(&self, address: &Address) {
        self.entries.invalidate(address);
    }

    /// The link of a short address, deleted and expired ones included; an error when nothing is known of it and the
    /// database does not answer. While the database is `failing`, nobody waits for it where an older answer serves.
    pub(crate) async fn find(
        &self,
        store: &Store,
        clock: &Clock,
        address: &Address,
        failing: bool,
    ) -> Result<Option<Arc<Found>>, Unavailable> {
        let entry = match self.entries.get(address) {
            Some(entry) => entry,
            None => self.entries.get_with_by_ref(address, Arc::default),
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
            return entry.ask(store, clock, address, LAST_RESORT).await.ok_or(Unavailable);
        };
        if failing {
            let (entry, store, clock, address) =
                (Arc::clone(&entry), store.clone(), clock.clone(), address.clone());
            tokio::spawn(async move { entry.ask(&store, &clock, &address, LAST_RESORT).await });
        } else if let Some(found) = entry.ask(store, clock, address, PATIENCE).await {
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
        address: &Address,
        patience: Duration,
    ) -> Option<Option<Arc<Found>>> {
        let problem = match tokio::time::timeout(patience, store.link_at(address)).await {
            Ok(Ok(found)) => {
                let (found, now) = (found.map(Arc::new), clock.now());
                self.learn(Known { found: found.clone(), told_at: now, ask_at: now.after(FRESH) });
                return Some(found);
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it takes too long".to_owned(),
        };
        tracing::warn!(slug = %address.slug, problem, "the database does not tell where a link leads");
        None
    }
}

/// Nothing is known of a short address, and the database does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the database does not answer")]
pub(crate) struct Unavailable;
