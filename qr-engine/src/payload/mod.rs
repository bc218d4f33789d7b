//! What a code says: WiFi access, contacts, events, payments and the like, from named fields to the exact text.
//!
//! [`build`] reads an object such as `{ "type": "wifi", "ssid": "Guests", "password": "…" }`, whose `type` is one of
//! [`Kind`], checks every field as the kind's standard demands, escapes, and gives a [`Built`]. Like options it comes from
//! any [`Value`]: JSON natively, JavaScript's values in a browser. Each kind is a module of its own below, with its fields,
//! its source and an example.
//!
//! ```text
//! object ──fields──▶ checked values ──wifi, vcard, …──▶ Draft ──finish──▶ Built { data, bytes, symbol, warnings }
//!                        └─ checks: check digits, dates, numbers, hosts
//! ```
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "wifi", "ssid": "Guests", "password": "welcome; in" }))?;
//! assert_eq!(built.data, r"WIFI:T:WPA;S:Guests;P:welcome\; in;;");
//! let error = payload::build(&serde_json::json!({ "type": "wifi", "ssid": "Guests", "password": "short" })).unwrap_err();
//! assert_eq!((error.code(), error.path()), ("payload.length", Some("password")));
//! # Ok::<(), qr_engine::Error>(())
//! ```
//!
//! # Rules for all kinds
//!
//! - Absent, `null` and empty text are the same: nothing. Unknown fields are ignored, as unknown options are.
//! - Amounts may be numbers or text such as `"12.30"`; text is exact.
//! - Text beyond ASCII becomes UTF-8, whatever the kind, see [`Built::data`].
//! - Codes of refusals are `payload.missing`, `.type`, `.unknown_name`, `.conflict`, `.characters`, `.length`, `.range`,
//!   `.format`, `.checksum` and `.too_long`. Messages do not repeat what was typed, for it may be secret.

pub mod bitcoin;
mod built;
mod checks;
mod contact;
pub mod email;
pub mod emv;
pub mod epc;
pub mod ethereum;
pub mod event;
mod fields;
mod fill;
pub mod geo;
pub mod gs1;
mod kind;
pub mod lightning;
pub mod mecard;
pub mod messaging;
pub mod otp;
pub mod paynow;
pub mod phone;
pub mod pix;
pub mod promptpay;
pub mod sms;
pub mod swiss;
pub mod text;
pub mod upi;
pub mod url;
pub mod vcard;
pub mod wifi;

pub use built::{Built, Symbol, Warning};
pub use checks::host::{HostToAscii, OWN_TO_ASCII};
pub use fill::read_options;
pub use kind::Kind;

use crate::error::{Error, Result};
use crate::options::value::Value;
use fields::Fields;

/// Builds the payload that `value` describes. Paths in errors and warnings start at its fields.
///
/// ```
/// use qr_engine::payload::{self, Kind};
/// let built = payload::build(&serde_json::json!({ "type": "phone", "number": "+33 1 23 45 67 89" }))?;
/// assert_eq!((built.kind, built.data.as_str(), built.bytes), (Kind::Phone, "tel:+33123456789", 16));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn build(value: impl Value) -> Result<Built> {
    build_with(value, "", OWN_TO_ASCII)
}

/// Builds a payload that is part of something larger: `path` is where it stands there, such as `payload`. `to_ascii` spells
/// hosts with letters beyond ASCII, for builds without the feature `idna`; a browser's `URL` class knows how.
///
/// ```
/// use qr_engine::payload;
/// let to_ascii = |host: &str| (host == "bücher.example").then(|| "xn--bcher-kva.example".to_owned());
/// let value = serde_json::json!({ "type": "url", "url": "https://bücher.example/neu" });
/// let built = payload::build_with(&value, "payload", Some(to_ascii))?;
/// assert_eq!(built.data, "https://xn--bcher-kva.example/neu");
/// let error = payload::build_with(&value, "payload", None).unwrap_err();
/// assert_eq!(error.path(), Some("payload.url"));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn build_with(value: impl Value, path: &str, to_ascii: Option<HostToAscii>) -> Result<Built> {
    let fields = Fields::root(value, path, to_ascii)?;
    let name = fields.required("type", "such as \"wifi\"")?;
    let kind = Kind::from_name(&name).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::name).join(", ");
        fields.refuse(
            "type",
            "payload.unknown_name",
            &["is no kind of payload: use one of ", &known].concat(),
        )
    })?;
    let built = kind.draft(&fields)?.finish(kind);
    // ISO/IEC 18004, table 7: bytes in version 40 at level L.
    if built.bytes > 2953 {
        let message = [
            "the payload has ",
            &built.bytes.to_string(),
            " bytes and the largest symbol holds 2953: shorten its texts",
        ];
        let path = if path.is_empty() { None } else { Some(path.to_owned()) };
        return Err(Error::Options { code: "payload.too_long", path, message: message.concat() });
    }
    Ok(built)
}

#[cfg(test)]
mod tests;
