//! `lightning`: an invoice of the Lightning network (BOLT 11), or an LNURL, `LIGHTNING:LNBC…`.
//!
//! | field | | |
//! |---|---|---|
//! | `invoice` | required | begins with `lnbc`, `lntb`, `lntbs`, `lnbcrt` or `lnurl`; `lightning:` before it goes; the check sum is verified |
//! | `upperCase` | true | capitals throughout, which take fewer modules |
//!
//! Sources: BOLT 11, LUD-01, both in Bech32, where capitals mean the same.
//!
//! ```
//! use qr_engine::payload;
//! let url = "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS";
//! let built = payload::build(&serde_json::json!({ "type": "lightning", "invoice": url.to_lowercase() }))?;
//! assert_eq!(built.data, format!("LIGHTNING:{url}"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::bech32::{self, Variant};
use super::checks::{Checked, Fault};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let given = fields.required("invoice", "such as \"lnbc…\"")?;
    let invoice = fields.checked("invoice", parse(&given))?;
    let text = ["lightning:", &invoice].concat();
    let text = if fields.boolean("upperCase", true)? { text.to_ascii_uppercase() } else { text };
    Ok(Draft::text(text))
}

/// An invoice in small letters, without scheme.
pub(super) fn parse(text: &str) -> Checked<String> {
    let is_schemed = text.get(..10).is_some_and(|scheme| scheme.eq_ignore_ascii_case("lightning:"));
    let invoice = if is_schemed { &text[10..] } else { text };
    let lower = invoice.to_ascii_lowercase();
    if !["lnbc", "lntb", "lnurl"].iter().any(|prefix| lower.starts_with(prefix)) {
        let message = "must begin with lnbc, lntb, lntbs, lnbcrt or lnurl: offers of BOLT 12 and addresses like mail are not taken";
        return Err(Fault::format(message));
    }
    match bech32::decode(invoice) {
        Some((_, data, Variant::Bech32)) if !data.is_empty() => Ok(lower),
        _ => Err(Fault::checksum("has a wrong check sum: characters are missing or mistyped")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    /// The second example of BOLT 11.
    const INVOICE: &str = "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp";

    #[test]
    fn invoices_keep_their_check_sum() {
        assert_eq!(
            text(
                json!({ "type": "lightning", "invoice": format!("LIGHTNING:{INVOICE}"), "upperCase": false })
            ),
            format!("lightning:{INVOICE}")
        );
        let mut wrong = INVOICE.to_owned();
        wrong.replace_range(30..31, "z");
        refused(
            &json!({ "type": "lightning", "invoice": INVOICE }),
            &[
                ("invoice", json!(null), "payload.missing"),
                ("invoice", json!(wrong), "payload.checksum"),
                ("invoice", json!(INVOICE[..100]), "payload.checksum"),
                ("invoice", json!("ann@example.com"), "payload.format"),
                ("upperCase", json!(0), "payload.type"),
            ],
        );
    }
}
