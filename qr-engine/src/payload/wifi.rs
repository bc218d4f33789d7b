//! `wifi`: access to a wireless network, `WIFI:T:WPA;S:…;P:…;H:true;;`.
//!
//! | field | | |
//! |---|---|---|
//! | `ssid` | required | 1 to 32 bytes in UTF-8 (IEEE 802.11, 9.4.2.2) |
//! | `password` | by `security` | `WPA`: 8 to 63 printable ASCII characters or 64 hexadecimal digits; `WEP`: 5 or 13 characters, 10 or 26 hexadecimal digits; `SAE`: any; `nopass`: none |
//! | `security` | `WPA` with a password, else `nopass` | `WPA` (WPA2 and WPA3 in transition too), `WEP`, `SAE` (WPA3 alone), `WPA2-EAP`, `nopass` |
//! | `hidden` | false | whether the network does not announce itself |
//! | `eapMethod`, `identity`, `anonymousIdentity`, `phase2` | | of `WPA2-EAP`, which Android alone reads; the method is required |
//! | `quoteHex` | true | put an SSID of hexadecimal digits alone between quotation marks, as Android's reader wants: else it takes it for bytes |
//!
//! Source: the form that zxing introduced and Android and iOS read; WPA3 Specification 3.1, section 7.1, for `SAE`.
//! `\`, `;`, `,`, `:` and `"` are escaped by a backslash.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "wifi", "ssid": "Café; bar", "password": "p:a\\ss,word", "hidden": true }))?;
//! assert_eq!(built.text.as_deref(), Some(r"WIFI:T:WPA;S:Café\; bar;P:p\:a\\ss\,word;H:true;;"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::escape::backslash;
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

const SPECIAL: &str = "\\;,:\"";

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let ssid = fields.required("ssid", "the name of the network")?;
    if ssid.len() > 32 {
        return Err(fields.refuse(
            "ssid",
            "payload.length",
            "has more than 32 bytes in UTF-8: no network has such a name",
        ));
    }
    let password = fields.line("password")?;
    let names: &[_] = if password.is_some() {
        &["WPA", "WEP", "SAE", "WPA2-EAP", "nopass"]
    } else {
        &["nopass", "WPA", "WEP", "SAE", "WPA2-EAP"]
    };
    let security = fields.choice("security", names)?;
    check_password(fields, security, password.as_deref())?;

    let is_hex = ssid.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_quoted = is_hex && fields.boolean("quoteHex", true)?;
    let quote = if is_quoted { "\"" } else { "" };
    let mut text = ["WIFI:T:", security, ";S:", quote, &backslash(&ssid, SPECIAL), quote, ";"].concat();
    let mut append = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            text.extend([name, ":", &backslash(value, SPECIAL), ";"]);
        }
    };
    append("P", password.as_deref());
    if security == "WPA2-EAP" {
        append("E", Some(&fields.required("eapMethod", "such as \"PEAP\"")?));
        append("A", fields.line("anonymousIdentity")?.as_deref());
        append("I", fields.line("identity")?.as_deref());
        append("PH2", fields.line("phase2")?.as_deref());
    } else {
        for key in ["eapMethod", "anonymousIdentity", "identity", "phase2"] {
            fields.unwanted(key, "belongs to the security WPA2-EAP: leave it out, or set that")?;
        }
    }
    if fields.boolean("hidden", false)? {
        append("H", Some("true"));
    }
    text.push(';');
    let mut draft = Draft::text(text).sensitive(password.is_some());
    let advice = match security {
        "WEP" => "WEP can be broken within minutes, and new phones refuse it: use WPA",
        "WPA2-EAP" => "only Android reads WPA2-EAP codes",
        "SAE" => "phones without WPA3 cannot join: WPA suits networks that know both",
        _ => "",
    };
    if !advice.is_empty() {
        draft = draft.warn(fields.path("security"), advice);
    }
    if is_quoted {
        let advice = "looks like hexadecimal digits and is quoted for Android; some readers keep the quotation marks: a name with another character in it works everywhere";
        draft = draft.warn(fields.path("ssid"), advice);
    }
    Ok(draft)
}

fn check_password<V: Value>(fields: &Fields<V>, security: &str, password: Option<&str>) -> Result<()> {
    let refuse = |code, message| Err(fields.refuse("password", code, message));
    let Some(password) = password else {
        return match security {
            "nopass" | "WPA2-EAP" => Ok(()),
            _ => refuse("payload.missing", "is missing: give it, or set security to nopass"),
        };
    };
    let is_hex = password.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_printable = password.bytes().all(|byte| (32..=126).contains(&byte));
    match (security, password.len()) {
        ("nopass", _) => {
            refuse("payload.conflict", "is given, and the security is nopass: leave one of them out")
        }
        ("WPA", _) if !is_printable => refuse(
            "payload.characters",
            "may have letters of the English alphabet, digits and ASCII signs alone (IEEE 802.11, J.4)",
        ),
        ("WPA", 64) | ("WEP", 10 | 26) if is_hex => Ok(()),
        ("WPA", 8..=63) => Ok(()),
        ("WPA", _) => refuse("payload.length", "must have 8 to 63 characters, or be 64 hexadecimal digits"),
        ("WEP", 5 | 13) if is_printable => Ok(()),
        ("WEP", _) => {
            refuse("payload.length", "must have 5 or 13 characters, or be 10 or 26 hexadecimal digits")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_every_security() {
        assert_eq!(text(json!({ "type": "wifi", "ssid": "Open" })), "WIFI:T:nopass;S:Open;;");
        assert_eq!(
            text(json!({ "type": "wifi", "ssid": "W", "password": "12345", "security": "WEP" })),
            "WIFI:T:WEP;S:W;P:12345;;"
        );
        assert_eq!(
            text(json!({ "type": "wifi", "ssid": "W3", "password": "ü", "security": "SAE" })),
            "WIFI:T:SAE;S:W3;P:ü;;"
        );
        let eap = json!({ "type": "wifi", "ssid": "Uni", "password": "x", "security": "WPA2-EAP", "eapMethod": "PEAP",
            "anonymousIdentity": "anon@uni", "identity": "ann", "phase2": "MSCHAPV2" });
        assert_eq!(text(eap), "WIFI:T:WPA2-EAP;S:Uni;P:x;E:PEAP;A:anon@uni;I:ann;PH2:MSCHAPV2;;");
    }

    #[test]
    fn quotes_names_of_hexadecimal_digits() {
        let built = build(&json!({ "type": "wifi", "ssid": "ABCD" })).unwrap();
        assert_eq!(
            (built.data.as_str(), built.warnings[0].path.as_str()),
            ("WIFI:T:nopass;S:\"ABCD\";;", "ssid")
        );
        assert_eq!(
            text(json!({ "type": "wifi", "ssid": "ABCD", "quoteHex": false })),
            "WIFI:T:nopass;S:ABCD;;"
        );
        assert_eq!(text(json!({ "type": "wifi", "ssid": "\"ABCD\"" })), "WIFI:T:nopass;S:\\\"ABCD\\\";;");
    }

    #[test]
    fn refuses_what_no_network_has() {
        refused(
            &json!({ "type": "wifi", "ssid": "Net", "password": "12345678" }),
            &[
                ("ssid", json!(null), "payload.missing"),
                ("ssid", json!("é".repeat(17)), "payload.length"),
                ("ssid", json!("a\u{7}"), "payload.characters"),
                ("password", json!("1234567"), "payload.length"),
                ("password", json!("g".repeat(64)), "payload.length"),
                ("password", json!("pässword"), "payload.characters"),
                ("password", json!(12_345_678), "payload.type"),
                ("security", json!("wpa"), "payload.unknown_name"),
                ("hidden", json!("true"), "payload.type"),
                ("identity", json!("ann"), "payload.conflict"),
            ],
        );
        let with = |security: &str| json!({ "type": "wifi", "ssid": "Net", "password": "12345678", "security": security });
        refused(&with("nopass"), &[("password", json!("12345678"), "payload.conflict")]);
        refused(&with("WEP"), &[("password", json!("123456"), "payload.length")]);
        refused(&with("WPA"), &[("password", json!(null), "payload.missing")]);
        refused(&with("WPA2-EAP"), &[("eapMethod", json!(null), "payload.missing")]);
        assert!(build(&json!({ "type": "wifi", "ssid": "Net", "password": "a".repeat(64) })).is_ok());
    }

    proptest::proptest! {
        /// Read back as zxing does: up to the next semicolon without a backslash before it.
        #[test]
        fn names_and_passwords_come_back(ssid in "[!-~é]{1,10}", password in "[ -~]{8,63}") {
            let written = text(json!({ "type": "wifi", "ssid": ssid, "password": password, "quoteHex": false }));
            let mut fields = vec![String::new()];
            let mut characters = written.strip_prefix("WIFI:").unwrap().chars();
            while let Some(character) = characters.next() {
                match character {
                    '\\' => fields.last_mut().unwrap().push(characters.next().unwrap()),
                    ';' => fields.push(String::new()),
                    other => fields.last_mut().unwrap().push(other),
                }
            }
            let expected = ["T:WPA".to_owned(), format!("S:{ssid}"), format!("P:{password}"), String::new(), String::new()];
            proptest::prop_assert_eq!(fields, expected);
        }
    }
}
