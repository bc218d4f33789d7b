//! What is noted of a request for a short address.

use std::net::IpAddr;

use ipnet::IpNet;
use url::Url;

use crate::domain::event::lbid;
use crate::domain::id::EventId;
use crate::domain::key::Key;
use crate::domain::scan::{Action, Scan};
use crate::domain::time::Timestamp;
use crate::domain::trace::Shown;
use crate::domain::workspace::DataCollection;
use crate::store::links::Found;

/// What a request tells about its sender.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sender<'a> {
    /// `GET` or `HEAD`.
    pub(crate) method: &'a str,
    /// Header `User-Agent`.
    pub(crate) user_agent: &'a str,
    /// Header `Accept-Language`.
    pub(crate) language: &'a str,
    /// Header `Referer`.
    pub(crate) referrer: &'a str,
    /// Headers that tell a prefetch.
    pub(crate) purpose: &'a str,
    /// Where it came from.
    pub(crate) address: Option<IpAddr>,
    /// Whether it asks that nothing be recorded of its sender.
    pub(crate) is_private: bool,
}

/// The record of a scan of a link that is sent on to `destination`. The address is kept cut and as a keyed hash, never
/// whole; headers are kept up to a length that real ones stay below. The hash is another one each day (UTC), unless the
/// workspace asks for more. Of visitors of whom nothing may be recorded, nothing is: all of them look like one.
pub(crate) fn record(
    found: &Found,
    action: Action,
    entrypoint: String,
    destination: &str,
    sender: Sender<'_>,
    key: &Key,
    now: Timestamp,
) -> Scan {
    let link = &found.link;
    let sender = if found.data_collection == DataCollection::None || sender.is_private {
        Sender { method: sender.method, ..Sender::default() }
    } else {
        sender
    };
    let address = sender.address.map(canonical);
    let day = (found.data_collection != DataCollection::Advanced).then(|| now.day());
    Scan {
        id: EventId::new(now),
        workspace: link.workspace,
        link: link.id,
        scanned_at: now.as_millis(),
        action,
        method: sender.method.to_owned(),
        entrypoint,
        destination: destination.to_owned(),
        exit: link.exit.action(),
        shown: Shown::of(&link.exit, link.conversion_tracking()),
        user_agent: cut(sender.user_agent, 512),
        language: cut(sender.language, 128),
        referrer: cut(sender.referrer, 512),
        purpose: cut(sender.purpose, 64),
        network: address.and_then(network).map(|network| network.to_string()).unwrap_or_default(),
        address_hash: address.map(|address| hash(key, day, address)).unwrap_or_default(),
    }
}

/// The destination with the query parameter `lbid`, which tells it which visit this is; one that is there already stays
/// before ours.
pub(crate) fn with_lbid(destination: &str, event: EventId) -> String {
    // Destinations are checked when they are set: one that does not parse is passed on as it is.
    let Ok(mut url) = Url::parse(destination) else { return destination.to_owned() };
    url.query_pairs_mut().append_pair("lbid", &lbid(event));
    url.into()
}

/// IPv4 addresses in IPv6's clothes count as what they are.
fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// The address cut to /24 (IPv4) or /48 (IPv6): as much of one as is kept.
pub(crate) fn network(address: IpAddr) -> Option<IpNet> {
    let length = if address.is_ipv4() { 24 } else { 48 };
    // Both lengths are within their family's: making the network cannot fail.
    IpNet::new(address, length).ok().map(|net| net.trunc())
}

/// The hash of an address that counts on one day alone, or always.
fn hash(key: &Key, day: Option<i64>, address: IpAddr) -> String {
    let address = address.to_string();
    let mac = match day {
        Some(day) => key.mac(&[b"address of a day", &day.to_be_bytes(), address.as_bytes()]),
        None => key.mac(&[b"address", address.as_bytes()]),
    };
    let mut number = [0; 8];
    number.copy_from_slice(&mac[..8]);
    format!("{:016x}", u64::from_be_bytes(number))
}

/// At most `most` bytes, cut between characters.
fn cut(text: &str, most: usize) -> String {
    text[..text.floor_char_boundary(most)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::KeyId;

    #[test]
    fn addresses_are_cut_and_hashed() {
        let cut = |address: &str| network(canonical(address.parse().unwrap())).unwrap().to_string();
        assert_eq!(cut("203.0.113.77"), "203.0.113.0/24");
        assert_eq!(cut("2001:db8:1:2::3"), "2001:db8:1::/48");
        assert_eq!(cut("::ffff:203.0.113.77"), "203.0.113.0/24");
        let key = |secret| Key { id: KeyId::from_bytes([0; 16]), secret: [secret; 32] };
        let address: IpAddr = "203.0.113.77".parse().unwrap();
        assert_ne!(hash(&key(1), None, address), hash(&key(2), None, address));
        assert_eq!(hash(&key(1), None, address).len(), 16);
    }

    #[test]
    fn the_visit_is_told_beside_what_the_destination_has() {
        let event = EventId::from_bytes([0; 16]);
        let told = with_lbid("https://example.com/a?b=c#d", event);
        assert_eq!(told, format!("https://example.com/a?b=c&lbid={}#d", lbid(event)));
    }

    #[test]
    fn long_headers_are_cut_between_characters() {
        assert_eq!(cut("aü", 2), "a");
        assert_eq!(cut("short", 512), "short");
    }
}
