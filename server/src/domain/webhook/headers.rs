//! Headers that an owner wants on the messages to a webhook, such as a key of their gateway.

use std::collections::BTreeMap;

/// Most headers of a webhook.
pub(crate) const MOST: usize = 20;
/// Longest name, in characters.
const NAME: usize = 100;
/// Longest value, in characters.
const VALUE: usize = 1_000;
/// Headers that are the server's own, or that would change how a message is framed or where it goes.
const RESERVED: [&str; 15] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];
/// What the names of the headers that sign begin with.
const SIGNING: &str = "webhook-";

/// Why a header is refused; the field's name goes before the sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadHeader {
    /// More than [`MOST`].
    #[error("has {0} headers, the most are {MOST}")]
    TooMany(usize),
    /// The name has other characters than RFC 9110 allows (5.6.2, "token"), or too many.
    #[error("is no name of a header: it has to have 1 to {NAME} letters, digits or hyphens")]
    Name,
    /// The server sets it.
    #[error("is a header that the server sets itself")]
    Reserved,
    /// The same name stands there in other letters.
    #[error("is there twice: names of headers do not tell small letters from capital ones")]
    Twice,
    /// The value cannot be sent.
    #[error(
        "has a value that cannot be sent: it has to have 1 to {VALUE} printable ASCII characters, with no space at its ends"
    )]
    Value,
}

/// Checks headers and gives their names in small letters; the first one that is wrong is named.
pub(crate) fn check(
    wanted: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, (Option<&str>, BadHeader)> {
    if wanted.len() > MOST {
        return Err((None, BadHeader::TooMany(wanted.len())));
    }
    let mut headers = BTreeMap::new();
    for (name, value) in wanted {
        let refuse = |problem| Err((Some(name.as_str()), problem));
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if !(1..=NAME).contains(&name.len()) || !name.bytes().all(is_name) {
            return refuse(BadHeader::Name);
        }
        let lower = name.to_ascii_lowercase();
        if RESERVED.contains(&lower.as_str()) || lower.starts_with(SIGNING) {
            return refuse(BadHeader::Reserved);
        }
        let is_value = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !(1..=VALUE).contains(&value.len()) || !is_value || value.trim() != value {
            return refuse(BadHeader::Value);
        }
        if headers.insert(lower, value.clone()).is_some() {
            return refuse(BadHeader::Twice);
        }
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(pairs: &[(&str, &str)]) -> Result<Vec<(String, String)>, BadHeader> {
        let wanted = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        check(&wanted).map(|headers| headers.into_iter().collect()).map_err(|(_, problem)| problem)
    }

    #[test]
    fn names_are_told_apart_as_http_does() {
        let good = checked(&[("X-Api-Key", "k 1"), ("Authorization", "Bearer abc")]).unwrap();
        assert_eq!(good[0], ("authorization".to_owned(), "Bearer abc".to_owned()));
        assert_eq!(good[1], ("x-api-key".to_owned(), "k 1".to_owned()));
        assert_eq!(checked(&[("A", "1"), ("a", "2")]), Err(BadHeader::Twice));
    }

    #[test]
    fn what_would_break_a_message_or_forge_one_is_refused() {
        for name in ["", "a b", "a:b", "ä", "a\r\nb", &"x".repeat(101)] {
            assert_eq!(checked(&[(name, "1")]), Err(BadHeader::Name), "{name:?}");
        }
        for name in RESERVED.into_iter().chain(["Host", "Webhook-Id", "webhook-signature"]) {
            assert_eq!(checked(&[(name, "1")]), Err(BadHeader::Reserved), "{name}");
        }
        for value in ["", " a", "a ", "a\r\nx: y", "ä", "\0", &"x".repeat(1001)] {
            assert_eq!(checked(&[("a", value)]), Err(BadHeader::Value), "{value:?}");
        }
        let many: BTreeMap<String, String> = (0..21).map(|n| (format!("h{n}"), "1".to_owned())).collect();
        assert_eq!(check(&many), Err((None, BadHeader::TooMany(21))));
    }
}
