//! The `qr-server` program: see `qr-server --help`.
use std::process::ExitCode;

fn main() -> ExitCode {
    qr_server::cli::main()
}
