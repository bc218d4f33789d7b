//! Real decoders, run through `decode/decode.py`.

use std::path::PathBuf;

use serde::Deserialize;

use crate::scripts::python;

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
pub fn decode(files: &[PathBuf]) -> Vec<Reading> {
    let printed = python("decode/decode.py", files, "");
    serde_json::from_str(&printed).expect("readings by decode.py")
}

/// Reads one picture by zxing-cpp.
///
/// # Panics
/// As [`decode`], and when the picture cannot be written to a file for it.
#[must_use]
pub fn decode_bytes(png: &[u8]) -> Option<String> {
    let file = tempfile::Builder::new().suffix(".png").tempfile().expect("a file for a picture");
    std::fs::write(file.path(), png).expect("writing a picture");
    decode(&[file.path().to_owned()]).pop().and_then(|reading| reading.zxing)
}
