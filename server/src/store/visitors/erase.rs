//! Erasing a visitor: every row that is theirs goes. Rollups stay: they tell how many came, not who.

use std::collections::BTreeMap;

use sqlx::QueryBuilder;

use crate::domain::id::{DeviceId, VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::store::leads::Scores;
use crate::store::sql::{ROWS, portions, push_list};
use crate::store::{Result, Store, Tx, with_pool, with_tx};

/// What is deleted, in an order that foreign keys allow; `$1` is the visitor.
const THEIRS: [&str; 9] = [
    "delete from delivery_attempts where delivery_id in (select id from deliveries where event_id in
        (select id from events where visitor_id = $1))",
    "delete from deliveries where event_id in (select id from events where visitor_id = $1)",
    "delete from conversions where visitor_id = $1",
    "delete from visitor_links where visitor_id = $1",
    "delete from events where visitor_id = $1",
    "delete from device_links where device_id in (select id from devices where visitor_id = $1)",
    "delete from devices where visitor_id = $1",
    "update audit_log set object_id = null where object_id = $1",
    "delete from visitors where id = $1",
];

impl Store {
    /// Forgets devices that were erased before `before`: what they left has come by then.
    pub(crate) async fn remove_erased_devices(&self, before: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query("delete from erased_devices where erased_at < $1")
            .bind(before).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}

impl Tx {
    /// The devices of a visitor that nobody else came with.
    pub(crate) async fn own_devices(&mut self, visitor: VisitorId) -> Result<Vec<DeviceId>> {
        Ok(with_tx!(self, db => sqlx::query_scalar(
            "select id from devices where visitor_id = $1 and not exists (select 1 from events
                where events.device_id = devices.id and events.visitor_id <> $1)")
            .bind(visitor).fetch_all(&mut *db).await)?)
    }

    /// Gives devices that somebody else came with to whoever did so last.
    async fn give_devices_back(&mut self, visitor: VisitorId) -> Result<()> {
        let others: Vec<VisitorId> = with_tx!(&mut *self, db => sqlx::query_scalar(
            "update devices set visitor_id = (select events.visitor_id from events where events.device_id = devices.id
                and events.visitor_id <> $1 order by events.scanned_at desc, events.id desc limit 1)
             where visitor_id = $1 and exists (select 1 from events where events.device_id = devices.id
                and events.visitor_id <> $1) returning visitor_id").bind(visitor).fetch_all(&mut *db).await)?;
        self.count_devices_of(others).await
    }

    /// Remembers that these devices, by the hashes of their ids, were erased.
    pub(crate) async fn note_erased(&mut self, hashes: &[String], now: Timestamp) -> Result<()> {
        for hash in hashes {
            with_tx!(&mut *self, db => sqlx::query(
                "insert into erased_devices (hash, erased_at) values ($1, $2)
                 on conflict (hash) do update set erased_at = excluded.erased_at")
                .bind(hash).bind(now).execute(&mut *db).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Which of these hashes are those of erased devices, and when they were erased.
    pub(crate) async fn erased_among(&mut self, hashes: &[&str]) -> Result<BTreeMap<String, Timestamp>> {
        let mut erased = BTreeMap::new();
        for hashes in portions(hashes, ROWS) {
            erased.extend(with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("select hash, erased_at from erased_devices where hash in (");
                push_list(&mut query, hashes);
                query.build_query_as::<(String, Timestamp)>().fetch_all(&mut *db).await
            })?);
        }
        Ok(erased)
    }

    /// Erases a visitor; false when the workspace has no such visitor.
    pub(crate) async fn erase_visitor(
        &mut self,
        workspace: WorkspaceId,
        id: VisitorId,
        now: Timestamp,
    ) -> Result<bool> {
        let Some(before) = self.profile(workspace, id).await? else { return Ok(false) };
        self.write_attributes(workspace, id, &before.indexed(), &BTreeMap::new(), now).await?;
        self.remove_leads(id, Scores::All).await?;
        self.give_devices_back(id).await?;
        for statement in THEIRS {
            with_tx!(&mut *self, db => sqlx::query(statement).bind(id).execute(&mut *db).await.map(|_| ()))?;
        }
        // Answers that are kept for repeated requests tell of visitors too.
        with_tx!(&mut *self, db => {
            let mut query = QueryBuilder::new("delete from idempotency_keys where guide_body like ");
            query.push_bind(format!("%{id}%")).push(" or sdk_body like ").push_bind(format!("%{id}%"));
            query.build().execute(&mut *db).await?;
        });
        self.count_new_visitors(&BTreeMap::from([(workspace, -1)])).await?;
        Ok(true)
    }
}
