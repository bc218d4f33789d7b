//! `url`: an address of the web, or of an app by a scheme of its own.
//!
//! | field | | |
//! |---|---|---|
//! | `url` | required | without a scheme it gets `https://`; schemes that run code (`javascript`, `data`, `vbscript`) are refused |
//! | `upperCase` | false | scheme and host in capitals, which mean the same (RFC 3986, 6.2.2.1) and take 5.5 instead of 8 bits each |
//!
//! Web addresses are normalised as far as nothing can change their meaning (RFC 3986, 6.2.2 and 6.2.3): scheme and host in
//! lower case, hosts beyond ASCII in their `xn--` form, no port that is the default, percent-encoding for what no address may
//! hold. Path and query stay as they are. Other addresses are only percent-encoded.
//!
//! ```
//! use qr_engine::payload;
//! use serde_json::json;
//! let built = payload::build(&json!({ "type": "url", "url": "HTTPS://Example.com:443/Menu?table=12&für=Ann B" }))?;
//! assert_eq!(built.data, "https://example.com/Menu?table=12&f%C3%BCr=Ann%20B");
//! let small = payload::build(&json!({ "type": "url", "url": "https://example.com/A7", "upperCase": true }))?;
//! assert_eq!(small.data, "HTTPS://EXAMPLE.COM/A7", "alphanumeric throughout");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::escape::percent_byte;
use super::checks::host::{self, HostToAscii};
use super::checks::{Checked, Fault};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let given = fields.required("url", "such as \"https://example.com\"")?;
    let upper_case = fields.boolean("upperCase", false)?;
    let address = fields.checked("url", Address::parse(&given, fields.to_ascii()))?;
    let head = if upper_case { address.head.to_ascii_uppercase() } else { address.head };
    let is_dense =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"$%*+-./:".contains(&byte);
    let is_alphanumeric = address.rest.bytes().all(is_dense);
    let mut draft = Draft::text([head, address.rest].concat()).sensitive(address.has_password);
    if address.added_scheme {
        draft = draft
            .warn(fields.path("url"), "had no scheme and got https://: check that the site answers there");
    }
    if address.has_password {
        draft = draft.warn(
            fields.path("url"),
            "holds a user name or password, which everyone who scans the code can read",
        );
    }
    if upper_case && !is_alphanumeric {
        let message = "has a path beyond capitals, digits and $%*+-./: after its host: set qrOptions.segments to mixed, or nothing is saved";
        draft = draft.warn(fields.path("url"), message);
    }
    Ok(draft)
}

/// An address in two parts.
pub(super) struct Address {
    /// Scheme and host: letters mean the same in either case.
    pub(super) head: String,
    pub(super) rest: String,
    added_scheme: bool,
    has_password: bool,
}

impl Address {
    pub(super) fn parse(text: &str, to_ascii: Option<HostToAscii>) -> Checked<Self> {
        let text = text.trim();
        let (scheme, after) = match scheme(text) {
            Some(scheme) => (Some(scheme.to_ascii_lowercase()), &text[scheme.len() + 1..]),
            None => (None, text),
        };
        match scheme.as_deref() {
            None => Self::web("https", after.trim_start_matches("//"), true, to_ascii),
            Some(scheme @ ("http" | "https" | "ftp")) => {
                let after = after.strip_prefix("//").ok_or_else(|| {
                    Fault::format("must have // after its scheme, such as https://example.com")
                })?;
                Self::web(scheme, after, false, to_ascii)
            }
            Some("javascript" | "data" | "vbscript") => Err(Fault::format(
                "has a scheme that runs code: give an address of the web, or the type text",
            )),
            Some(_) if after.is_empty() => {
                Err(Fault::format("has nothing after its scheme: give the whole address"))
            }
            Some(scheme) => {
                let head = [scheme, ":"].concat();
                Ok(Self { head, rest: encode(after), added_scheme: false, has_password: false })
            }
        }
    }

    fn web(scheme: &str, after: &str, added_scheme: bool, to_ascii: Option<HostToAscii>) -> Checked<Self> {
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        let (user, authority) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let (host, port) = match (authority.find(']'), authority.rfind(':')) {
            (bracket, Some(colon)) if bracket.is_none_or(|bracket| colon > bracket) => {
                (&authority[..colon], &authority[colon + 1..])
            }
            _ => (authority, ""),
        };
        let host = if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            let address = inner.parse::<std::net::Ipv6Addr>();
            let address =
                address.map_err(|_| Fault::format("holds no address of IPv6 between its brackets"))?;
            ["[", &address.to_string(), "]"].concat()
        } else {
            host::name(host, to_ascii)?
        };
        let default = match scheme {
            "http" => 80,
            "https" => 443,
            _ => 21,
        };
        let port = match port {
            "" => String::new(),
            port => match port.parse::<u16>() {
                Ok(number) if number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()) => {
                    if number == default { String::new() } else { [":", &number.to_string()].concat() }
                }
                _ => return Err(Fault::new("payload.range", "has a port that is not from 1 to 65535")),
            },
        };
        // A user name is not part of the head: its case counts.
        let (head, rest) = match user {
            None => ([scheme, "://", &host, &port].concat(), encode(rest)),
            Some(user) => {
                ([scheme, "://"].concat(), [&encode(user), "@", &host, &port, &encode(rest)].concat())
            }
        };
        Ok(Self { head, rest, added_scheme, has_password: user.is_some() })
    }
}

/// What stands before the first colon, if it can be a scheme. A host with a port has a dot or only digits behind.
fn scheme(text: &str) -> Option<&str> {
    let (name, after) = text.split_once(':')?;
    let is_scheme = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let port = after.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = (name.contains('.') || name.eq_ignore_ascii_case("localhost"))
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_scheme && !is_host).then_some(name)
}

/// Percent-encodes what no address may hold (RFC 3986, appendix A), and percent signs that encode nothing.
fn encode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut encoded = String::with_capacity(text.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let is_legal = match byte {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte),
        };
        if is_legal { encoded.push(char::from(byte)) } else { percent_byte(&mut encoded, byte) }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    fn url(url: &str) -> String {
        text(json!({ "type": "url", "url": url }))
    }

    #[test]
    fn normalises_what_means_the_same() {
        assert_eq!(url(" HTTP://EXAMPLE.com:80 "), "http://example.com");
        assert_eq!(url("https://example.com:8443/A?b=C#D"), "https://example.com:8443/A?b=C#D");
        assert_eq!(url("https://example.com/100% \"x\""), "https://example.com/100%25%20%22x%22");
        assert_eq!(url("https://example.com/a%20b"), "https://example.com/a%20b");
        assert_eq!(url("https://[2001:DB8:0::1]:443/x"), "https://[2001:db8::1]/x");
        assert_eq!(url("https://Ann:Secret@Example.com/"), "https://Ann:Secret@example.com/");
        assert_eq!(url("myapp://Open/Item 1"), "myapp://Open/Item%201");
        assert_eq!(url("MAILTO:a@b.co"), "mailto:a@b.co");
        #[cfg(feature = "idna")]
        assert_eq!(url("https://Bücher.example/ü"), "https://xn--bcher-kva.example/%C3%BC");
    }

    #[test]
    fn adds_a_scheme_and_says_so() {
        for given in ["example.com/x", "//example.com/x"] {
            let built = build(&json!({ "type": "url", "url": given })).unwrap();
            assert_eq!((built.data.as_str(), built.warnings.len()), ("https://example.com/x", 1));
        }
        assert_eq!(url("example.com:8080"), "https://example.com:8080");
        assert_eq!(url("localhost:8080/a"), "https://localhost:8080/a");
    }

    #[test]
    fn capitals_leave_path_and_user_alone() {
        let upper = |url: &str| build(&json!({ "type": "url", "url": url, "upperCase": true })).unwrap();
        let built = upper("https://example.com/a?b=c");
        assert_eq!((built.data.as_str(), built.warnings.len()), ("HTTPS://EXAMPLE.COM/a?b=c", 1));
        assert_eq!(upper("https://ann@example.com").data, "HTTPS://ann@example.com");
        assert!(upper("https://example.com/A-1").warnings.is_empty());
    }

    #[test]
    fn refuses_what_is_no_address() {
        refused(
            &json!({ "type": "url" }),
            &[
                ("url", json!(null), "payload.missing"),
                ("url", json!(7), "payload.type"),
                ("url", json!("https://"), "payload.format"),
                ("url", json!("https:example.com"), "payload.format"),
                ("url", json!("https://exa mple.com"), "payload.format"),
                ("url", json!("https://a\nb"), "payload.characters"),
                ("url", json!("https://example.com:0"), "payload.range"),
                ("url", json!("https://example.com:65536"), "payload.range"),
                ("url", json!("https://example.com:+80"), "payload.range"),
                ("url", json!("https://[::g]/"), "payload.format"),
                ("url", json!("JavaScript:alert(1)"), "payload.format"),
                ("url", json!("data:text/html,x"), "payload.format"),
                ("url", json!("tel:"), "payload.format"),
            ],
        );
        refused(&json!({ "type": "url", "url": "a.de" }), &[("upperCase", json!("yes"), "payload.type")]);
    }
}
