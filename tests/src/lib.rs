//! Harness of the tests that cross borders: the real server in this process, real decoders outside it.

mod decoders;
mod server;

use std::path::{Path, PathBuf};

pub use decoders::{Reading, decode};
pub use server::Server;

/// The repository's root folder.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
