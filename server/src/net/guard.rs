//! Which addresses the server may connect to on behalf of its users: public ones, and what the operator allowed.
//!
//! The standard library's `is_global` is not stable, and addresses that carry another one inside have to be judged by
//! that one, or `::ffff:127.0.0.1` passes for a public address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Networks that are not public: IANA's special-purpose registries and multicast.
const BLOCKED_V4: [Ipv4Net; 15] = [
    v4([0, 0, 0, 0], 8),       // this host
    v4([10, 0, 0, 0], 8),      // private
    v4([100, 64, 0, 0], 10),   // shared by carriers
    v4([127, 0, 0, 0], 8),     // loopback
    v4([169, 254, 0, 0], 16),  // link-local, cloud metadata
    v4([172, 16, 0, 0], 12),   // private
    v4([192, 0, 0, 0], 24),    // protocol assignments
    v4([192, 0, 2, 0], 24),    // documentation
    v4([192, 88, 99, 0], 24),  // 6to4 relays
    v4([192, 168, 0, 0], 16),  // private
    v4([198, 18, 0, 0], 15),   // benchmarks
    v4([198, 51, 100, 0], 24), // documentation
    v4([203, 0, 113, 0], 24),  // documentation
    v4([224, 0, 0, 0], 4),     // multicast
    v4([240, 0, 0, 0], 4),     // reserved, broadcast
];
const BLOCKED_V6: [Ipv6Net; 11] = [
    v6([0, 0, 0], 8),           // unspecified, loopback, carriers of IPv4
    v6([0x64, 0xff9b, 1], 48),  // translation inside one network
    v6([0x100, 0, 0], 64),      // discard
    v6([0x2001, 0xdb8, 0], 32), // documentation
    v6([0x3fff, 0, 0], 20),     // documentation
    v6([0x2002, 0, 0], 16),     // 6to4
    v6([0x5f00, 0, 0], 16),     // segment routing
    v6([0xfc00, 0, 0], 7),      // private
    v6([0xfe80, 0, 0], 10),     // link-local
    v6([0xfec0, 0, 0], 10),     // site-local
    v6([0xff00, 0, 0], 8),      // multicast
];
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0], 96);

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c]: [u16; 3], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

/// Whether the server may connect to `address`: it is public, or in one of the `allowed` networks. Networks of IPv4 also
/// allow the IPv6 spellings of their addresses.
#[must_use]
pub(crate) fn permits(address: IpAddr, allowed: &[IpNet]) -> bool {
    let inner = innermost(address);
    is_public(inner) || allowed.iter().any(|network| network.contains(&inner) || network.contains(&address))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !BLOCKED_V4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => !BLOCKED_V6.iter().any(|network| network.contains(&address)),
    }
}

/// The IPv4 address that packets for a v4-mapped (`::ffff:0:0/96`) or NAT64 (`64:ff9b::/96`) address end up at. 6to4
/// (`2002::/16`) is not unwrapped: its relays are gone (RFC 7526), so no address of it is public.
fn innermost(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(outer) if NAT64.contains(&outer) => {
            let [.., a, b, c, d] = outer.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        _ => address.to_canonical(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// First and last of each network; then IPv4 inside IPv6: mapped, compatible, translated, NAT64.
    const SPECIAL: &str = "
        0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1
        127.255.255.255 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255
        192.0.2.0 192.0.2.255 192.88.99.0 192.88.99.255 192.168.0.0 192.168.255.255 198.18.0.0
        198.19.255.255 198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 224.0.0.0 239.255.255.255
        240.0.0.0 255.255.255.254 255.255.255.255
        :: ::1 0:0:0:0:0:0:0:1 ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 64:ff9b:1:: 64:ff9b:1::1
        64:ff9b:1:ffff:ffff:ffff:ffff:ffff 100:: 100::ffff:ffff:ffff:ffff 2001:db8::
        2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 3fff:: 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff 2002::
        2002:7f00:1:: 2002:808:808:: 5f00:: 5f00:ffff:: fc00:: fd00:ec2::254 fdff:ffff:: fe80:: fe80::1
        febf:: fec0:: feff:: ff00:: ff02::1 ffff::
        ::ffff:127.0.0.1 ::FFFF:7f00:1 ::ffff:10.1.2.3 ::ffff:169.254.169.254 ::ffff:0.0.0.0 ::127.0.0.1
        ::8.8.8.8 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1
        64:ff9b::a9fe:a9fe 64:ff9b:0:1::8.8.8.8
    ";
    /// Right beside the special networks, and IPv4 inside IPv6.
    const PUBLIC: &str = "
        1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
        169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0
        192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255
        198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 2606:4700:4700::1111 2001:4860:4860::8888
        2001:db7:ffff:: 2001:db9:: 2003:: 2001:ffff:: 100:0:0:1:: 3ffe:: 3fff:1000:: ::ffff:8.8.8.8
        ::ffff:808:808 64:ff9b::8.8.8.8
    ";

    fn permitted(address: &str, allowed: &str) -> bool {
        let allowed: Vec<IpNet> =
            allowed.split_whitespace().map(|network| network.parse().unwrap()).collect();
        permits(address.parse().unwrap(), &allowed)
    }

    #[test]
    fn special_addresses_are_refused_in_every_spelling() {
        for address in SPECIAL.split_whitespace() {
            assert!(!permitted(address, ""), "{address}");
        }
    }

    #[test]
    fn neighbours_of_special_networks_are_public() {
        for address in PUBLIC.split_whitespace() {
            assert!(permitted(address, ""), "{address}");
        }
    }

    #[test]
    fn allowed_networks_win_and_allow_nothing_else() {
        for (address, allowed, expected) in [
            ("127.0.0.1", "127.0.0.0/8", true),
            ("::ffff:127.0.0.1", "127.0.0.0/8", true),
            ("64:ff9b::127.0.0.1", "127.0.0.0/8", true),
            ("::ffff:127.0.0.1", "::ffff:0:0/96", true),
            ("127.0.0.1", "::ffff:0:0/96", false),
            ("127.0.0.1", "::1/128", false),
            ("::1", "127.0.0.0/8", false),
            ("::1", "127.0.0.0/8 ::1/128", true),
            ("10.1.2.3", "10.1.2.0/24", true),
            ("10.1.3.3", "10.1.2.0/24", false),
            ("2002:a01:203::", "10.1.2.0/24", false),
            ("fd12::1", "fd00::/8", true),
            ("8.8.8.8", "10.0.0.0/8", true),
        ] {
            assert_eq!(permitted(address, allowed), expected, "{address} with {allowed}");
        }
    }

    proptest! {
        /// Wrapping an address never changes the judgement.
        #[test]
        fn a_carried_address_is_judged_like_the_bare_one(bits: u32) {
            let bare = Ipv4Addr::from_bits(bits);
            let mapped = bare.to_ipv6_mapped();
            let nat64 = Ipv6Addr::from_bits((0x64_ff9b_u128 << 96) | u128::from(bits));
            let judged = permits(bare.into(), &[]);
            prop_assert_eq!(permits(mapped.into(), &[]), judged);
            prop_assert_eq!(permits(nat64.into(), &[]), judged);
        }

        /// Unique local, link-local, site-local and multicast addresses are refused whatever their other bits.
        #[test]
        fn local_networks_are_refused_whatever_their_bits(bits: u128) {
            for (network, prefix) in [(0xfc00_u128, 7), (0xfe80, 10), (0xfec0, 10), (0xff00, 8)] {
                let address = Ipv6Addr::from_bits((network << 112) | (bits >> prefix));
                prop_assert!(!permits(address.into(), &[]), "{}", address);
            }
        }
    }
}
