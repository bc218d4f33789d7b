//! Programs in other languages that tests run: clients and verifiers that other people wrote.
use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::repository;

/// Runs a Python script below `tests/` with what `tests/requirements.txt` names; gives what it printed.
///
/// # Panics
/// When it fails, with what it said; a missing Python or package fails too, for a test must not pass unread.
#[must_use]
pub fn python(script: &str, arguments: &[impl AsRef<OsStr>], input: &str) -> String {
    run(Command::new(interpreter()).arg(repository().join("tests").join(script)).args(arguments), input)
}

/// Runs a Node script below `tests/`; gives what it printed.
///
/// # Panics
/// When it fails, with what it said.
#[must_use]
pub fn node(script: &str, arguments: &[impl AsRef<OsStr>]) -> String {
    run(Command::new("node").arg(repository().join("tests").join(script)).args(arguments), "")
}

fn run(command: &mut Command, input: &str) -> String {
    let shown = format!("{command:?}");
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => panic!("cannot run {shown}: {error}; `make test` installs what it needs"),
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A script that does not read its input has closed it; it tells by its status whether all is well.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().expect("waiting for a script");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{shown}: {}
{printed}
{errors}",
        output.status
    );
    printed
}

/// `QR_TEST_PYTHON`, else the environment that `make test` sets up.
pub(crate) fn interpreter() -> PathBuf {
    env::var_os("QR_TEST_PYTHON")
        .map_or_else(|| repository().join(".tools/venv/bin/python3"), |path| Path::new(&path).to_owned())
}
