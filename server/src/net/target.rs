//! Which URLs the server may be asked to reach.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use super::guard;
use super::outbound::OutboundConfig;

/// Longest URL, in bytes.
pub(crate) const LONGEST: usize = 2_048;

/// Why a URL is refused; the field's name goes before the sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlProblem {
    /// It cannot be parsed as an absolute URL.
    #[error("is no absolute URL ({0}); write it in full, such as https://example.com/hook")]
    Form(#[from] url::ParseError),
    /// It is longer than [`LONGEST`].
    #[error("is longer than {LONGEST} bytes")]
    Length,
    /// Its scheme is not one of the web.
    #[error("has the scheme {0}:, but only https: can be reached")]
    Scheme(String),
    /// It is plain http, and the configuration does not allow that.
    #[error("is not encrypted; use https: instead of http:")]
    Insecure,
    /// It has no host.
    #[error("has no host; write it in full, such as https://example.com/hook")]
    NoHost,
    /// It carries a name or a password, which would show up wherever the URL does.
    #[error("holds a user name or password; take out what stands before the '@'")]
    Credentials,
    /// It has a fragment, which is never sent.
    #[error("has a fragment, which is never sent; take out '#' and what follows")]
    Fragment,
    /// Its host is an address, or the name `localhost`, that the server must not connect to.
    #[error("leads to {host}, which is not a public address")]
    Forbidden {
        /// The host as the URL has it.
        host: String,
        /// The address that it stands for.
        address: IpAddr,
    },
}

/// Checks a URL before it is stored. What its name resolves to is judged later, whenever a connection is made.
pub(crate) fn check_url(text: &str, config: &OutboundConfig) -> Result<Url, UrlProblem> {
    if text.len() > LONGEST {
        return Err(UrlProblem::Length);
    }
    let url = Url::parse(text)?;
    if url.fragment().is_some() {
        return Err(UrlProblem::Fragment);
    }
    judge(&url, config)?;
    // RFC 6761, 6.3: this name and those below it are always the machine itself. Said now rather than at every try.
    if let Some(Host::Domain(name)) = url.host() {
        let name = name.strip_suffix('.').unwrap_or(name);
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        if (name == "localhost" || name.ends_with(".localhost"))
            && !guard::permits(loopback, &config.allow_subnets)
        {
            return Err(UrlProblem::Forbidden { host: name.to_owned(), address: loopback });
        }
    }
    Ok(url)
}

/// The rules that hold whenever a request is sent: the configuration may have changed since the URL was stored. Hosts
/// that are addresses are judged here, because no resolver is asked about them.
pub(super) fn judge(url: &Url, config: &OutboundConfig) -> Result<(), UrlProblem> {
    match url.scheme() {
        "https" => {}
        "http" if config.allow_http => {}
        "http" => return Err(UrlProblem::Insecure),
        other => return Err(UrlProblem::Scheme(other.to_owned())),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlProblem::Credentials);
    }
    let address = match url.host() {
        None => return Err(UrlProblem::NoHost),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
    };
    if guard::permits(address, &config.allow_subnets) {
        return Ok(());
    }
    Err(UrlProblem::Forbidden { host: url.host_str().unwrap_or_default().to_owned(), address })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(allow_http: bool, allowed: &str) -> OutboundConfig {
        let allow_subnets = allowed.split_whitespace().map(|network| network.parse().unwrap()).collect();
        OutboundConfig { allow_subnets, allow_http, user_agent: "test".to_owned() }
    }

    fn strict(text: &str) -> Result<String, UrlProblem> {
        check_url(text, &config(false, "")).map(String::from)
    }

    #[test]
    fn public_https_urls_pass_in_normal_form() {
        for (text, expected) in [
            ("https://example.com/hook?a=b", "https://example.com/hook?a=b"),
            ("https://EXAMPLE.com", "https://example.com/"),
            ("HTTPS://example.com:443/x", "https://example.com/x"),
            ("https://example.com:8443/x", "https://example.com:8443/x"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
            ("https://8.8.8.8/", "https://8.8.8.8/"),
            ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
            ("https://localhost.example.com/", "https://localhost.example.com/"),
        ] {
            assert_eq!(strict(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused_by_name() {
        use url::ParseError;
        for (text, expected) in [
            ("", UrlProblem::Form(ParseError::RelativeUrlWithoutBase)),
            ("example.com/hook", UrlProblem::Form(ParseError::RelativeUrlWithoutBase)),
            ("https://", UrlProblem::Form(ParseError::EmptyHost)),
            ("https://256.256.256.256/", UrlProblem::Form(ParseError::InvalidIpv4Address)),
            ("ftp://example.com/", UrlProblem::Scheme("ftp".to_owned())),
            ("file:///etc/passwd", UrlProblem::Scheme("file".to_owned())),
            ("javascript:alert(1)", UrlProblem::Scheme("javascript".to_owned())),
            ("http://example.com/", UrlProblem::Insecure),
            ("https://user@example.com/", UrlProblem::Credentials),
            ("https://user:secret@example.com/", UrlProblem::Credentials),
            ("https://:secret@example.com/", UrlProblem::Credentials),
            ("https://example.com\\@127.0.0.1/#x", UrlProblem::Fragment),
            ("https://example.com/#part", UrlProblem::Fragment),
        ] {
            assert_eq!(strict(text), Err(expected), "{text}");
        }
        assert_eq!(strict(&format!("https://example.com/{}", "a".repeat(LONGEST))), Err(UrlProblem::Length));
        assert!(check_url("http://example.com/", &config(true, "")).is_ok());
    }

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.1.",
            "0",
            "１２７.０.０.１",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "[::1]",
            "[0:0::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "10.0.0.1",
            "169.254.169.254",
            "0xa9fea9fe",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "api.localhost",
            "ｌｏｃａｌｈｏｓｔ",
        ] {
            let refused = strict(&format!("https://{host}/"));
            assert!(matches!(refused, Err(UrlProblem::Forbidden { .. })), "{host}: {refused:?}");
        }
        // A backslash ends the host, as browsers have it: what follows is a path, and example.com is reached.
        assert_eq!(
            strict("https://example.com\\@127.0.0.1/").as_deref(),
            Ok("https://example.com/@127.0.0.1/")
        );
    }

    #[test]
    fn allowed_networks_may_be_named() {
        let allowing = config(true, "127.0.0.0/8 ::1/128");
        for text in ["http://127.0.0.1:8080/", "http://2130706433/", "http://[::1]/", "http://localhost/"] {
            assert!(check_url(text, &allowing).is_ok(), "{text}");
        }
        assert!(check_url("http://10.0.0.1/", &allowing).is_err());
    }
}
