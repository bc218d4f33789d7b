//! Telling who a visitor is: an anonymous profile is promoted, or becomes part of the one that has the identity already.

use std::collections::BTreeSet;

use super::announce;
use crate::domain::id::{EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::visitor::{Changes, MOST_ATTRIBUTES, MOST_KEYS, Profile};
use crate::store::{StoreError, Tx};

/// Who told something of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Teller {
    /// A server, which knows its customers.
    Server,
    /// A page in somebody's browser: what it tells of another profile than its visitor's own only fills in what is empty.
    Page,
}

/// What is told of the visitor of a visit.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Whose visitor.
    pub(crate) workspace: WorkspaceId,
    /// The visit.
    pub(crate) event: EventId,
    /// What is told.
    pub(crate) changes: Changes,
    /// Whether only empty fields are filled.
    pub(crate) once: bool,
    /// Who tells.
    pub(crate) teller: Teller,
}

/// A visitor who is known now.
#[derive(Debug)]
pub(crate) struct Identified {
    /// Their profile.
    pub(crate) profile: Profile,
    /// Whether a profile came to have an identity that no other had.
    pub(crate) created: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The workspace has no such visit.
    #[error("this workspace has no such visit")]
    NoVisit,
    /// The identity is another visitor's.
    #[error("another visitor has this email address")]
    Taken,
    /// More attributes than a profile may have.
    #[error("makes more than {MOST_ATTRIBUTES} attributes of one visitor")]
    TooManyAttributes,
    /// More keys than a workspace may have.
    #[error(
        "makes more than {MOST_KEYS} different keys in this workspace; delete attributes that are not used"
    )]
    TooManyKeys,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes what is told of the visitor of a visit.
pub(crate) async fn identify(tx: &mut Tx, told: &Told, now: Timestamp) -> Result<Identified, Refusal> {
    let Told { workspace, event, changes, teller, .. } = told;
    tx.hold_projection().await?;
    let Some((visitor, device, link, at)) = tx.visit(*workspace, *event).await? else {
        return Err(Refusal::NoVisit);
    };
    let Some(mut own) = tx.profile(*workspace, visitor).await? else { return Err(Refusal::NoVisit) };
    check_keys(tx, *workspace, changes).await?;
    let (email, phone) = changes.identity();
    let known = tx.visitor_with(*workspace, email.as_deref(), phone.as_deref()).await?;
    let Some(known) = known.filter(|known| *known != visitor) else {
        let was_identified = own.is_identified();
        let profile = write(tx, own, changes, told.once, now).await?;
        let created = !was_identified && profile.is_identified();
        tell(tx, told, &profile, link, now).await?;
        return Ok(Identified { profile, created });
    };
    let Some(mut profile) = tx.profile(*workspace, known).await? else { return Err(Refusal::NoVisit) };
    if own.is_identified() {
        // Two people with one device: this visit was the other's, and the device is theirs from now on.
        tx.move_visit((*event, device, link), (&mut own, &mut profile), at).await?;
        tx.score_visitor(visitor, now).await?;
    } else {
        profile = tx.merge_visitors(&own, &profile, now).await?;
    }
    let once = told.once || *teller == Teller::Page;
    let profile = write(tx, profile, changes, once, now).await?;
    tell(tx, told, &profile, link, now).await?;
    Ok(Identified { profile, created: false })
}

/// Tells webhooks of a visitor who is known now.
async fn tell(
    tx: &mut Tx,
    told: &Told,
    profile: &Profile,
    link: LinkId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !profile.is_identified() {
        return Ok(());
    }
    let visit = (Some(link), Some(told.event));
    announce::visitor_identified(tx, told.workspace, profile.visitor.id, visit, now).await
}

/// Writes what is told of a visitor by their id; `None` when the workspace has no such visitor.
pub(crate) async fn update(
    tx: &mut Tx,
    (workspace, id): (WorkspaceId, VisitorId),
    changes: &Changes,
    now: Timestamp,
) -> Result<Option<Profile>, Refusal> {
    tx.hold_projection().await?;
    let Some(profile) = tx.profile(workspace, id).await? else { return Ok(None) };
    check_keys(tx, workspace, changes).await?;
    if let (Some(email), _) = changes.identity()
        && tx.visitor_with(workspace, Some(&email), None).await?.is_some_and(|other| other != id)
    {
        return Err(Refusal::Taken);
    }
    write(tx, profile, changes, false, now).await.map(Some)
}

async fn write(
    tx: &mut Tx,
    before: Profile,
    changes: &Changes,
    once: bool,
    now: Timestamp,
) -> Result<Profile, Refusal> {
    let mut after = before.clone();
    after.apply(changes, once, now);
    if after.attributes.len() > MOST_ATTRIBUTES {
        return Err(Refusal::TooManyAttributes);
    }
    tx.write_profile(&before, &after).await?;
    tx.score_visitor(after.visitor.id, now).await?;
    Ok(after)
}

async fn check_keys(tx: &mut Tx, workspace: WorkspaceId, changes: &Changes) -> Result<(), Refusal> {
    let written = changes.attributes.iter().filter(|(_, value)| value.is_some());
    let keys: BTreeSet<&String> = written.map(|(key, _)| key).collect();
    if !keys.is_empty() && tx.keys_with(workspace, &keys).await? > MOST_KEYS {
        return Err(Refusal::TooManyKeys);
    }
    Ok(())
}
