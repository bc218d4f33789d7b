//! What each page says: what happened, why, and what the visitor can do.

use axum::http::StatusCode;

/// Why a short address does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageKind {
    /// No link has ever had this address.
    Unknown,
    /// Its link was deleted.
    Deleted,
    /// Its link was made for a limited time, which is over.
    Expired,
    /// Its link was made for a time that has not come.
    NotYet,
    /// Its owner stopped it for a while.
    Paused,
    /// It was visited as often as it may be.
    Exhausted,
    /// Somebody tried too many passwords.
    TooManyTries,
    /// The link could not be looked up: the database is down and the link is not in the cache.
    Unavailable,
}

/// A page in words. All of it is ours, so none of it needs escaping.
pub(super) struct Words {
    pub(super) status: StatusCode,
    pub(super) headline: &'static str,
    pub(super) why: &'static str,
    pub(super) steps: &'static [&'static str],
    /// Words on a button that asks for the same address again.
    pub(super) again: Option<&'static str>,
    /// Shapes drawn above the headline: the corner of a code, and what became of it.
    pub(super) picture: &'static str,
}

const UNKNOWN: Words = Words {
    status: StatusCode::NOT_FOUND,
    headline: "There is nothing at this address",
    why: "The code may have been misread, or a letter of the address may be wrong.",
    steps: &[
        "Scan the code again, from a little further away and in good light.",
        "If you typed the address, check each letter: capital and small letters are different here.",
    ],
    again: None,
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14" pathLength="168" stroke-dasharray="0 8"/>"#,
};

const DELETED: Words = Words {
    // Gone, not missing: addresses are never given out a second time.
    status: StatusCode::GONE,
    headline: "This code is no longer in use",
    why: "The page that it led to was taken down by the people who made the code.",
    steps: &[
        "The person who printed this code may have moved it: look for a newer one nearby.",
        "Ask where you found the code. They may not know that it has stopped working.",
    ],
    again: None,
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14"/><path d="M20 20l16 16M36 20L20 36"/>"#,
};

const EXPIRED: Words = Words {
    status: StatusCode::GONE,
    headline: "This code has expired",
    why: "It was made to work for a limited time, and that time is over.",
    steps: &[
        "Look for a newer code from the same people.",
        "Ask where you found this one. They can extend it, and then the same code works again.",
    ],
    again: None,
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14"/><path d="M28 16v12l8 6"/>"#,
};

const NOT_YET: Words = Words {
    status: StatusCode::NOT_FOUND,
    headline: "This code does not work yet",
    why: "It was made to begin at a later time.",
    steps: &["Come back later: the same code will then lead on.", "Ask where you found it when that is."],
    again: Some("Try again"),
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14"/><path d="M28 16v12l-8 6"/>"#,
};

const PAUSED: Words = Words {
    status: StatusCode::NOT_FOUND,
    headline: "This code is paused",
    why: "The people who made it have stopped it for now.",
    steps: &["Try again later: the same code can be started again.", "Ask where you found it."],
    again: Some("Try again"),
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14"/><path d="M22 19v18M34 19v18"/>"#,
};

const EXHAUSTED: Words = Words {
    status: StatusCode::GONE,
    headline: "This code has been used up",
    why: "It was made for a certain number of visits, and all of them were made.",
    steps: &[
        "Look for another code from the same people.",
        "Ask where you found this one. They can allow more visits.",
    ],
    again: None,
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14"/><path d="M17 28h22"/>"#,
};

const TOO_MANY_TRIES: Words = Words {
    status: StatusCode::TOO_MANY_REQUESTS,
    headline: "Too many tries",
    why: "The password was wrong so often that no more are taken for a minute.",
    steps: &["Wait a minute, then scan the code again.", "Ask whoever gave you the code for its password."],
    again: None,
    picture: r#"<rect x="4" y="4" width="48" height="48" rx="14"/><path d="M28 16v12l8 6"/>"#,
};

const UNAVAILABLE: Words = Words {
    status: StatusCode::SERVICE_UNAVAILABLE,
    headline: "We cannot look this up right now",
    why: "Your code is fine. Our own records cannot be reached at the moment, so we do not know where it leads.",
    steps: &["Wait half a minute, then try again.", "You do not need to scan the code a second time."],
    again: Some("Try again"),
    picture: r#"<path d="M52 28v10a14 14 0 0 1-14 14H18A14 14 0 0 1 4 38V18A14 14 0 0 1 18 4h10M38 4h.01M47.5 8.5h.01M52 18h.01"/><rect class="core" x="18" y="18" width="20" height="20" rx="7"/>"#,
};

impl PageKind {
    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::Unknown => &UNKNOWN,
            Self::Deleted => &DELETED,
            Self::Expired => &EXPIRED,
            Self::NotYet => &NOT_YET,
            Self::Paused => &PAUSED,
            Self::Exhausted => &EXHAUSTED,
            Self::TooManyTries => &TOO_MANY_TRIES,
            Self::Unavailable => &UNAVAILABLE,
        }
    }
}
