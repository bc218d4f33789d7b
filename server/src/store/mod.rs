//! All that is kept, in SQLite or PostgreSQL: one query text for both.
//!
//! [`Store`] holds two concrete pools of one kind or the other, and [`with_pool`] and [`with_tx`] compile a query for
//! each, so that types are inferred and checked for both. SQL is a literal beside the function that runs it; what must
//! differ between the databases is in `sql.rs`. Every function on tenant data takes the workspace first.

pub(crate) mod attributes;
pub(crate) mod audit;
mod brands;
pub(crate) mod changes;
mod connect;
pub(crate) mod conversions;
pub(crate) mod custom_domains;
pub(crate) mod dashboards;
pub(crate) mod deliveries;
pub(crate) mod designs;
pub(crate) mod directories;
mod error;
pub(crate) mod events;
#[cfg(test)]
mod figures;
#[cfg(test)]
pub(crate) mod fixture;
mod following;
pub(crate) mod idempotency;
pub(crate) mod inbox;
pub(crate) mod jobs;
pub(crate) mod keys;
mod lead_basis;
mod lead_scorers;
pub(crate) mod lead_scorings;
pub(crate) mod leads;
pub(crate) mod leases;
mod link_rollups;
pub(crate) mod links;
pub(crate) mod media;
mod messages;
mod migrate;
mod orphans;
pub(crate) mod positions;
pub(crate) mod projection;
mod rates;
mod retention;
pub(crate) mod rollups;
mod secrets;
pub(crate) mod sql;
pub(crate) mod steps;
pub(crate) mod tags;
pub(crate) mod templates;
#[cfg(test)]
mod tests;
pub(crate) mod tokens;
mod tx;
mod types;
pub(crate) mod visitors;
pub(crate) mod webhooks;
pub(crate) mod workspaces;

use std::time::Duration;

use sqlx::{PgPool, SqlitePool};

pub(crate) use error::StoreError;
pub(crate) use tx::Tx;

/// What every function here gives.
pub(crate) type Result<T> = std::result::Result<T, StoreError>;

/// Where everything is kept. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    /// For reading outside transactions.
    read: Pool,
    /// For transactions and single writes. SQLite has one writer: its pool holds one connection.
    write: Pool,
}

/// A pool of connections to one database or the other.
#[derive(Debug, Clone)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs `$body` with `$db` bound to the concrete pool.
macro_rules! with_pool {
    ($pool:expr, $db:ident => $body:expr) => {
        match $pool {
            $crate::store::Pool::Sqlite($db) => $body,
            $crate::store::Pool::Postgres($db) => $body,
        }
    };
}
/// Runs `$body` with `$db` bound to the concrete connection of a transaction: `&mut *$db` is an executor.
macro_rules! with_tx {
    ($tx:expr, $db:ident => $body:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(transaction) => {
                let $db = &mut **transaction;
                $body
            }
            $crate::store::Tx::Postgres(transaction) => {
                let $db = &mut **transaction;
                $body
            }
        }
    };
}
use {with_pool, with_tx};

impl Store {
    /// Whether all that is written waits for one another.
    pub(crate) const fn has_one_writer(&self) -> bool {
        matches!(self.write, Pool::Sqlite(_))
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&self) -> Result<()> {
        let answer = with_pool!(&self.read, db => sqlx::query_scalar::<_, i64>("select cast(1 as bigint)").fetch_one(db).await)?;
        debug_assert_eq!(answer, 1);
        Ok(())
    }

    /// Closes all connections; SQLite merges its log into the file.
    pub(crate) async fn close(&self) {
        let closing = async {
            with_pool!(&self.read, db => db.close().await);
            with_pool!(&self.write, db => db.close().await);
        };
        // A database that hangs must not keep the process from ending.
        let _ = tokio::time::timeout(Duration::from_secs(5), closing).await;
    }
}
