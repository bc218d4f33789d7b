//! What a visitor of a short address gets. Pure: the link and the moment in, the decision out.

use super::link::Link;
use super::time::Timestamp;

/// What a visitor gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision<'a> {
    /// Goes on to this address; recorded as an event.
    Redirect(&'a str),
    /// The link has expired: goes on to this address, or sees a page of ours. Not an event of the link any more.
    Expired(Option<&'a str>),
}

/// Decides what a visitor of `link` gets at `now`.
#[must_use]
pub(crate) fn decide(link: &Link, now: Timestamp) -> Decision<'_> {
    if link.has_expired(now) {
        Decision::Expired(link.expired_destination.as_deref())
    } else {
        Decision::Redirect(&link.destination)
    }
}
