//! The `qr-server` program: see `qr-server --help`.
use std::process::ExitCode;

/// Gives memory back that is not used: `.cargo/config.toml` says when.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    qr_server::cli::main()
}
