//! The headers that prove where a message comes from (Standard Webhooks 1.0.0, "Webhook headers").

use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError,
};

use super::secret::Secret;
use crate::domain::time::Timestamp;

/// Names and values of the three headers, in the order in which they are sent.
pub(crate) type SignatureHeaders = [(&'static str, String); 3];

/// Why a message cannot be signed. Both are faults of the caller, not of the message's receiver.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsignable {
    /// A dot would let one message pass for another (the signed text is `id.seconds.body`), and anything but visible
    /// ASCII is no header.
    #[error("the message id {0:?} has to be visible ASCII without a dot")]
    Id(String),
    /// There is nothing to sign with.
    #[error("the endpoint has no secret")]
    NoSecret,
    /// From the library; it has no cause for it that could arise here.
    #[error("the signature cannot be computed")]
    Library(#[from] WebhookError),
}

/// Signs one try of a message: `at` is the moment of the try, not of the event, because receivers refuse old ones.
///
/// While a secret is being replaced, both are given: the signatures stand side by side and a receiver accepts either.
pub(crate) fn headers(
    id: &str,
    at: Timestamp,
    body: &str,
    secrets: &[Secret],
) -> Result<SignatureHeaders, Unsignable> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.') {
        return Err(Unsignable::Id(id.to_owned()));
    }
    if secrets.is_empty() {
        return Err(Unsignable::NoSecret);
    }
    let seconds = at.as_seconds();
    let sign =
        |secret: &Secret| Webhook::from_bytes(secret.key().to_vec())?.sign(id, seconds, body.as_bytes());
    let signatures = secrets.iter().map(sign).collect::<Result<Vec<_>, _>>()?;
    Ok([
        (HEADER_WEBHOOK_ID, id.to_owned()),
        (HEADER_WEBHOOK_TIMESTAMP, seconds.to_string()),
        (HEADER_WEBHOOK_SIGNATURE, signatures.join(" ")),
    ])
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac};
    use proptest::prelude::*;
    use reqwest::header::{HeaderMap, HeaderValue};
    use sha2::Sha256;

    use super::*;
    use crate::domain::time::Clock;

    const BODY: &str = r#"{"type":"link.scanned","data":{"name":"Zoë"}}"#;

    fn map(headers: &SignatureHeaders) -> HeaderMap {
        headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn secret(fill: u8) -> Secret {
        Secret::from_random([fill; 32])
    }

    /// The example of the standard's reference libraries.
    #[test]
    fn signs_the_published_example() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = Timestamp::from_millis(1_614_265_330_999);
        let signed =
            headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#, &[secret]).unwrap();
        assert_eq!(
            signed,
            [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
                ("webhook-timestamp", "1614265330".to_owned()),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
            ]
        );
    }

    #[test]
    fn a_receiver_with_either_secret_accepts_during_rotation() {
        let signed = headers("msg_1", Clock::system().now(), BODY, &[secret(1), secret(2)]).unwrap();
        for accepted in [secret(1), secret(2)] {
            let receiver = Webhook::new(&accepted.reveal()).unwrap();
            receiver.verify(BODY.as_bytes(), &map(&signed)).unwrap();
        }
        let stranger = Webhook::new(&secret(3).reveal()).unwrap();
        assert!(matches!(
            stranger.verify(BODY.as_bytes(), &map(&signed)),
            Err(WebhookError::InvalidSignature)
        ));
    }

    #[test]
    fn a_changed_body_or_an_old_try_is_refused() {
        let receiver = Webhook::new(&secret(1).reveal()).unwrap();
        let now = Clock::system().now();
        let signed = headers("msg_1", now, BODY, &[secret(1)]).unwrap();
        assert!(receiver.verify(b"{}", &map(&signed)).is_err());
        let old = Timestamp::from_millis(now.as_millis() - 10 * 60 * 1000);
        let signed = headers("msg_1", old, BODY, &[secret(1)]).unwrap();
        let refused = receiver.verify(BODY.as_bytes(), &map(&signed));
        assert!(matches!(refused, Err(WebhookError::TimestampTooOldError)));
    }

    #[test]
    fn an_id_that_could_forge_or_break_headers_is_refused() {
        for id in ["", "a.b", "a b", "a\r\nx: y", "é"] {
            assert!(matches!(
                headers(id, Timestamp::from_millis(0), BODY, &[secret(1)]),
                Err(Unsignable::Id(_))
            ));
        }
        assert!(matches!(headers("a", Timestamp::from_millis(0), BODY, &[]), Err(Unsignable::NoSecret)));
    }

    proptest! {
        /// A second implementation of HMAC-SHA256 over `id.seconds.body` comes to the same signature.
        #[test]
        fn equals_an_independent_computation(
            key: [u8; 32], id in "[a-zA-Z0-9_-]{1,40}", seconds in 0_i64..4_000_000_000, body in ".{0,200}"
        ) {
            use base64::Engine as _;
            let at = Timestamp::from_millis(seconds * 1000);
            let [_, _, (_, signature)] = headers(&id, at, &body, &[Secret::from_random(key)]).unwrap();
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(format!("{id}.{seconds}.{body}").as_bytes());
            let expected = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
            prop_assert_eq!(signature, format!("v1,{expected}"));
        }
    }
}
