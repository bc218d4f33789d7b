//! `swissQrBill`: the payment part of a Swiss QR-bill.
//!
//! | field | | |
//! |---|---|---|
//! | `iban` | required | an account in Switzerland or Liechtenstein; a QR-IBAN (institution 30000 to 31999) needs a QR reference |
//! | `creditor` | required | `{ name, street, houseNumber, postalCode, city, country }`: at most 70, 70, 16, 16, 35 characters, and two letters; name, postal code, city and country are required |
//! | `debtor` | | the same |
//! | `amount` | | 0.01 to 999999999.99 |
//! | `currency` | `CHF` | `CHF` or `EUR` |
//! | `reference` | by the account | 27 digits with check digit (QR reference; shorter ones are filled up), or a creditor reference (ISO 11649) |
//! | `message` | | at most 140 characters, together with `billInformation` |
//! | `billInformation` | | for the payer's software, such as `//S1/…` |
//! | `alternativeSchemes` | | at most two lines of 100 characters |
//!
//! Source: SIX, Swiss Implementation Guidelines for the QR-bill 2.3, sections 3 and 4. Addresses are structured (type S): the
//! combined form may no longer be used. UTF-8 without an ECI, lines end with CRLF, the characters are those of 4.1.1.
//! The symbol must have level M and at most version 25, is printed 46 mm wide, and bears the Swiss cross, 7 mm wide, in its middle.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "swissQrBill", "iban": "CH58 0079 1123 0008 8901 2", "amount": "49.9",
//!     "creditor": { "name": "Ann Lee", "street": "Rue du Lac", "houseNumber": "1", "postalCode": "2501", "city": "Biel", "country": "CH" } }))?;
//! assert!(built.data.starts_with("SPC\r\n0200\r\n1\r\nCH5800791123000889012\r\nS\r\nAnn Lee\r\nRue du Lac\r\n1\r\n2501\r\nBiel\r\nCH\r\n"));
//! assert!(built.data.ends_with("\r\n49.90\r\nCHF\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nNON\r\n\r\n\r\nEPD"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::{check_digits, iban};
use super::fields::Fields;
use crate::error::Result;
use crate::options::ErrorCorrectionLevel;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let account = fields.required("iban", "such as \"CH58 0079 1123 0008 8901 2\"")?;
    let account = fields.checked("iban", iban::parse(&account))?;
    if !account.starts_with("CH") && !account.starts_with("LI") {
        return Err(fields.refuse(
            "iban",
            "payload.format",
            "must begin with CH or LI: QR-bills are for accounts there",
        ));
    }
    let creditor = fields.required_group("creditor", "with name, postalCode, city and country")?;
    let creditor = person(&creditor)?;
    let debtor = match fields.group("debtor")? {
        Some(debtor) => person(&debtor)?,
        None => Default::default(),
    };
    let amount =
        fields.amount_to("amount", 2, 99_999_999_999)?.map(|amount| amount.cents()).unwrap_or_default();
    let currency = fields.choice("currency", &["CHF", "EUR"])?;
    let (kind, reference) = reference(fields, &account)?;
    let message = latin(fields, "message", 140)?;
    let bill = latin(fields, "billInformation", 140)?;
    if message.chars().count() + bill.chars().count() > 140 {
        return Err(fields.refuse(
            "billInformation",
            "payload.length",
            "has, together with message, more than 140 characters: shorten one",
        ));
    }
    let mut schemes = Vec::new();
    for scheme in fields.list("alternativeSchemes") {
        let text = scheme.only_text()?;
        scheme.fields().at_most("", &text, 100)?;
        characters(scheme.fields(), "", &text)?;
        schemes.push(text);
    }
    if schemes.len() > 2 {
        return Err(fields.refuse(
            "alternativeSchemes",
            "payload.length",
            "may be two at most: take one out",
        ));
    }

    let mut lines = vec!["SPC", "0200", "1", &account];
    lines.extend(creditor.iter().map(String::as_str));
    // The ultimate creditor: reserved for later, its seven lines stay empty.
    lines.extend([""; 7]);
    lines.extend([amount.as_str(), currency]);
    lines.extend(debtor.iter().map(String::as_str));
    lines.extend([kind, &reference, &message, "EPD"]);
    if !bill.is_empty() || !schemes.is_empty() {
        lines.push(&bill);
    }
    lines.extend(schemes.iter().map(String::as_str));
    let text = lines.join("\r\n");
    if text.len() > 997 {
        let message =
            ["the whole has ", &text.len().to_string(), " bytes and may have 997: shorten the message"];
        return Err(fields.refuse("message", "payload.too_long", &message.concat()));
    }
    Ok(Draft::text(text).require(ErrorCorrectionLevel::M, 25))
}

/// The seven lines of a creditor or debtor.
fn person<V: Value>(fields: &Fields<V>) -> Result<[String; 7]> {
    let optional = |key, most| latin(fields, key, most);
    let required = |key, most| match latin(fields, key, most) {
        Ok(text) if text.is_empty() => {
            Err(fields.refuse(key, "payload.missing", "is missing: the address needs it"))
        }
        other => other,
    };
    let (name, street, house) =
        (required("name", 70)?, optional("street", 70)?, optional("houseNumber", 16)?);
    let (code, city, country) = (required("postalCode", 16)?, required("city", 35)?, required("country", 2)?);
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(fields.refuse(
            "country",
            "payload.format",
            "must be two capitals such as CH (ISO 3166-1)",
        ));
    }
    Ok(["S".to_owned(), name, street, house, code, city, country])
}

/// The type of the reference and the reference.
fn reference<V: Value>(fields: &Fields<V>, account: &str) -> Result<(&'static str, String)> {
    let given = fields.line("reference")?.map(|reference| reference.replace(' ', ""));
    let is_qr_iban = matches!(account.get(4..6), Some("30" | "31"));
    let refuse = |code, message| Err(fields.refuse("reference", code, message));
    match (given, is_qr_iban) {
        (None, false) => Ok(("NON", String::new())),
        (None, true) => refuse("payload.missing", "is missing: a QR-IBAN needs a QR reference of 27 digits"),
        (Some(reference), true) => {
            if reference.len() > 27 || !reference.bytes().all(|byte| byte.is_ascii_digit()) {
                return refuse(
                    "payload.format",
                    "must be a QR reference of at most 27 digits, for the account is a QR-IBAN",
                );
            }
            let reference = ["0".repeat(27 - reference.len()), reference].concat();
            if reference.bytes().all(|byte| byte == b'0') {
                return refuse("payload.format", "must not be zeros alone");
            }
            let (content, check) = reference.split_at(26);
            if check != check_digits::mod_10_recursive(content).to_string() {
                return refuse("payload.checksum", "has a wrong check digit: a digit is mistyped");
            }
            Ok(("QRR", reference))
        }
        (Some(reference), false) if reference.bytes().all(|byte| byte.is_ascii_digit()) => refuse(
            "payload.conflict",
            "looks like a QR reference, which needs a QR-IBAN: give that as iban, or a reference that begins with RF",
        ),
        (Some(reference), false) => {
            Ok(("SCOR", fields.checked("reference", iban::creditor_reference(&reference))?))
        }
    }
}

/// Text of the characters that a QR-bill may hold; empty when absent.
fn latin<V: Value>(fields: &Fields<V>, key: &str, most: usize) -> Result<String> {
    let text = fields.short(key, most)?.unwrap_or_default();
    characters(fields, key, &text)?;
    Ok(text)
}

/// Basic Latin, Latin-1 Supplement, Latin Extended-A, Ș ș Ț ț and €.
fn characters<V: Value>(fields: &Fields<V>, key: &str, text: &str) -> Result<()> {
    let is_known = |c| matches!(c, ' '..='~' | '\u{a0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '€');
    match text.chars().find(|&c| !is_known(c)) {
        None => Ok(()),
        Some(foreign) => {
            let message =
                ["holds \"", &String::from(foreign), "\", which QR-bills may not: spell it in Latin letters"];
            Err(fields.refuse(key, "payload.characters", &message.concat()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::{Value, json};

    fn bill() -> Value {
        json!({ "type": "swissQrBill", "iban": "CH58 0079 1123 0008 8901 2",
            "creditor": { "name": "Robert Schneider AG", "street": "Rue du Lac", "houseNumber": "1268", "postalCode": "2501", "city": "Biel", "country": "CH" } })
    }

    #[test]
    fn writes_all_lines() {
        let mut all = bill();
        all["iban"] = json!("CH4431999123000889012");
        all["amount"] = json!(1949.75);
        all["currency"] = json!("EUR");
        all["debtor"] = json!({ "name": "Pia Rutschmann-Schnyder", "street": "Grosse Marktgasse", "houseNumber": "28", "postalCode": "9400", "city": "Rorschach", "country": "CH" });
        all["reference"] = json!("21 00000 00003 13947 14300 09017");
        all["message"] = json!("Order of 15 June");
        all["billInformation"] = json!("//S1/10/10201409");
        all["alternativeSchemes"] = json!(["Name AV1: UV;UltraPay005;12345"]);
        let lines = [
            "SPC",
            "0200",
            "1",
            "CH4431999123000889012",
            "S",
            "Robert Schneider AG",
            "Rue du Lac",
            "1268",
            "2501",
            "Biel",
            "CH",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "1949.75",
            "EUR",
            "S",
            "Pia Rutschmann-Schnyder",
            "Grosse Marktgasse",
            "28",
            "9400",
            "Rorschach",
            "CH",
            "QRR",
            "210000000003139471430009017",
            "Order of 15 June",
            "EPD",
            "//S1/10/10201409",
            "Name AV1: UV;UltraPay005;12345",
        ];
        assert_eq!(text(all.clone()), lines.join("\r\n"));
        all["iban"] = json!("CH5800791123000889012");
        all["reference"] = json!("RF18 5390 0754 7034");
        assert!(text(all).contains("\r\nSCOR\r\nRF18539007547034\r\n"));
        assert_eq!(build(&bill()).unwrap().symbol.max_version, 25);
    }

    #[test]
    fn refuses_what_banks_do() {
        let long = "a".repeat(71);
        refused(
            &bill(),
            &[
                ("iban", json!("DE89370400440532013000"), "payload.format"),
                ("iban", json!("CH44"), "payload.format"),
                ("creditor", json!(null), "payload.missing"),
                ("creditor.name", json!(long), "payload.length"),
                ("creditor.name", json!("Ж"), "payload.characters"),
                ("creditor.city", json!(""), "payload.missing"),
                ("creditor.country", json!("ch"), "payload.format"),
                ("creditor.country", json!("CHE"), "payload.length"),
                ("debtor", json!("Ann"), "payload.type"),
                ("amount", json!(0), "payload.range"),
                ("currency", json!("USD"), "payload.unknown_name"),
                ("reference", json!("210000000003139471430009017"), "payload.conflict"),
                ("reference", json!("RF19539007547034"), "payload.checksum"),
                ("message", json!("a".repeat(141)), "payload.length"),
                ("alternativeSchemes", json!(["a", "b", "c"]), "payload.length"),
                ("alternativeSchemes", json!("a".repeat(101)), "payload.length"),
            ],
        );
        let mut qr = bill();
        qr["iban"] = json!("CH4431999123000889012");
        refused(
            &qr,
            &[
                ("reference", json!(null), "payload.missing"),
                ("reference", json!("210000000003139471430009018"), "payload.checksum"),
                ("reference", json!("RF18539007547034"), "payload.format"),
                ("reference", json!("0"), "payload.format"),
            ],
        );
        let mut both = bill();
        both["message"] = json!("a".repeat(100));
        refused(&both, &[("billInformation", json!("b".repeat(41)), "payload.length")]);
    }
}
