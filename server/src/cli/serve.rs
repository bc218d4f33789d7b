//! `qr-server serve`: binds, says where, serves until asked to stop.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::http::Page;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Address and port to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<String>,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME` [default: sqlite:data/qr.db]
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Base of every URL that the server hands out [default: http:// and the address that it listens on]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Args {
    fn flags(&self) -> BTreeMap<&'static str, String> {
        let flags = [
            ("server.listen", &self.listen),
            ("database.url", &self.database_url),
            ("server.public_url", &self.public_url),
        ];
        flags.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect()
    }
}

pub(super) fn main(args: &Args) -> ExitCode {
    init_tracing();
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the runtime: {error}"))
        .and_then(|runtime| runtime.block_on(serve(args)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to stderr, so that stdout carries only the line that tells the address. `RUST_LOG` sets the detail.
fn init_tracing() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}

async fn serve(args: &Args) -> Result<(), String> {
    let config = Config::load(&args.flags())?;
    let listen = &config.server.listen;
    let bound = TcpListener::bind(listen).await;
    let listener = bound.map_err(|error| bind_message(listen, &error))?;
    let address = listener.local_addr().map_err(|error| format!("cannot tell the address: {error}"))?;
    let shutdown = CancellationToken::new();
    tokio::spawn(cancel_on_signal(shutdown.clone())?);
    let page = Page::embedded();
    if !page.is_built() {
        tracing::warn!("built without the designer page: run `make demo` and build again");
    }
    let ready = move || {
        // Whoever started the server may have closed stdout: that is no reason not to serve.
        let mut stdout = io::stdout();
        let _ = writeln!(stdout, "listening on http://{address}").and_then(|()| stdout.flush());
    };
    crate::run(config, page, listener, ready, shutdown)
        .await
        .map_err(|error| format!("the server failed: {error}"))
}

fn bind_message(listen: &str, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            let port = listen.rsplit(':').next().unwrap_or(listen);
            format!(
                "port {port} is in use by another program ({listen}); stop that program, or choose another port with --listen, such as --listen 127.0.0.1:0 for any free one"
            )
        }
        ErrorKind::PermissionDenied => {
            format!(
                "no permission to listen on {listen}; ports below 1024 are reserved, choose a higher one with --listen"
            )
        }
        ErrorKind::InvalidInput => {
            format!(
                "--listen {listen}: {error}; write an address and a port, such as 127.0.0.1:8080 or [::1]:8080"
            )
        }
        _ => format!(
            "cannot listen on {listen}: {error}; give an address of this machine with --listen ADDR:PORT"
        ),
    }
}

/// Cancels `shutdown` on Ctrl-C, or on SIGTERM where that exists. Handlers are in place when this returns.
#[cfg(unix)]
fn cancel_on_signal(shutdown: CancellationToken) -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let handler = |kind| signal(kind).map_err(|error| format!("cannot watch for signals: {error}"));
    let mut interrupt = handler(SignalKind::interrupt())?;
    let mut terminate = handler(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        shutdown.cancel();
    })
}

#[cfg(not(unix))]
fn cancel_on_signal(shutdown: CancellationToken) -> Result<impl Future<Output = ()>, String> {
    Ok(async move {
        // An error means that Ctrl-C cannot be watched; the process can still be ended from outside.
        if tokio::signal::ctrl_c().await.is_ok() {
            shutdown.cancel();
        }
    })
}
