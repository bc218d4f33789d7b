//! The one error type of the engine. Every variant names a code for programs, most name the option's path.

use crate::decimal::count;
use std::fmt;

/// Why a design could not be drawn.
///
/// `Display` says what is wrong and how to mend it; [`Error::code`] is stable and meant for programs;
/// [`Error::path`] is the option in the caller's spelling, such as `dotsOptions.gradient.colorStops[1].offset`.
///
/// ```
/// use qr_engine::{Design, Mode};
/// let error = Design::from_json(r#"{"data":"HI","dotsOptions":{"type":"stars"}}"#, Mode::Strict).unwrap_err();
/// assert_eq!(error.code(), "options.unknown_name");
/// assert_eq!(error.path(), Some("dotsOptions.type"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// An option, or a field of a payload, is malformed, of the wrong type, out of range, or names something unknown.
    Options {
        /// Stable code, `options.…` or `payload.…`.
        code: &'static str,
        /// The option's path; `None` when the text as a whole is not JSON, or the payload as a whole is at fault.
        path: Option<String>,
        /// What is wrong, and the fix.
        message: String,
    },
    /// The data does not fit into the symbol (ISO/IEC 18004, table 7).
    Capacity {
        /// Bits that the data takes, headers included.
        needed: usize,
        /// Bits that the symbol holds.
        available: usize,
        /// The version that was asked for; `None` when even version 40 is too small.
        version: Option<u8>,
    },
    /// The central image, or the one behind the symbol, cannot be used.
    Logo {
        /// Stable code, `logo.…`.
        code: &'static str,
        /// The option's path.
        path: &'static str,
        /// What is wrong, and the fix.
        message: String,
    },
    /// The scene cannot be written in the format or size that was asked for.
    Output {
        /// Stable code, `output.…`.
        code: &'static str,
        /// The option's path, when one option is the cause.
        path: Option<String>,
        /// What is wrong, and the fix.
        message: String,
    },
}

/// Shorthand for results of the engine.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Stable code for programs, such as `options.type` or `data.too_long`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Options { code, .. } | Self::Logo { code, .. } | Self::Output { code, .. } => code,
            Self::Capacity { .. } => "data.too_long",
        }
    }

    /// Path of the option at fault, in the caller's spelling.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Options { path, .. } | Self::Output { path, .. } => path.as_deref(),
            Self::Capacity { .. } => Some("data"),
            Self::Logo { path, .. } => Some(path),
        }
    }

    pub(crate) fn option(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Options { code, path: Some(path.into()), message: message.into() }
    }

    /// What `Display` writes, put together without core's formatting, which would weigh on the preview bundle.
    #[must_use]
    pub fn text(&self) -> String {
        let (path, message) = match self {
            Self::Options { path, message, .. } | Self::Output { path, message, .. } => {
                (path.as_deref(), message.as_str())
            }
            Self::Logo { path, message, .. } => (Some(*path), message.as_str()),
            Self::Capacity { needed, available, version } => return capacity(*needed, *available, *version),
        };
        match path {
            Some(path) => [path, ": ", message].concat(),
            None => message.to_owned(),
        }
    }

    pub(crate) fn logo(code: &'static str, message: impl Into<String>) -> Self {
        Self::Logo { code, path: "image", message: message.into() }
    }

    /// The same error, said of another picture than the central one: `option` is the path of the option that names it.
    ///
    /// ```
    /// use qr_engine::logo::Logo;
    /// let error = Logo::from_bytes(b"no image".to_vec()).unwrap_err().of_picture("backgroundOptions.image");
    /// assert_eq!((error.code(), error.path()), ("logo.format", Some("backgroundOptions.image")));
    /// ```
    #[must_use]
    pub fn of_picture(mut self, option: &'static str) -> Self {
        if let Self::Logo { path, .. } = &mut self {
            *path = option;
        }
        self
    }
}

fn capacity(needed: usize, available: usize, version: Option<u8>) -> String {
    let (needed, available) = (count(needed), count(available));
    let (symbol, fix) = if let Some(version) = version {
        let fix = ", lower qrOptions.errorCorrectionLevel, or leave qrOptions.typeNumber at 0";
        (["version ", &count(usize::from(version))].concat(), fix)
    } else {
        ("the largest symbol".to_owned(), " or lower qrOptions.errorCorrectionLevel")
    };
    let shorten = " at this error correction level: shorten the data";
    ["data: needs ", &needed, " bits and ", &symbol, " holds ", &available, shorten, fix].concat()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl std::error::Error for Error {}
