//! `emv`: a merchant-presented payment of EMVCo, on which national schemes build (DuitNow, QRIS, VietQR, FPS and others).
//! PIX, PayNow and PromptPay have kinds of their own.
//!
//! | field | id | | |
//! |---|---|---|---|
//! | `dynamic` | 01 | absent | false writes 11 (the code is for many payments), true 12 (for one) |
//! | `merchantAccounts` | 02 to 51 | required | list of `{ id, value }`; a value is text, or a list of `{ id, value }` again |
//! | `categoryCode` | 52 | `0000` | merchant category, 4 digits (ISO 18245) |
//! | `currency` | 53 | required | ISO 4217, 3 digits, or one of the letter codes that [`CURRENCIES`] lists |
//! | `amount` | 54 | | at most 13 characters |
//! | `country` | 58 | required | two capitals (ISO 3166-1) |
//! | `merchantName` | 59 | required | at most 25 characters |
//! | `merchantCity` | 60 | required | at most 15 characters |
//! | `postalCode` | 61 | | at most 10 characters |
//! | `additionalData` | 62 | | list of `{ id, value }` |
//! | `more` | 65 to 99 | | list of `{ id, value }`, such as 80 to 99 of single schemes |
//!
//! Source: EMV QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1, sections 3 and 4: values of at most 99
//! characters, each behind its id and length, in the order of the ids, and a CRC last (4.7.3). Texts are printable ASCII, as format
//! `ans` demands.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "emv", "currency": "MYR", "country": "MY", "amount": "5.50",
//!     "merchantName": "Kedai Ann", "merchantCity": "Ipoh",
//!     "merchantAccounts": [{ "id": "26", "value": [{ "id": "00", "value": "A0000006150001" }, { "id": "02", "value": "12345" }] }] }))?;
//! assert!(built.data.starts_with("00020126270014A000000615000102051234552040000530345854045.505802MY5909Kedai Ann6004Ipoh6304"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::check_digits::crc_16;
use super::fields::{Element, Fields};
use crate::error::Result;
use crate::options::value::Value;

/// EMVCo, 3.1: characters of the whole code.
const MOST_CHARACTERS: usize = 512;

/// Letter codes of currencies and their numbers.
pub const CURRENCIES: [(&str, &str); 24] = [
    ("AUD", "036"),
    ("BDT", "050"),
    ("BRL", "986"),
    ("CNY", "156"),
    ("COP", "170"),
    ("EUR", "978"),
    ("GBP", "826"),
    ("GHS", "936"),
    ("HKD", "344"),
    ("IDR", "360"),
    ("INR", "356"),
    ("JPY", "392"),
    ("KHR", "116"),
    ("KRW", "410"),
    ("LAK", "418"),
    ("LKR", "144"),
    ("MYR", "458"),
    ("NPR", "524"),
    ("PHP", "608"),
    ("PKR", "586"),
    ("SGD", "702"),
    ("THB", "764"),
    ("USD", "840"),
    ("VND", "704"),
];

/// Data objects: id, length, value, one after the other.
#[derive(Default)]
pub(super) struct Objects(String);

impl Objects {
    /// Begins a code.
    pub(super) fn new(is_dynamic: Option<bool>) -> Self {
        let mut objects = Self::default();
        objects.push("00", "01");
        if let Some(is_dynamic) = is_dynamic {
            objects.push("01", if is_dynamic { "12" } else { "11" });
        }
        objects
    }

    /// Appends a value of at most 99 ASCII characters.
    pub(super) fn push(&mut self, id: &str, value: &str) {
        let length = value.len().to_string();
        let zero = if length.len() < 2 { "0" } else { "" };
        self.0.extend([id, zero, &length, value]);
    }

    pub(super) fn optional(&mut self, id: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.push(id, value);
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The whole code, with its check sum over everything before it, the sum's own id and length included.
    pub(super) fn finish(mut self) -> Draft {
        self.0.push_str("6304");
        let sum = crc_16(self.0.as_bytes());
        let digits =
            [12, 8, 4, 0].map(|shift| char::from_digit(u32::from(sum >> shift & 15), 16).unwrap_or('0'));
        self.0.extend(digits.map(|digit| digit.to_ascii_uppercase()));
        Draft::text(self.0)
    }
}

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let is_dynamic = if fields.has("dynamic") { Some(fields.boolean("dynamic", false)?) } else { None };
    let mut objects = Objects::new(is_dynamic);
    let accounts = list(fields, "merchantAccounts", 2, 51)?;
    if accounts.is_empty() {
        return Err(fields.refuse(
            "merchantAccounts",
            "payload.missing",
            "is missing: give the account of at least one scheme",
        ));
    }
    for (id, value) in accounts {
        objects.push(&id, &value);
    }
    objects.push("52", &digits(fields, "categoryCode", 4)?.unwrap_or_else(|| "0000".to_owned()));
    objects.push("53", &currency(fields)?);
    // Not every currency has decimals, so whole amounts get none.
    objects.optional("54", amount(fields)?.as_deref().map(|amount| amount.trim_end_matches(".00")));
    let country = fields.required("country", "such as \"MY\"")?;
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(fields.refuse(
            "country",
            "payload.format",
            "must be two capitals such as MY (ISO 3166-1)",
        ));
    }
    objects.push("58", &country);
    objects.push("59", &required_ascii(fields, "merchantName", 25)?);
    objects.push("60", &required_ascii(fields, "merchantCity", 15)?);
    objects.optional("61", ascii(fields, "postalCode", 10)?.as_deref());
    let additional = list(fields, "additionalData", 0, 99)?;
    if !additional.is_empty() {
        objects.push("62", &nested(fields, "additionalData", additional)?);
    }
    for (id, value) in list(fields, "more", 65, 99)? {
        objects.push(&id, &value);
    }
    if objects.text().len() + 8 > MOST_CHARACTERS {
        let message =
            "makes the code longer than the 512 characters that it may have: take accounts or data out";
        return Err(fields.refuse("merchantAccounts", "payload.too_long", message));
    }
    Ok(objects.finish())
}

/// Text of printable ASCII of at most so many characters.
pub(super) fn ascii<V: Value>(fields: &Fields<V>, key: &str, most: usize) -> Result<Option<String>> {
    let text = fields.short(key, most)?;
    match text.as_ref().and_then(|text| text.chars().find(|c| !c.is_ascii())) {
        None => Ok(text),
        Some(foreign) => {
            let message = [
                "holds \"",
                &String::from(foreign),
                "\", and may have ASCII characters alone: spell it without accents",
            ];
            Err(fields.refuse(key, "payload.characters", &message.concat()))
        }
    }
}

pub(super) fn required_ascii<V: Value>(fields: &Fields<V>, key: &str, most: usize) -> Result<String> {
    fields.required(key, "as banks shall show it")?;
    Ok(ascii(fields, key, most)?.unwrap_or_default())
}

/// An amount as field 54 has it, with two decimals.
pub(super) fn amount<V: Value>(fields: &Fields<V>) -> Result<Option<String>> {
    Ok(fields.amount_to("amount", 2, 999_999_999_999)?.map(|amount| amount.cents()))
}

fn digits<V: Value>(fields: &Fields<V>, key: &str, length: usize) -> Result<Option<String>> {
    let text = fields.line(key)?;
    if text.as_ref().is_none_or(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Ok(text);
    }
    Err(fields.refuse(key, "payload.format", &["must be ", &length.to_string(), " digits"].concat()))
}

fn currency<V: Value>(fields: &Fields<V>) -> Result<String> {
    let given = fields.required("currency", "such as \"MYR\"")?;
    if given.len() == 3 && given.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(given);
    }
    let known = CURRENCIES.iter().find(|(letters, _)| *letters == given);
    known.map(|(_, number)| (*number).to_owned()).ok_or_else(|| {
        let letters = CURRENCIES.map(|(letters, _)| letters).join(", ");
        let message = ["must be the three digits of ISO 4217, or one of ", &letters];
        fields.refuse("currency", "payload.unknown_name", &message.concat())
    })
}

/// The objects of a list, in the order of their ids, each id once and in the range.
fn list<V: Value>(fields: &Fields<V>, key: &str, low: u8, high: u8) -> Result<Vec<(String, String)>> {
    let mut objects: Vec<(String, String)> = Vec::new();
    for element in fields.list(key) {
        let (id, value) = object(&element, low, high)?;
        if objects.iter().any(|(taken, _)| *taken == id) {
            return Err(element.fields().refuse(
                "id",
                "payload.conflict",
                "is given twice: leave one of them out",
            ));
        }
        objects.push((id, value));
    }
    objects.sort();
    Ok(objects)
}

fn object<V: Value>(element: &Element<V>, low: u8, high: u8) -> Result<(String, String)> {
    let fields = element.object()?;
    let id = fields.required("id", "two digits")?;
    let is_id = id.len() == 2 && id.bytes().all(|byte| byte.is_ascii_digit());
    if !is_id || !id.parse::<u8>().is_ok_and(|id| (low..=high).contains(&id)) {
        let (low, high) = (low.to_string(), high.to_string());
        let zero = if low.len() < 2 { "0" } else { "" };
        let message = ["must be two digits, from ", zero, &low, " to ", &high];
        return Err(fields.refuse("id", "payload.range", &message.concat()));
    }
    let is_text =
        fields.list("value").len() == 1 && fields.list("value")[0].text().is_ok_and(|text| text.is_some());
    let value = if is_text {
        required_ascii(fields, "value", 99)?
    } else {
        let inner = list(fields, "value", 0, 99)?;
        if inner.is_empty() {
            return Err(fields.refuse(
                "value",
                "payload.missing",
                "is missing: give text, or a list of objects with id and value",
            ));
        }
        nested(fields, "value", inner)?
    };
    Ok((id, value))
}

/// Objects as the value of one around them.
fn nested<V: Value>(fields: &Fields<V>, key: &str, inner: Vec<(String, String)>) -> Result<String> {
    let mut objects = Objects::default();
    for (id, value) in inner {
        objects.push(&id, &value);
    }
    fits(fields, key, objects)
}

/// What is nested, if it has at most 99 characters.
pub(super) fn fits<V: Value>(fields: &Fields<V>, key: &str, objects: Objects) -> Result<String> {
    let text = objects.0;
    if text.len() <= 99 {
        return Ok(text);
    }
    let message = [
        "takes ",
        &text.len().to_string(),
        " characters with its ids and lengths, and may take 99: shorten it",
    ];
    Err(fields.refuse(key, "payload.length", &message.concat()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::{Value, json};

    fn payment() -> Value {
        json!({ "type": "emv", "currency": "SGD", "country": "SG", "merchantName": "Ann", "merchantCity": "Singapore",
            "merchantAccounts": [{ "id": "26", "value": [{ "id": "00", "value": "SG.TEST" }] }] })
    }

    #[test]
    fn writes_objects_in_order() {
        let mut all = payment();
        all["merchantAccounts"] = json!([{ "id": "51", "value": "x" }, { "id": "04", "value": "1234" }]);
        all["dynamic"] = json!(true);
        all["categoryCode"] = json!("5812");
        all["currency"] = json!("702");
        all["amount"] = json!(10);
        all["postalCode"] = json!("123456");
        all["additionalData"] = json!([{ "id": "05", "value": "R1" }, { "id": "01", "value": "B1" }]);
        all["more"] = json!({ "id": "80", "value": [{ "id": "00", "value": "y" }] });
        let expected = "000201010212 0404123451 01x5204581253037025402105802SG5903Ann6009Singapore6106123456621201 02B10502R180050001y6304"
            .replace(' ', "");
        let written = text(all);
        assert_eq!(written[..written.len() - 4], expected);
    }

    /// The example of the specification's annex, and its check sum.
    #[test]
    fn the_check_sum_is_that_of_the_specification() {
        let written = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304";
        assert_eq!(super::crc_16(written.as_bytes()), 0xa13a);
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &payment(),
            &[
                ("merchantAccounts", json!(null), "payload.missing"),
                ("merchantAccounts", json!("x"), "payload.type"),
                ("categoryCode", json!("12"), "payload.format"),
                ("currency", json!(null), "payload.missing"),
                ("currency", json!("XXX"), "payload.unknown_name"),
                ("amount", json!(-1), "payload.format"),
                ("amount", json!(1e10), "payload.range"),
                ("country", json!("sg"), "payload.format"),
                ("merchantName", json!("a".repeat(26)), "payload.length"),
                ("merchantName", json!("é"), "payload.characters"),
                ("merchantCity", json!(null), "payload.missing"),
                ("postalCode", json!("12345678901"), "payload.length"),
                ("dynamic", json!("yes"), "payload.type"),
                (
                    "additionalData",
                    json!([{ "id": "01", "value": "a".repeat(90) }, { "id": "02", "value": "bc" }]),
                    "payload.length",
                ),
            ],
        );
        let mut one = payment();
        one["merchantAccounts"] = json!({ "id": "26", "value": "x" });
        refused(
            &one,
            &[
                ("merchantAccounts.id", json!("52"), "payload.range"),
                ("merchantAccounts.id", json!("01"), "payload.range"),
                ("merchantAccounts.id", json!("2"), "payload.range"),
                ("merchantAccounts.value", json!(null), "payload.missing"),
                ("merchantAccounts.value", json!("a".repeat(100)), "payload.length"),
            ],
        );
        let mut twice = payment();
        twice["merchantAccounts"] = json!([{ "id": "26", "value": "x" }, { "id": "26", "value": "y" }]);
        let error = super::super::build(&twice).unwrap_err();
        assert_eq!((error.code(), error.path()), ("payload.conflict", Some("merchantAccounts[1].id")));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_comes_back(name in "[ -~]{1,25}", city in "[!-~]{1,15}", bill in "[ -~]{1,25}") {
            let mut payment = payment();
            payment["merchantName"] = json!(name);
            payment["merchantCity"] = json!(city);
            payment["additionalData"] = json!([{ "id": "01", "value": bill }]);
            let written = text(payment);
            let (mut rest, mut read) = (written.as_str(), Vec::new());
            while !rest.is_empty() {
                let length: usize = rest[2..4].parse().unwrap();
                read.push((&rest[..2], &rest[4..4 + length]));
                rest = &rest[4 + length..];
            }
            let value = |id: &str| read.iter().find(|(found, _)| *found == id).unwrap().1;
            proptest::prop_assert_eq!((value("59"), value("60"), &value("62")[4..]), (name.as_str(), city.as_str(), bill.as_str()));
        }
    }
}
