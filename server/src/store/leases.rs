//! Leases: rows that let one process at a time do a job.

use std::time::Duration;

use super::{Result, Tx, with_tx};
use crate::domain::time::Timestamp;

impl Tx {
    /// Takes or renews the lease `name` for `holder` in this transaction; false while another holds it. The row stays
    /// locked until the transaction ends, so that work in it is never done twice at once.
    pub(crate) async fn lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
        term: Duration,
    ) -> Result<bool> {
        let taken = with_tx!(self, db => sqlx::query(
            "insert into leases (name, holder, until) values ($1, $2, $3)
             on conflict (name) do update set holder = excluded.holder, until = excluded.until
             where leases.holder = excluded.holder or leases.until < $4")
            .bind(name).bind(holder).bind(now.after(term)).bind(now)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(taken > 0)
    }
}
