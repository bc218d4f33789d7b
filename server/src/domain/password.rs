//! Passwords of links: Argon2id (RFC 9106), because people choose them.

use argon2::Argon2;
use argon2::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// Shortest and longest password, in characters.
pub(crate) const LENGTH: std::ops::RangeInclusive<usize> = 4..=200;

/// What is kept of a password, with a salt of its own; takes tens of milliseconds and 19 MiB by design.
pub(crate) fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Whether this is the password that `hash` was made of.
#[must_use]
pub(crate) fn verify(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_by_itself_alone() {
        let kept = hash("correct horse").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(verify(&kept, "correct horse"));
        assert!(!verify(&kept, "correct horse ") && !verify("nonsense", "x"));
        assert_ne!(kept, hash("correct horse").unwrap(), "each has its salt");
    }
}
