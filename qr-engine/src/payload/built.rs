//! The outcome: [`Built`], and the draft of it that the kinds make.

use std::fmt;

use super::Kind;
use crate::options::ErrorCorrectionLevel;

/// A finished payload.
#[derive(Clone, PartialEq, Eq)]
pub struct Built {
    /// Which kind it is.
    pub kind: Kind,
    /// What scanners shall read; `None` for bytes that are no text.
    pub text: Option<String>,
    /// What to give as the option `data`. The same as `text`, except that text with letters up to U+00FF and none above,
    /// which that option would write as Latin-1, is spelled here as its UTF-8 bytes, one character each: scanners guess
    /// UTF-8 best, and most kinds demand it. With `qrOptions.eci` give `text` instead, for then the bytes are told.
    pub data: String,
    /// Length of the content in bytes.
    pub bytes: usize,
    /// What the symbol should be like.
    pub symbol: Symbol,
    /// Whether it carries a password or a key: not for logs, and `Debug` hides it.
    pub sensitive: bool,
    /// What is legal and yet likely a mistake, or not understood everywhere.
    pub warnings: Vec<Warning>,
}

/// What a payload wants of the symbol that carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// The error correction level for `qrOptions.errorCorrectionLevel`.
    pub error_correction_level: ErrorCorrectionLevel,
    /// Whether the kind's standard demands that level. If not, it is a suggestion: Q for short content, which leaves room for
    /// a logo, less for long content, whose modules would become too small to scan.
    pub is_required: bool,
    /// The largest version that the kind's standard allows, 1 to 40.
    pub max_version: u8,
}

/// A remark on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The field in the caller's spelling.
    pub path: String,
    /// What may go wrong, and what to do about it.
    pub message: String,
}

impl fmt::Debug for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = if self.sensitive { "(hidden)" } else { &self.data };
        f.debug_struct("Built")
            .field("kind", &self.kind)
            .field("data", &data)
            .field("bytes", &self.bytes)
            .field("symbol", &self.symbol)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// A payload in the making.
pub(super) struct Draft {
    content: Content,
    required: Option<(ErrorCorrectionLevel, u8)>,
    sensitive: bool,
    warnings: Vec<Warning>,
}

enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

impl Draft {
    pub(super) fn text(text: String) -> Self {
        Self { content: Content::Text(text), required: None, sensitive: false, warnings: Vec::new() }
    }

    pub(super) fn bytes(bytes: Vec<u8>) -> Self {
        Self { content: Content::Bytes(bytes), ..Self::text(String::new()) }
    }

    /// The standard demands this level and at most this version.
    pub(super) fn require(mut self, level: ErrorCorrectionLevel, max_version: u8) -> Self {
        self.required = Some((level, max_version));
        self
    }

    pub(super) fn sensitive(mut self, is: bool) -> Self {
        self.sensitive = is;
        self
    }

    pub(super) fn warn(mut self, path: String, message: &str) -> Self {
        self.warnings.push(Warning { path, message: message.to_owned() });
        self
    }

    pub(super) fn finish(self, kind: Kind) -> Built {
        let (text, data, bytes) = match self.content {
            Content::Bytes(bytes) => (None, as_characters(&bytes), bytes.len()),
            Content::Text(text) => {
                let is_latin1 = text.chars().all(|c| u32::from(c) <= 0xff);
                let data = if is_latin1 { as_characters(text.as_bytes()) } else { text.clone() };
                let bytes = text.len();
                (Some(text), data, bytes)
            }
        };
        let (level, max_version) = self.required.unwrap_or((suggestion(bytes), 40));
        let is_required = self.required.is_some();
        let symbol = Symbol { error_correction_level: level, is_required, max_version };
        Built { kind, text, data, bytes, symbol, sensitive: self.sensitive, warnings: self.warnings }
    }
}

fn as_characters(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// Up to version 10 or so at Q, up to about 20 at M: symbols of 60 and 100 modules.
fn suggestion(bytes: usize) -> ErrorCorrectionLevel {
    match bytes {
        0..=151 => ErrorCorrectionLevel::Q,
        152..=666 => ErrorCorrectionLevel::M,
        _ => ErrorCorrectionLevel::L,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_content_is_suggested_a_lower_level() {
        let level = |length| Draft::text("a".repeat(length)).finish(Kind::Text).symbol.error_correction_level;
        assert_eq!(level(10), ErrorCorrectionLevel::Q);
        assert_eq!(level(500), ErrorCorrectionLevel::M);
        assert_eq!(level(1000), ErrorCorrectionLevel::L);
    }
}
