//! The order in which events came to light, which live streams follow.
//!
//! Ids and times of events are those of the scans, which may be recorded late and in any order. Positions are given when
//! events are kept, from a row of their workspace that stays locked until they are committed: who has read up to a position
//! has missed nothing before it.

use std::collections::BTreeMap;

use sqlx::QueryBuilder;

use super::events::{EventRow, Filter};
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::event::Event;
use crate::domain::id::{LinkId, VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;

/// Most positions that are looked through at once, so that a rare link costs no more than a frequent one.
const STRETCH: i64 = 5_000;

/// What came to light after a position.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    /// The events that a filter lets through, with their positions, in order.
    pub(crate) events: Vec<(i64, Event)>,
    /// The position that was read up to.
    pub(crate) until: i64,
    /// Whether there is nothing beyond.
    pub(crate) is_last: bool,
}

impl Tx {
    /// The position before the first of `events` in each of their workspaces; the following ones are taken for them.
    pub(super) async fn take_positions(&mut self, events: &[Event]) -> Result<BTreeMap<WorkspaceId, i64>> {
        let mut counts: BTreeMap<WorkspaceId, i64> = BTreeMap::new();
        for event in events {
            *counts.entry(event.workspace).or_default() += 1;
        }
        // In one order, so that two processes never wait for each other.
        let last: Vec<(WorkspaceId, i64)> = with_tx!(self, db => {
            let mut query = QueryBuilder::new("insert into event_positions (workspace_id, last) ");
            query.push_values(&counts, |mut row, (workspace, count)| {
                row.push_bind(*workspace).push_bind(*count);
            });
            query.push(" on conflict (workspace_id) do update set last = event_positions.last + excluded.last
                        returning workspace_id, last");
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        let before = |(workspace, last): (WorkspaceId, i64)| {
            (workspace, last - counts.get(&workspace).copied().unwrap_or_default())
        };
        Ok(last.into_iter().map(before).collect())
    }
}

impl Store {
    /// The position of a workspace's newest event; 0 before the first.
    pub(crate) async fn last_position(&self, workspace: WorkspaceId) -> Result<i64> {
        let last: Option<i64> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select last from event_positions where workspace_id = $1").bind(workspace).fetch_optional(db).await)?;
        Ok(last.unwrap_or(0))
    }

    /// The events of a filter after a position, at most `most` of them.
    pub(crate) async fn events_after(
        &self,
        workspace: WorkspaceId,
        filter: Filter,
        after: i64,
        most: i64,
    ) -> Result<Stretch> {
        // Read before the events: all up to there are committed.
        let last = self.last_position(workspace).await?;
        let until = last.min(after.saturating_add(STRETCH));
        if until <= after {
            return Ok(Stretch { until: after, is_last: true, ..Stretch::default() });
        }
        let Filter { link, visitor, start, end } = filter;
        let rows: Vec<EventRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select id, workspace_id, link_id, visitor_id, device_id, action, visit_type, traffic, http_method,
                    entrypoint, destination, destination_action, referrer, shown, scanned_at, created_at, position
                 from events where workspace_id = ");
            query.push_bind(workspace).push(" and position > ").push_bind(after);
            query.push(" and position <= ").push_bind(until);
            // Behind a function, so that no index but that of positions fits.
            if let Some(link) = link {
                query.push(" and coalesce(link_id, '') = ").push_bind::<LinkId>(link);
            }
            if let Some(visitor) = visitor {
                query.push(" and coalesce(visitor_id, '') = ").push_bind::<VisitorId>(visitor);
            }
            if let Some(start) = start {
                query.push(" and coalesce(scanned_at, 0) >= ").push_bind::<Timestamp>(start);
            }
            if let Some(end) = end {
                query.push(" and coalesce(scanned_at, 0) <= ").push_bind::<Timestamp>(end);
            }
            query.push(" order by position limit ").push_bind(most);
            query.build_query_as().fetch_all(db).await
        })?;
        let is_cut = rows.len() as i64 == most;
        let events = rows
            .into_iter()
            .map(|row| Ok((row.position, Event::try_from(row)?)))
            .collect::<Result<Vec<(i64, Event)>>>()?;
        let until = events.last().filter(|_| is_cut).map_or(until, |(position, _)| *position);
        Ok(Stretch { events, until, is_last: until == last })
    }
}
