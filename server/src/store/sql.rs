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

/// Begins the table `hit` of links that have trigrams. SQLite's alone: PostgreSQL's index serves `like`.
pub(in crate::store) const TRIGRAMS: &str = "(select link_id from link_search where id in
    (select rowid from link_search_index where link_search_index match ";

/// What asks SQLite's index for texts that have a trigram, for each one of this text; none when it is shorter than three
/// letters.
pub(in crate::store) fn trigrams(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    let mut all: Vec<String> = letters
        .windows(3)
        .map(|three| format!("\"{}\"", three.iter().collect::<String>().replace('"', "\"\"")))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::trigrams;

    #[test]
    fn every_three_letters_are_asked_for() {
        assert_eq!(trigrams("Menu"), ["\"enu\"", "\"men\""]);
        assert_eq!(trigrams("a\"b"), ["\"a\"\"b\""]);
        assert_eq!(trigrams("aaaa"), ["\"aaa\""]);
        assert!(trigrams("ab").is_empty());
    }
}
