//! The real program, `qr-server`, as a process in a folder of its own.
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command as Plain, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::thread;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::wait::PATIENCE;
use crate::{Database, repository};

/// How many lines of its log are shown when a test fails.
const SHOWN: usize = 60;

/// One installation: a folder, a database, an environment.
#[derive(Debug)]
pub struct Program {
    folder: TempDir,
    database: Database,
    environment: Vec<(String, String)>,
}

/// A running server of an installation. Dropped: killed.
#[derive(Debug)]
pub struct Running {
    child: Child,
    base: String,
    log: PathBuf,
}

impl Program {
    /// An installation on this database that nothing was done with yet.
    #[must_use]
    pub fn new(database: Database) -> Self {
        let folder = tempfile::Builder::new().prefix("qr-server-").tempdir().expect("a folder for qr-server");
        Self { folder, database, environment: Vec::new() }
    }

    /// With this variable in the environment of everything that it runs.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With webhooks allowed to go to plain HTTP on 127.0.0.1, where the tests receive them.
    #[must_use]
    pub fn with_local_webhooks(self) -> Self {
        self.with("QR_WEBHOOKS__ALLOW_SUBNETS", "[127.0.0.0/8]").with("QR_WEBHOOKS__ALLOW_HTTP", "true")
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The name of its database, for figures.
    #[must_use]
    pub fn database(&self) -> &'static str {
        self.database.name()
    }

    /// Runs a command to its end.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Plain::new(program());
        command.args(arguments).args(["--database-url", &self.database.url()]);
        command.current_dir(self.folder()).env_clear().envs(self.environment());
        command.stdin(Stdio::null()).output().expect("running qr-server")
    }

    /// Runs a command that has to succeed; gives what it printed, without the end of the last line.
    #[must_use]
    pub fn print(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "qr-server {}: {}\n{errors}", arguments.join(" "), output.status);
        String::from_utf8_lossy(&output.stdout).trim_end_matches(['\r', '\n']).to_owned()
    }

    /// Makes the tables, a workspace with this name, and a token of it.
    #[must_use]
    pub fn set_up(&self, workspace: &str) -> String {
        let _ = self.print(&["migrate"]);
        self.new_workspace(workspace)
    }

    /// Makes a workspace with this name; gives a token of it.
    #[must_use]
    pub fn new_workspace(&self, workspace: &str) -> String {
        let id = self.print(&["workspace", "create", "--name", workspace]);
        self.print(&["token", "create", "--workspace", &id, "--name", "tests"])
    }

    /// Starts the server; returns when it says that it listens.
    ///
    /// # Panics
    /// When it ends or stays silent instead, with its log.
    pub async fn start(&self) -> Running {
        let log = self.folder().join("server.log");
        let errors = File::options().create(true).append(true).open(&log).expect("a log of qr-server");
        let mut command = Command::new(program());
        command.args(["serve", "--listen", "127.0.0.1:0", "--database-url", &self.database.url()]);
        command.current_dir(self.folder()).env_clear().envs(self.environment());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).kill_on_drop(true);
        let mut child = command.spawn().expect("running qr-server");
        let output = child.stdout.take().expect("its output is a pipe");
        let mut lines = BufReader::new(output).lines();
        let said = timeout(PATIENCE, async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(address) = line.strip_prefix("listening on ") {
                    return Some(address.trim_end_matches('/').to_owned());
                }
            }
            None
        });
        match said.await {
            Ok(Some(base)) => Running { child, base, log },
            Ok(None) => panic!("qr-server ended at its start:\n{}", end_of(&log)),
            Err(_) => panic!("qr-server did not listen within {PATIENCE:?}:\n{}", end_of(&log)),
        }
    }

    /// `PATH` and what [`Program::with`] added; nothing of what the tests themselves were started with.
    fn environment(&self) -> impl Iterator<Item = (String, String)> {
        let path = env::var("PATH").unwrap_or_default();
        [("PATH".to_owned(), path)].into_iter().chain(self.environment.iter().cloned())
    }
}

impl Running {
    /// Where it listens, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Its process id.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// What it logged so far (by all servers of the installation).
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it as `kill -9` does, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killing qr-server");
    }

    /// Asks it to stop as a process manager does; gives how it ended.
    pub async fn stop(mut self) -> ExitStatus {
        let process = self.child.id().expect("qr-server still runs");
        let asked = Plain::new("kill").args(["-TERM", &process.to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "cannot signal process {process}");
        match timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => status.expect("waiting for qr-server"),
            Err(_) => panic!("qr-server did not stop within {PATIENCE:?}:\n{}", end_of(&self.log)),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("---- the end of qr-server's log\n{}", end_of(&self.log));
        }
    }
}

fn end_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

/// The program: `QR_SERVER_BIN`, else the one that cargo builds from this source, once for each test process.
///
/// # Panics
/// When cargo cannot build it.
#[must_use]
pub fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        if let Some(named) = env::var_os("QR_SERVER_BIN") {
            return PathBuf::from(named);
        }
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Plain::new(cargo)
            .args(["build", "--quiet", "--locked", "-p", "qr-server", "--bin", "qr-server"])
            .current_dir(repository())
            .status();
        assert!(built.is_ok_and(|status| status.success()), "cargo cannot build qr-server");
        // This test is target/debug/deps/NAME-HASH.
        let test = env::current_exe().expect("the path of this test");
        test.parent().and_then(Path::parent).expect("the folder that cargo builds in").join("qr-server")
    })
}
