//! Names of hosts.
//!
//! Letters beyond ASCII need the large tables of UTS 46. Native builds have them by the `idna` crate
//! (feature `idna`); a browser carries them anyway, in its `URL` class, and passes them in as [`HostToAscii`].

use super::{Checked, Fault};

/// Spells a host in ASCII (`bücher.example` as `xn--bcher-kva.example`); `None` when it cannot be.
pub type HostToAscii = fn(&str) -> Option<String>;

/// The tables of this build, if it has any (feature `idna`).
#[cfg(feature = "idna")]
pub const OWN_TO_ASCII: Option<HostToAscii> = Some(|host| idna::domain_to_ascii(host).ok());
/// This build has no spelling of its own.
#[cfg(not(feature = "idna"))]
pub const OWN_TO_ASCII: Option<HostToAscii> = None;

/// Checks the name of a host (RFC 1123, 2.1) and gives it in lower-case ASCII. Addresses of IPv4 pass as names.
pub(crate) fn name(host: &str, to_ascii: Option<HostToAscii>) -> Checked<String> {
    let ascii = if host.is_ascii() {
        host.to_ascii_lowercase()
    } else {
        let Some(to_ascii) = to_ascii else {
            return Err(Fault::new(
                "payload.characters",
                "the host has letters beyond ASCII: write it as a browser shows it in the address it copies, beginning with xn--",
            ));
        };
        to_ascii(host)
            .ok_or_else(|| Fault::format("the host is no valid international name: check its spelling"))?
    };
    let is_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if ascii.len() > 253 || !ascii.split('.').all(is_label) {
        let message = "the host must be a name such as www.example.com: labels of letters, digits and inner hyphens, at most 63 each";
        return Err(Fault::format(message));
    }
    Ok(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_hosts_from_others() {
        assert_eq!(name("WWW.Example.COM", None).unwrap(), "www.example.com");
        assert_eq!(name("192.0.2.7", None).unwrap(), "192.0.2.7");
        for bad in ["", ".", "a..b", "-a.b", "a-.b", "a_b.c", "a b", "a.b.", "a/b"] {
            assert_eq!(name(bad, None).unwrap_err().code, "payload.format", "{bad}");
        }
        assert!(name(&"a".repeat(64), None).is_err());
        assert_eq!(name("bücher.example", None).unwrap_err().code, "payload.characters");
        assert_eq!(name("x", Some(|_| None)).unwrap(), "x");
        assert_eq!(name("ü", Some(|_| None)).unwrap_err().code, "payload.format");
    }

    #[cfg(feature = "idna")]
    #[test]
    fn international_names_are_spelled_in_ascii() {
        assert_eq!(name("Bücher.example", OWN_TO_ASCII).unwrap(), "xn--bcher-kva.example");
        assert_eq!(name("例え.テスト", OWN_TO_ASCII).unwrap(), "xn--r8jz45g.xn--zckzah");
        assert!(name("a\u{200b}\u{2028}ü b.example", OWN_TO_ASCII).is_err());
    }
}
