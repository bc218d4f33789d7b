//! The server of the QR design engine: links that lead on, their codes, events and webhooks over HTTP, the designer page,
//! and designs drawn from the command line.
//!
//! ```text
//! cli ──serve──▶ run ──▶ http ──▶ app ──▶ store ──▶ SQLite or PostgreSQL
//!     │           └────▶ jobs ──▶ store, net (webhooks go out)
//!     ├─migrate, workspace, token──▶ store
//!     └─render──▶ qr_engine
//! files: media on a disk or in an S3-compatible store
//! domain: what all of them speak of; no I/O
//! ```

mod app;
pub mod cli;
pub mod config;
pub(crate) mod domain;
pub(crate) mod files;
pub mod http;
mod jobs;
pub(crate) mod net;
mod run;
mod state;
pub(crate) mod store;

pub use run::{Error, run};
