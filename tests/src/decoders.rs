//! Real decoders, run through `decode/decode.py`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::repository;

/// What the decoders read in one picture.
#[derive(Debug, Deserialize)]
pub struct Reading {
    /// Text read by zxing-cpp.
    pub zxing: Option<String>,
    /// Text read by zbar.
    pub zbar: Option<String>,
}

/// Reads these PNG files; one reading per file, in order.
///
/// # Panics
/// When Python or a decoder is missing, with words that tell how to get it: a test must not pass unread.
#[must_use]
#[allow(clippy::panic, reason = "test harness: the panic is the report")]
pub fn decode(files: &[PathBuf]) -> Vec<Reading> {
    let python = python();
    let script = repository().join("tests/decode/decode.py");
    let output = match Command::new(&python).arg(script).args(files).output() {
        Ok(output) => output,
        Err(error) => panic!("cannot run {}: {error}; `make test` installs it", python.display()),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    match serde_json::from_slice(&output.stdout) {
        Ok(readings) => readings,
        Err(error) => panic!("decode.py printed no readings: {error}"),
    }
}

/// The Python that has the decoders: `QR_TEST_PYTHON`, else the environment that `make test` sets up.
fn python() -> PathBuf {
    env::var_os("QR_TEST_PYTHON")
        .map_or_else(|| repository().join(".tools/venv/bin/python3"), |path| Path::new(&path).to_owned())
}
