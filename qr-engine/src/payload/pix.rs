//! `pix`: a payment by PIX, Brazil's instant payments ("BR Code").
//!
//! | field | | |
//! |---|---|---|
//! | `key` or `url` | one is required | the receiver's key: CPF or CNPJ (check digits are verified), an address of mail, a phone (`+55…`), or a random key (UUID); or the address of a dynamic charge, without `https://` |
//! | `name` | required | the receiver, at most 25 characters |
//! | `city` | required | at most 15 characters |
//! | `amount` | | reais, 0.01 to 9999999999.99 |
//! | `transactionId` | `***` | 1 to 25 letters and digits; of `key` alone |
//! | `description` | | for who pays; key and description have at most 73 characters together; of `key` alone |
//! | `postalCode` | | at most 10 characters |
//!
//! Source: Banco Central do Brasil, Manual de Padrões para Iniciação do Pix 2.9, 1.5, on EMVCo's objects (see
//! [`emv`](super::emv)): texts are ASCII, so accents are left out.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "pix", "key": "123e4567-e12b-12d1-a456-426655440000",
//!     "name": "Fulano de Tal", "city": "BRASILIA" }))?;
//! assert_eq!(built.data, "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
//!     5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::{check_digits, email, phone};
use super::emv::{self, Objects};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

const GUI: &str = "br.gov.bcb.pix";

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let mut account = Objects::default();
    account.push("00", GUI);
    let url = emv::ascii(fields, "url", 77)?;
    if let Some(url) = &url {
        for key in ["key", "transactionId", "description"] {
            fields
                .unwanted(key, "belongs to a static code, and url to a dynamic one: leave one of them out")?;
        }
        if url.contains("://") || url.contains(' ') || !url.contains(['.', '/']) {
            let message = "must be the charge's address without https://, such as pix.example.com/qr/v2/9d36";
            return Err(fields.refuse("url", "payload.format", message));
        }
        account.push("25", url);
    } else {
        account.push("01", &key(fields)?);
        account.optional("02", emv::ascii(fields, "description", 72)?.as_deref());
    }
    let account = emv::fits(fields, if url.is_some() { "url" } else { "description" }, account)?;
    let transaction = fields.short("transactionId", 25)?.unwrap_or_else(|| "***".to_owned());
    if transaction != "***" && !transaction.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(fields.refuse(
            "transactionId",
            "payload.characters",
            "may have letters and digits alone",
        ));
    }

    let mut objects = Objects::new(url.is_some().then_some(true));
    objects.push("26", &account);
    objects.push("52", "0000");
    objects.push("53", "986");
    objects.optional("54", emv::amount(fields)?.as_deref());
    objects.push("58", "BR");
    objects.push("59", &emv::required_ascii(fields, "name", 25)?);
    objects.push("60", &emv::required_ascii(fields, "city", 15)?);
    objects.optional("61", emv::ascii(fields, "postalCode", 10)?.as_deref());
    let mut additional = Objects::default();
    additional.push("05", &transaction);
    objects.push("62", additional.text());
    Ok(objects.finish())
}

/// The key, as the directory spells it.
fn key<V: Value>(fields: &Fields<V>) -> Result<String> {
    let given = fields.required("key", "or the url of a dynamic charge")?;
    if given.contains('@') {
        let address = fields.checked("key", email::address(&given, None))?.to_ascii_lowercase();
        fields.at_most("key", &address, 77)?;
        if !address.is_ascii() {
            return Err(fields.refuse("key", "payload.characters", "may have ASCII characters alone"));
        }
        return Ok(address);
    }
    if given.starts_with('+') {
        let number = fields.checked("key", phone::e164(&given))?;
        if !number.starts_with("+55") {
            return Err(fields.refuse(
                "key",
                "payload.format",
                "must be a phone in Brazil, which begins with +55",
            ));
        }
        return Ok(number);
    }
    let parts: Vec<&str> = given.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if lengths == [8, 4, 4, 4, 12] && parts.concat().bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(given.to_ascii_lowercase());
    }
    let digits = given.replace(['.', '-', '/', ' '], "");
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        11 if is_number && check_digits::is_cpf(&digits) => Ok(digits),
        14 if is_number && check_digits::is_cnpj(&digits) => Ok(digits),
        11 | 14 if is_number => {
            let message = "has wrong check digits for a CPF or CNPJ; a phone begins with +55";
            Err(fields.refuse("key", "payload.checksum", message))
        }
        _ => {
            let message = "must be a CPF or CNPJ, an address of mail, a phone that begins with +55, or a random key (UUID)";
            Err(fields.refuse("key", "payload.format", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::{Value, json};

    fn payment() -> Value {
        json!({ "type": "pix", "key": "529.982.247-25", "name": "Ann", "city": "Recife" })
    }

    #[test]
    fn writes_static_and_dynamic_codes() {
        let mut all = payment();
        all["amount"] = json!(10);
        all["transactionId"] = json!("A1");
        all["description"] = json!("Lunch");
        let written = text(all);
        assert!(written.starts_with("00020126420014br.gov.bcb.pix0111529982247250205Lunch520400005303986540510.005802BR5903Ann6006Recife62060502A16304"), "{written}");
        let dynamic = text(
            json!({ "type": "pix", "url": "pix.example.com/qr/v2/9d36", "name": "Ann", "city": "Recife" }),
        );
        assert!(
            dynamic.starts_with(
                "00020101021226480014br.gov.bcb.pix2526pix.example.com/qr/v2/9d36520400005303986"
            ),
            "{dynamic}"
        );
        for (key, spelled) in [
            ("11.222.333/0001-81", "011411222333000181"),
            ("Ann@Example.com", "0115ann@example.com"),
            ("+55 11 91234-5678", "0114+5511912345678"),
            ("123E4567-E12B-12D1-A456-426655440000", "0136123e4567-e12b-12d1-a456-426655440000"),
        ] {
            let mut payment = payment();
            payment["key"] = json!(key);
            assert!(text(payment).contains(spelled), "{key}");
        }
    }

    #[test]
    fn refuses_what_banks_do() {
        refused(
            &payment(),
            &[
                ("key", json!(null), "payload.missing"),
                ("key", json!("52998224726"), "payload.checksum"),
                ("key", json!("11222333000182"), "payload.checksum"),
                ("key", json!("+33123456789"), "payload.format"),
                ("key", json!("ann@"), "payload.format"),
                ("key", json!("hello"), "payload.format"),
                ("name", json!("José"), "payload.characters"),
                ("name", json!("a".repeat(26)), "payload.length"),
                ("city", json!(null), "payload.missing"),
                ("amount", json!(0), "payload.range"),
                ("transactionId", json!("a-b"), "payload.characters"),
                ("transactionId", json!("a".repeat(26)), "payload.length"),
                ("description", json!("a".repeat(73)), "payload.length"),
                ("postalCode", json!("12345678901"), "payload.length"),
            ],
        );
        let mut long = payment();
        long["key"] = json!("123e4567-e12b-12d1-a456-426655440000");
        refused(&long, &[("description", json!("a".repeat(42)), "payload.length")]);
        let dynamic =
            json!({ "type": "pix", "url": "pix.example.com/9d36", "name": "Ann", "city": "Recife" });
        refused(
            &dynamic,
            &[
                ("key", json!("52998224725"), "payload.conflict"),
                ("url", json!("https://pix.example.com"), "payload.format"),
            ],
        );
    }
}
