//! Checks that several kinds share. They know no fields: what is wrong comes back as a [`Fault`] and gets its path from
//! the caller.

pub(super) mod base58;
pub(super) mod bech32;
pub(super) mod check_digits;
pub(super) mod date;
pub(super) mod decimal;
pub(super) mod email;
pub(super) mod escape;
pub(super) mod host;
pub(super) mod iban;
pub(super) mod phone;

/// What is wrong with a value, and the fix.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(super) fn format(message: &str) -> Self {
        Self::new("payload.format", message)
    }

    pub(super) fn checksum(message: &str) -> Self {
        Self::new("payload.checksum", message)
    }
}

pub(super) type Checked<T> = Result<T, Fault>;
