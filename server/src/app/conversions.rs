//! Recording conversions: once for each id of the client's own, counted in the rollups by the visit that led there.

use super::announce;
use crate::domain::conversion::Conversion;
use crate::domain::id::{ConversionId, EventId, WorkspaceId};
use crate::domain::rollup::{Facet, Fact, SeriesKey};
use crate::domain::time::Timestamp;
use crate::domain::webhook::news;
use crate::store::rollups::Series;
use crate::store::{StoreError, Tx};

/// What is told of a conversion.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) workspace: WorkspaceId,
    /// The visit that led there.
    pub(crate) event: EventId,
    pub(crate) name: String,
    pub(crate) value: Option<f64>,
    pub(crate) currency: Option<String>,
    /// The client's own id.
    pub(crate) external_id: Option<String>,
    /// When it was done; now when it is not told.
    pub(crate) occurred_at: Option<Timestamp>,
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum Recorded {
    /// It is kept now.
    New(Conversion),
    /// It was told before.
    Known(Conversion),
    /// The client's own id belongs to another one.
    Other,
    /// The workspace has no such visit.
    NoVisit,
}

/// Records a conversion.
pub(crate) async fn record(tx: &mut Tx, told: Told, now: Timestamp) -> Result<Recorded, StoreError> {
    tx.hold_projection().await?;
    let Some((visitor, _, link, scanned_at)) = tx.visit(told.workspace, told.event).await? else {
        return Ok(Recorded::NoVisit);
    };
    let conversion = Conversion {
        id: ConversionId::new(now),
        workspace: told.workspace,
        link,
        event: told.event,
        visitor,
        name: told.name,
        value: told.value,
        currency: told.currency,
        external_id: told.external_id,
        scanned_at,
        occurred_at: told.occurred_at.unwrap_or(now),
        created_at: now,
    };
    if let Some(external) = &conversion.external_id
        && let Some(known) = tx.conversion_with(conversion.workspace, external).await?
    {
        return Ok(if known.is_same(&conversion) { Recorded::Known(known) } else { Recorded::Other });
    }
    if tx.insert_conversion(&conversion).await? {
        let fact = |link| Fact {
            series: SeriesKey {
                workspace: conversion.workspace,
                link,
                facet: Facet::Converted,
                value: String::new(),
            },
            at: scanned_at,
            events: 1,
        };
        tx.count_facts(&mut Series::default(), &[fact(None), fact(Some(link))], now).await?;
    }
    tx.score_visitor(visitor, now).await?;
    let news = news::Conversion {
        id: conversion.id.to_string(),
        name: Some(conversion.name.clone()),
        value: conversion.value,
        currency: conversion.currency.clone(),
        event_id: Some(conversion.event),
        occurred_at: conversion.occurred_at,
    };
    announce::conversion_recorded(tx, conversion.workspace, &news, (Some(visitor), Some(link)), now).await?;
    Ok(Recorded::New(conversion))
}
