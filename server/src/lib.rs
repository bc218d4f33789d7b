//! The server of the QR design engine: the designer page over HTTP, and designs drawn from the command line.
//!
//! ```text
//! cli ──serve──▶ run(config, listener, shutdown) ──▶ http (health, page)
//!     ──render──▶ qr_engine
//! ```
//! `axum` is used here and under `http/` only, `clap` under `cli/` only, `qr_engine` under `cli/` only.

use std::io;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub mod cli;
pub mod http;

/// What a running server needs to know.
#[derive(Debug)]
pub struct Config {
    /// The designer page, served at `/`.
    pub page: http::Page,
    /// How long open requests may take to finish once the server was asked to stop.
    pub shutdown_grace: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self { page: http::Page::embedded(), shutdown_grace: Duration::from_secs(10) }
    }
}

/// Serves on `listener` until `shutdown` is cancelled; then lets open requests finish, for a bounded time.
pub async fn run(config: Config, listener: TcpListener, shutdown: CancellationToken) -> io::Result<()> {
    let router = http::router(config.page, shutdown.clone());
    let stop = shutdown.clone();
    let serving = axum::serve(listener, router)
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .into_future();
    let out_of_patience = async {
        shutdown.cancelled().await;
        tokio::time::sleep(config.shutdown_grace).await;
    };
    tokio::select! {
        result = serving => result,
        () = out_of_patience => {
            tracing::warn!(grace = ?config.shutdown_grace, "stopped with requests still open");
            Ok(())
        }
    }
}
