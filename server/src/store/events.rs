//! Reading events, and what is shown beside them.

use sqlx::{FromRow, QueryBuilder};

use super::rollups::Scope;
use super::sql::push_list;
use super::types::{from_json, from_name};
use super::{Result, Store, StoreError, with_pool};
use crate::domain::event::{Device, Event, Place};
use crate::domain::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::rollup::Window;
use crate::domain::time::Timestamp;
use crate::domain::trace::Shown;

/// Which events a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    /// Those of one link.
    pub(crate) link: Option<LinkId>,
    /// Those of one visitor.
    pub(crate) visitor: Option<VisitorId>,
    /// Those from this moment on.
    pub(crate) start: Option<Timestamp>,
    /// Those up to this moment, itself included.
    pub(crate) end: Option<Timestamp>,
}

/// An event as it is read; lists leave its position out.
#[derive(Debug, FromRow)]
pub(super) struct EventRow {
    id: EventId,
    workspace_id: WorkspaceId,
    link_id: LinkId,
    visitor_id: VisitorId,
    device_id: DeviceId,
    action: String,
    visit_type: String,
    traffic: String,
    http_method: String,
    entrypoint: String,
    destination: String,
    destination_action: String,
    referrer: Option<String>,
    shown: Option<String>,
    scanned_at: Timestamp,
    created_at: Timestamp,
    #[sqlx(default)]
    pub(super) position: i64,
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;
    fn try_from(row: EventRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            link: row.link_id,
            visitor: row.visitor_id,
            device: row.device_id,
            action: from_name("events.action", &row.action)?,
            visit_type: from_name("events.visit_type", &row.visit_type)?,
            traffic: row.traffic,
            http_method: row.http_method,
            entrypoint: row.entrypoint,
            destination: row.destination,
            destination_action: from_name("events.destination_action", &row.destination_action)?,
            referrer: row.referrer,
            shown: row
                .shown
                .map_or_else(|| Ok(Shown::default()), |shown| from_json("events.shown", &shown))?,
            scanned_at: row.scanned_at,
            created_at: row.created_at,
        })
    }
}

/// What restricts a query to the events of a workspace, or of one of its links or visitors. Whose these are is looked up
/// apart, so that of all indexes theirs alone fits.
macro_rules! push_scope {
    ($query:ident, $workspace:expr, $filter:expr) => {{
        match ($filter.link, $filter.visitor) {
            (None, None) => {
                $query.push("workspace_id = ").push_bind($workspace);
            }
            (Some(link), None) => {
                $query.push("link_id = (select id from links where id = ").push_bind(link);
                $query.push(" and workspace_id = ").push_bind($workspace).push(")");
            }
            (link, Some(visitor)) => {
                $query.push("visitor_id = (select id from visitors where id = ").push_bind(visitor);
                $query.push(" and workspace_id = ").push_bind($workspace).push(")");
                if let Some(link) = link {
                    $query.push(" and link_id = ").push_bind(link);
                }
            }
        }
    }};
}

impl Store {
    /// Events, the newest first.
    pub(crate) async fn list_events(
        &self,
        workspace: WorkspaceId,
        filter: Filter,
        page: &Page,
    ) -> Result<Slice<Event>> {
        let end = filter.end.map_or(i64::MAX, |end| end.as_millis().saturating_add(1));
        let (at, id) = page.before_and_below(end);
        let rows: Vec<EventRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select id, workspace_id, link_id, visitor_id, device_id, action, visit_type, traffic, http_method,
                    entrypoint, destination, destination_action, referrer, shown, scanned_at, created_at from events where ");
            push_scope!(query, workspace, filter);
            query.push(" and (scanned_at, id) < (").push_bind(at).push(", ").push_bind(id).push(")");
            if let Some(start) = filter.start {
                query.push(" and scanned_at >= ").push_bind(start);
            }
            query.push(" order by scanned_at desc, id desc limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let events = rows.into_iter().map(Event::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page.cut(events, |event| Cursor::at(event.scanned_at.as_millis(), event.id)))
    }

    /// The event with this id.
    pub(crate) async fn event(&self, workspace: WorkspaceId, id: EventId) -> Result<Option<Event>> {
        let row: Option<EventRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, workspace_id, link_id, visitor_id, device_id, action, visit_type, traffic, http_method,
                entrypoint, destination, destination_action, referrer, shown, scanned_at, created_at from events
             where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Event::try_from).transpose()
    }

    /// How many events a filter matches: from the rollups, but for visitors.
    pub(crate) async fn count_matching(&self, workspace: WorkspaceId, filter: Filter) -> Result<i64> {
        let window = Window::new(filter.start, filter.end);
        if filter.visitor.is_some() {
            // Visitors have no counts: they come a few times.
            return self.count_between(workspace, filter, window).await;
        }
        if window == Window::ALL {
            let link = filter.link.map_or_else(String::new, |link| link.to_string());
            let total: Option<i64> = with_pool!(&self.read, db => sqlx::query_scalar(
                "select events from event_totals where workspace_id = $1 and link_id = $2")
                .bind(workspace).bind(&link).fetch_optional(db).await)?;
            return Ok(total.unwrap_or(0));
        }
        self.events_in(Scope { workspace, link: filter.link }, window).await
    }

    /// Counts events of a window row by row.
    async fn count_between(&self, workspace: WorkspaceId, filter: Filter, window: Window) -> Result<i64> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from events where ");
            push_scope!(query, workspace, filter);
            query.push(" and scanned_at >= ").push_bind(window.from).push(" and scanned_at < ").push_bind(window.to);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }

    /// Devices by id.
    pub(crate) async fn devices(&self, workspace: WorkspaceId, ids: &[DeviceId]) -> Result<Vec<Device>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(
                "select id, workspace_id as workspace, visitor_id as visitor, user_agent, browser_name, browser_version,
                    browser_language, platform_name, platform_version, brand, model, device_type, actor, actor_name,
                    actor_origin, network, country, region, city, timezone, created_at, last_used_at from devices where workspace_id = ");
            query.push_bind(workspace).push(" and id in (");
            push_list(&mut query, ids);
            query.build_query_as::<DeviceRow>().fetch_all(db).await
        })?
        .into_iter()
        .map(|row| row.0)
        .collect())
    }
}

/// Reads the domain's types straight from rows: field by field, in one place.
struct DeviceRow(Device);

macro_rules! from_row {
    ($row:ident => $type:ident { $($field:ident),* $(,)? } $(, $whole:ident: $parts:ident { $($part:ident),* })?) => {
        impl<'r, R: sqlx::Row> FromRow<'r, R> for $row
        where
            for<'a> &'a str: sqlx::ColumnIndex<R>,
            Timestamp: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
            WorkspaceId: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
            VisitorId: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
            DeviceId: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
            String: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
            Option<String>: sqlx::Type<R::Database> + sqlx::Decode<'r, R::Database>,
        {
            fn from_row(row: &'r R) -> std::result::Result<Self, sqlx::Error> {
                Ok(Self($type {
                    $($field: row.try_get(stringify!($field))?,)*
                    $($whole: $parts { $($part: row.try_get(stringify!($part))?),* })?
                }))
            }
        }
    };
}
from_row!(DeviceRow => Device {
    id, workspace, visitor, user_agent, browser_name, browser_version, browser_language, platform_name,
    platform_version, brand, model, device_type, actor, actor_name, actor_origin, network, created_at, last_used_at,
}, place: Place { country, region, city, timezone });
