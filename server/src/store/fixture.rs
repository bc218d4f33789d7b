//! Databases for tests: SQLite in a folder that goes away with them, and PostgreSQL when `TEST_DATABASE_URL` names one.

use std::collections::BTreeMap;

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::designs::Pictures;
use super::{Store, with_pool};
use crate::domain::design::Design;
use crate::domain::id::{BranchId, DesignId, LinkId, StepId, WebhookId, WorkspaceId};
use crate::domain::lead::scorer::LeadScorer;
use crate::domain::link::Link;
use crate::domain::routing::Routing;
use crate::domain::slug::Slug;
use crate::domain::step::{Branch, ClientRedirect, EventAction, Exit, Payload, Step};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::{Status, Webhook};

/// A database of a test's own, empty but for its schema.
pub(crate) struct Database {
    pub(crate) store: Store,
    /// Which of the two it is, for messages.
    pub(crate) kind: &'static str,
    _folder: Option<TempDir>,
}

/// One of each kind that there is.
pub(crate) async fn databases() -> Vec<Database> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let mut all = vec![open(&url, "SQLite", Some(folder)).await];
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        let name = format!("test_{}", LinkId::new(Timestamp::from_millis(0)).to_string().replace('-', "_"));
        let mut connection = PgConnection::connect(&server).await.unwrap();
        // A database cannot be named by a bound value; the name is hexadecimal digits.
        let create = sqlx::AssertSqlSafe(format!("create database {name}"));
        sqlx::query(create).execute(&mut connection).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        all.push(open(&format!("{base}/{name}"), "PostgreSQL", None).await);
    }
    all
}

async fn open(url: &str, kind: &'static str, folder: Option<TempDir>) -> Database {
    let store = Store::connect(url, 8).await.unwrap();
    store.migrate().await.unwrap();
    Database { store, kind, _folder: folder }
}

impl Database {
    /// A workspace.
    pub(crate) async fn workspace(&self, now: Timestamp) -> WorkspaceId {
        let id = WorkspaceId::new(now);
        self.store.insert_workspace(id, "test", now).await.unwrap();
        id
    }

    /// A link that leads to `https://example.com/landing`.
    pub(crate) async fn link(&self, workspace: WorkspaceId, now: Timestamp) -> Link {
        let link = Link {
            id: LinkId::new(now),
            workspace,
            domain: None,
            shortlink: Slug::random(),
            name: "Menu".to_owned(),
            purpose: None,
            external_id: None,
            directory: None,
            exit: Exit::Redirect(ClientRedirect {
                destination: "https://example.com/landing".to_owned(),
                conversion_tracking: false,
            }),
            fallback_destination: None,
            expired_destination: None,
            routing: Routing::default(),
            starts_at: None,
            expires_at: None,
            max_scans: None,
            password_hash: None,
            paused: false,
            qrcode_enabled: true,
            design: None,
            template: None,
            metadata: BTreeMap::from([("table".to_owned(), "7".to_owned())]),
            lead_goal_definition: None,
            lead_target_definition: None,
            created_at: now,
            updated_at: now,
        };
        let step = |action, payload, branches| Step {
            id: StepId::new(now),
            workspace,
            link: link.id,
            action,
            payload,
            branches,
            created_at: now,
            updated_at: now,
        };
        let exit = step(link.exit.action(), link.exit.payload(), Vec::new());
        let branch = Branch { id: BranchId::new(now), name: "next".to_owned(), next: Some(exit.id) };
        let entry = step(EventAction::LinkVisit, Payload::default(), vec![branch]);
        let mut tx = self.store.begin().await.unwrap();
        tx.insert_link(&link, exit.id).await.unwrap();
        assert!(tx.take_address(&link.address(), link.id).await.unwrap());
        tx.insert_steps(&[exit, entry]).await.unwrap();
        tx.count_new_links(workspace, 1).await.unwrap();
        tx.commit().await.unwrap();
        link
    }

    /// The rows of a query with text columns alone, for what the server has no question for.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<Option<String>> {
        with_pool!(&self.store.read, db => sqlx::query_scalar(sql).fetch_all(db).await).unwrap()
    }

    /// Every column of every table that has this text anywhere, as `table.column`.
    pub(crate) async fn traces(&self, text: &str) -> Vec<String> {
        let columns = if self.kind == "SQLite" {
            "select tables.name || '.' || columns.name from sqlite_master as tables
             join pragma_table_info(tables.name) as columns
             where tables.type = 'table' and tables.name not like 'sqlite_%'"
        } else {
            "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'"
        };
        let mut found = Vec::new();
        for column in self.texts(columns).await.into_iter().flatten() {
            let (table, name) = column.split_once('.').unwrap();
            // Names come from the schema itself.
            let sql = format!("select count(*) from {table} where cast(\"{name}\" as text) like '%{text}%'");
            let sql = sqlx::AssertSqlSafe(sql);
            let rows: i64 =
                with_pool!(&self.store.read, db => sqlx::query_scalar(sql).fetch_one(db).await).unwrap();
            if rows > 0 {
                found.push(column);
            }
        }
        found
    }

    /// A change that no use of the server makes.
    pub(crate) async fn run(&self, sql: &'static str) {
        with_pool!(&self.store.write, db => sqlx::query(sql).execute(db).await.map(|_| ())).unwrap();
    }
}

/// Writes by themselves, each in a transaction of its own, as no request makes them.
macro_rules! alone {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        impl Store {
            $(pub(crate) async fn $name(&self, $($argument: $type),*) -> super::Result<$result> {
                let mut tx = self.begin().await?;
                let done = tx.$name($($argument),*).await?;
                tx.commit().await?;
                Ok(done)
            })*
        }
    };
}
alone! {
    insert_design(design: &Design, pictures: Pictures<'_>) -> ();
    delete_design(workspace: WorkspaceId, id: DesignId, now: Timestamp) -> bool;
    insert_lead_scorer(scorer: &LeadScorer) -> bool;
    update_lead_scorer(scorer: &LeadScorer) -> ();
    delete_lead_scorer(workspace: WorkspaceId, now: Timestamp) -> bool;
    insert_webhook(webhook: &Webhook) -> bool;
    update_webhook(webhook: &Webhook, status: Option<Status>) -> bool;
    delete_webhook(workspace: WorkspaceId, id: WebhookId, now: Timestamp) -> bool;
}
