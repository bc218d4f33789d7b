//! Every difference between the two databases, and what queries of both are put together from.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::Tx;

/// Most rows or values of one statement. A database keeps the plan of a statement, which grows with its rows and takes about
/// a kilobyte for each: beyond a few hundred that costs memory and saves no time.
pub(in crate::store) const ROWS: usize = 256;

/// Ends a `select` that claims rows: PostgreSQL passes by rows that another process is claiming; SQLite has one writer,
/// so that there are none.
pub(crate) const fn skip_locked(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " for update skip locked",
    }
}

/// Ends `… in (` with these values; the last one fills the list up to a power of two, so that a database meets few
/// statements and keeps their plans.
pub(in crate::store) fn push_list<'t, DB, T>(
    query: &mut QueryBuilder<DB>,
    values: impl IntoIterator<Item = &'t T>,
) where
    DB: Database,
    T: Copy + Encode<'t, DB> + Type<DB> + 't,
{
    let mut list = query.separated(", ");
    let (mut length, mut last) = (0_usize, None);
    for value in values {
        list.push_bind(*value);
        (length, last) = (length + 1, Some(value));
    }
    if let Some(last) = last {
        for _ in length..length.next_power_of_two() {
            list.push_bind(*last);
        }
    }
    query.push(")");
}

/// These rows in portions of at most `most`, which is a power of two, as are the sizes of all portions: a database meets few
/// statements and keeps their plans.
pub(in crate::store) fn portions<T>(rows: &[T], most: usize) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = (1 << rest.len().checked_ilog2()?).min(most);
        let (portion, left) = rest.split_at(size);
        rest = left;
        Some(portion)
    })
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
    use super::{portions, trigrams};

    #[test]
    fn portions_are_all_rows_in_powers_of_two() {
        let rows: Vec<u32> = (0..2_063).collect();
        let sizes: Vec<usize> = portions(&rows, 1024).map(<[u32]>::len).collect();
        assert_eq!(sizes, [1024, 1024, 8, 4, 2, 1]);
        assert_eq!(portions(&rows, 1024).flatten().copied().collect::<Vec<_>>(), rows);
        assert_eq!(portions::<u32>(&[], 1024).count(), 0);
    }

    #[test]
    fn every_three_letters_are_asked_for() {
        assert_eq!(trigrams("Menu"), ["\"enu\"", "\"men\""]);
        assert_eq!(trigrams("a\"b"), ["\"a\"\"b\""]);
        assert_eq!(trigrams("aaaa"), ["\"aaa\""]);
        assert!(trigrams("ab").is_empty());
    }
}
