//! How many requests of a minute were handed out to servers.

use super::{Result, Store, with_pool};
use crate::domain::time::Timestamp;

impl Store {
    /// Takes `block` requests of an owner's `minute` for this server, if that many are left of `limit`; gives how many are
    /// taken by then, by all servers. `None`: fewer are left, see [`Store::granted_requests`].
    pub(crate) async fn lease_requests(
        &self,
        owner: &str,
        minute: i64,
        block: u32,
        limit: u32,
    ) -> Result<Option<i64>> {
        Ok(with_pool!(&self.write, db => sqlx::query_scalar(
            "insert into rate_windows (owner, minute, granted) values ($1, $2, $3)
             on conflict (owner, minute) do update set granted = rate_windows.granted + excluded.granted
             where rate_windows.granted + excluded.granted <= $4 returning granted")
            .bind(owner).bind(minute).bind(i64::from(block)).bind(i64::from(limit)).fetch_optional(db).await)?)
    }

    /// How many requests of an owner's `minute` are taken, by all servers.
    pub(crate) async fn granted_requests(&self, owner: &str, minute: i64) -> Result<i64> {
        let granted: Option<i64> = with_pool!(&self.write, db => sqlx::query_scalar(
            "select granted from rate_windows where owner = $1 and minute = $2")
            .bind(owner).bind(minute).fetch_optional(db).await)?;
        Ok(granted.unwrap_or(0))
    }

    /// Removes minutes that are over.
    pub(crate) async fn remove_rates(&self, now: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query("delete from rate_windows where minute < $1")
            .bind(now.as_seconds() / 60 - 1).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}
