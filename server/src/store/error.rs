//! What can go wrong in the database.

use sqlx::error::ErrorKind;

/// A failure of the database. Callers match on the kinds; the text inside is for logs, never for clients.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// A unique key exists already; the caller knows which, by what it wrote.
    #[error("the row exists already")]
    Conflict(#[source] sqlx::Error),
    /// A row that this one names does not exist, or is still named by another.
    #[error("a row that is referred to does not exist")]
    ForeignKey(#[source] sqlx::Error),
    /// The database cannot be reached, or is too busy to answer in time.
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    /// A column holds what this version of the server cannot read.
    #[error("column {column} holds an unreadable value: {problem}")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The database URL cannot be used.
    #[error("database URL: {0}")]
    Url(String),
    /// The schema could not be brought up to date.
    #[error("cannot migrate the database")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Anything else.
    #[error("the database failed")]
    Db(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match database.kind() {
                ErrorKind::UniqueViolation => Self::Conflict(error),
                ErrorKind::ForeignKeyViolation => Self::ForeignKey(error),
                _ if is_outage(database.code().as_deref()) => Self::Unavailable(error),
                _ => Self::Db(error),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Db(error),
        }
    }
}

/// Codes that tell of a database that is going away, coming up or overloaded: `PostgreSQL`'s classes 08 (connection), 53
/// (resources) and 57P (operator intervention), `SQLite`'s BUSY (5), LOCKED (6), IOERR (10) and FULL (13).
fn is_outage(code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    match code.parse::<i64>() {
        // SQLite's extended codes carry the primary one in their low byte; SQLSTATE has five characters.
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 10 | 13),
        _ => ["08", "53", "57P"].iter().any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_outage;

    #[test]
    fn outages_are_told_from_mistakes() {
        for code in ["08006", "53300", "57P01", "57P03", "5", "517", "13", "266"] {
            assert!(is_outage(Some(code)), "{code}");
        }
        for code in ["23505", "42601", "1", "2067", "787"] {
            assert!(!is_outage(Some(code)), "{code}");
        }
        assert!(!is_outage(None));
    }
}
