//! Which links had most events in a window: rollups of links that lie side by side by time.

use std::collections::BTreeMap;

use sqlx::QueryBuilder;

use super::sql::{ROWS, portions, push_list};
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::event::Event;
use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::rollup::{DAY, Dimension, SPANS, Segment, Window};

/// Windows shorter than this have so few buckets that all links are counted at once.
const SHORT: i64 = 8 * DAY;
/// How many links are met by their totals, step by step, before all are counted after all.
const STEPS: [i64; 3] = if cfg!(test) { [1, 1, 1] } else { [50, 250, 1_000] };

impl Tx {
    /// Counts new events of links.
    pub(crate) async fn count_links(&mut self, events: &[Event]) -> Result<()> {
        let mut counts: BTreeMap<(WorkspaceId, i64, i64, LinkId), i64> = BTreeMap::new();
        for event in events {
            let at = event.scanned_at.as_millis();
            for span in SPANS {
                let bucket = at.div_euclid(span) * span;
                *counts.entry((event.workspace, span, bucket, event.link)).or_default() += 1;
            }
        }
        // In one order, so that two processes never wait for each other.
        let rows: Vec<_> = counts.into_iter().collect();
        for rows in portions(&rows, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("insert into link_rollups (workspace_id, span, bucket, link_id, events) ");
                query.push_values(rows, |mut row, ((workspace, span, bucket, link), events)| {
                    row.push_bind(*workspace).push_bind(*span).push_bind(*bucket).push_bind(*link).push_bind(*events);
                });
                query.push(" on conflict (workspace_id, span, bucket, link_id)
                            do update set events = link_rollups.events + excluded.events");
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }
}

impl Store {
    /// The links that have most events in a window, at most `most`, with their events.
    ///
    /// No link has more events in a window than in all. So links are met by their totals, which have an index, and once as
    /// many as are asked for have as many in the window as the next one has at all, none of the others can come before them.
    /// In short windows, and where totals tell too little, all links are counted.
    pub(crate) async fn top_links(
        &self,
        workspace: WorkspaceId,
        window: Window,
        most: i64,
    ) -> Result<Vec<(String, i64)>> {
        let wanted = usize::try_from(most).unwrap_or(0);
        if window == Window::ALL {
            return self.links_by_total(workspace, (i64::MAX, ""), most).await;
        }
        let segments = window.cover(SPANS[0]);
        if segments.is_empty() {
            return Ok(Vec::new());
        }
        let steps: &[i64] = if window.to - window.from < SHORT { &[] } else { &STEPS };
        let (mut best, mut last): (Vec<(String, i64)>, _) = (Vec::new(), (i64::MAX, String::new()));
        for size in steps {
            let size = most.max(*size);
            let met = self.links_by_total(workspace, (last.0, &last.1), size).await?;
            let Some((link, total)) = met.last() else { return Ok(best) };
            last = (*total, link.clone());
            let links: Vec<&str> = met.iter().map(|(link, _)| link.as_str()).collect();
            best.extend(self.events_of(workspace, &links, &segments).await?);
            best.sort_unstable_by(|(a, fewer), (b, more)| (more, b).cmp(&(fewer, a)));
            best.truncate(wanted);
            let are_met = (met.len() as i64) < size;
            let are_full = best.len() == wanted && best.last().is_some_and(|(_, events)| *events >= last.0);
            if are_met || are_full {
                return Ok(best);
            }
        }
        self.most_events(workspace, &segments, most).await
    }

    /// Links by how many events they have in all, beyond a total and link; those of the workspace itself have no link.
    async fn links_by_total(
        &self,
        workspace: WorkspaceId,
        (events, link): (i64, &str),
        most: i64,
    ) -> Result<Vec<(String, i64)>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select link_id, events from event_totals
             where workspace_id = $1 and link_id <> '' and events > 0 and (events, link_id) < ($2, $3)
             order by events desc, link_id desc limit $4")
            .bind(workspace).bind(events).bind(link).bind(most).fetch_all(db).await)?)
    }

    /// How many events these links have in a window's segments: each link's own counts, whatever they are by.
    async fn events_of(
        &self,
        workspace: WorkspaceId,
        links: &[&str],
        segments: &[Segment],
    ) -> Result<Vec<(String, i64)>> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select link, cast(sum(events) as bigint) from (");
            for (index, Segment { span, from, to }) in segments.iter().enumerate() {
                query.push(if index == 0 { "select " } else { " union all select " });
                let time = if let Some(span) = span {
                    query.push("rollup_series.link_id as link, rollup_counts.events as events
                        from rollup_series join rollup_counts on rollup_counts.series_id = rollup_series.id
                        where rollup_series.dimension in (").push_bind(Dimension::VisitType.facet().as_str());
                    query.push(", ").push_bind(Dimension::VisitType.as_str()).push(")");
                    query.push(" and rollup_counts.span = ").push_bind(*span);
                    query.push(" and rollup_series.workspace_id = ").push_bind(workspace);
                    query.push(" and rollup_series.link_id in (");
                    "rollup_counts.bucket"
                } else {
                    query.push("link_id as link, cast(1 as bigint) as events from events where workspace_id = ");
                    query.push_bind(workspace).push(" and link_id in (");
                    "scanned_at"
                };
                push_list(&mut query, links);
                query.push(" and ").push(time).push(" >= ").push_bind(*from);
                query.push(" and ").push(time).push(" < ").push_bind(*to);
            }
            query.push(") parts group by link");
            query.build_query_as().fetch_all(db).await
        })?)
    }

    /// The links that have most events in a window's segments, of all links.
    async fn most_events(
        &self,
        workspace: WorkspaceId,
        segments: &[Segment],
        most: i64,
    ) -> Result<Vec<(String, i64)>> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select link_id, cast(sum(events) as bigint) as events from (");
            for (index, Segment { span, from, to }) in segments.iter().enumerate() {
                query.push(if index == 0 { "select " } else { " union all select " });
                let time = if let Some(span) = span {
                    query.push("link_id, events from link_rollups where span = ").push_bind(*span).push(" and ");
                    "bucket"
                } else {
                    query.push("link_id, cast(1 as bigint) as events from events where ");
                    "scanned_at"
                };
                query.push("workspace_id = ").push_bind(workspace);
                query.push(" and ").push(time).push(" >= ").push_bind(*from);
                query.push(" and ").push(time).push(" < ").push_bind(*to);
            }
            query.push(") parts group by link_id order by 2 desc, 1 desc limit ").push_bind(most);
            query.build_query_as().fetch_all(db).await
        })?)
    }
}
