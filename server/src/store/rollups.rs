//! Rollups: counting into them, and reading figures from them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{FromRow, QueryBuilder};

use super::sql::{ROWS, portions};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::event::{Device, Event, Place};
use crate::domain::id::{DeviceId, LinkId, WorkspaceId};
use crate::domain::rollup::{Dimension, Facet, Fact, QUARTER, SPANS, Segment, SeriesKey, Window};
use crate::domain::time::Timestamp;

/// Most series whose ids a process remembers.
const REMEMBERED: usize = 200_000;

/// Ids of series that were met before. Those of a transaction count when it is committed: call [`Series::keep`] then.
#[derive(Debug, Default)]
pub(crate) struct Series {
    known: HashMap<SeriesKey, i64>,
    fresh: HashMap<SeriesKey, i64>,
}

impl Series {
    /// Remembers what the transaction that was just committed has met.
    pub(crate) fn keep(&mut self) {
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
        self.known.extend(self.fresh.drain());
    }

    fn id(&self, key: &SeriesKey) -> Option<i64> {
        self.known.get(key).or_else(|| self.fresh.get(key)).copied()
    }
}

/// What these events are counted by. Those that nothing tells apart are counted together.
pub(crate) fn facts(events: &[Event], devices: &BTreeMap<DeviceId, Device>) -> Vec<Fact> {
    let mut alike: HashMap<_, (&Event, i64)> = HashMap::new();
    for event in events {
        let quarter = event.scanned_at.as_millis().div_euclid(QUARTER);
        let (action, visit, exit) =
            (event.action.as_str(), event.visit_type.as_str(), event.destination_action.as_str());
        let key = (event.link, event.device, quarter, action, visit, event.traffic.as_str(), exit);
        alike.entry(key).or_insert((event, 0)).1 += 1;
    }
    let mut facts = Vec::with_capacity(alike.len() * 2 * Facet::OF_EVENTS.len());
    for (event, events) in alike.into_values() {
        // Events are projected with their device.
        let Some(device) = devices.get(&event.device) else { continue };
        for facet in Facet::OF_EVENTS {
            let value = facet.value(|dimension| value(dimension, event, device));
            for link in [Some(event.link), None] {
                let series = SeriesKey { workspace: event.workspace, link, facet, value: value.clone() };
                facts.push(Fact { series, at: event.scanned_at, events });
            }
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

/// The same values of a facet in a query over `events` and `devices`; `\u{1f}` stands between them.
const fn column(facet: Facet) -> &'static str {
    match facet {
        Facet::Country => "coalesce(devices.country, '')",
        Facet::City => "coalesce(devices.city || ', ' || coalesce(devices.country, ''), '')",
        Facet::Agent => {
            "devices.device_type || '\u{1f}' || coalesce(devices.browser_name, '') || '\u{1f}'
                || coalesce(devices.platform_name, '')"
        }
        Facet::Visit => {
            "events.visit_type || '\u{1f}' || events.action || '\u{1f}' || events.traffic || '\u{1f}'
                || events.destination_action"
        }
        Facet::Converted => "''",
    }
}

/// How the database names a scope's link: not at all for a whole workspace.
fn link_name(link: Option<LinkId>) -> String {
    link.map_or_else(String::new, |link| link.to_string())
}

impl Tx {
    /// Counts these facts.
    pub(crate) async fn count_facts(
        &mut self,
        series: &mut Series,
        facts: &[Fact],
        now: Timestamp,
    ) -> Result<()> {
        let unknown: BTreeSet<&SeriesKey> =
            facts.iter().map(|fact| &fact.series).filter(|key| series.id(key).is_none()).collect();
        let unknown: Vec<&SeriesKey> = unknown.into_iter().collect();
        // Later ids sort later, so that the index grows at its end. Those of one moment follow one another from a random
        // place on: drawn one by one, of a few thousand two would be alike.
        let mut first = (now.as_millis() << 20) + i64::from(rand::random::<u32>() >> 12);
        for keys in portions(&unknown, ROWS) {
            self.meet_series(series, keys, first).await?;
            first += keys.len() as i64;
        }
        let mut counted: Vec<((i64, i64, i64), i64)> = Vec::with_capacity(facts.len() * SPANS.len());
        for fact in facts {
            // Those that were not known before were met just now.
            let Some(id) = series.id(&fact.series) else { continue };
            let bucket = |span| (id, span, fact.at.as_millis().div_euclid(span) * span);
            counted.extend(SPANS.map(|span| (bucket(span), fact.events)));
        }
        // In one order, so that two processes never wait for each other.
        counted.sort_unstable();
        let sum =
            |alike: &[((i64, i64, i64), i64)]| (alike[0].0, alike.iter().map(|(_, events)| events).sum());
        let rows: Vec<((i64, i64, i64), i64)> = counted.chunk_by(|(a, _), (b, _)| a == b).map(sum).collect();
        for rows in portions(&rows, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("insert into rollup_counts (series_id, span, bucket, events) ");
                query.push_values(rows, |mut row, ((series, span, bucket), events)| {
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
    async fn meet_series(&mut self, series: &mut Series, keys: &[&SeriesKey], first: i64) -> Result<()> {
        let found: Vec<(i64, WorkspaceId, String, String, String)> = with_tx!(self, db => {
            let mut query = QueryBuilder::new("insert into rollup_series (id, workspace_id, link_id, dimension, value) ");
            query.push_values((first..).zip(keys), |mut row, (id, key)| {
                row.push_bind(id).push_bind(key.workspace).push_bind(link_name(key.link)).push_bind(key.facet.as_str())
                    .push_bind(&key.value);
            });
            query.push(" on conflict (workspace_id, link_id, dimension, value) do nothing");
            query.build().execute(&mut *db).await?;
            let mut query = QueryBuilder::new(
                "select id, workspace_id, link_id, dimension, value from rollup_series
                 where (workspace_id, link_id, dimension, value) in (values ");
            for (at, key) in keys.iter().enumerate() {
                query.push(if at == 0 { "(" } else { ", (" }).push_bind(key.workspace).push(", ");
                query.push_bind(link_name(key.link)).push(", ").push_bind(key.facet.as_str()).push(", ");
                query.push_bind(&key.value).push(")");
            }
            query.push(")");
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        for (id, workspace, link, facet, value) in found {
            let Some(facet) = Facet::from_name(&facet) else { continue };
            let link = Some(link).filter(|link| !link.is_empty()).map(|link| link.parse()).transpose();
            let link = link.map_err(|_| StoreError::Corrupt {
                column: "rollup_series.link_id",
                problem: "it is no id".to_owned(),
            })?;
            series.fresh.insert(SeriesKey { workspace, link, facet, value }, id);
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
            $query.push("select rollup_series.value as value, rollup_counts.bucket as at, rollup_counts.events as events
                from rollup_series join rollup_counts on rollup_counts.series_id = rollup_series.id
                where rollup_series.workspace_id = ").push_bind($scope.workspace);
            $query.push(" and rollup_series.link_id = ").push_bind(link_name($scope.link));
            // By itself a dimension was counted before there were facets.
            $query.push(" and rollup_series.dimension in (").push_bind($dimension.facet().as_str());
            $query.push(", ").push_bind($dimension.as_str()).push(")");
            $query.push(" and rollup_counts.span = ").push_bind(span);
            "rollup_counts.bucket"
        } else {
            let (table, time) = if $dimension == Dimension::Converted {
                $query.push("select '' as value, conversions.scanned_at as at, cast(1 as bigint) as events
                    from conversions where conversions.is_first and ");
                ("conversions", "conversions.scanned_at")
            } else {
                $query.push("select ").push(column($dimension.facet()));
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
        let counted: Vec<Counted> = with_pool!(&self.read, db => {
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
        })?;
        let mut sums: HashMap<(&str, i64), i64> = HashMap::new();
        for part in &counted {
            *sums.entry((dimension.part_of(&part.value), part.at)).or_default() += part.events;
        }
        let sum = |((value, at), events): ((&str, i64), i64)| Counted { value: value.to_owned(), at, events };
        Ok(sums.into_iter().map(sum).collect())
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
