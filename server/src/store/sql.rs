//! Every difference between the two databases, and what queries of both are put together from.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::Tx;

/// Ends a `select` that claims rows: PostgreSQL passes by rows that another process is claiming; SQLite has one writer,
/// so that there are none.
pub(crate) const fn skip_locked(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " for update skip locked",
    }
}

/// Ends `… in (` with these values.
pub(in crate::store) fn push_list<'t, DB, T>(
    query: &mut QueryBuilder<DB>,
    values: impl IntoIterator<Item = &'t T>,
) where
    DB: Database,
    T: Copy + Encode<'t, DB> + Type<DB> + 't,
{
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(*value);
    }
    query.push(")");
}

/// Ends a `select` of links that are about to be changed: others who would change them wait. SQLite has one writer.
pub(in crate::store) const fn locking_links(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " for update of links",
    }
}

/// Ends a `select` of rows that are about to be changed: others who would change them wait. SQLite has one writer.
pub(in crate::store) const fn locking(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " for update",
    }
}

/// The pattern of `like … escape '!'` for texts that contain this one, folded as search columns are.
pub(in crate::store) fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
