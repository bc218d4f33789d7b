//! Escapes: by a backslash, and by percent signs.

/// A backslash before each of these characters, which must include the backslash itself if it is to come back.
pub(crate) fn backslash(text: &str, special: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if special.contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// TEXT of vCard (RFC 2426, 4; RFC 6350, 3.4) and iCalendar (RFC 5545, 3.3.11): backslash, comma and semicolon get a
/// backslash, line breaks become `\n`.
pub(crate) fn value(text: &str) -> String {
    backslash(text, "\\,;").replace('\n', "\\n")
}

/// Percent-encodes all but the unreserved characters of RFC 3986, 2.3, and those in `kept`: spaces become `%20`.
pub(crate) fn percent(text: &str, kept: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        if byte.is_ascii()
            && (character.is_ascii_alphanumeric() || "-._~".contains(character) || kept.contains(character))
        {
            encoded.push(character);
        } else {
            percent_byte(&mut encoded, byte);
        }
    }
    encoded
}

/// Appends `%XX`.
pub(crate) fn percent_byte(text: &mut String, byte: u8) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    text.extend(['%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

/// `?a=b&c=d` of what is there, values percent-encoded but for `kept`.
pub(crate) fn query(parts: &[(&str, Option<&str>)], kept: &str) -> String {
    let mut query = String::new();
    for (name, value) in parts {
        if let Some(value) = value {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.extend([name, "=", &percent(value, kept)]);
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescape(text: &str) -> String {
        let mut characters = text.chars();
        let mut plain = String::new();
        while let Some(character) = characters.next() {
            plain.push(match character {
                '\\' => match characters.next().unwrap() {
                    'n' => '\n',
                    other => other,
                },
                other => other,
            });
        }
        plain
    }

    fn unpercent(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if first == '%' {
                bytes.push(u8::from_str_radix(&rest[1..3], 16).unwrap());
                rest = &rest[3..];
            } else {
                assert!(first.is_ascii(), "{text}");
                bytes.push(first as u8);
                rest = &rest[1..];
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    proptest::proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "[\\PC\n]*") {
            proptest::prop_assert_eq!(unescape(&value(&text)), text.clone());
            proptest::prop_assert_eq!(unpercent(&percent(&text, "")), text.clone());
            proptest::prop_assert_eq!(unpercent(&percent(&text, "@/:")), text);
        }

        #[test]
        fn nothing_special_is_left_bare(text in "\\PC*") {
            let escaped = backslash(&text, "\\;,:\"");
            let mut pairs = escaped.chars();
            let mut bare = String::new();
            while let Some(character) = pairs.next() {
                if character == '\\' { pairs.next().unwrap(); } else { bare.push(character); }
            }
            proptest::prop_assert!(!bare.contains([';', ',', ':', '"']));
        }
    }
}
