//! Workspace tokens: JWTs (RFC 7519) that only this server verifies.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::id::{TokenId, WorkspaceId};
use super::key::KeyRing;
use super::time::Timestamp;

const ISSUER: &str = "qr-engine";
/// Tokens may be written with this prefix, which secret scanners look for.
const PREFIX: &str = "lbk_";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: WorkspaceId,
    jti: TokenId,
    iat: i64,
}

/// What a valid token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verified {
    /// The token.
    pub(crate) id: TokenId,
    /// The workspace that it opens.
    pub(crate) workspace: WorkspaceId,
}

/// A token of `workspace`, signed with the newest key; HS256, no expiry: tokens end by revocation.
pub(crate) fn issue(
    keys: &KeyRing,
    id: TokenId,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<String, jsonwebtoken::errors::Error> {
    let key = keys.newest();
    let header = Header { kid: Some(key.id.to_string()), ..Header::new(Algorithm::HS256) };
    let claims = Claims { iss: ISSUER.to_owned(), sub: workspace, jti: id, iat: now.as_seconds() };
    encode(&header, &claims, &EncodingKey::from_secret(&key.secret))
}

/// What `token` says, if one of our keys signed it with the one algorithm that we use.
#[must_use]
pub(crate) fn verify(keys: &KeyRing, token: &str) -> Option<Verified> {
    let token = token.strip_prefix(PREFIX).unwrap_or(token);
    let key = keys.find(&decode_header(token).ok()?.kid?)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims(&["iss", "sub"]);
    validation.set_issuer(&[ISSUER]);
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, &DecodingKey::from_secret(&key.secret), &validation).ok()?.claims;
    Some(Verified { id: claims.jti, workspace: claims.sub })
}

/// What is kept of a token: SHA-256 of its text. The text has 256 random bits behind it, so that no slow hash is needed.
#[must_use]
pub(crate) fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.strip_prefix(PREFIX).unwrap_or(token)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::KeyId;
    use crate::domain::key::Key;

    fn ring(secret: u8) -> KeyRing {
        KeyRing::new(vec![Key { id: KeyId::from_bytes([1; 16]), secret: [secret; 32] }]).unwrap()
    }

    #[test]
    fn only_our_own_tokens_are_verified() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let (id, workspace) = (TokenId::new(now), WorkspaceId::new(now));
        let token = issue(&ring(1), id, workspace, now).unwrap();
        assert_eq!(verify(&ring(1), &token), Some(Verified { id, workspace }));
        assert_eq!(verify(&ring(1), &format!("lbk_{token}")), Some(Verified { id, workspace }));
        assert_eq!(hash(&token), hash(&format!("lbk_{token}")));
        assert_eq!(verify(&ring(2), &token), None, "another key");
        // The same claims without a signature.
        let claims = token.split('.').nth(1).unwrap();
        let header =
            URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"none","kid":"{}"}}"#, KeyId::from_bytes([1; 16])));
        assert_eq!(verify(&ring(1), &format!("{header}.{claims}.")), None, "no signature");
        for damaged in ["", "a.b.c", &token[..token.len() - 2]] {
            assert_eq!(verify(&ring(1), damaged), None, "{damaged}");
        }
    }
}
