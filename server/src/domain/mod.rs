//! What the server knows about links, scans and webhooks, as plain data and pure functions: no I/O, no clock, no SQL.

pub(crate) mod agent;
pub(crate) mod audit;
pub(crate) mod design;
pub(crate) mod directory;
pub(crate) mod event;
pub(crate) mod id;
pub(crate) mod job;
pub(crate) mod key;
pub(crate) mod link;
pub(crate) mod orphan;
pub(crate) mod page;
pub(crate) mod password;
pub(crate) mod routing;
pub(crate) mod rules;
pub(crate) mod scan;
pub(crate) mod scope;
pub(crate) mod signed_url;
pub(crate) mod slug;
pub(crate) mod step;
pub(crate) mod time;
pub(crate) mod token;
pub(crate) mod trace;
pub(crate) mod vcard;
pub(crate) mod webhook;
pub(crate) mod workspace;
