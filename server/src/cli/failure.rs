//! What went wrong with one design, in the words that every output of the command line shares.

use std::fmt;
use std::io;
use std::path::Path;

use serde::Serialize;

/// A design that could not be drawn. As JSON: `{code, path, message}`.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    /// A name for programs to branch on.
    pub(super) code: &'static str,
    /// The option at fault, such as `dotsOptions.type`; absent when no single option is.
    pub(super) path: Option<String>,
    /// What is wrong and how to put it right; begins with the option's path when there is one.
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(code: &'static str, path: Option<&str>, message: impl Into<String>) -> Self {
        Self { code, path: path.map(str::to_owned), message: message.into() }
    }

    /// A file that could not be read.
    pub(super) fn reading(file: &Path, error: &io::Error) -> Self {
        Self::new("input.read", None, format!("cannot read {}: {error}", file.display()))
    }

    /// A file or folder that could not be written.
    pub(super) fn writing(target: &Path, error: &io::Error) -> Self {
        Self::new("output.write", None, format!("cannot write {}: {error}", target.display()))
    }
}

impl From<qr_engine::Error> for Failure {
    fn from(error: qr_engine::Error) -> Self {
        Self::new(error.code(), error.path(), error.to_string())
    }
}

/// One line for people. Messages that concern an option already begin with its path.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)
    }
}
