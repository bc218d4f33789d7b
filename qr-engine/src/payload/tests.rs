//! What the tests of all kinds share, and what holds for all kinds.

use super::*;
use serde_json::json;

/// The text of a payload that is accepted.
#[allow(clippy::needless_pass_by_value, reason = "callers write the value in place")]
pub(crate) fn text(value: serde_json::Value) -> String {
    match build(&value) {
        Ok(built) => built.text.unwrap_or(built.data),
        Err(error) => panic!("{value}: {error} ({})", error.code()),
    }
}

/// Each change to `base` (a field and its value) must be refused at that field with that code; a `null` value takes
/// the field away.
pub(crate) fn refused(base: &serde_json::Value, cases: &[(&str, serde_json::Value, &str)]) {
    for (field, wrong, code) in cases {
        let mut value = base.clone();
        let (outer, inner) = field.split_once('.').map_or((*field, None), |(a, b)| (a, Some(b)));
        match inner {
            None => value[outer] = wrong.clone(),
            Some(inner) => value[outer][inner] = wrong.clone(),
        }
        match build(&value) {
            Ok(built) => panic!("accepted {field} = {wrong}: {}", built.data),
            Err(error) => {
                assert_eq!((error.code(), error.path()), (*code, Some(*field)), "{wrong}: {error}");
            }
        }
    }
}

#[test]
fn the_type_is_needed_and_known() {
    let error = |value| build(&value).unwrap_err();
    assert_eq!(error(json!({})).path(), Some("type"));
    assert_eq!(error(json!({})).code(), "payload.missing");
    assert_eq!(error(json!({ "type": 5 })).code(), "payload.type");
    assert_eq!(error(json!({ "type": "fax" })).code(), "payload.unknown_name");
    assert_eq!(error(json!([])).path(), None);
    let inner = build_with(&json!("x"), "payload", None).unwrap_err();
    assert_eq!((inner.code(), inner.path()), ("payload.type", Some("payload")));
}

#[test]
fn what_no_symbol_holds_is_refused() {
    let error = build(&json!({ "type": "text", "text": "a".repeat(2954) })).unwrap_err();
    assert_eq!((error.code(), error.path()), ("payload.too_long", None));
    assert!(build(&json!({ "type": "text", "text": "a".repeat(2953) })).is_ok());
}

#[test]
fn latin_letters_become_utf8() {
    let built = build(&json!({ "type": "text", "text": "é" })).unwrap();
    assert_eq!((built.text.as_deref(), built.data.as_str(), built.bytes), (Some("é"), "\u{c3}\u{a9}", 2));
    let built = build(&json!({ "type": "text", "text": "é€" })).unwrap();
    assert_eq!((built.data.as_str(), built.bytes), ("é€", 5));
}

#[test]
fn secrets_do_not_show() {
    let built =
        build(&json!({ "type": "otp", "account": "ann", "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" }))
            .unwrap();
    assert!(built.sensitive && !format!("{built:?}").contains("JBSW"), "{built:?}");
}

/// Field names of all kinds.
const FIELDS: &str = "text bytes hex url upperCase ssid password security hidden eapMethod identity quoteHex version firstName \
    lastName formattedName organization phone email address birthday note summary start end location description created bare to cc \
    subject body format number message latitude longitude altitude label username action audio account issuer secret method algorithm \
    digits period counter gtin variant lot serial expiry netWeight attributes domain name iban bic amount purpose reference \
    information creditor debtor currency billInformation alternativeSchemes merchantAccounts categoryCode country merchantName \
    merchantCity additionalData more dynamic key city transactionId uen mobile editable nationalId eWallet payee lightning invoice \
    token tokenAmount chainId id value ai type street postalCode";

fn anything() -> impl proptest::strategy::Strategy<Value = serde_json::Value> {
    use proptest::prelude::*;
    let known = prop::sample::select(vec![
        "DE89370400440532013000",
        "CH4431999123000889012",
        "RF18539007547034",
        "+33123456789",
        "ann@example.com",
        "WPA",
        "WEP",
        "2026-12-24",
        "2026-12-24T18:30Z",
        "https://example.com",
        "[",
        "::1]",
        "é",
        "%",
        "1",
        "lnbc1",
        "bc1q",
        "0x",
        "JBSWY3DPEHPK3PXP",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        "\\PC{0,40}".prop_map(serde_json::Value::from),
        "[ -~]{0,40}".prop_map(serde_json::Value::from),
        known.prop_map(serde_json::Value::from),
    ];
    let names = prop::sample::select(FIELDS.split_whitespace().collect::<Vec<_>>());
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::hash_map(names.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever is given, there is an answer, and an error names a code of payloads.
    #[test]
    fn nothing_panics(
        fields in proptest::collection::hash_map(
            proptest::sample::select(FIELDS.split_whitespace().map(str::to_owned).collect::<Vec<_>>()), anything(), 0..12)
    ) {
        for kind in Kind::ALL {
            let mut object: serde_json::Map<_, _> = fields.clone().into_iter().collect();
            object.insert("type".to_owned(), kind.name().into());
            match build(&serde_json::Value::Object(object)) {
                Ok(built) => proptest::prop_assert!(built.bytes > 0 && built.bytes <= 2953),
                Err(error) => proptest::prop_assert!(error.code().starts_with("payload."), "{}", error),
            }
        }
    }

    /// One field at a time, so that the checks behind the first are reached too.
    #[test]
    fn nothing_panics_in_one_field(key in proptest::sample::select(FIELDS.split_whitespace().collect::<Vec<_>>()), value in anything()) {
        for sample in samples() {
            let mut changed = sample.clone();
            changed[key] = value.clone();
            if key != "type" {
                let _ = build(&changed).map_err(|error| assert!(error.code().starts_with("payload."), "{error}"));
            }
        }
    }
}

#[test]
fn there_is_a_sample_of_every_kind_and_each_is_accepted() {
    let kinds: Vec<Kind> = samples().iter().map(|sample| build(sample).unwrap().kind).collect();
    for kind in Kind::ALL {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

/// Lines of `tests/payloads.jsonl`, which the end-to-end test draws and reads back.
fn samples() -> Vec<serde_json::Value> {
    let lines = include_str!("../../tests/payloads.jsonl").lines();
    lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["payload"].clone()).collect()
}
