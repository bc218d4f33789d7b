//! A PostgreSQL cluster of the tests' own, on a free port of 127.0.0.1, gone when it is dropped.
//!
//! Its programs are found by `QR_TEST_PG_BIN`, `PATH`, `pg_config --bindir`, or where Debian and Homebrew keep them. They
//! refuse to run as root; root's tests run them as the user `postgres`, whom the package made.
use std::env;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use std::sync::{Mutex, PoisonError, Weak};

use tempfile::TempDir;

/// The superuser of the clusters.
const USER: &str = "qr";
/// How often another free port is tried: between finding one and using it somebody else may take it.
const PORTS: usize = 3;

/// How hard the cluster tries to keep what it committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As in production: a commit survives the machine.
    Real,
    /// Without `fsync`: fast, enough where only processes are killed.
    Off,
}

/// A running cluster. It can be stopped and started again on the same port and data.
#[derive(Debug)]
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    account: Option<Account>,
    port: u16,
    durability: Durability,
    databases: AtomicU32,
}

/// The user that root's clusters run as.
#[derive(Debug, Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

impl Postgres {
    /// Makes and starts a cluster.
    ///
    /// # Panics
    /// When PostgreSQL is missing or does not start, with words that tell why.
    #[must_use]
    pub fn start_new(durability: Durability) -> Self {
        let programs = programs();
        let folder =
            tempfile::Builder::new().prefix("qr-postgres-").tempdir().expect("a folder for PostgreSQL");
        let root = fs::metadata("/proc/self").map_or_else(|_| id(&["-u"]) == Some(0), |own| own.uid() == 0);
        let account = root.then(|| match (id(&["-u", "postgres"]), id(&["-g", "postgres"])) {
            (Some(user), Some(group)) => Account { user, group },
            _ => panic!("PostgreSQL does not run as root, and there is no user `postgres` to run it as"),
        });
        if let Some(Account { user, group }) = account {
            chown(folder.path(), Some(user), Some(group)).expect("giving a folder to the user postgres");
        }
        let mut cluster =
            Self { folder, programs, account, port: 0, durability, databases: AtomicU32::new(0) };
        let data = cluster.data();
        let made = cluster.run("initdb", |initdb| {
            initdb.arg("-D").arg(&data).args([
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ])
        });
        assert!(made.status.success(), "initdb: {}", said(&made));
        let mut failure = String::new();
        for _ in 0..PORTS {
            cluster.port = free_port();
            match cluster.try_start() {
                Ok(()) => return cluster,
                Err(message) => failure = message,
            }
        }
        panic!("PostgreSQL does not start: {failure}");
    }

    /// The cluster that tests share which never stop it; started by the first, stopped when the last lets go of it.
    #[must_use]
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::start_new(Durability::Off));
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    /// Makes a database; gives its URL.
    #[must_use]
    pub fn new_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let server = format!("postgres://{USER}@127.0.0.1:{}", self.port);
        create_database(&format!("{server}/postgres"), &format!("test_{number}"));
        format!("{server}/test_{number}")
    }

    /// Stops at once, as a crash would: connections break, and the next start recovers from the log.
    pub fn stop(&self) {
        let stopped = self.control(&["-m", "immediate", "-w", "stop"]);
        assert!(stopped.status.success(), "pg_ctl stop: {}", said(&stopped));
    }

    /// Starts again after [`Postgres::stop`], on the same port.
    pub fn start(&self) {
        if let Err(message) = self.try_start() {
            panic!("PostgreSQL does not start again: {message}");
        }
    }

    fn try_start(&self) -> Result<(), String> {
        let log = self.folder.path().join("log");
        let mut options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100",
            self.port
        );
        if self.durability == Durability::Off {
            options.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        }
        let started =
            self.control(&["-w", "-t", "60", "-l", &log.to_string_lossy(), "-o", &options, "start"]);
        if started.status.success() {
            return Ok(());
        }
        Err(format!("{}\n{}", said(&started), fs::read_to_string(log).unwrap_or_default()))
    }

    fn control(&self, arguments: &[&str]) -> Output {
        let data = self.data();
        self.run("pg_ctl", |pg_ctl| pg_ctl.arg("-D").arg(&data).args(arguments))
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs one of the programs in the cluster's folder, as the cluster's user.
    fn run(&self, program: &str, arguments: impl FnOnce(&mut Command) -> &mut Command) -> Output {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).env("LC_ALL", "C");
        if let Some(account) = self.account {
            command.uid(account.user).gid(account.group).env("HOME", self.folder.path());
        }
        // The server that pg_ctl starts inherits its output: into a file, as a pipe would stay open as long as it runs.
        let report = self.folder.path().join(format!("{program}.out"));
        let out = fs::File::create(&report).expect("a file for a program's output");
        let err = out.try_clone().expect("the same file once more");
        match arguments(&mut command).stdout(out).stderr(err).status() {
            Ok(status) => {
                Output { status, stdout: fs::read(&report).unwrap_or_default(), stderr: Vec::new() }
            }
            Err(error) => panic!("cannot run {program}: {error}"),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may have been stopped before; its folder goes either way.
        let _ = self.control(&["-m", "immediate", "-w", "stop"]);
    }
}

/// Makes the database `name` on the server that `url` names.
pub(crate) fn create_database(url: &str, name: &str) {
    sql(url, &format!("create database {name}"));
}

/// Removes the database `name` of the server that `url` names, whoever still uses it.
pub(crate) fn drop_database(url: &str, name: &str) {
    sql(url, &format!("drop database if exists {name} with (force)"));
}

fn sql(url: &str, statement: &str) {
    // Where a distribution links single programs into a common folder, psql may be in another one than initdb.
    let beside = programs().join("psql");
    let psql = if beside.is_file() { beside } else { PathBuf::from("psql") };
    match Command::new(&psql).args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]).output()
    {
        Ok(ran) => assert!(ran.status.success(), "{statement}: {}", said(&ran)),
        Err(error) => panic!("cannot run {}: {error}", psql.display()),
    }
}

fn programs() -> PathBuf {
    let named = env::var_os("QR_TEST_PG_BIN").map(PathBuf::from);
    let on_path = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|ran| PathBuf::from(String::from_utf8_lossy(&ran.stdout).trim()));
    let installed =
        ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].into_iter().flat_map(|parent| {
            let versions = fs::read_dir(parent).into_iter().flatten().flatten();
            let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
            folders.sort();
            folders.into_iter().rev()
        });
    let mut folders = named.into_iter().chain(on_path).chain(configured).chain(installed);
    let whole = |folder: &PathBuf| ["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file());
    folders.find(whole).unwrap_or_else(|| {
        panic!("PostgreSQL's initdb and pg_ctl are in no folder that is known; `make test` installs them, or name theirs by QR_TEST_PG_BIN")
    })
}

fn id(arguments: &[&str]) -> Option<u32> {
    let ran = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8_lossy(&ran.stdout).trim().parse().ok()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("the port's address").port()
}

fn said(ran: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_keeps_its_databases_over_a_crash_and_leaves_nothing_behind() {
        let cluster = Postgres::start_new(Durability::Real);
        let url = cluster.new_database();
        sql(&url, "create table kept (value text); insert into kept values ('yes')");
        cluster.stop();
        cluster.start();
        sql(&url, "do $$ begin assert (select value from kept) = 'yes'; end $$");
        let folder = cluster.folder.path().to_owned();
        drop(cluster);
        assert!(!folder.exists());
    }
}
