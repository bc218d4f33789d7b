//! Writing profiles: changes, merges, and visits that turn out to be somebody else's.
//!
//! Whoever changes whose visits are whose holds the projector's lease meanwhile ([`Tx::hold_projection`]): no event is
//! written for a visitor who is being merged away.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::QueryBuilder;

use crate::domain::event::Event;
use crate::domain::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::visitor::{Attribute, Profile, email_key, phone_key};
use crate::store::leads::Scores;
use crate::store::sql::{ROWS, locking, portions, push_list};
use crate::store::types::to_json;
use crate::store::{Result, Tx, with_tx};

impl Tx {
    /// Keeps the projector, and others who call this, from going on until this transaction ends.
    pub(crate) async fn hold_projection(&mut self) -> Result<()> {
        let lock = locking(self);
        if lock.is_empty() {
            return Ok(());
        }
        with_tx!(self, db => {
            sqlx::query("insert into leases (name, holder, until) values ('projector', '', 0) on conflict (name) do nothing")
                .execute(&mut *db).await?;
            let mut query = QueryBuilder::new("select name from leases where name = 'projector'");
            query.push(lock).build().fetch_all(&mut *db).await?;
        });
        Ok(())
    }

    /// How many keys a workspace's attributes would have with these.
    pub(crate) async fn keys_with(
        &mut self,
        workspace: WorkspaceId,
        keys: &BTreeSet<&String>,
    ) -> Result<i64> {
        let known: Vec<String> = with_tx!(self, db => sqlx::query_scalar(
            "select key from attribute_keys where workspace_id = $1").bind(workspace).fetch_all(&mut *db).await)?;
        let fresh = keys.iter().filter(|key| !known.contains(key)).count();
        Ok((known.len() + fresh) as i64)
    }

    /// Writes a profile over what it was before.
    pub(crate) async fn write_profile(&mut self, before: &Profile, after: &Profile) -> Result<()> {
        let visitor = &after.visitor;
        let attributes: BTreeMap<&String, serde_json::Value> =
            after.attributes.iter().map(|(key, value)| (key, value.json())).collect();
        with_tx!(&mut *self, db => sqlx::query(
            "update visitors set email = $3, email_key = $4, phone = $5, phone_key = $6, first_name = $7, last_name = $8,
                attributes = $9, search_text = $10, identified_at = $11, visit_count = $12, device_count = $13,
                qrcode_count = $14, created_at = $15, updated_at = $16 where workspace_id = $1 and id = $2")
            .bind(visitor.workspace_id).bind(visitor.id).bind(&visitor.email)
            .bind(visitor.email.as_deref().map(email_key)).bind(&visitor.phone)
            .bind(visitor.phone.as_deref().map(phone_key)).bind(&visitor.first_name).bind(&visitor.last_name)
            .bind(to_json(&attributes)).bind(after.search_text()).bind(after.identified_at).bind(after.visits)
            .bind(after.devices).bind(after.links).bind(visitor.created_at).bind(visitor.updated_at)
            .execute(&mut *db).await.map(|_| ()))?;
        self.write_attributes(
            visitor.workspace_id,
            visitor.id,
            &before.indexed(),
            &after.indexed(),
            visitor.updated_at,
        )
        .await
    }

    pub(super) async fn write_attributes(
        &mut self,
        workspace: WorkspaceId,
        visitor: VisitorId,
        before: &BTreeMap<String, Attribute>,
        after: &BTreeMap<String, Attribute>,
        now: Timestamp,
    ) -> Result<()> {
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            with_tx!(&mut *self, db => {
                sqlx::query("delete from visitor_attributes where visitor_id = $1 and key = $2")
                    .bind(visitor).bind(key).execute(&mut *db).await?;
                sqlx::query("update attribute_keys set visitors = visitors - 1 where workspace_id = $1 and key = $2")
                    .bind(workspace).bind(key).execute(&mut *db).await?;
                sqlx::query("delete from attribute_keys where workspace_id = $1 and key = $2 and visitors <= 0")
                    .bind(workspace).bind(key).execute(&mut *db).await?;
            });
        }
        for (key, attribute) in after.iter().filter(|(key, attribute)| before.get(*key) != Some(attribute)) {
            let added = i64::from(!before.contains_key(key));
            with_tx!(&mut *self, db => {
                sqlx::query("insert into visitor_attributes (visitor_id, key, workspace_id, type, value, search_value,
                        number_value, bool_value, date_value, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                     on conflict (visitor_id, key) do update set type = excluded.type, value = excluded.value,
                        search_value = excluded.search_value, number_value = excluded.number_value,
                        bool_value = excluded.bool_value, date_value = excluded.date_value,
                        recorded_at = excluded.recorded_at")
                    .bind(visitor).bind(key).bind(workspace).bind(attribute.kind.as_str()).bind(&attribute.value)
                    .bind(attribute.value.to_lowercase()).bind(attribute.number).bind(attribute.boolean)
                    .bind(attribute.date).bind(now).execute(&mut *db).await?;
                sqlx::query("insert into attribute_keys (workspace_id, key, type, visitors) values ($1, $2, $3, $4)
                     on conflict (workspace_id, key) do update set type = excluded.type,
                        visitors = attribute_keys.visitors + excluded.visitors")
                    .bind(workspace).bind(key).bind(attribute.kind.as_str()).bind(added).execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    /// Makes one person of two: everything of `from` becomes `into`'s, and `from` is gone.
    pub(crate) async fn merge_visitors(
        &mut self,
        from: &Profile,
        into: &Profile,
        now: Timestamp,
    ) -> Result<Profile> {
        let (workspace, gone, kept) = (into.visitor.workspace_id, from.visitor.id, into.visitor.id);
        self.write_attributes(workspace, gone, &from.indexed(), &BTreeMap::new(), now).await?;
        with_tx!(&mut *self, db => {
            for statement in [
                "update devices set visitor_id = $2 where visitor_id = $1",
                "update events set visitor_id = $2 where visitor_id = $1",
                "update conversions set visitor_id = $2 where visitor_id = $1",
                "insert into visitor_links (visitor_id, link_id, workspace_id, visits, first_at, last_at)
                    select $2, link_id, workspace_id, visits, first_at, last_at from visitor_links where visitor_id = $1
                    on conflict (visitor_id, link_id) do update set visits = visitor_links.visits + excluded.visits,
                        first_at = case when excluded.first_at < visitor_links.first_at then excluded.first_at
                            else visitor_links.first_at end,
                        last_at = case when excluded.last_at > visitor_links.last_at then excluded.last_at
                            else visitor_links.last_at end",
                "update lead_scores set visitor_id = $2 where visitor_id = $1
                    and link_id not in (select link_id from lead_scores where visitor_id = $2)",
            ] {
                sqlx::query(statement).bind(gone).bind(kept).execute(&mut *db).await?;
            }
        });
        self.remove_leads(gone, Scores::All).await?;
        with_tx!(&mut *self, db => {
            for statement in [
                "delete from visitor_links where visitor_id = $1",
                "delete from visitors where id = $1",
            ] {
                sqlx::query(statement).bind(gone).execute(&mut *db).await?;
            }
        });
        self.count_new_visitors(&BTreeMap::from([(workspace, -1)])).await?;
        let mut merged = into.clone();
        merged.absorb(from.clone());
        merged.links = self.count_links_of(kept).await?;
        merged.visitor.updated_at = now;
        self.write_profile(into, &merged).await?;
        Ok(merged)
    }

    /// Gives one visit, and the device it was made with, to another visitor.
    pub(crate) async fn move_visit(
        &mut self,
        (event, device, link): (EventId, DeviceId, LinkId),
        (from, to): (&mut Profile, &mut Profile),
        at: Timestamp,
    ) -> Result<()> {
        let (old, new) = (from.visitor.id, to.visitor.id);
        let owner: Option<VisitorId> = with_tx!(&mut *self, db => sqlx::query_scalar(
            "select visitor_id from devices where id = $1").bind(device).fetch_optional(&mut *db).await)?;
        with_tx!(&mut *self, db => {
            sqlx::query("update events set visitor_id = $2 where id = $1").bind(event).bind(new).execute(&mut *db).await?;
            sqlx::query("update conversions set visitor_id = $2 where event_id = $1")
                .bind(event).bind(new).execute(&mut *db).await?;
            sqlx::query("update visitor_links set visits = visits - 1 where visitor_id = $1 and link_id = $2")
                .bind(old).bind(link).execute(&mut *db).await?;
            sqlx::query("delete from visitor_links where visitor_id = $1 and link_id = $2 and visits <= 0")
                .bind(old).bind(link).execute(&mut *db).await?;
            sqlx::query("insert into visitor_links (visitor_id, link_id, workspace_id, visits, first_at, last_at)
                 values ($1, $2, $3, 1, $4, $4) on conflict (visitor_id, link_id) do update set
                    visits = visitor_links.visits + 1,
                    first_at = case when excluded.first_at < visitor_links.first_at then excluded.first_at
                        else visitor_links.first_at end,
                    last_at = case when excluded.last_at > visitor_links.last_at then excluded.last_at
                        else visitor_links.last_at end")
                .bind(new).bind(link).bind(to.visitor.workspace_id).bind(at).execute(&mut *db).await?;
            sqlx::query("update devices set visitor_id = $2 where id = $1 and visitor_id <> $2")
                .bind(device).bind(new).execute(&mut *db).await?;
        });
        (from.visits, to.visits) = (from.visits - 1, to.visits + 1);
        // The device may have been a third one's: visits move one by one.
        self.count_devices_of(owner.into_iter().chain([old, new])).await?;
        (from.devices, to.devices) = (self.devices_of_one(old).await?, self.devices_of_one(new).await?);
        from.links = self.count_links_of(old).await?;
        to.links = self.count_links_of(new).await?;
        with_tx!(&mut *self, db => sqlx::query(
            "update visitors set visit_count = $2, qrcode_count = $3 where id = $1")
            .bind(old).bind(from.visits).bind(from.links).execute(&mut *db).await.map(|_| ()))?;
        self.remove_leads(old, Scores::WithoutVisits).await
    }

    /// Counts the devices of these visitors anew.
    pub(super) async fn count_devices_of(
        &mut self,
        visitors: impl IntoIterator<Item = VisitorId>,
    ) -> Result<()> {
        let visitors: BTreeSet<VisitorId> = visitors.into_iter().collect();
        if !visitors.is_empty() {
            with_tx!(self, db => {
                let mut query = QueryBuilder::new("update visitors set device_count = (select count(*) from devices
                    where devices.visitor_id = visitors.id) where id in (");
                push_list(&mut query, &visitors);
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    async fn devices_of_one(&mut self, visitor: VisitorId) -> Result<i64> {
        Ok(with_tx!(self, db => sqlx::query_scalar("select count(*) from devices where visitor_id = $1")
            .bind(visitor).fetch_one(&mut *db).await)?)
    }

    async fn count_links_of(&mut self, visitor: VisitorId) -> Result<i64> {
        Ok(
            with_tx!(self, db => sqlx::query_scalar("select count(*) from visitor_links where visitor_id = $1")
            .bind(visitor).fetch_one(&mut *db).await)?,
        )
    }

    /// Adds to how many visitors workspaces have.
    pub(crate) async fn count_new_visitors(&mut self, added: &BTreeMap<WorkspaceId, i64>) -> Result<()> {
        for (workspace, count) in added {
            with_tx!(&mut *self, db => sqlx::query(
                "insert into visitor_counts (workspace_id, visitors) values ($1, $2)
                 on conflict (workspace_id) do update set visitors = visitor_counts.visitors + excluded.visitors")
                .bind(workspace).bind(count).execute(&mut *db).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Adds new events to what is kept of their visitors: how often they came, and to which links.
    pub(crate) async fn count_visits(&mut self, events: &[Event]) -> Result<()> {
        let mut pairs: BTreeMap<(VisitorId, LinkId), (WorkspaceId, i64, Timestamp, Timestamp)> =
            BTreeMap::new();
        for event in events {
            let at = event.scanned_at;
            let pair = pairs.entry((event.visitor, event.link)).or_insert((event.workspace, 0, at, at));
            *pair = (pair.0, pair.1 + 1, pair.2.min(at), pair.3.max(at));
        }
        let mut after: Vec<(VisitorId, LinkId, i64)> = Vec::with_capacity(pairs.len());
        let rows: Vec<_> = pairs.iter().collect();
        for rows in portions(&rows, ROWS) {
            after.extend(with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new(
                    "insert into visitor_links (visitor_id, link_id, workspace_id, visits, first_at, last_at) ");
                query.push_values(rows, |mut row, ((visitor, link), (workspace, count, first, last))| {
                    row.push_bind(*visitor).push_bind(*link).push_bind(*workspace).push_bind(*count).push_bind(*first)
                        .push_bind(*last);
                });
                query.push(" on conflict (visitor_id, link_id) do update set visits = visitor_links.visits + excluded.visits,
                        first_at = case when excluded.first_at < visitor_links.first_at then excluded.first_at
                            else visitor_links.first_at end,
                        last_at = case when excluded.last_at > visitor_links.last_at then excluded.last_at
                            else visitor_links.last_at end
                    returning visitor_id, link_id, visits");
                query.build_query_as::<(VisitorId, LinkId, i64)>().fetch_all(&mut *db).await
            })?);
        }
        let mut added: BTreeMap<VisitorId, (i64, i64)> = BTreeMap::new();
        for (visitor, link, visits) in after {
            let new = pairs.get(&(visitor, link)).map_or(0, |pair| pair.1);
            let sums = added.entry(visitor).or_default();
            *sums = (sums.0 + new, sums.1 + i64::from(visits == new));
        }
        // Visitors who came alike often are counted in one statement: mostly that is all of them.
        let mut alike: BTreeMap<(i64, i64), Vec<VisitorId>> = BTreeMap::new();
        for (visitor, sums) in added {
            alike.entry(sums).or_default().push(visitor);
        }
        for ((visits, links), visitors) in alike {
            for visitors in portions(&visitors, ROWS) {
                with_tx!(&mut *self, db => {
                    let mut query = QueryBuilder::new("update visitors set visit_count = visit_count + ");
                    query.push_bind(visits).push(", qrcode_count = qrcode_count + ").push_bind(links);
                    query.push(" where id in (");
                    push_list(&mut query, visitors);
                    query.build().execute(&mut *db).await?;
                });
            }
        }
        Ok(())
    }
}
