//! From a database URL to pools.

use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

#[cfg(target_os = "linux")]
use rustix::process::{Pid, setpriority_process};
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
/// Name of the threads that write to SQLite, at most 15 letters with their number.
const WRITER: &str = "qr-writer";
/// How far they yield to those that answer visitors, as `nice` counts: on processors that never rest a sixth of the time is
/// left to them. Half of the API's writes wait no longer for it, the slowest about a second instead of 0.7 s.
#[cfg(target_os = "linux")]
const WRITER_NICENESS: i32 = 7;
/// Memory for pages of the connection that writes, in KiB. A batch of the projector touches some thousand pages; those that do
/// not fit are written to the disk and read again.
const WRITER_PAGES: &str = "-8192";
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
    let writing =
        options.clone().thread_name(|number| format!("{WRITER}-{number}")).pragma("cache_size", WRITER_PAGES);
    let write = pool(1)
        .after_connect(|_, _| {
            yield_to_visitors();
            Box::pin(std::future::ready(Ok(())))
        })
        .connect_with(writing)
        .await?;
    let read = pool(READERS).connect_lazy_with(options);
    Ok(Store { read: Pool::Sqlite(read), write: Pool::Sqlite(write) })
}

/// Lowers the priority of the threads that write to SQLite. Where the processors are all busy, visitors get their answers first
/// (a scan in the spool file is safe), and projecting catches up when they have been served. Elsewhere it makes no difference.
#[cfg(target_os = "linux")]
fn yield_to_visitors() {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return };
    for thread in threads.flatten() {
        let name = fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
        let number = thread.file_name().to_str().and_then(|number| number.parse().ok());
        let Some(number) = number.and_then(Pid::from_raw).filter(|_| name.starts_with(WRITER)) else {
            continue;
        };
        // On Linux this is the thread's own priority.
        if let Err(error) = setpriority_process(Some(number), WRITER_NICENESS) {
            tracing::debug!(%error, "the thread that writes to SQLite keeps its priority");
        }
    }
}

/// Other systems have no priorities of threads that are set like this.
#[cfg(not(target_os = "linux"))]
const fn yield_to_visitors() {}

fn postgres(url: &str, connections: u32) -> Result<Store> {
    let options = PgConnectOptions::from_str(url).map_err(|error| StoreError::Url(error.to_string()))?;
    let pool =
        PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE).connect_lazy_with(options);
    Ok(Store { read: Pool::Postgres(pool.clone()), write: Pool::Postgres(pool) })
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// The niceness of each thread of this process whose name begins with that of writers.
    fn niceness_of_writers() -> Vec<i32> {
        let threads = fs::read_dir("/proc/self/task").unwrap();
        let texts = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("stat")).ok());
        // After the name, which is in brackets, niceness is the 17th field (proc(5), `stat`).
        let niceness = |text: &str| text.rsplit_once(')')?.1.split_whitespace().nth(16)?.parse().ok();
        let writers = texts.filter(|text| text.contains(&format!("({WRITER}-")));
        writers.map(|text| niceness(&text).unwrap()).collect()
    }

    #[tokio::test]
    async fn writing_yields_to_visitors() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("qr.db").display());
        let store = Store::connect(&url, 1).await.unwrap();
        store.ping().await.unwrap();
        // Those of other tests may be on their way to it.
        let niceness = niceness_of_writers();
        assert!(niceness.contains(&WRITER_NICENESS), "{niceness:?}");
    }
}
