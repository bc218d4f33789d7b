//! `bitcoin`: a payment in Bitcoin, `bitcoin:address?amount=…`.
//!
//! | field | | |
//! |---|---|---|
//! | `address` | required | of any kind (P2PKH, P2SH, SegWit, Taproot); its check sum is verified |
//! | `amount` | | bitcoins with at most 8 decimals, up to 21000000 |
//! | `label`, `message` | | who is paid, and what for |
//! | `lightning` | | an invoice for wallets that know Lightning, see [`lightning`](super::lightning) |
//! | `upperCase` | false | scheme and address in capitals, which take fewer modules; of `bc1…` addresses alone |
//!
//! Sources: BIP 21, BIP 173, BIP 350. Amounts are decimal, without exponent.
//!
//! ```
//! use qr_engine::payload;
//! let mut payment = serde_json::json!({ "type": "bitcoin", "address": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
//!     "amount": "0.00150000", "label": "Ann's shop" });
//! assert_eq!(payload::build(&payment)?.data, "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.0015&label=Ann%27s%20shop");
//! payment["address"] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5".into();
//! assert_eq!(payload::build(&payment).unwrap_err().code(), "payload.checksum");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::bech32::{self, Variant};
use super::checks::escape::query;
use super::checks::{Checked, Fault, base58};
use super::fields::Fields;
use super::lightning;
use crate::error::Result;
use crate::options::value::Value;

/// All bitcoins there will be, in units of 10^-8.
const MOST: u128 = 2_100_000_000_000_000;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let given = fields.required("address", "such as \"bc1q…\"")?;
    let address = fields.checked("address", Address::parse(&given))?;
    let amount = fields.amount_to("amount", 8, MOST)?.map(|amount| amount.shortest());
    let (label, message) = (fields.line("label")?, fields.paragraphs("message")?);
    let invoice = match fields.line("lightning")? {
        None => None,
        Some(invoice) => Some(fields.checked("lightning", lightning::parse(&invoice))?),
    };
    let parts = [
        ("amount", amount.as_deref()),
        ("label", label.as_deref()),
        ("message", message.as_deref()),
        ("lightning", invoice.as_deref()),
    ];
    let upper_case = fields.boolean("upperCase", false)?;
    if upper_case && !address.is_segwit {
        let message = "is for addresses that begin with bc1: in others capitals and small letters differ";
        return Err(fields.refuse("upperCase", "payload.conflict", message));
    }
    let head = ["bitcoin:", &address.text].concat();
    let head = if upper_case { head.to_ascii_uppercase() } else { head };
    let draft = Draft::text([head, query(&parts, "")].concat());
    let message = "is of a test network, whose coins are worth nothing";
    Ok(if address.is_test { draft.warn(fields.path("address"), message) } else { draft })
}

struct Address {
    text: String,
    is_segwit: bool,
    is_test: bool,
}

impl Address {
    fn parse(text: &str) -> Checked<Self> {
        let lower = text.to_ascii_lowercase();
        if ["bc1", "tb1", "bcrt1"].iter().any(|prefix| lower.starts_with(prefix)) {
            let mistyped = || Fault::checksum("has a wrong check sum: a character is mistyped");
            let (network, data, variant) = bech32::decode(text).ok_or_else(mistyped)?;
            let (version, program) = data.split_first().ok_or_else(mistyped)?;
            let program = bech32::to_bytes(program).ok_or_else(mistyped)?;
            let is_valid = matches!(
                (version, variant, program.len()),
                (0, Variant::Bech32, 20 | 32) | (1..=16, Variant::Bech32m, 2..=40)
            );
            if !is_valid || text.len() > 90 {
                return Err(Fault::format("is no address of any known version: check where it comes from"));
            }
            return Ok(Self { text: lower, is_segwit: true, is_test: network != "bc" });
        }
        let content = base58::decode(text).ok_or_else(|| {
            Fault::checksum(
                "is no Bitcoin address, or has a wrong check sum: a character is missing or mistyped",
            )
        })?;
        match (content.len(), content.first()) {
            (21, Some(0x00 | 0x05)) => Ok(Self { text: text.to_owned(), is_segwit: false, is_test: false }),
            (21, Some(0x6f | 0xc4)) => Ok(Self { text: text.to_owned(), is_segwit: false, is_test: true }),
            _ => Err(Fault::format(
                "belongs to another currency or is no address: give one that begins with 1, 3 or bc1",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn reads_every_kind_of_address() {
        for (address, is_test) in [
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", false),
            ("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", false),
            ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", false),
            ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", true),
            ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", true),
        ] {
            let built = build(&json!({ "type": "bitcoin", "address": address }))
                .unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!(
                (built.data, built.warnings.len()),
                (format!("bitcoin:{address}"), usize::from(is_test))
            );
        }
    }

    #[test]
    fn writes_all_fields() {
        let all = json!({ "type": "bitcoin", "address": "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "amount": 20.3, "message": "a&b", "upperCase": true });
        assert_eq!(text(all), "BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?amount=20.3&message=a%26b");
    }

    #[test]
    fn refuses_what_would_lose_money() {
        refused(
            &json!({ "type": "bitcoin", "address": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" }),
            &[
                ("address", json!(null), "payload.missing"),
                ("address", json!("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), "payload.checksum"),
                ("address", json!("hello"), "payload.checksum"),
                ("address", json!("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3t4"), "payload.checksum"),
                // Version 1 with the check sum of version 0, and version 0 with that of version 1 (BIP 350).
                (
                    "address",
                    json!("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4"),
                    "payload.checksum",
                ),
                ("address", json!("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P"), "payload.format"),
                // An address of Litecoin.
                ("address", json!("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9"), "payload.format"),
                ("amount", json!("0.000000001"), "payload.format"),
                ("amount", json!(21_000_001), "payload.range"),
                ("amount", json!("1e-3"), "payload.format"),
                ("lightning", json!("lnbc1x"), "payload.checksum"),
                ("upperCase", json!(true), "payload.conflict"),
            ],
        );
    }
}
