//! Rollups: counting into them, and reading figures from them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use sqlx::{FromRow, QueryBuilder};

use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::event::{Device, Event, Place};
use crate::domain::id::{DeviceId, LinkId, WorkspaceId};
use crate::domain::rollup::{Dimension, Fact, SPANS, Segment, Window};
use crate::domain::time::Timestamp;

/// Most rows of one statement: each binds up to five values, and SQLite takes 32,766 of them.
const ROWS: usize = 1_000;
/// Most series whose ids a process remembers.
const REMEMBERED: usize = 200_000;

/// What tells a series from others; the link is empty for a whole workspace.
type Key = (String, String, &'static str, String);

/// Ids of series that were met before. Those of a transaction count when it is committed: call [`Series::keep`] then.
#[derive(Debug, Default)]
pub(crate) struct Series {
    known: HashMap<Key, i64>,
    fresh: HashMap<Key, i64>,
}

impl Series {
    /// Remembers what the transaction that was just committed has met.
    pub(crate) fn keep(&mut self) {
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
        self.known.extend(self.fresh.drain());
    }

    fn id(&self, key: &Key) -> Option<i64> {
        self.known.get(key).or_else(|| self.fresh.get(key)).copied()
    }
}

/// What these events are counted by.
pub(crate) fn facts(events: &[Event], devices: &BTreeMap<DeviceId, Device>) -> Vec<Fact> {
    let mut facts = Vec::with_capacity(events.len() * 18);
    for event in events {
        // Events are projected with their device.
        let Some(device) = devices.get(&event.device) else { continue };
        let mut add = |link, dimension, value: &str| {
            let value = value.to_owned();
            facts.push(Fact { workspace: event.workspace, link, dimension, value, at: event.scanned_at });
        };
        for dimension in Dimension::OF_EVENTS {
            let value = value(dimension, event, device);
            add(Some(event.link), dimension, &value);
            add(None, dimension, &value);
        }
    }
    facts
}

fn value<'a>(dimension: Dimension, event: &'a Event, device: &'a Device) -> Cow<'a, str> {
    let value = match dimension {
        Dimension::DeviceType => Some(device.device_type.as_str()),
        Dimension::VisitType => Some(event.visit_type.as_str()),
        Dimension::Browser => device.browser_name.as_deref(),
        Dimension::Platform => device.platform_name.as_deref(),
        Dimension::Action => Some(event.action.as_str()),
        Dimension::Traffic => Some(event.traffic.as_str()),
        Dimension::Exit => Some(event.destination_action.as_str()),
        Dimension::Country => device.place.country.as_deref(),
        Dimension::City => {
            let Place { city: Some(city), country, .. } = &device.place else { return Cow::default() };
            return Cow::Owned(format!("{city}, {}", country.as_deref().unwrap_or_default()));
        }
        Dimension::Converted => None,
    };
    Cow::Borrowed(value.unwrap_or_default())
}

/// The same value in a query over `events` and `devices`.
const fn column(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::DeviceType => "devices.device_type",
        Dimension::VisitType => "events.visit_type",
        Dimension::Browser => "coalesce(devices.browser_name, '')",
        Dimension::Platform => "coalesce(devices.platform_name, '')",
        Dimension::Action => "events.action",
        Dimension::Traffic => "events.traffic",
        Dimension::Exit => "events.destination_action",
        Dimension::Country => "coalesce(devices.country, '')",
        Dimension::City => "coalesce(devices.city || ', ' || coalesce(devices.country, ''), '')",
        Dimension::Converted => "''",
    }
}

impl Tx {
    /// Counts these facts.
    pub(crate) async fn count_facts(
        &mut self,
        series: &mut Series,
        facts: &[Fact],
        now: Timestamp,
    ) -> Result<()> {
        let mut counts: BTreeMap<Key, BTreeMap<(i64, i64), i64>> = BTreeMap::new();
        for fact in facts {
            let link = fact.link.map_or_else(String::new, |link| link.to_string());
            let key = (fact.workspace.to_string(), link, fact.dimension.as_str(), fact.value.clone());
            let buckets = counts.entry(key).or_default();
            for span in SPANS {
                *buckets.entry((span, fact.at.as_millis().div_euclid(span) * span)).or_default() += 1;
            }
        }
        let unknown: Vec<&Key> = counts.keys().filter(|key| series.id(key).is_none()).collect();
        // Later ids sort later, so that the index grows at its end. Those of one moment follow one another from a random
        // place on: drawn one by one, of a few thousand two would be alike.
        let first = (now.as_millis() << 20) + i64::from(rand::random::<u32>() >> 12);
        for (keys, first) in unknown.chunks(ROWS).zip((first..).step_by(ROWS)) {
            self.meet_series(series, keys, first).await?;
        }
        let mut rows: Vec<(i64, i64, i64, i64)> = counts
            .iter()
            .filter_map(|(key, buckets)| Some((series.id(key)?, buckets)))
            .flat_map(|(id, buckets)| {
                buckets.iter().map(move |((span, bucket), count)| (id, *span, *bucket, *count))
            })
            .collect();
        // In one order, so that two processes never wait for each other.
        rows.sort_unstable();
        for rows in rows.chunks(ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("insert into rollup_counts (series_id, span, bucket, events) ");
                query.push_values(rows, |mut row, (series, span, bucket, events)| {
                    row.push_bind(*series).push_bind(*span).push_bind(*bucket).push_bind(*events);
                });
                query.push(" on conflict (series_id, span, bucket)
                            do update set events = rollup_counts.events + excluded.events");
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    /// Finds series, or makes them with ids from `first` on.
    async fn meet_series(&mut self, series: &mut Series, keys: &[&Key], first: i64) -> Result<()> {
        let found: Vec<(i64, String, String, String, String)> = with_tx!(self, db => {
            let mut query = QueryBuilder::new("insert into rollup_series (id, workspace_id, link_id, dimension, value) ");
            query.push_values((first..).zip(keys), |mut row, (id, (workspace, link, dimension, value))| {
                row.push_bind(id).push_bind(workspace).push_bind(link).push_bind(*dimension).push_bind(value);
            });
            query.push(" on conflict (workspace_id, link_id, dimension, value) do nothing");
            query.build().execute(&mut *db).await?;
            let mut query = QueryBuilder::new(
                "select id, workspace_id, link_id, dimension, value from rollup_series
                 where (workspace_id, link_id, dimension, value) in (values ");
            for (at, (workspace, link, dimension, value)) in keys.iter().enumerate() {
                query.push(if at == 0 { "(" } else { ", (" }).push_bind(workspace).push(", ").push_bind(link);
                query.push(", ").push_bind(*dimension).push(", ").push_bind(value).push(")");
            }
            query.push(")");
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        let names: BTreeMap<&str, &'static str> = keys.iter().map(|key| (key.2, key.2)).collect();
        for (id, workspace, link, dimension, value) in found {
            let Some(dimension) = names.get(dimension.as_str()) else { continue };
            series.fresh.insert((workspace, link, dimension, value), id);
        }
        Ok(())
    }
}

/// What figures are read of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// One of its links, or all.
    pub(crate) link: Option<LinkId>,
}

/// Some events of one value, in the bucket (or at the moment) that begins at `at`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct Counted {
    /// The value.
    pub(crate) value: String,
    /// In ms since 1970.
    pub(crate) at: i64,
    /// How many.
    pub(crate) events: i64,
}

/// Adds the rows of a segment as `value, at, events`.
macro_rules! push_segment {
    ($query:ident, $scope:expr, $dimension:expr, $segment:expr) => {{
        let Segment { span, from, to } = $segment;
        let time = if let Some(span) = span {
            let link = $scope.link.map_or_else(String::new, |link| link.to_string());
            $query.push("select rollup_series.value as value, rollup_counts.bucket as at, rollup_counts.events as events
                from rollup_series join rollup_counts on rollup_counts.series_id = rollup_series.id
                where rollup_series.workspace_id = ").push_bind($scope.workspace);
            $query.push(" and rollup_series.link_id = ").push_bind(link);
            $query.push(" and rollup_series.dimension = ").push_bind($dimension.as_str());
            $query.push(" and rollup_counts.span = ").push_bind(span);
            "rollup_counts.bucket"
        } else {
            let (table, time) = if $dimension == Dimension::Converted {
                $query.push("select '' as value, conversions.scanned_at as at, cast(1 as bigint) as events
                    from conversions where conversions.is_first and ");
                ("conversions", "conversions.scanned_at")
            } else {
                $query.push("select ").push(column($dimension));
                $query.push(" as value, events.scanned_at as at, cast(1 as bigint) as events
                    from events join devices on devices.id = events.device_id where ");
                ("events", "events.scanned_at")
            };
            $query.push(table).push(".workspace_id = ").push_bind($scope.workspace);
            if let Some(link) = $scope.link {
                $query.push(" and ").push(table).push(".link_id = ").push_bind(link);
            }
            time
        };
        $query.push(" and ").push(time).push(" >= ").push_bind(from);
        $query.push(" and ").push(time).push(" < ").push_bind(to);
    }};
}

impl Store {
    /// How many events of a window each value has, by buckets of `step` (a length of [`SPANS`]) when it is given, else all of
    /// the window at once, under the moment 0. Not in any order.
    pub(crate) async fn counted(
        &self,
        scope: Scope,
        dimension: Dimension,
        window: Window,
        step: Option<i64>,
    ) -> Result<Vec<Counted>> {
        let segments = window.cover(step.unwrap_or(SPANS[0]));
        if segments.is_empty() {
            return Ok(Vec::new());
        }
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select value, ");
            match step {
                Some(step) => query.push("(at / ").push_bind(step).push(") * ").push_bind(step),
                None => query.push("cast(0 as bigint)"),
            };
            query.push(" as at, cast(sum(events) as bigint) as events from (");
            for (index, segment) in segments.iter().enumerate() {
                if index > 0 {
                    query.push(" union all ");
                }
                push_segment!(query, scope, dimension, *segment);
            }
            query.push(") parts group by 1, 2");
            query.build_query_as().fetch_all(db).await
        })?)
    }

    /// How many events a window has.
    pub(crate) async fn events_in(&self, scope: Scope, window: Window) -> Result<i64> {
        let counted = self.counted(scope, Dimension::VisitType, window, None).await?;
        Ok(counted.iter().map(|part| part.events).sum())
    }

    /// The first and the last event of a window.
    pub(crate) async fn ends_of(
        &self,
        scope: Scope,
        window: Window,
    ) -> Result<Option<(Timestamp, Timestamp)>> {
        let end = async |descending: bool| -> Result<Option<Timestamp>> {
            Ok(with_pool!(&self.read, db => {
                let mut query = QueryBuilder::new("select scanned_at from events where workspace_id = ");
                query.push_bind(scope.workspace);
                if let Some(link) = scope.link {
                    query.push(" and link_id = ").push_bind(link);
                }
                query.push(" and scanned_at >= ").push_bind(window.from);
                query.push(" and scanned_at < ").push_bind(window.to);
                query.push(if descending { " order by scanned_at desc" } else { " order by scanned_at" }).push(" limit 1");
                query.build_query_scalar().fetch_optional(db).await
            })?)
        };
        Ok(end(false).await?.zip(end(true).await?))
    }
}
