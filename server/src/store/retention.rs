//! Removing what a workspace keeps for some time only. Counts and totals stay: they tell of nobody.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;

use super::sql::push_list;
use super::{Result, Store, with_pool, with_tx};
use crate::domain::id::{DeviceId, WorkspaceId};
use crate::domain::time::Timestamp;

impl Store {
    /// The workspaces that keep events for some time only, and for how many days.
    pub(crate) async fn retentions(&self) -> Result<Vec<(WorkspaceId, i64)>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select workspace_id, retention_days from link_settings where retention_days is not null")
            .fetch_all(db).await)?)
    }

    /// Removes at most `most` events of a workspace from before a moment, and what is known of their devices that did not
    /// come since; tells how many events. Of such devices the id and how often they came are left.
    pub(crate) async fn remove_events(
        &self,
        workspace: WorkspaceId,
        before: Timestamp,
        most: i64,
    ) -> Result<usize> {
        let mut tx = self.begin().await?;
        // What they led to tells of them.
        with_tx!(&mut tx, db => sqlx::query(
            "delete from conversions where event_id in
                (select id from events where workspace_id = $1 and scanned_at < $2 order by scanned_at, id limit $3)")
            .bind(workspace).bind(before).bind(most).execute(&mut *db).await.map(|_| ()))?;
        let devices: Vec<DeviceId> = with_tx!(&mut tx, db => sqlx::query_scalar(
            "delete from events where id in
                (select id from events where workspace_id = $1 and scanned_at < $2 order by scanned_at, id limit $3)
             returning device_id")
            .bind(workspace).bind(before).bind(most).fetch_all(&mut *db).await)?;
        let removed = devices.len();
        let devices: BTreeSet<DeviceId> = devices.into_iter().collect();
        if !devices.is_empty() {
            with_tx!(&mut tx, db => {
                let mut query = QueryBuilder::new(
                    "update devices set user_agent = '', browser_name = null, browser_version = null,
                        browser_language = null, platform_name = null, platform_version = null, brand = null, model = null,
                        network = null, country = null, region = null, city = null, timezone = null where last_used_at < ");
                query.push_bind(before).push(" and id in (");
                push_list(&mut query, &devices);
                query.build().execute(&mut *db).await?;
            });
        }
        tx.commit().await?;
        Ok(removed)
    }
}
