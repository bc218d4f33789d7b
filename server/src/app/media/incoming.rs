//! A file on its way in: counted, hashed and looked at as it passes, so that none is read twice or held whole.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{Problem, sniff};
use crate::domain::link::hexadecimal;
use crate::domain::media::{Format, HEAD, Kind};
use crate::files::Writing;

/// A file on its way in.
#[derive(Debug)]
pub(crate) struct Incoming {
    writing: Writing,
    key: String,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
    most: Option<u64>,
}

/// A file that came whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// Where it lies for now.
    pub(crate) key: String,
    /// SHA-256 of its bytes.
    pub(crate) sha256: String,
    /// Its length in bytes.
    pub(crate) size: u64,
    /// What its bytes are; `None` for what the library does not take.
    pub(crate) format: Option<Format>,
    /// Whether its room was set aside when it was announced.
    pub(crate) announced: bool,
}

impl Incoming {
    pub(super) fn new(writing: Writing, key: String, most: Option<u64>) -> Self {
        Self { writing, key, hash: Sha256::new(), size: 0, head: Vec::new(), most }
    }

    /// Takes its next bytes.
    pub(crate) async fn put(&mut self, bytes: Bytes) -> Result<(), Problem> {
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.size += bytes.len() as u64;
        let (most, kind) = self.most();
        if self.size > most {
            return Err(Problem::TooLarge(most, kind));
        }
        self.hash.update(&bytes);
        Ok(self.writing.put(bytes).await?)
    }

    /// How many bytes it may have, as far as is known by now.
    fn most(&self) -> (u64, Option<Kind>) {
        match (self.most, sniff(&self.head)) {
            (Some(most), _) => (most, None),
            (None, Some(format)) => (format.kind().most(), Some(format.kind())),
            // What is unknown after this many bytes is not taken anyway.
            (None, None) if self.head.len() == HEAD => (HEAD as u64, None),
            (None, None) => (Kind::Video.most(), None),
        }
    }

    /// Ends it.
    pub(crate) async fn finish(self) -> Result<Arrived, Problem> {
        if self.size == 0 {
            self.writing.abandon().await;
            return Err(Problem::Empty);
        }
        self.writing.finish().await?;
        let sha256 = hexadecimal(&self.hash.finalize());
        Ok(Arrived { key: self.key, sha256, size: self.size, format: sniff(&self.head), announced: false })
    }

    /// Gives it up: nothing of it stays.
    pub(crate) async fn abandon(self) {
        self.writing.abandon().await;
    }
}
