//! The command line of `qr-server`.

mod batch;
mod failure;
mod input;
mod render;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Draws QR designs and serves the page where they are made.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    // Without a subcommand the server starts.
    #[command(flatten)]
    serve: serve::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the designer page (this is the default)
    Serve(serve::Args),
    /// Draw a design, or a batch of them, into image files
    Render(render::Args),
}

/// Runs the program with the process's arguments: 0 when all went well, 1 when the work failed, 2 on wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => serve::main(&args),
        Command::Render(args) => render::main(args),
    }
}

/// One line of JSON, fields in the order of the type.
fn json(value: &impl serde::Serialize) -> String {
    // The types printed here hold texts and numbers only: writing them cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}
