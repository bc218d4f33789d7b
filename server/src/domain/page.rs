//! Pages of lists: how many rows, and where the next page begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A place in a list ordered by (time, id) or by (text, id): the row after which the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The row's time, in the list's own measure (milliseconds, or a count).
    pub(crate) at: i64,
    /// What the row is sorted by when that is a text: hexadecimal digits. Empty in lists by time.
    pub(crate) key: String,
    /// The row's id.
    pub(crate) id: String,
}

/// What a page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// Most rows, 1 to 1000.
    pub(crate) size: u16,
    /// The row after which it begins; the list's start when there is none.
    pub(crate) after: Option<Cursor>,
}

/// Some rows of a list, and where the next page begins if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slice<T> {
    /// The rows, in order.
    pub(crate) rows: Vec<T>,
    /// The last row when more follow.
    pub(crate) next: Option<Cursor>,
}

impl Page {
    /// How many rows to read: one more than asked for tells whether more follow.
    #[must_use]
    pub(crate) fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// The time and id to read beyond, for lists that begin with the newest row.
    #[must_use]
    pub(crate) fn before(&self) -> (i64, &str) {
        self.after.as_ref().map_or((i64::MAX, "~"), |cursor| (cursor.at, cursor.id.as_str()))
    }

    /// The same for lists that end before a moment. One bound says both: of two, a database follows its index from one and
    /// reads all that the other leaves out.
    #[must_use]
    pub(crate) fn before_and_below(&self, end: i64) -> (i64, &str) {
        // No id comes before the empty one.
        let (at, id) = self.before();
        if at < end { (at, id) } else { (end, "") }
    }

    /// The time and id to read beyond, for lists that begin with the oldest row.
    #[must_use]
    pub(crate) fn beyond(&self) -> (i64, &str) {
        self.after.as_ref().map_or((i64::MIN, ""), |cursor| (cursor.at, cursor.id.as_str()))
    }

    /// The text and id to read beyond, for lists that begin with the last text. No key of hexadecimal digits comes after
    /// `g`, whatever the collation.
    #[must_use]
    pub(crate) fn before_key(&self) -> (&str, &str) {
        self.after.as_ref().map_or(("g", ""), |cursor| (cursor.key.as_str(), cursor.id.as_str()))
    }

    /// The text and id to read beyond, for lists that begin with the first text.
    #[must_use]
    pub(crate) fn beyond_key(&self) -> (&str, &str) {
        self.after.as_ref().map_or(("", ""), |cursor| (cursor.key.as_str(), cursor.id.as_str()))
    }

    /// Cuts what was read by [`Page::limit`] to the page; `cursor` tells a row's place.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Slice<T> {
        let more = rows.len() > usize::from(self.size);
        rows.truncate(usize::from(self.size));
        let next = if more { rows.last().map(cursor) } else { None };
        Slice { rows, next }
    }
}

impl Cursor {
    /// A place in a list by time.
    #[must_use]
    pub(crate) fn at(at: i64, id: impl std::fmt::Display) -> Self {
        Self { at, key: String::new(), id: id.to_string() }
    }

    /// The token of this place in the list that `list` names (its path, order and filters): opaque to clients, and
    /// refused by any other list.
    #[must_use]
    pub(crate) fn token(&self, list: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{:016x}.{}.{}.{}", fingerprint(list), self.at, self.key, self.id))
    }

    /// The place that a token names; `None` when the token is damaged or belongs to another list.
    #[must_use]
    pub(crate) fn from_token(token: &str, list: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (made_for, place) = text.split_once('.')?;
        let (at, place) = place.split_once('.')?;
        let (key, id) = place.split_once('.')?;
        let is_key = key.len() <= 128 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        // PostgreSQL refuses texts with NUL.
        let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        let belongs = made_for == format!("{:016x}", fingerprint(list)) && is_key && is_id;
        belongs.then_some(Self { at: at.parse().ok()?, key: key.to_owned(), id: id.to_owned() })
    }
}

/// FNV-1a, 64 bits: tells lists apart, protects nothing (a token only names a row of the caller's own list).
fn fingerprint(list: &str) -> u64 {
    list.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_lead_back_to_their_list_alone() {
        let cursor = Cursor::at(-5, "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f");
        let token = cursor.token("links?tags=a");
        assert_eq!(Cursor::from_token(&token, "links?tags=a"), Some(cursor));
        assert_eq!(Cursor::from_token(&token, "links?tags=b"), None);
        for damaged in ["", "x", "====", "AAAA", &token[1..]] {
            assert_eq!(Cursor::from_token(damaged, "links?tags=a"), None, "{damaged}");
        }
    }

    #[test]
    fn the_extra_row_is_cut_and_tells_that_more_follow() {
        let page = Page { size: 2, after: None };
        let cursor = |row: &i64| Cursor::at(*row, row);
        let slice = page.cut(vec![3, 2, 1], cursor);
        assert_eq!((slice.rows, slice.next.map(|next| next.at)), (vec![3, 2], Some(2)));
        assert_eq!(page.cut(vec![3, 2], cursor).next, None);
    }
}
