//! `epc`: a SEPA credit transfer in euros, known as GiroCode, Stuzza or EPC QR.
//!
//! | field | | |
//! |---|---|---|
//! | `name` | required | who is paid, at most 70 characters |
//! | `iban` | required | their account; check digits are verified |
//! | `bic` | | their bank, needed outside the European Economic Area and in version `001` |
//! | `amount` | | euros, 0.01 to 999999999.99 |
//! | `purpose` | | up to 4 capitals or digits (ISO 20022, such as `CHAR`) |
//! | `reference` or `text` | | a creditor reference (ISO 11649, `RF…`), or up to 140 characters |
//! | `information` | | for who pays, at most 70 characters |
//! | `version` | `002` | `002` or `001` |
//!
//! Source: EPC069-12 version 2.1, section 2.5. UTF-8 (character set 1), lines end with LF, empty lines at the end are left out. The
//! symbol must have level M and at most version 13; with at most 331 bytes it has.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "epc", "name": "Ann Lee", "iban": "DE89 3704 0044 0532 0130 00",
//!     "amount": 12.3, "text": "Invoice 7" }))?;
//! assert_eq!(built.data, "BCD\n002\n1\nSCT\n\nAnn Lee\nDE89370400440532013000\nEUR12.30\n\n\nInvoice 7");
//! assert!(built.symbol.is_required && built.symbol.max_version == 13);
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::iban;
use super::fields::Fields;
use crate::error::Result;
use crate::options::ErrorCorrectionLevel;
use crate::options::value::Value;

const MOST_BYTES: usize = 331;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let version = fields.choice("version", &["002", "001"])?;
    let name = fields.required_short("name", 70, "who is paid")?;
    let account = fields.required("iban", "such as \"DE89 3704 0044 0532 0130 00\"")?;
    let account = fields.checked("iban", iban::parse(&account))?;
    let bic = match fields.line("bic")? {
        Some(bic) => fields.checked("bic", iban::bic(&bic))?,
        None if version == "001" => {
            return Err(fields.refuse("bic", "payload.missing", "is missing: give it, or use version 002"));
        }
        None => String::new(),
    };
    let amount = fields.amount_to("amount", 2, 99_999_999_999)?;
    let amount = amount.map(|amount| ["EUR", &amount.cents()].concat()).unwrap_or_default();
    let purpose = fields.line("purpose")?.unwrap_or_default();
    if purpose.len() > 4 || !purpose.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        return Err(fields.refuse(
            "purpose",
            "payload.format",
            "must be a code of at most 4 capitals or digits, such as CHAR",
        ));
    }
    let reference = match fields.line("reference")? {
        None => String::new(),
        Some(reference) => {
            fields.unwanted("text", "is given beside reference: leave one of them out")?;
            fields.checked("reference", iban::creditor_reference(&reference))?
        }
    };
    let remittance = fields.short("text", 140)?.unwrap_or_default();
    let information = fields.short("information", 70)?.unwrap_or_default();
    let needs_bic = bic.is_empty() && iban::needs_bic(&account);
    let lines = [
        "BCD",
        version,
        "1",
        "SCT",
        &bic,
        &name,
        &account,
        &amount,
        &purpose,
        &reference,
        &remittance,
        &information,
    ];
    let text = lines.join("\n").trim_end_matches('\n').to_owned();
    if text.len() > MOST_BYTES {
        let message = [
            "the whole has ",
            &text.len().to_string(),
            " bytes and may have 331: shorten the name, the text or the information",
        ];
        let longest = if remittance.is_empty() { "name" } else { "text" };
        return Err(fields.refuse(longest, "payload.too_long", &message.concat()));
    }
    let draft = Draft::text(text).require(ErrorCorrectionLevel::M, 13);
    let message = "is missing, and banks want it for accounts outside the European Economic Area";
    Ok(if needs_bic { draft.warn(fields.path("bic"), message) } else { draft })
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_all_fields() {
        let all = json!({ "type": "epc", "version": "001", "name": "Müller & Söhne", "iban": "de89370400440532013000", "bic": "cobadeffxxx", "amount": "0.01",
            "purpose": "CHAR", "reference": "RF18 5390 0754 7034", "information": "Thanks" });
        assert_eq!(
            text(all),
            "BCD\n001\n1\nSCT\nCOBADEFFXXX\nMüller & Söhne\nDE89370400440532013000\nEUR0.01\nCHAR\nRF18539007547034\n\nThanks"
        );
        let swiss = build(&json!({ "type": "epc", "name": "A", "iban": "CH9300762011623852957" })).unwrap();
        assert_eq!(
            (swiss.data.as_str(), swiss.warnings[0].path.as_str()),
            ("BCD\n002\n1\nSCT\n\nA\nCH9300762011623852957", "bic")
        );
    }

    #[test]
    fn refuses_what_banks_do() {
        refused(
            &json!({ "type": "epc", "name": "Ann", "iban": "DE89370400440532013000" }),
            &[
                ("name", json!(null), "payload.missing"),
                ("name", json!("é".repeat(71)), "payload.length"),
                ("name", json!("a\nb"), "payload.characters"),
                ("iban", json!(null), "payload.missing"),
                ("iban", json!("DE89370400440532013001"), "payload.checksum"),
                ("bic", json!("COBA"), "payload.format"),
                ("amount", json!(0), "payload.range"),
                ("amount", json!(1_000_000_000), "payload.range"),
                ("amount", json!("1.234"), "payload.format"),
                ("amount", json!("1,23"), "payload.format"),
                ("amount", json!(true), "payload.type"),
                ("purpose", json!("gift"), "payload.format"),
                ("purpose", json!("GIFTS"), "payload.format"),
                ("reference", json!("RF19539007547034"), "payload.checksum"),
                ("text", json!("a".repeat(141)), "payload.length"),
                ("text", json!("€".repeat(120)), "payload.too_long"),
                ("information", json!("a".repeat(71)), "payload.length"),
                ("version", json!("003"), "payload.unknown_name"),
            ],
        );
        let base = json!({ "type": "epc", "name": "Ann", "iban": "DE89370400440532013000", "reference": "RF18539007547034" });
        refused(&base, &[("text", json!("x"), "payload.conflict")]);
        refused(
            &json!({ "type": "epc", "name": "Ann", "iban": "DE89370400440532013000", "version": "001" }),
            &[("bic", json!(null), "payload.missing")],
        );
    }
}
