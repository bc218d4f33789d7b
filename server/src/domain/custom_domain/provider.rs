//! Who keeps a zone, told by the names of its servers.

/// A provider of DNS.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Provider {
    /// The name in the API, after `DNS_PROVIDER_`.
    pub(crate) code: &'static str,
    /// The name that people know.
    pub(crate) name: &'static str,
    /// What names of its servers have in common: an end that begins with a dot, or a part in the middle that ends in `-`.
    marks: &'static [&'static str],
}

/// Providers, in the order of the API.
const PROVIDERS: &[Provider] = &[
    provider("CLOUDFLARE", "Cloudflare", &[".ns.cloudflare.com"]),
    provider("GODADDY", "GoDaddy", &[".domaincontrol.com"]),
    provider("NAMECHEAP", "Namecheap", &[".registrar-servers.com"]),
    provider("SQUARESPACE", "Squarespace", &[".squarespacedns.com"]),
    provider("IONOS", "IONOS", &[".ui-dns.com", ".ui-dns.de", ".ui-dns.org", ".ui-dns.biz"]),
    provider("OVHCLOUD", "OVHcloud", &[".ovh.net", ".ovh.ca"]),
    provider("GANDI", "Gandi", &[".gandi.net"]),
    provider("HOSTINGER", "Hostinger", &[".dns-parking.com"]),
    provider("WIX", "Wix", &[".wixdns.net"]),
    provider("AWS_ROUTE53", "Amazon Route 53", &[".awsdns-"]),
    provider("GOOGLE_CLOUD_DNS", "Google Cloud DNS", &[".googledomains.com"]),
    provider("DIGITALOCEAN", "DigitalOcean", &[".digitalocean.com"]),
    provider("VERCEL", "Vercel", &[".vercel-dns.com"]),
    provider("PORKBUN", "Porkbun", &[".porkbun.com"]),
    provider("NAME_COM", "Name.com", &[".name.com"]),
    provider("HOVER", "Hover", &[".hover.com"]),
    provider("NETWORK_SOLUTIONS", "Network Solutions", &[".worldnic.com"]),
    provider("BLUEHOST", "Bluehost", &[".bluehost.com"]),
    provider(
        "AZURE_DNS",
        "Azure DNS",
        &[".azure-dns.com", ".azure-dns.net", ".azure-dns.org", ".azure-dns.info"],
    ),
    provider("DYNADOT", "Dynadot", &[".dyna-ns.net"]),
    provider("NAMESILO", "NameSilo", &[".dnsowl.com"]),
];

const fn provider(code: &'static str, name: &'static str, marks: &'static [&'static str]) -> Provider {
    Provider { code, name, marks }
}

impl Provider {
    /// Whether names may be hidden behind a proxy here.
    #[must_use]
    pub(crate) fn is_cloudflare(&self) -> bool {
        self.code == "CLOUDFLARE"
    }
}

/// The provider whose these name servers are, if it is one that is known.
#[must_use]
pub(crate) fn of(nameservers: &[String]) -> Option<&'static Provider> {
    let first = nameservers.first()?.to_ascii_lowercase();
    let fits = |mark: &&str| if mark.ends_with('-') { first.contains(*mark) } else { first.ends_with(*mark) };
    PROVIDERS.iter().find(|provider| provider.marks.iter().any(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_by_their_servers() {
        let code = |server: &str| of(&[server.to_owned()]).map(|provider| provider.code);
        assert_eq!(code("Ada.NS.Cloudflare.com"), Some("CLOUDFLARE"));
        assert_eq!(code("ns-12.awsdns-01.co.uk"), Some("AWS_ROUTE53"));
        assert_eq!(code("ns1-05.azure-dns.com"), Some("AZURE_DNS"));
        assert_eq!(code("ns1.example.net"), None);
        assert_eq!(code("ovh.net"), None, "the name itself serves nobody's zone");
        assert_eq!(of(&[]), None);
    }
}
