//! What runs beside the requests: each job is an async function that ends when the server is asked to stop.

pub(crate) mod bulk;
pub(crate) mod cleanup;
pub(crate) mod custom_domains;
pub(crate) mod deliver;
mod fan_out;
pub(crate) mod lead_scores;
pub(crate) mod media;
pub(crate) mod metrics;
pub(crate) mod orphans;
pub(crate) mod projector;
pub(crate) mod recorder;
pub(crate) mod scan_writer;
pub(crate) mod spool;
#[cfg(test)]
mod visitors;
