//! Transactions.

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Pool, Result, Store};

/// A transaction; rolled back when dropped without [`Tx::commit`].
#[derive(Debug)]
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Store {
    /// Begins a transaction that will write. SQLite takes its write lock at once: a lock that is taken later, after a
    /// read, can be refused without waiting.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(match &self.write {
            Pool::Sqlite(pool) => Tx::Sqlite(pool.begin_with("begin immediate").await?),
            Pool::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

impl Tx {
    /// Makes the transaction's writes durable.
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
