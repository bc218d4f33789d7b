//! `otp`: a key for an authenticator app, `otpauth://totp/…`.
//!
//! | field | | |
//! |---|---|---|
//! | `account` | required | whose key it is, such as an address of mail; no colon |
//! | `issuer` | | the service; no colon |
//! | `secret` | required | Base32 (RFC 4648, 6) of at least 10 bytes; spaces, hyphens, small letters and padding are put right |
//! | `method` | `totp` | `totp` (RFC 6238) or `hotp` (RFC 4226) |
//! | `algorithm` | `SHA1` | `SHA1`, `SHA256`, `SHA512` |
//! | `digits` | 6 | 6, 7 or 8 |
//! | `period` | 30 | seconds, 1 to 3600, of `totp` |
//! | `counter` | 0 | of `hotp` |
//!
//! Source: the Key URI format of Google Authenticator. Defaults are not written: some apps refuse an `algorithm` that they
//! need not know. The secret never appears in messages, and [`Built::sensitive`](super::Built::sensitive) is set.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "otp", "issuer": "Example Co", "account": "ann@example.com",
//!     "secret": "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", "digits": 8 }))?;
//! assert_eq!(built.data, "otpauth://totp/Example%20Co:ann@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example%20Co&digits=8");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::escape::{percent, query};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let account = fields.required("account", "such as \"ann@example.com\"")?;
    let issuer = fields.line("issuer")?;
    for (key, text) in [("account", Some(&account)), ("issuer", issuer.as_ref())] {
        if text.is_some_and(|text| text.contains(':')) {
            let message = "may hold no colon, which separates issuer and account: take it out";
            return Err(fields.refuse(key, "payload.characters", message));
        }
    }
    let secret = secret(fields)?;
    let method = fields.choice("method", &["totp", "hotp"])?;
    let algorithm = fields.choice("algorithm", &["SHA1", "SHA256", "SHA512"])?;
    let digits = fields.whole("digits", 6, 8)?.filter(|digits| *digits != 6).map(|digits| digits.to_string());
    let (mut period, mut counter) = (None, None);
    if method == "totp" {
        fields.unwanted("counter", "belongs to the method hotp: leave it out, or set that")?;
        period =
            fields.whole("period", 1, 3600)?.filter(|period| *period != 30).map(|period| period.to_string());
    } else {
        fields.unwanted("period", "belongs to the method totp: leave it out, or set that")?;
        // The one field that the format demands of hotp even at its default.
        counter = Some(fields.whole("counter", 0, 1 << 53)?.unwrap_or(0).to_string());
    }
    let label = issuer.as_deref().map(|issuer| [&percent(issuer, ""), ":"].concat()).unwrap_or_default();
    let parts = [
        ("secret", Some(secret.as_str())),
        ("issuer", issuer.as_deref()),
        ("algorithm", Some(algorithm).filter(|algorithm| *algorithm != "SHA1")),
        ("digits", digits.as_deref()),
        ("period", period.as_deref()),
        ("counter", counter.as_deref()),
    ];
    let mut draft = Draft::text(
        ["otpauth://", method, "/", &label, &percent(&account, "@"), &query(&parts, "@")].concat(),
    )
    .sensitive(true);
    if secret.len() < 26 {
        let message = "has fewer than the 128 bits that RFC 4226 demands: use one of 32 characters";
        draft = draft.warn(fields.path("secret"), message);
    }
    if algorithm != "SHA1" || digits.is_some() || period.is_some() {
        let message = "is written with other settings than SHA1, 6 digits and 30 seconds, which several apps ignore: try yours";
        draft = draft.warn(fields.path("type"), message);
    }
    Ok(draft)
}

/// The key in capitals without padding.
fn secret<V: Value>(fields: &Fields<V>) -> Result<String> {
    let given = fields.required("secret", "the key in Base32")?;
    let secret = given.replace([' ', '-'], "").to_ascii_uppercase();
    let secret = secret.trim_end_matches('=');
    if !secret.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte)) {
        let message = "must be Base32: letters and the digits 2 to 7 (0, 1, 8 and 9 do not occur)";
        return Err(fields.refuse("secret", "payload.characters", message));
    }
    if matches!(secret.len() % 8, 1 | 3 | 6) {
        return Err(fields.refuse(
            "secret",
            "payload.length",
            "is no whole number of bytes: characters are missing",
        ));
    }
    if secret.len() < 16 {
        return Err(fields.refuse(
            "secret",
            "payload.length",
            "must have at least 16 characters, which are 10 bytes",
        ));
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    #[test]
    fn writes_both_methods() {
        assert_eq!(
            text(json!({ "type": "otp", "account": "ann", "secret": SECRET })),
            format!("otpauth://totp/ann?secret={SECRET}")
        );
        let all = json!({ "type": "otp", "account": "a b", "issuer": "Ö&Co", "secret": SECRET, "algorithm": "SHA256", "digits": 7, "period": 60 });
        assert_eq!(
            text(all),
            format!(
                "otpauth://totp/%C3%96%26Co:a%20b?secret={SECRET}&issuer=%C3%96%26Co&algorithm=SHA256&digits=7&period=60"
            )
        );
        let hotp = json!({ "type": "otp", "account": "ann", "secret": SECRET, "method": "hotp" });
        assert_eq!(text(hotp), format!("otpauth://hotp/ann?secret={SECRET}&counter=0"));
        assert_eq!(
            build(&json!({ "type": "otp", "account": "ann", "secret": &SECRET[..16] })).unwrap().warnings[0]
                .path,
            "secret"
        );
    }

    #[test]
    fn refuses_what_is_off_without_telling_the_secret() {
        refused(
            &json!({ "type": "otp", "account": "ann", "secret": SECRET }),
            &[
                ("account", json!(null), "payload.missing"),
                ("account", json!("a:b"), "payload.characters"),
                ("issuer", json!("a:b"), "payload.characters"),
                ("secret", json!(null), "payload.missing"),
                ("secret", json!("JBSWY3DPEHPK3PX1"), "payload.characters"),
                ("secret", json!("JBSWY3DPEHPK3PXPJ"), "payload.length"),
                ("secret", json!("JBSWY3DP"), "payload.length"),
                ("method", json!("sotp"), "payload.unknown_name"),
                ("algorithm", json!("MD5"), "payload.unknown_name"),
                ("digits", json!(5), "payload.range"),
                ("digits", json!(6.5), "payload.range"),
                ("digits", json!("6"), "payload.type"),
                ("period", json!(0), "payload.range"),
                ("counter", json!(0), "payload.conflict"),
            ],
        );
        refused(
            &json!({ "type": "otp", "account": "a", "secret": SECRET, "method": "hotp" }),
            &[("period", json!(30), "payload.conflict"), ("counter", json!(-1), "payload.range")],
        );
        let error =
            build(&json!({ "type": "otp", "account": "a", "secret": "TOPSECRETTOPSECRET1" })).unwrap_err();
        assert!(!error.to_string().contains("TOPSECRET"), "{error}");
    }
}
