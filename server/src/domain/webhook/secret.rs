//! The secret that an endpoint and its receiver share: the key of the signatures.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::domain::time::Timestamp;

/// Bytes in the secrets that are made here.
pub(crate) const BYTES: usize = 32;
/// Bytes that a key may have (Standard Webhooks 1.0.0, "Signature scheme").
const ALLOWED: RangeInclusive<usize> = 24..=64;
const PREFIX: &str = "whsec_";

/// A signing key of 24 to 64 bytes, written as `whsec_` and base64. It is shown by [`Secret::reveal`] alone.
#[derive(Clone)]
pub(crate) struct Secret(Vec<u8>);

/// A secret that was replaced and still signs, so that receivers can be changed in their own time.
#[derive(Debug, Clone)]
pub(crate) struct OldSecret {
    /// The secret.
    pub(crate) secret: Secret,
    /// Until when it signs.
    pub(crate) until: Timestamp,
}

/// Most secrets that sign beside the newest: signatures are a header, and headers have limits.
const MOST_OLD: usize = 3;

/// How long a secret that is replaced goes on signing when nothing is said, and at most.
pub(crate) const USUAL_OVERLAP: Duration = Duration::from_hours(24);
pub(crate) const LONGEST_OVERLAP: Duration = Duration::from_hours(7 * 24);

/// Puts a secret in the place of another, which signs beside it for a while.
pub(crate) fn replace(
    (secret, old): (&mut Secret, &mut Vec<OldSecret>),
    new: Secret,
    overlap: Duration,
    now: Timestamp,
) {
    let before = std::mem::replace(secret, new);
    old.insert(0, OldSecret { secret: before, until: now.after(overlap) });
    old.retain(|old| old.until > now);
    old.truncate(MOST_OLD);
}

/// Why a text is no secret. The text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSecret {
    /// The prefix is missing.
    #[error("begins with {PREFIX}, then the key in base64")]
    Prefix,
    /// What follows the prefix is no padded base64.
    #[error("has no valid base64 after {PREFIX}")]
    Base64,
    /// Too few bytes to be safe, or too many for the standard.
    #[error("holds a key of {0} bytes; it has to have {min} to {max}", min = ALLOWED.start(), max = ALLOWED.end())]
    Length(usize),
}

impl Secret {
    /// The secret whose key is these bytes, which come from a random generator fit for keys.
    #[must_use]
    pub(crate) fn from_random(bytes: [u8; BYTES]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads `whsec_…`.
    pub(crate) fn parse(text: &str) -> Result<Self, BadSecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(BadSecret::Prefix)?;
        let key = STANDARD.decode(encoded).map_err(|_| BadSecret::Base64)?;
        if ALLOWED.contains(&key.len()) { Ok(Self(key)) } else { Err(BadSecret::Length(key.len())) }
    }

    /// The secret in writing: for its owner and for the database, never for a log.
    #[must_use]
    pub(crate) fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// The bytes of the key.
    #[must_use]
    pub(crate) fn key(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({PREFIX}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        let secret = Secret::from_random([7; BYTES]);
        let text = secret.reveal();
        assert_eq!(text, "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        assert_eq!(Secret::parse(&text).unwrap().key(), secret.key());
    }

    #[test]
    fn takes_keys_of_the_standards_lengths_alone() {
        for length in [0, 23, 24, 32, 64, 65, 128] {
            let parsed = Secret::parse(&format!("whsec_{}", STANDARD.encode(vec![1; length])));
            let parsed = parsed.map(|secret| secret.key().len());
            let expected =
                if (24..=64).contains(&length) { Ok(length) } else { Err(BadSecret::Length(length)) };
            assert_eq!(parsed, expected);
        }
        assert_eq!(Secret::parse("").unwrap_err(), BadSecret::Prefix);
        assert_eq!(Secret::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap_err(), BadSecret::Prefix);
        assert_eq!(Secret::parse("whsec_not base64!").unwrap_err(), BadSecret::Base64);
    }

    #[test]
    fn is_not_shown_by_debug() {
        let secret = Secret::from_random([7; BYTES]);
        assert_eq!(format!("{secret:?}"), "Secret(whsec_…)");
    }
}
