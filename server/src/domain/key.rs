//! Keys that sign and hash. Each has a purpose; the newest of a purpose signs, any of them verifies.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::id::KeyId;

/// What a key is for; keys are never used for two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signs workspace tokens.
    Token,
    /// Signs image addresses.
    Image,
    /// Hashes what tells devices apart.
    Device,
}

impl Purpose {
    /// The name in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Image => "image",
            Self::Device => "device",
        }
    }
}

/// 32 random bytes with an id.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// Tells which key signed.
    pub(crate) id: KeyId,
    /// The bytes.
    pub(crate) secret: [u8; 32],
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

impl Key {
    /// HMAC-SHA256 (RFC 2104) of the parts, each preceded by its length, so that no two lists of parts are alike.
    #[must_use]
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes keys of any length: making it cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else { return [0; 32] };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// All keys of one purpose, the newest first; never empty.
#[derive(Debug, Clone)]
pub(crate) struct KeyRing {
    newest: Key,
    older: Vec<Key>,
}

impl KeyRing {
    /// A ring of these keys, the newest first; `None` when there are none.
    #[must_use]
    pub(crate) fn new(keys: Vec<Key>) -> Option<Self> {
        let mut keys = keys.into_iter();
        Some(Self { newest: keys.next()?, older: keys.collect() })
    }

    /// The key that signs.
    #[must_use]
    pub(crate) const fn newest(&self) -> &Key {
        &self.newest
    }

    /// The key with this id.
    #[must_use]
    pub(crate) fn find(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.newest).chain(&self.older).find(|key| key.id.to_string() == id)
    }
}

/// The keys of every purpose.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// Signs workspace tokens.
    pub(crate) token: KeyRing,
    /// Signs image addresses.
    pub(crate) image: KeyRing,
    /// Hashes what tells devices apart.
    pub(crate) device: KeyRing,
}
