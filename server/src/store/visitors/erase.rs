//! Erasing a visitor: every row that is theirs goes. Rollups stay: they tell how many came, not who.

use std::collections::BTreeMap;

use sqlx::QueryBuilder;

use crate::domain::id::{VisitorId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::store::{Result, Tx, with_tx};

/// What is deleted, in an order that foreign keys allow; `$1` is the visitor.
const THEIRS: [&str; 12] = [
    "delete from delivery_attempts where delivery_id in (select id from deliveries where event_id in
        (select id from events where visitor_id = $1))",
    "delete from deliveries where event_id in (select id from events where visitor_id = $1)",
    "delete from conversions where visitor_id = $1",
    "delete from lead_scores where visitor_id = $1",
    "delete from visitor_links where visitor_id = $1",
    "delete from events where visitor_id = $1",
    // A device that somebody else came with before goes back to them.
    "update visitors set device_count = device_count + 1 where id in (select events.visitor_id from devices
        join events on events.device_id = devices.id where devices.visitor_id = $1)",
    "update devices set visitor_id = (select events.visitor_id from events where events.device_id = devices.id
        order by events.scanned_at desc limit 1)
        where visitor_id = $1 and exists (select 1 from events where events.device_id = devices.id)",
    "delete from device_links where device_id in (select id from devices where visitor_id = $1)",
    "delete from devices where visitor_id = $1",
    "update audit_log set object_id = null where object_id = $1",
    "delete from visitors where id = $1",
];

impl Tx {
    /// Erases a visitor; false when the workspace has no such visitor.
    pub(crate) async fn erase_visitor(
        &mut self,
        workspace: WorkspaceId,
        id: VisitorId,
        now: Timestamp,
    ) -> Result<bool> {
        let Some(before) = self.profile(workspace, id).await? else { return Ok(false) };
        self.write_attributes(workspace, id, &before.indexed(), &BTreeMap::new(), now).await?;
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
