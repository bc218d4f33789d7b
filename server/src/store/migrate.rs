//! Brings the schema up to date.

use sqlx::migrate::Migrator;

use super::{Result, Store, with_pool};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

impl Store {
    /// Applies the migrations that this database has not seen. Safe to run from several processes at once.
    pub(crate) async fn migrate(&self) -> Result<()> {
        with_pool!(&self.write, db => MIGRATIONS.run(db).await)?;
        Ok(())
    }

    /// How many migrations this version brings, and how many of them the database has.
    pub(crate) async fn migrations(&self) -> Result<(usize, usize)> {
        let applied: i64 = with_pool!(&self.read, db =>
            sqlx::query_scalar("select count(*) from _sqlx_migrations where success").fetch_one(db).await)?;
        Ok((MIGRATIONS.iter().count(), usize::try_from(applied).unwrap_or(0)))
    }
}
