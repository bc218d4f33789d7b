//! The databases that tests run on.

use std::env;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::postgres::{self, Postgres};

/// An empty database of one test.
#[derive(Debug)]
pub enum Database {
    /// A file in the folder of the program under test.
    Sqlite,
    /// A database of the cluster that this process's tests share.
    Shared(String, Arc<Postgres>),
    /// A database of the server that `TEST_DATABASE_URL` names; removed at the end.
    Foreign {
        /// The server.
        server: String,
        /// The database's name there.
        name: String,
    },
    /// A database of a cluster that the test stops and starts itself.
    Own(String),
}

impl Database {
    /// A new database on PostgreSQL: on the server that `TEST_DATABASE_URL` names, else on a cluster of the tests' own.
    #[must_use]
    pub fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = env::var("TEST_DATABASE_URL") else {
            let cluster = Postgres::shared();
            return Self::Shared(cluster.new_database(), cluster);
        };
        let name = format!("qr_test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        postgres::create_database(&server, &name);
        Self::Foreign { server, name }
    }

    /// The URL for the server's `--database-url`, which runs in the folder that holds the file.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite => "sqlite:data/qr.db".to_owned(),
            Self::Shared(url, _) | Self::Own(url) => url.clone(),
            Self::Foreign { server, name } => with_name(server, name),
        }
    }

    /// What figures are printed under.
    #[must_use]
    pub fn name(&self) -> &'static str {
        if matches!(self, Self::Sqlite) { "SQLite" } else { "PostgreSQL" }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Foreign { server, name } = self {
            postgres::drop_database(server, name);
        }
    }
}

/// `url` with another database's name; its parameters stay.
fn with_name(url: &str, name: &str) -> String {
    let (address, parameters) =
        url.split_once('?').map_or((url, None), |(address, rest)| (address, Some(rest)));
    let authority = address.find("://").map_or(0, |at| at + 3);
    let end = address[authority..].find('/').map_or(address.len(), |at| authority + at);
    let parameters = parameters.map(|rest| format!("?{rest}")).unwrap_or_default();
    format!("{}/{name}{parameters}", &address[..end])
}

/// Makes two tests of one async function that takes a [`Database`]: one for each database.
///
/// ```ignore
/// e2e::on_both_databases!(journey: journey_on_sqlite, journey_on_postgres);
/// async fn journey(database: Database) { … }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($body:ident: $on_sqlite:ident, $on_postgres:ident) => {
        #[tokio::test]
        async fn $on_sqlite() {
            $body($crate::Database::Sqlite).await;
        }

        #[tokio::test]
        async fn $on_postgres() {
            $body($crate::Database::postgres()).await;
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_url_is_turned_to_another_database() {
        for (url, expected) in [
            ("postgres://qr@127.0.0.1:5432/postgres", "postgres://qr@127.0.0.1:5432/new"),
            ("postgres://qr:pw@host/a?sslmode=disable", "postgres://qr:pw@host/new?sslmode=disable"),
            ("postgres://host", "postgres://host/new"),
        ] {
            assert_eq!(with_name(url, "new"), expected);
        }
    }
}
