//! From a database URL to pools.

use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Pool, Result, Store, StoreError};

/// How long a query waits for a connection before it fails.
const ACQUIRE: Duration = Duration::from_secs(3);
/// How long a writer waits for another process's write to the same SQLite file.
const BUSY: Duration = Duration::from_secs(5);
/// Readers of the SQLite file.
const READERS: u32 = 4;
/// Rows of SQLite that wait to be taken: its thread and the task that asks need not wait for each other row by row.
const ROWS: usize = 1_024;
/// Statements of a connection that keep their plans: those of the projector come in a dozen sizes each.
const STATEMENTS: usize = 500;

impl Store {
    /// Opens the database that `url` names: `sqlite:PATH` (made when it does not exist) or `postgres://…` with at most
    /// `connections` connections. Connects lazily to PostgreSQL, so that a server can start while it is down.
    pub(crate) async fn connect(url: &str, connections: u32) -> Result<Self> {
        match url.split_once(':').map_or(url, |(scheme, _)| scheme) {
            "sqlite" => sqlite(url).await,
            "postgres" | "postgresql" => postgres(url, connections),
            scheme => Err(StoreError::Url(format!(
                "the scheme {scheme} is unknown; write sqlite:PATH or postgres://USER@HOST/NAME"
            ))),
        }
    }
}

async fn sqlite(url: &str) -> Result<Store> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| StoreError::Url(error.to_string()))?;
    if let Some(folder) = options.get_filename().parent().filter(|folder| *folder != Path::new("")) {
        fs::create_dir_all(folder).map_err(|error| {
            StoreError::Url(format!("cannot make the folder {}: {error}", folder.display()))
        })?;
    }
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was answered survives the loss of power, not only of the process; in batches it costs little.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .row_buffer_size(ROWS)
        .statement_cache_capacity(STATEMENTS)
        .pragma("wal_autocheckpoint", "4000");
    let pool = |size| SqlitePoolOptions::new().max_connections(size).acquire_timeout(ACQUIRE);
    let write = pool(1).connect_with(options.clone()).await?;
    let read = pool(READERS).connect_lazy_with(options);
    Ok(Store { read: Pool::Sqlite(read), write: Pool::Sqlite(write) })
}

fn postgres(url: &str, connections: u32) -> Result<Store> {
    let options = PgConnectOptions::from_str(url).map_err(|error| StoreError::Url(error.to_string()))?;
    let pool =
        PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE).connect_lazy_with(options);
    Ok(Store { read: Pool::Postgres(pool.clone()), write: Pool::Postgres(pool) })
}
