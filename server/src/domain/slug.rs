//! Short addresses: what they may look like, which are ours, and how random ones are made.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use rand::seq::IndexedRandom;
use serde::{Deserialize, Serialize};

/// Longest slug, in characters.
const LONGEST: usize = 64;
/// Length of random slugs: 31^8 are 8.5 * 10^11.
const RANDOM: usize = 8;
/// Letters and digits that nobody takes for another: no 0 and O, no 1, I and l.
const ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
/// Letters and digits that are taken for each other.
const LOOK_ALIKES: [&[u8]; 8] = [b"0OoQ", b"1lIi7", b"2Zz", b"5Ss", b"8B", b"6Gb", b"-_", b"uv"];
/// Longest slug of which all neighbours are tried: about 1100 of one of eight letters.
const TRIED_WHOLLY: usize = 16;
/// First path segments that are, or may become, the server's own.
const RESERVED: [&str; 6] = ["-", "v1", "sdk", "healthz", "readyz", "metrics"];

/// The last part of a short address: `[A-Za-z0-9_-]`, 1 to 64 characters, case-sensitive, none of the server's own words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Slug(String);

/// Why a text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSlug {
    /// Another character, none, or too many.
    #[error("may hold 1 to 64 letters, digits, '-' and '_'")]
    Form,
    /// One of the server's own words.
    #[error("is reserved for the server; choose another")]
    Reserved,
}

impl Slug {
    /// A random slug of 8 characters without look-alikes.
    #[must_use]
    pub(crate) fn random() -> Self {
        let mut rng = rand::rng();
        // The alphabet is not empty, so that `choose` always finds one.
        Self((0..RANDOM).filter_map(|_| ALPHABET.choose(&mut rng)).map(|&byte| char::from(byte)).collect())
    }

    /// Other addresses that may have been meant, the likeliest first: in small or capital letters, with look-alikes in
    /// place of each other, with two letters in the other order, with one letter more, less or another. Of long ones
    /// fewer are tried.
    pub(crate) fn neighbours(&self) -> Vec<String> {
        let bytes = self.0.as_bytes();
        let mut all: Vec<Vec<u8>> = vec![bytes.to_ascii_lowercase(), bytes.to_ascii_uppercase()];
        let replaced = |at: usize, with: u8| {
            let mut other = bytes.to_vec();
            other[at] = with;
            other
        };
        for (at, byte) in bytes.iter().enumerate() {
            let likes = LOOK_ALIKES.iter().filter(|likes| likes.contains(byte));
            all.extend(likes.flat_map(|likes| likes.iter()).map(|&like| replaced(at, like)));
        }
        for at in 1..bytes.len() {
            let mut other = bytes.to_vec();
            other.swap(at - 1, at);
            all.push(other);
        }
        for at in 0..bytes.len() {
            let mut other = bytes.to_vec();
            other.remove(at);
            all.push(other);
        }
        if bytes.len() <= TRIED_WHOLLY {
            let letters = || (b'0'..=b'z').filter(u8::is_ascii_alphanumeric).chain([b'-', b'_']);
            for at in 0..bytes.len() {
                all.extend(letters().map(|letter| replaced(at, letter)));
            }
            for at in 0..=bytes.len() {
                all.extend(letters().map(|letter| [&bytes[..at], &[letter], &bytes[at..]].concat()));
            }
        }
        let mut seen = HashSet::from([self.0.clone()]);
        // All of it is ASCII.
        all.into_iter()
            .filter_map(|bytes| String::from_utf8(bytes).ok())
            .filter(|slug| !slug.is_empty() && seen.insert(slug.clone()))
            .collect()
    }

    /// As text.
    #[cfg(test)]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = BadSlug;
    fn from_str(text: &str) -> Result<Self, BadSlug> {
        let fits = (1..=LONGEST).contains(&text.len());
        if !fits || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
            return Err(BadSlug::Form);
        }
        if RESERVED.contains(&text) { Err(BadSlug::Reserved) } else { Ok(Self(text.to_owned())) }
    }
}

impl TryFrom<String> for Slug {
    type Error = BadSlug;
    fn try_from(text: String) -> Result<Self, BadSlug> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_slip_away() {
        let slug: Slug = "menu-5".parse().unwrap();
        let near = slug.neighbours();
        for other in
            ["MENU-5", "menu-S", "mneu-5", "men-5", "menu5", "mend-5", "menu-55", "xmenu-5", "menu_5"]
        {
            assert!(near.iter().any(|near| near == other), "{other}");
        }
        assert!(!near.iter().any(|near| near == "menu-5" || near == "nemu-6"));
        assert!(near.len() < 1000, "{}", near.len());
        assert!("x".repeat(64).parse::<Slug>().unwrap().neighbours().len() < 200);
    }

    #[test]
    fn takes_what_the_guide_takes() {
        for text in ["holiday-2024", "webinar-q4", "4BnH-R19p", "_", &"a".repeat(64)] {
            assert_eq!(text.parse::<Slug>().map(|slug| slug.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "a b", "a/b", "ümlaut", "a.png", &"a".repeat(65)] {
            assert_eq!(text.parse::<Slug>(), Err(BadSlug::Form), "{text}");
        }
        assert_eq!("v1".parse::<Slug>(), Err(BadSlug::Reserved));
    }

    #[test]
    fn random_slugs_are_slugs() {
        let slug = Slug::random();
        assert_eq!(slug.as_str().len(), 8);
        assert_eq!(slug.as_str().parse::<Slug>(), Ok(slug));
    }
}
