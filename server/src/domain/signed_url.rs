//! Addresses that open one thing for a while without a token: the path and its query are signed, and so is the time until
//! which they count.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

use super::key::{Key, KeyRing};
use super::time::Timestamp;

/// What is signed, so that a signature of another kind never counts here.
const KIND: &[u8] = b"v1";

/// Why an address does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSignature {
    /// It carries none.
    #[error("this address is not signed")]
    Missing,
    /// Its parameters are not those that were handed out.
    #[error("this address lacks a part of its signature")]
    Malformed,
    /// It names a key that is not, or no longer, known.
    #[error("this address was signed with a key that this server does not have")]
    UnknownKey,
    /// The signature is not that of this path and query.
    #[error("this address was changed after it was signed")]
    Invalid,
    /// It counted until a while ago.
    #[error("this address has expired")]
    Expired,
}

/// `path` with its parameters, its end (`exp`, in seconds since 1970), the key's id (`kid`) and the signature (`sig`).
/// Parameters are written as they are: they must need no escaping.
#[must_use]
pub(crate) fn sign(key: &Key, path: &str, params: &[(&str, &str)], exp: i64) -> String {
    let own = [format!("exp={exp}"), format!("kid={}", key.id)];
    let mut pairs: Vec<String> =
        params.iter().map(|(name, value)| format!("{name}={value}")).chain(own).collect();
    pairs.sort();
    let query = pairs.join("&");
    let signature = URL_SAFE_NO_PAD.encode(signature(key, path, &query));
    format!("{path}?{query}&sig={signature}")
}

/// Whether `query` was signed for `path` and counts at `now`; the order of its parameters is free.
pub(crate) fn verify(keys: &KeyRing, path: &str, query: &str, now: Timestamp) -> Result<(), BadSignature> {
    let (signatures, mut pairs): (Vec<&str>, Vec<&str>) =
        query.split('&').partition(|pair| pair.starts_with("sig="));
    let given = match signatures.as_slice() {
        [] => return Err(BadSignature::Missing),
        [one] => one.trim_start_matches("sig="),
        _ => return Err(BadSignature::Malformed),
    };
    let value = |name: &str| pairs.iter().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let (Some(kid), Some(exp)) = (value("kid"), value("exp").and_then(|exp| exp.parse::<i64>().ok())) else {
        return Err(BadSignature::Malformed);
    };
    let given = URL_SAFE_NO_PAD.decode(given).map_err(|_| BadSignature::Malformed)?;
    let key = keys.find(kid).ok_or(BadSignature::UnknownKey)?;
    pairs.sort_unstable();
    let expected = signature(key, path, &pairs.join("&"));
    if !bool::from(expected.as_slice().ct_eq(given.as_slice())) {
        return Err(BadSignature::Invalid);
    }
    if exp <= now.as_seconds() { Err(BadSignature::Expired) } else { Ok(()) }
}

fn signature(key: &Key, path: &str, query: &str) -> [u8; 32] {
    key.mac(&[KIND, path.as_bytes(), query.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::KeyId;

    fn key(byte: u8) -> Key {
        Key { id: KeyId::from_bytes([byte; 16]), secret: [byte; 32] }
    }

    fn ring(bytes: &[u8]) -> KeyRing {
        KeyRing::new(bytes.iter().map(|byte| key(*byte)).collect()).unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn query(url: &str) -> &str {
        url.split_once('?').unwrap().1
    }

    #[test]
    fn a_signed_address_counts_until_its_end() {
        let url = sign(&key(1), "/-/q/a", &[("v", "3")], 1000);
        let plain = format!("/-/q/a?exp=1000&kid={}&v=3&sig=", key(1).id);
        assert!(url.starts_with(&plain), "{url}");
        assert_eq!(verify(&ring(&[1]), "/-/q/a", query(&url), at(999)), Ok(()));
        assert_eq!(verify(&ring(&[1]), "/-/q/a", query(&url), at(1000)), Err(BadSignature::Expired));
        assert_eq!(
            verify(&ring(&[2, 1]), "/-/q/a", query(&url), at(999)),
            Ok(()),
            "an older key still verifies"
        );
        assert_eq!(verify(&ring(&[2]), "/-/q/a", query(&url), at(999)), Err(BadSignature::UnknownKey));
    }

    #[test]
    fn parameters_may_change_places_but_nothing_else() {
        let url = sign(&key(1), "/-/q/a", &[], 1000);
        let mut pairs: Vec<&str> = query(&url).split('&').collect();
        pairs.reverse();
        let verify = |path, query: &str| verify(&ring(&[1]), path, query, at(1));
        assert_eq!(verify("/-/q/a", &pairs.join("&")), Ok(()));
        assert_eq!(verify("/-/q/b", query(&url)), Err(BadSignature::Invalid));
        assert_eq!(verify("/-/q/a", &format!("{}&w=9", query(&url))), Err(BadSignature::Invalid));
        assert_eq!(
            verify("/-/q/a", &query(&url).replace("exp=1000", "exp=2000")),
            Err(BadSignature::Invalid)
        );
        assert_eq!(verify("/-/q/a", &format!("exp=1&{}", query(&url))), Err(BadSignature::Invalid));
    }

    #[test]
    fn what_is_missing_is_told_from_what_is_wrong() {
        let url = sign(&key(1), "/-/q/a", &[], 1000);
        let verify = |query: &str| verify(&ring(&[1]), "/-/q/a", query, at(1));
        assert_eq!(verify(""), Err(BadSignature::Missing));
        assert_eq!(verify(query(&url).rsplit_once('&').unwrap().0), Err(BadSignature::Missing));
        assert_eq!(verify("sig=AA"), Err(BadSignature::Malformed));
        assert_eq!(verify(&format!("{}&sig=AA", query(&url))), Err(BadSignature::Malformed));
        assert_eq!(verify(&query(&url).replace("sig=", "sig=!")), Err(BadSignature::Malformed));
    }
}
