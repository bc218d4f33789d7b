//! Harness of the tests that cross borders: the real server as a process of its own, both databases,
//! real HTTP, webhook receivers, and decoders and clients that other people wrote.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::match_wild_err_arm,
    reason = "a harness reports by panicking, with words that tell what to do"
)]

mod calls;
mod database;
mod decoders;
mod designs;
pub mod http;
mod names;
mod postgres;
pub mod process;
mod program;
mod receiver;
mod report;
mod s3;
pub mod scripts;
mod wait;

use std::path::{Path, PathBuf};

pub use calls::{PHONE, text};
pub use database::Database;
pub use decoders::{Reading, decode, decode_bytes};
pub use designs::{designs, photograph};
pub use http::{Answer, Api};
pub use names::{Certified, NameServer};
pub use postgres::{Durability, Postgres};
pub use program::{Program, Running, program};
pub use receiver::{Received, Receiver, Reply};
pub use report::{Expected, Report};
pub use s3::S3;
pub use wait::{PATIENCE, until, until_within};

/// The repository's root folder.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
