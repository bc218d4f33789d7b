//! Secrets as they are kept: those that sign, and those of before that sign beside them for a while.

use serde::{Deserialize, Serialize};

use super::types::{from_json, to_json};
use super::{Result, StoreError};
use crate::domain::time::Timestamp;
use crate::domain::webhook::secret::{OldSecret, Secret};

/// A secret that still signs for a while.
#[derive(Serialize, Deserialize)]
struct OldSecretText {
    secret: String,
    until: i64,
}

/// A secret from its text in `column`. What is wrong with it is said without showing it.
pub(super) fn read(column: &'static str, text: &str) -> Result<Secret> {
    Secret::parse(text).map_err(|bad| StoreError::Corrupt { column, problem: bad.to_string() })
}

/// Secrets that still sign from their text in `column`.
pub(super) fn read_old(column: &'static str, text: &str) -> Result<Vec<OldSecret>> {
    let texts: Vec<OldSecretText> = from_json(column, text)?;
    let old = |old: OldSecretText| {
        Ok(OldSecret { secret: read(column, &old.secret)?, until: Timestamp::from_millis(old.until) })
    };
    texts.into_iter().map(old).collect()
}

/// Secrets that still sign as text.
pub(super) fn write_old(secrets: &[OldSecret]) -> String {
    let write = |old: &OldSecret| OldSecretText { secret: old.secret.reveal(), until: old.until.as_millis() };
    to_json(&secrets.iter().map(write).collect::<Vec<_>>())
}
