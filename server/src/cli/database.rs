//! Commands that work on the database: `migrate`, `workspace` and `token`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use clap::Subcommand;
use serde::Serialize;

use crate::app::tokens::{self, Wanted};
use crate::config::Config;
use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::scope::{Grant, KeyType, Scope};
use crate::domain::time::{Clock, Timestamp};
use crate::domain::workspace::Workspace;
use crate::store::Store;

/// Which database; `DATABASE_URL` and the configuration file name it too.
#[derive(Debug, clap::Args)]
pub(super) struct Database {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Workspaces {
    /// Make a workspace and print its id
    Create {
        /// What people call it
        #[arg(long)]
        name: String,
        #[command(flatten)]
        database: Database,
    },
    /// List workspaces
    List {
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Tokens {
    /// Make a token and print it: this is the only time that it is shown
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// The workspace, by id or name; can be left out when there is one, and makes one when there is none
        #[arg(long, value_name = "ID or NAME")]
        workspace: Option<String>,
        /// What it opens, such as `links:write`; can be given several times. Everything when left out
        #[arg(long, value_name = "SCOPE")]
        scope: Vec<String>,
        /// A key for web pages, which opens only what they need
        #[arg(long, conflicts_with = "scope")]
        publishable: bool,
        #[command(flatten)]
        database: Database,
    },
    /// List tokens, without their texts
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Revoke a token: it opens nothing any more
    Revoke {
        /// The token's id, as `token list` prints it
        id: TokenId,
        #[command(flatten)]
        database: Database,
    },
}

/// `qr-server migrate`.
pub(super) fn migrate(database: &Database) -> ExitCode {
    finish(database, async |_| Ok(vec!["the database is up to date".to_owned()]))
}

/// `qr-server workspace …`.
pub(super) fn workspaces(command: &Workspaces) -> ExitCode {
    match command {
        Workspaces::Create { name, database } => finish(database, async |open| {
            let id = create_workspace(&open.store, name, open.now).await?;
            Ok(vec![if database.json {
                super::json(&serde_json::json!({ "id": id, "name": name }))
            } else {
                id.to_string()
            }])
        }),
        Workspaces::List { database } => finish(database, async |open| {
            let rows = open.store.workspaces().await.map_err(told)?;
            let rows = rows.into_iter().map(|row| WorkspaceRow {
                id: row.id,
                name: row.name,
                created_at: row.created_at,
            });
            Ok(table(database, ["ID", "NAME", "CREATED"], rows, |row| {
                [row.id.to_string(), row.name.clone(), row.created_at.to_string()]
            }))
        }),
    }
}

/// `qr-server token …`.
pub(super) fn tokens(command: &Tokens) -> ExitCode {
    match command {
        Tokens::Create { name, workspace, scope, publishable, database } => finish(database, async |open| {
            let workspace = workspace_for(open, workspace.as_deref()).await?;
            let keys = open.store.keys(open.now).await.map_err(told)?;
            let grant = Grant { key_type: key_type(*publishable), scopes: scopes(scope)? };
            let wanted = Wanted { workspace, name: name.clone(), grant, created_by: None };
            let mut tx = open.store.begin().await.map_err(told)?;
            let created = tokens::create(&mut tx, &keys, wanted, open.now).await;
            let (token, text) = created.map_err(|error| error.to_string())?;
            tx.commit().await.map_err(told)?;
            let id = token.id;
            let shown =
                serde_json::json!({ "id": id, "workspaceId": workspace, "name": name, "accessToken": text });
            Ok(vec![if database.json { super::json(&shown) } else { text }])
        }),
        Tokens::List { database } => finish(database, async |open| {
            let rows = open.store.tokens().await.map_err(told)?;
            let rows = rows.into_iter().map(|row| TokenRow {
                id: row.id,
                workspace_id: row.workspace,
                name: row.name,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
                revoked_at: row.revoked_at,
            });
            Ok(table(database, ["ID", "WORKSPACE", "NAME", "LAST USED", "REVOKED"], rows, |row| {
                let moment = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
                [
                    row.id.to_string(),
                    row.workspace_id.to_string(),
                    row.name.clone(),
                    moment(row.last_used_at),
                    moment(row.revoked_at),
                ]
            }))
        }),
        Tokens::Revoke { id, database } => finish(database, async |open| {
            if open.store.revoke_any_token(*id, open.now).await.map_err(told)? {
                Ok(vec![format!("{id} is revoked; running servers follow within 10 s")])
            } else {
                Err(format!("there is no token {id} that could be revoked; qr-server token list shows them"))
            }
        }),
    }
}

const fn key_type(publishable: bool) -> KeyType {
    if publishable { KeyType::Publishable } else { KeyType::Secret }
}

/// The scopes that are named; `None`, which is all of them, when none is.
fn scopes(names: &[String]) -> Result<Option<BTreeSet<Scope>>, String> {
    let parse = |name: &String| name.parse().map_err(|reason| format!("--scope: {name} {reason}"));
    let scopes: BTreeSet<Scope> = names.iter().map(parse).collect::<Result<_, _>>()?;
    Ok((!scopes.is_empty()).then_some(scopes))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WorkspaceRow {
    id: WorkspaceId,
    name: String,
    created_at: Timestamp,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenRow {
    id: TokenId,
    workspace_id: WorkspaceId,
    name: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

/// An open database that has the schema.
struct Open {
    store: Store,
    now: Timestamp,
}

fn told(error: crate::store::StoreError) -> String {
    crate::Error::from(error).to_string()
}

async fn create_workspace(store: &Store, name: &str, now: Timestamp) -> Result<WorkspaceId, String> {
    let id = WorkspaceId::new(now);
    store.insert_workspace(id, name, now).await.map_err(told)?;
    Ok(id)
}

/// The workspace that is named, or the only one; the first is made when there is none.
async fn workspace_for(open: &Open, named: Option<&str>) -> Result<WorkspaceId, String> {
    let known = open.store.workspaces().await.map_err(told)?;
    let fits = |workspace: &&Workspace| {
        named.is_none_or(|named| workspace.name == named || workspace.id.to_string() == named)
    };
    let fitting: Vec<&Workspace> = known.iter().filter(fits).collect();
    match (named, fitting.as_slice()) {
        (_, [only]) => Ok(only.id),
        (None, []) => create_workspace(&open.store, "My workspace", open.now).await,
        (Some(named), []) => {
            Err(format!("--workspace: there is no workspace {named}; qr-server workspace list shows them"))
        }
        _ => Err("--workspace: there are several that fit; name one by its id".to_owned()),
    }
}

/// Opens the database, does the work, prints its lines.
fn finish(database: &Database, work: impl AsyncFnOnce(&Open) -> Result<Vec<String>, String>) -> ExitCode {
    let run = async {
        let mut flags = BTreeMap::new();
        if let Some(url) = &database.database_url {
            flags.insert("database.url", url.clone());
        }
        let config = Config::load(&flags)?;
        let store = Store::connect(&config.database.url, config.database.connections).await.map_err(told)?;
        store.migrate().await.map_err(told)?;
        let open = Open { store, now: Clock::system().now() };
        let lines = work(&open).await;
        open.store.close().await;
        lines
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime
        .map_err(|error| format!("cannot start the runtime: {error}"))
        .and_then(|runtime| runtime.block_on(run));
    match done {
        Ok(lines) => {
            for line in lines {
                println!("{line}");
            }
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Rows as a table with aligned columns, or as one JSON object a line.
fn table<R: Serialize, const N: usize>(
    database: &Database,
    head: [&str; N],
    rows: impl Iterator<Item = R>,
    cells: impl Fn(&R) -> [String; N],
) -> Vec<String> {
    let rows: Vec<R> = rows.collect();
    if database.json {
        return rows.iter().map(super::json).collect();
    }
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let padded = |line: &[String; N]| {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    lines.iter().map(padded).collect()
}
