//! Addresses of mail.

use super::host::{self, HostToAscii};
use super::{Checked, Fault};

/// Checks an address (RFC 5321, 4.1.2, without quoted local parts) and gives it with its domain in ASCII.
pub(crate) fn address(text: &str, to_ascii: Option<HostToAscii>) -> Checked<String> {
    let wrong = || Fault::format("must be an address such as ann@example.com");
    let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
    let is_atom = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && !c.is_whitespace())
    };
    if local.len() > 64 || !local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom)) {
        return Err(wrong());
    }
    let domain = host::name(domain, to_ascii)?;
    if !domain.contains('.') || domain.len() + local.len() + 1 > 254 {
        return Err(wrong());
    }
    Ok([local, "@", &domain].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_addresses_from_others() {
        for good in ["a@b.co", "first.last+tag@Mail.Example.com", "o'neil@example.com", "müller@example.com"]
        {
            assert!(address(good, None).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.co",
            "a@",
            "a@b",
            "a b@c.de",
            "a.@b.co",
            ".a@b.co",
            "a..b@c.de",
            "a@b@c.de",
            "a@-b.co",
            "<a@b.co>",
            "a@b_c.de",
        ] {
            assert!(address(bad, None).is_err(), "{bad}");
        }
        assert!(address(&format!("{}@b.co", "a".repeat(65)), None).is_err());
    }
}
