//! `gs1`: a GS1 Digital Link, the address that stands for a product, `https://id.gs1.org/01/{GTIN}/10/{lot}?17=…`.
//!
//! | field | AI | | |
//! |---|---|---|---|
//! | `gtin` | 01 | required | 8, 12, 13 or 14 digits, the last of which checks the others; filled up to 14 |
//! | `variant` | 22 | | consumer product variant, at most 20 characters |
//! | `lot` | 10 | | batch or lot, at most 20 characters |
//! | `serial` | 21 | | serial number, at most 20 characters |
//! | `expiry`, `bestBefore`, `production`, `packaging` | 17, 15, 11, 13 | | `YYYY-MM-DD` |
//! | `netWeight` | 3103 | | kilograms with at most 3 decimals, below 1000 |
//! | `attributes` | | | list of `{ ai, value }` for the rest: `ai` of 2 to 4 digits, `value` of at most 90 characters |
//! | `domain` | | `https://id.gs1.org` | a web address of one's own, with a path if need be |
//!
//! Source: GS1 Digital Link Standard: URI Syntax 1.6, sections 4.4 to 4.11: key qualifiers in the order 22, 10, 21 (4.9), the
//! rest as a query. Values hold the 82 characters of the General Specifications, figure 7.11-1, percent-encoded.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "gs1", "gtin": "9506000134352", "lot": "ABC/1", "expiry": "2026-12-31" }))?;
//! assert_eq!(built.data, "https://id.gs1.org/01/09506000134352/10/ABC%2F1?17=261231");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::check_digits;
use super::checks::date::Date;
use super::checks::escape::percent;
use super::fields::Fields;
use super::url::Address;
use crate::error::Result;
use crate::options::value::Value;

/// What values may hold besides letters and digits.
const SIGNS: &str = "!\"%&'()*+,-./:;<=>?_";

/// AIs that have fields of their own, or are keys: an attribute may not be one of them.
const TAKEN: [&str; 9] = ["01", "10", "11", "13", "15", "17", "21", "22", "3103"];

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let mut path = ["/01/", &gtin(fields)?].concat();
    for (ai, key) in [("/22/", "variant"), ("/10/", "lot"), ("/21/", "serial")] {
        if let Some(value) = fields.short(key, 20)? {
            path.extend([ai, &encoded(fields, key, &value)?]);
        }
    }
    let mut query = Vec::new();
    for (ai, key) in [("11", "production"), ("13", "packaging"), ("15", "bestBefore"), ("17", "expiry")] {
        if let Some(date) = fields.line(key)? {
            let date = fields.checked(key, Date::parse(&date))?;
            query.push([ai, "=", &date.basic()[2..]].concat());
        }
    }
    if let Some(weight) = fields.amount_to("netWeight", 3, 999_999)? {
        let grams = weight.units(3).unwrap_or_default().to_string();
        query.push(["3103=", &"0".repeat(6 - grams.len()), &grams].concat());
    }
    for attribute in fields.list("attributes") {
        let attribute = attribute.object()?;
        let ai = attribute.required("ai", "such as \"3922\"")?;
        if !(2..=4).contains(&ai.len()) || !ai.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(attribute.refuse("ai", "payload.format", "must be 2 to 4 digits"));
        }
        let is_given_twice = query.iter().any(|part| part.split('=').next() == Some(ai.as_str()));
        if TAKEN.contains(&ai.as_str()) || is_given_twice {
            return Err(attribute.refuse(
                "ai",
                "payload.conflict",
                "has a field of its own, or is given twice: use that, or leave it out",
            ));
        }
        let value = attribute.required_short("value", 90, "what the AI says")?;
        query.push([&ai, "=", &encoded(attribute, "value", &value)?].concat());
    }
    let domain = match fields.line("domain")? {
        None => "https://id.gs1.org".to_owned(),
        Some(domain) => {
            let address = fields.checked("domain", Address::parse(&domain, fields.to_ascii()))?;
            if !address.head.starts_with("http") || address.rest.contains(['?', '#', '@']) {
                let message = "must be a web address such as https://example.com, without query or fragment";
                return Err(fields.refuse("domain", "payload.format", message));
            }
            [&address.head, address.rest.trim_end_matches('/')].concat()
        }
    };
    let query = if query.is_empty() { String::new() } else { ["?", &query.join("&")].concat() };
    Ok(Draft::text([domain, path, query].concat()))
}

fn gtin<V: Value>(fields: &Fields<V>) -> Result<String> {
    let given = fields.required("gtin", "such as \"9506000134352\"")?;
    let digits = given.replace([' ', '-'], "");
    if !matches!(digits.len(), 8 | 12 | 13 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fields.refuse("gtin", "payload.format", "must have 8, 12, 13 or 14 digits"));
    }
    let (content, check) = digits.split_at(digits.len() - 1);
    if check != check_digits::gs1(content).to_string() {
        return Err(fields.refuse(
            "gtin",
            "payload.checksum",
            "has a wrong check digit: a digit is mistyped",
        ));
    }
    Ok(["0".repeat(14 - digits.len()), digits].concat())
}

fn encoded<V: Value>(fields: &Fields<V>, key: &str, value: &str) -> Result<String> {
    if value.chars().all(|c| c.is_ascii_alphanumeric() || SIGNS.contains(c)) {
        return Ok(percent(value, ""));
    }
    let message = ["may have letters of the English alphabet, digits and ", SIGNS, " alone"].concat();
    Err(fields.refuse(key, "payload.characters", &message))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_keys_in_order() {
        let product = json!({ "type": "gs1", "gtin": "614141123452", "serial": "S\"1", "variant": "2A", "lot": "L+1", "expiry": "2027-02-28",
            "production": "2026-01-02", "netWeight": 1.5, "attributes": [{ "ai": "3922", "value": "0299" }], "domain": "https://Shop.Example.com/p/" });
        assert_eq!(
            text(product),
            "https://shop.example.com/p/01/00614141123452/22/2A/10/L%2B1/21/S%221?11=260102&17=270228&3103=001500&3922=0299"
        );
        assert_eq!(
            text(json!({ "type": "gs1", "gtin": "96385074" })),
            "https://id.gs1.org/01/00000096385074"
        );
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "gs1", "gtin": "9506000134352" }),
            &[
                ("gtin", json!(null), "payload.missing"),
                ("gtin", json!(9_506_000_134_352_u64), "payload.type"),
                ("gtin", json!("9506000134353"), "payload.checksum"),
                ("gtin", json!("950600013435"), "payload.checksum"),
                ("gtin", json!("95060001"), "payload.checksum"),
                ("gtin", json!("123456789"), "payload.format"),
                ("lot", json!("a".repeat(21)), "payload.length"),
                ("lot", json!("a b"), "payload.characters"),
                ("serial", json!("ü"), "payload.characters"),
                ("expiry", json!("261231"), "payload.format"),
                ("netWeight", json!(1000), "payload.range"),
                ("netWeight", json!(0.0001), "payload.format"),
                ("attributes", json!("3922"), "payload.type"),
                ("domain", json!("https://example.com?a=b"), "payload.format"),
                ("domain", json!("ftp://example.com"), "payload.format"),
            ],
        );
        refused(
            &json!({ "type": "gs1", "gtin": "9506000134352", "attributes": { "ai": "3922", "value": "1" } }),
            &[
                ("attributes.ai", json!("17"), "payload.conflict"),
                ("attributes.ai", json!("x"), "payload.format"),
                ("attributes.value", json!(""), "payload.missing"),
            ],
        );
    }
}
