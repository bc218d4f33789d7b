//! Files that go at some time: those that are being written, until they are taken up, and those that were replaced.

use crate::domain::time::Timestamp;
use crate::store::{Result, Store, Tx, with_pool, with_tx};

impl Store {
    /// Notes a file that is about to be written: it goes at `remove_at` unless it is taken up by then.
    pub(crate) async fn note_file(&self, key: &str, remove_at: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "insert into media_leftovers (file_key, remove_at) values ($1, $2)
             on conflict (file_key) do update set remove_at = excluded.remove_at")
            .bind(key).bind(remove_at).execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// Files whose time has come.
    pub(crate) async fn leftover_files(&self, now: Timestamp, most: i64) -> Result<Vec<String>> {
        Ok(with_pool!(&self.read, db => sqlx::query_scalar(
            "select file_key from media_leftovers where remove_at <= $1 order by remove_at limit $2")
            .bind(now).bind(most).fetch_all(db).await)?)
    }

    /// Forgets a file that is gone.
    pub(crate) async fn forget_file(&self, key: &str) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query("delete from media_leftovers where file_key = $1")
            .bind(key).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}

impl Tx {
    /// Takes up a file that was noted when it was written: it stays. False when it was removed meanwhile.
    pub(crate) async fn take_file(&mut self, key: &str) -> Result<bool> {
        let taken = with_tx!(self, db => sqlx::query("delete from media_leftovers where file_key = $1")
            .bind(key).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(taken > 0)
    }

    /// Notes a file that nobody has any more.
    pub(crate) async fn leave_file(&mut self, key: &str, now: Timestamp) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into media_leftovers (file_key, remove_at) values ($1, $2)
             on conflict (file_key) do update set remove_at = excluded.remove_at")
            .bind(key).bind(now).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
