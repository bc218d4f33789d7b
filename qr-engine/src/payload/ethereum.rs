//! `ethereum`: a payment in Ether or in a token, `ethereum:0x…?value=…`.
//!
//! | field | | |
//! |---|---|---|
//! | `address` | required | who is paid: `0x` and 40 hexadecimal digits; with capitals and small letters mixed the check sum (ERC-55) is verified |
//! | `amount` | | Ether with at most 18 decimals, written in wei |
//! | `token` | | contract of an ERC-20 token, in place of Ether |
//! | `tokenAmount` | required with `token` | in the token's smallest unit, a whole number as text |
//! | `chainId` | | number of the chain, such as 1 (mainnet), 137 (Polygon) or 8453 (Base) |
//!
//! Source: ERC-681 (EIP-681). Wei are written out as a whole number, which every wallet reads.
//!
//! ```
//! use qr_engine::payload;
//! let address = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
//! let ether = payload::build(&serde_json::json!({ "type": "ethereum", "address": address, "amount": "2.014", "chainId": 1 }))?;
//! assert_eq!(ether.data, format!("ethereum:{address}@1?value=2014000000000000000"));
//! let token = payload::build(&serde_json::json!({ "type": "ethereum", "address": address, "chainId": 1,
//!     "token": "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "tokenAmount": "1500000" }))?;
//! assert_eq!(token.data, format!("ethereum:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48@1/transfer?address={address}&uint256=1500000"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use sha3::{Digest, Keccak256};

use super::built::Draft;
use super::checks::{Checked, Fault};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let given = fields.required("address", "such as \"0xfB69…\"")?;
    let address = fields.checked("address", parse(&given))?;
    let chain = fields
        .whole("chainId", 1, 1 << 53)?
        .map(|chain| ["@", &chain.to_string()].concat())
        .unwrap_or_default();
    let is_unchecked = is_one_case(&address);
    let text = if let Some(token) = fields.line("token")? {
        let token = fields.checked("token", parse(&token))?;
        fields.unwanted("amount", "is in Ether, and a token is given: use tokenAmount")?;
        let units = fields.amount_to("tokenAmount", 0, u128::MAX)?.ok_or_else(|| {
            fields.refuse(
                "tokenAmount",
                "payload.missing",
                "is missing: give it in the token's smallest unit",
            )
        })?;
        ["ethereum:", &token, &chain, "/transfer?address=", &address, "&uint256=", &units.shortest()].concat()
    } else {
        fields.unwanted("tokenAmount", "belongs to a token: give its contract as token, or use amount")?;
        let amount = fields.amount_to("amount", 18, u128::MAX)?;
        let value =
            amount.and_then(|amount| amount.units(18)).map(|wei| ["?value=", &wei.to_string()].concat());
        ["ethereum:", &address, &chain, &value.unwrap_or_default()].concat()
    };
    let draft = Draft::text(text);
    let message = "has letters of one case only and thus no check sum: take care that it is right";
    Ok(if is_unchecked { draft.warn(fields.path("address"), message) } else { draft })
}

fn is_one_case(address: &str) -> bool {
    let digits = &address[2..];
    !(digits.bytes().any(|byte| byte.is_ascii_uppercase())
        && digits.bytes().any(|byte| byte.is_ascii_lowercase()))
}

fn parse(text: &str) -> Checked<String> {
    let digits = text
        .strip_prefix("0x")
        .filter(|digits| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let digits = digits.ok_or_else(|| {
        Fault::format("must be 0x and 40 hexadecimal digits; names such as ann.eth are not taken")
    })?;
    if is_one_case(text) || is_checked(digits) {
        return Ok(text.to_owned());
    }
    Err(Fault::checksum("has a wrong check sum: a character is mistyped"))
}

/// ERC-55: a letter is a capital where the hash of the digits has a high nibble.
fn is_checked(digits: &str) -> bool {
    let hash = Keccak256::digest(digits.to_ascii_lowercase().as_bytes());
    digits.bytes().enumerate().all(|(at, digit)| {
        let nibble = if at % 2 == 0 { hash[at / 2] >> 4 } else { hash[at / 2] & 15 };
        !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble >= 8)
    })
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::refused;
    use serde_json::json;

    const ADDRESS: &str = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

    #[test]
    fn addresses_of_one_case_are_taken_with_a_warning() {
        let built = build(&json!({ "type": "ethereum", "address": ADDRESS.to_lowercase() })).unwrap();
        assert_eq!((built.data, built.warnings.len()), (format!("ethereum:{}", ADDRESS.to_lowercase()), 1));
        for checked in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            assert_eq!(build(&json!({ "type": "ethereum", "address": checked })).unwrap().warnings, []);
        }
    }

    #[test]
    fn refuses_what_would_lose_money() {
        refused(
            &json!({ "type": "ethereum", "address": ADDRESS }),
            &[
                ("address", json!(null), "payload.missing"),
                ("address", json!("0xFB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"), "payload.checksum"),
                ("address", json!("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d35"), "payload.format"),
                ("address", json!("ann.eth"), "payload.format"),
                ("amount", json!("0.0000000000000000001"), "payload.format"),
                ("amount", json!("0"), "payload.range"),
                ("chainId", json!(0), "payload.range"),
                ("tokenAmount", json!("5"), "payload.conflict"),
            ],
        );
        let token = json!({ "type": "ethereum", "address": ADDRESS, "token": ADDRESS, "tokenAmount": "5" });
        refused(
            &token,
            &[
                ("token", json!("0x1"), "payload.format"),
                ("amount", json!(1), "payload.conflict"),
                ("tokenAmount", json!(null), "payload.missing"),
                ("tokenAmount", json!("1.5"), "payload.format"),
            ],
        );
    }
}
