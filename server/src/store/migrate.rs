//! Brings the schema up to date.

use std::sync::LazyLock;

use sqlx::migrate::Migrator;

use super::types::from_json;
use super::{Pool, Result, Store, StoreError, with_pool, with_tx};
use crate::domain::id::LinkId;
use crate::domain::link::{destination_hash, sort_key};
use crate::domain::step::Payload;
use crate::domain::template::built_in;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");
static SQLITE: LazyLock<Migrator> = LazyLock::new(|| own(sqlx::migrate!("./migrations/sqlite")));
static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| own(sqlx::migrate!("./migrations/postgres")));

/// Migrations of one kind of database, which are counted apart from those of both.
fn own(mut migrations: Migrator) -> Migrator {
    // The warning in the name is for databases that ran them under another name; none did.
    migrations.dangerous_set_table_name("_sqlx_migrations_own");
    migrations
}

impl Store {
    /// Applies the migrations that this database has not seen. Safe to run from several processes at once.
    pub(crate) async fn migrate(&self) -> Result<()> {
        with_pool!(&self.write, db => MIGRATIONS.run(db).await)?;
        match &self.write {
            Pool::Sqlite(db) => SQLITE.run(db).await?,
            Pool::Postgres(db) => POSTGRES.run(db).await?,
        }
        while self.fill_in_link_keys().await? {}
        let templates = built_in().map_err(|error| StoreError::Corrupt {
            column: "qrcode_templates",
            problem: error.to_string(),
        })?;
        self.keep_built_in(&templates).await?;
        Ok(())
    }

    /// Gives some links of before their sort keys and the hash of their destination, which SQL cannot work out; false when
    /// none is left.
    async fn fill_in_link_keys(&self) -> Result<bool> {
        let mut tx = self.begin().await?;
        let rows: Vec<(LinkId, String, String, String)> = with_tx!(&mut tx, db => sqlx::query_as(
            "select links.id, links.name, links.shortlink, workflow_steps.payload from links
             join workflow_steps on workflow_steps.id = links.exit_step_id where links.shortlink_key = '' limit 500")
            .fetch_all(&mut *db).await)?;
        for (id, name, shortlink, payload) in &rows {
            let payload: Payload = from_json("workflow_steps.payload", payload)?;
            let destination = payload.client_redirect.map(|redirect| destination_hash(&redirect.destination));
            with_tx!(&mut tx, db => sqlx::query(
                "update links set name_key = $2, shortlink_key = $3, destination_hash = $4 where id = $1")
                .bind(id).bind(sort_key(name)).bind(sort_key(shortlink)).bind(destination)
                .execute(&mut *db).await.map(|_| ()))?;
        }
        tx.commit().await?;
        Ok(!rows.is_empty())
    }

    /// How many migrations this version brings, and how many of them the database has.
    pub(crate) async fn migrations(&self) -> Result<(usize, usize)> {
        let applied: i64 = with_pool!(&self.read, db => sqlx::query_scalar(
            "select (select count(*) from _sqlx_migrations where success)
                + (select count(*) from _sqlx_migrations_own where success)").fetch_one(db).await)?;
        let own = match &self.read {
            Pool::Sqlite(_) => &*SQLITE,
            Pool::Postgres(_) => &*POSTGRES,
        };
        let brought = MIGRATIONS.iter().count() + own.iter().count();
        Ok((brought, usize::try_from(applied).unwrap_or(0)))
    }
}
