//! Templates: dressing links in them.
//!
//! ```text
//! link ─▶ design of its own ─ follows ─▶ design of the template       the workspace's own template: one change, all codes
//!                           └ copied  ◀─ design of the template       the server's, or another workspace's
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::announce;
use super::links::Problem;
use crate::domain::id::{DesignId, TemplateId};
use crate::domain::link::Link;
use crate::domain::time::Timestamp;
use crate::domain::webhook::event_type::EventType;
use crate::store::templates::{Name, Wearable};
use crate::store::{StoreError, Tx};

/// Gives a new link its design by its template, where it has one; it is counted with the others that were made with it.
pub(crate) async fn dress_new(tx: &mut Tx, link: &mut Link) -> Result<(), Problem> {
    let Some(template) = link.template else { return Ok(()) };
    let worn =
        tx.wearable(link.workspace, &Name::Id(template)).await?.ok_or(Problem::NoTemplate(template))?;
    if link.qrcode_enabled {
        link.design = Some(fresh(tx, link, worn, link.created_at).await?);
    }
    Ok(())
}

/// Brings a changed link's design in line with its template: dressed in another one, stripped of the one before, or back
/// after its code had been taken away.
pub(crate) async fn dress_changed(tx: &mut Tx, before: &Link, link: &mut Link) -> Result<(), Problem> {
    let is_other = link.template != before.template;
    let Some(template) = link.template else {
        // The template is forgotten, the looks stay.
        if let Some(design) = link.design.filter(|design| is_other && before.design == Some(*design)) {
            tx.unfollow(link.workspace, design).await?;
        }
        return Ok(());
    };
    if !is_other && (link.design.is_some() || !link.qrcode_enabled) {
        return Ok(());
    }
    match tx.wearable(link.workspace, &Name::Id(template)).await? {
        Some(worn) => Ok(dress(tx, link, worn, link.updated_at).await?),
        None if is_other => Err(Problem::NoTemplate(template)),
        // It was made private since: the code comes back in the plain default.
        None => {
            link.template = None;
            Ok(())
        }
    }
}

/// Dresses a link in a template. A design that the link alone has is dressed itself; else the link gets one of its own.
pub(crate) async fn dress(
    tx: &mut Tx,
    link: &mut Link,
    worn: Wearable,
    now: Timestamp,
) -> Result<(), StoreError> {
    link.template = Some(worn.template);
    if link.qrcode_enabled {
        let own = match link.design {
            Some(design) if tx.links_with_design(link.workspace, design).await? == 1 => Some(design),
            _ => None,
        };
        match own {
            Some(design) => tx.make_design_like(link.workspace, design, worn.design, worn.own, now).await?,
            None => link.design = Some(fresh(tx, link, worn, now).await?),
        }
    }
    tx.count_uses(&BTreeMap::from([(worn.template, 1)])).await?;
    Ok(())
}

async fn fresh(tx: &mut Tx, link: &Link, worn: Wearable, now: Timestamp) -> Result<DesignId, StoreError> {
    let id = DesignId::new(now);
    tx.insert_design_like(link.workspace, id, worn.design, worn.own, now).await?;
    Ok(id)
}

/// How often each template was used by these new links.
pub(crate) fn uses<'l>(links: impl Iterator<Item = &'l Link>) -> BTreeMap<TemplateId, i64> {
    let mut uses = BTreeMap::new();
    for template in links.filter_map(|link| link.template) {
        *uses.entry(template).or_insert(0) += 1;
    }
    uses
}

/// Dresses a locked link in a template and writes it; tells the design that its code has now.
pub(crate) async fn apply(tx: &mut Tx, link: &mut Link, worn: Wearable) -> Result<DesignId, StoreError> {
    let now = link.updated_at;
    dress(tx, link, worn, now).await?;
    tx.update_link(link).await?;
    announce::links(tx, link.workspace, EventType::LinkUpdated, &BTreeSet::from([link.id]), now).await?;
    // A link that has a code has a design once it is dressed.
    Ok(link.design.unwrap_or(worn.design))
}
