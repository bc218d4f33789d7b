//! The command line of `qr-server`.

mod batch;
mod database;
mod failure;
mod input;
mod render;
mod serve;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Links that can change behind codes that cannot: serves them, draws them, counts their scans.
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
    /// Serve the API, short links and the designer page (this is the default)
    Serve(serve::Args),
    /// Bring the database's schema up to date
    Migrate(database::Database),
    /// Make and list workspaces
    #[command(subcommand)]
    Workspace(database::Workspaces),
    /// Make, list and revoke workspace tokens
    #[command(subcommand)]
    Token(database::Tokens),
    /// Print the description of the API
    Openapi {
        /// In the official SDKs' dialect
        #[arg(long)]
        sdk: bool,
        /// As a Postman collection
        #[arg(long, conflicts_with = "sdk")]
        postman: bool,
    },
    /// Draw a design, or a batch of them, into image files
    Render(render::Args),
}

/// Runs the program with the process's arguments: 0 when all went well, 1 when the work failed, 2 on wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => serve::main(&args),
        Command::Migrate(database) => database::migrate(&database),
        Command::Workspace(command) => database::workspaces(&command),
        Command::Token(command) => database::tokens(&command),
        Command::Openapi { sdk, postman } => openapi(sdk, postman),
        Command::Render(args) => render::main(args),
    }
}

fn openapi(sdk: bool, postman: bool) -> ExitCode {
    let written = crate::http::documents().map_err(io::Error::from).and_then(|documents| {
        let text = match (sdk, postman) {
            (_, true) => documents.postman,
            (true, false) => documents.sdk,
            (false, false) => documents.guide,
        };
        io::stdout().write_all(&text)
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the description cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One line of JSON, fields in the order of the type.
fn json(value: &impl serde::Serialize) -> String {
    // The types printed here hold texts and numbers only: writing them cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}
