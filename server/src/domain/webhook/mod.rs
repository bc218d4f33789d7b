//! Webhooks as facts: which events an endpoint wants, how a message is signed, and when it is tried again.
//!
//! Messages follow Standard Webhooks 1.0.0. They are delivered at least once; the id in the `webhook-id` header is the
//! same for every try, so that receivers can tell repeats.

pub(crate) mod catalogue;
pub(crate) mod delivery;
pub(crate) mod endpoint;
pub(crate) mod event_type;
pub(crate) mod headers;
pub(crate) mod news;
pub(crate) mod payload;
pub(crate) mod schedule;
pub(crate) mod secret;
pub(crate) mod signature;
pub(crate) mod subscription;
