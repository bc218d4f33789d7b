//! Writing what projected scans amount to: devices, visitors, events and counts.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::QueryBuilder;

use super::sql::{ROWS, portions, push_list};
use super::types::to_json;
use super::{Result, Tx, with_tx};
use crate::domain::event::{Device, Event};
use crate::domain::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;

impl Tx {
    /// Which of these events exist already: they were projected before and must not count twice.
    pub(crate) async fn known_events(&mut self, ids: &[EventId]) -> Result<BTreeSet<EventId>> {
        let mut known = BTreeSet::new();
        for ids in portions(ids, ROWS) {
            known.extend(with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("select id from events where id in (");
                push_list(&mut query, ids);
                query.build_query_scalar::<EventId>().fetch_all(&mut *db).await
            })?);
        }
        Ok(known)
    }

    /// Which of these links exist: the row of a link outlives the link, so that others were never made here.
    pub(crate) async fn known_links(&mut self, ids: BTreeSet<LinkId>) -> Result<BTreeSet<LinkId>> {
        let ids: Vec<LinkId> = ids.into_iter().collect();
        let mut known = BTreeSet::new();
        for ids in portions(&ids, ROWS) {
            known.extend(with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("select id from links where id in (");
                push_list(&mut query, ids);
                query.build_query_scalar::<LinkId>().fetch_all(&mut *db).await
            })?);
        }
        Ok(known)
    }

    /// Keeps devices, each once and in the order of their ids, and gives the visitor of each. A device that is new gets the
    /// visitor it comes with; one that is known keeps its own.
    pub(crate) async fn upsert_devices(
        &mut self,
        devices: &BTreeMap<DeviceId, Device>,
    ) -> Result<BTreeMap<DeviceId, VisitorId>> {
        let mut visitors = BTreeMap::new();
        let ids: Vec<DeviceId> = devices.keys().copied().collect();
        for ids in portions(&ids, ROWS) {
            visitors.extend(with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("select id, visitor_id from devices where id in (");
                push_list(&mut query, ids);
                query.build_query_as::<(DeviceId, VisitorId)>().fetch_all(&mut *db).await
            })?);
        }
        let fresh: Vec<&Device> =
            devices.values().filter(|device| !visitors.contains_key(&device.id)).collect();
        for fresh in portions(&fresh, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "insert into visitors (id, workspace_id, attributes, device_count, created_at, updated_at) ");
                query.push_values(fresh, |mut row, device| {
                    row.push_bind(device.visitor).push_bind(device.workspace).push_bind("{}").push_bind(1_i64)
                        .push_bind(device.created_at).push_bind(device.created_at);
                });
                query.build().execute(&mut *db).await?;
                let mut query = QueryBuilder::new(
                    "insert into devices (id, workspace_id, visitor_id, user_agent, browser_name, browser_version,
                        browser_language, platform_name, platform_version, brand, model, device_type, actor, actor_name,
                        actor_origin, network, country, region, city, timezone, created_at, last_used_at) ");
                query.push_values(fresh, |mut row, device| {
                    row.push_bind(device.id).push_bind(device.workspace).push_bind(device.visitor)
                        .push_bind(&device.user_agent).push_bind(&device.browser_name).push_bind(&device.browser_version)
                        .push_bind(&device.browser_language).push_bind(&device.platform_name)
                        .push_bind(&device.platform_version).push_bind(&device.brand).push_bind(&device.model)
                        .push_bind(&device.device_type).push_bind(&device.actor).push_bind(&device.actor_name)
                        .push_bind(&device.actor_origin).push_bind(&device.network).push_bind(&device.place.country)
                        .push_bind(&device.place.region).push_bind(&device.place.city).push_bind(&device.place.timezone)
                        .push_bind(device.created_at)
                        .push_bind(device.last_used_at);
                });
                query.build().execute(&mut *db).await?;
            });
        }
        let mut added: BTreeMap<WorkspaceId, i64> = BTreeMap::new();
        for device in &fresh {
            *added.entry(device.workspace).or_default() += 1;
        }
        self.count_new_visitors(&added).await?;
        let known: Vec<&Device> =
            devices.values().filter(|device| visitors.contains_key(&device.id)).collect();
        for known in portions(&known, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("update devices set last_used_at = used.column2 from (");
                query.push_values(known, |mut row, device| {
                    row.push_bind(device.id).push_bind(device.last_used_at);
                });
                query.push(") as used where devices.id = used.column1 and devices.last_used_at < used.column2");
                query.build().execute(&mut *db).await?;
            });
        }
        visitors.extend(fresh.iter().map(|device| (device.id, device.visitor)));
        Ok(visitors)
    }

    /// Adds visits of devices to links and gives how many there were before.
    pub(crate) async fn add_visits(
        &mut self,
        visits: &BTreeMap<(DeviceId, LinkId), (WorkspaceId, i64)>,
    ) -> Result<BTreeMap<(DeviceId, LinkId), i64>> {
        let mut after: Vec<(DeviceId, LinkId, i64)> = Vec::with_capacity(visits.len());
        let rows: Vec<_> = visits.iter().collect();
        for rows in portions(&rows, ROWS) {
            after.extend(with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("insert into device_links (device_id, link_id, workspace_id, visits) ");
                query.push_values(rows, |mut row, ((device, link), (workspace, count))| {
                    row.push_bind(*device).push_bind(*link).push_bind(*workspace).push_bind(*count);
                });
                query.push(" on conflict (device_id, link_id) do update set visits = device_links.visits + excluded.visits
                            returning device_id, link_id, visits");
                query.build_query_as::<(DeviceId, LinkId, i64)>().fetch_all(&mut *db).await
            })?);
        }
        let added = |pair: &(DeviceId, LinkId)| visits.get(pair).map_or(0, |(_, count)| *count);
        Ok(after
            .into_iter()
            .map(|(device, link, count)| ((device, link), count - added(&(device, link))))
            .collect())
    }

    /// Keeps new events.
    pub(crate) async fn insert_events(&mut self, events: &[Event]) -> Result<()> {
        let mut positions = self.take_positions(events).await?;
        for events in portions(events, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "insert into events (id, workspace_id, link_id, visitor_id, device_id, action, visit_type, traffic,
                    http_method, entrypoint, destination, destination_action, referrer, shown, scanned_at, created_at,
                    position) ");
                query.push_values(events, |mut row, event| {
                    // Every workspace of these events was given positions.
                    let position = positions.entry(event.workspace).or_default();
                    *position += 1;
                    row.push_bind(event.id).push_bind(event.workspace).push_bind(event.link).push_bind(event.visitor)
                        .push_bind(event.device).push_bind(event.action.as_str()).push_bind(event.visit_type.as_str())
                        .push_bind(&event.traffic).push_bind(&event.http_method).push_bind(&event.entrypoint)
                        .push_bind(&event.destination).push_bind(event.destination_action.as_str()).push_bind(&event.referrer)
                        .push_bind((!event.shown.is_empty()).then(|| to_json(&event.shown))).push_bind(event.scanned_at)
                        .push_bind(event.created_at).push_bind(*position);
                });
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    /// Adds events to the counts of all time, per link and per workspace.
    pub(crate) async fn count_events(&mut self, events: &[Event]) -> Result<()> {
        let mut totals: BTreeMap<(WorkspaceId, Option<LinkId>), (i64, Timestamp)> = BTreeMap::new();
        for event in events {
            for link in [Some(event.link), None] {
                let total = totals.entry((event.workspace, link)).or_insert((0, event.scanned_at));
                *total = (total.0 + 1, total.1.max(event.scanned_at));
            }
        }
        // In one order, so that two processes never wait for each other.
        let rows: Vec<_> = totals.into_iter().collect();
        for rows in portions(&rows, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("insert into event_totals (workspace_id, link_id, events, last_event_at) ");
                query.push_values(rows, |mut row, ((workspace, link), (count, last))| {
                    // '' counts the whole workspace.
                    let link = link.map_or_else(String::new, |link| link.to_string());
                    row.push_bind(*workspace).push_bind(link).push_bind(*count).push_bind(*last);
                });
                query.push(" on conflict (workspace_id, link_id) do update set events = event_totals.events + excluded.events,
                            last_event_at = case when event_totals.last_event_at > excluded.last_event_at
                                then event_totals.last_event_at else excluded.last_event_at end");
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }
}
