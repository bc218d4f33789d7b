//! Contact cards, and the file that phones keep them by (vCard 3.0, RFC 2426, which every phone reads).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Longest text of a card, in characters.
pub(crate) const TEXT: usize = 500;
/// Most social links of a card.
pub(crate) const SOCIAL_LINKS: usize = 20;

/// A contact. Texts that are left out are not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct VCard {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_name: Option<String>,
    /// Role, such as `Head of sales`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<String>,
    /// Email address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// Whether the number answers on `WhatsApp`.
    pub(crate) phone_is_whatsapp: bool,
    /// Whether the number takes text messages.
    pub(crate) phone_sms_enabled: bool,
    /// Web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) website: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) street_address: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) city: Option<String>,
    /// State or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) postal_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) country: Option<String>,
    /// Whether the page offers the card as a file; true when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) save_button_enabled: Option<bool>,
    /// Words on that button.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) button_label: Option<String>,
    /// Pages elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) social_links: Vec<SocialLink>,
}

/// A page elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SocialLink {
    /// Where it is; guessed from the address when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform: Option<String>,
    /// Its address.
    pub(crate) url: String,
}

impl VCard {
    /// What the contact is called: the person, else the company, else what there is.
    #[must_use]
    pub(crate) fn name(&self) -> String {
        let person: Vec<&str> =
            [&self.first_name, &self.last_name].into_iter().filter_map(Option::as_deref).collect();
        let others = [&self.organization, &self.email, &self.phone];
        if person.is_empty() {
            others.into_iter().find_map(Clone::clone).unwrap_or_default()
        } else {
            person.join(" ")
        }
    }

    /// The address on one line.
    #[must_use]
    pub(crate) fn address(&self) -> String {
        let parts = [&self.street_address, &self.postal_code, &self.city, &self.state, &self.country];
        parts.into_iter().filter_map(Option::as_deref).collect::<Vec<_>>().join(", ")
    }

    /// Whether it says anything that a phone could keep.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.name().is_empty()
    }

    /// The card as a file.
    #[must_use]
    pub(crate) fn file(&self) -> String {
        let text = |part: &Option<String>| escape(part.as_deref().unwrap_or_default());
        let mut file = String::from("BEGIN:VCARD\r\nVERSION:3.0\r\n");
        let mut line = |name: &str, value: &str| {
            if !value.trim_matches(';').is_empty() {
                // Writing to a String cannot fail.
                let _ = write!(file, "{}", fold(&format!("{name}:{value}")));
            }
        };
        line("N", &format!("{};{};;;", text(&self.last_name), text(&self.first_name)));
        line("FN", &escape(&self.name()));
        line("ORG", &text(&self.organization));
        line("TITLE", &text(&self.title));
        line("TEL;TYPE=CELL", &text(&self.phone));
        line("EMAIL;TYPE=INTERNET", &text(&self.email));
        let place = [&self.street_address, &self.city, &self.state, &self.postal_code, &self.country];
        line("ADR;TYPE=WORK", &format!(";;{}", place.map(text).join(";")));
        line("URL", &text(&self.website));
        for link in &self.social_links {
            line("URL", &escape(&link.url));
        }
        file.push_str("END:VCARD\r\n");
        file
    }
}

/// A text value: separators and line ends are escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// A line of at most 75 bytes, continued on lines that begin with a blank.
fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > 75 {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push(letter);
        width += letter.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_a_file_that_nothing_breaks_out_of() {
        let card = VCard {
            first_name: Some("Ada".to_owned()),
            last_name: Some("Love;lace".to_owned()),
            organization: Some("Engines\nEND:VCARD".to_owned()),
            city: Some("London".to_owned()),
            ..VCard::default()
        };
        let file = card.file();
        assert!(
            file.starts_with("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Love\\;lace;Ada;;;\r\nFN:Ada Love\\;lace\r\n"),
            "{file}"
        );
        assert!(
            file.contains("ORG:Engines\\nEND:VCARD\r\n") && file.contains("ADR;TYPE=WORK:;;;London;;;\r\n"),
            "{file}"
        );
        assert_eq!(file.matches("END:VCARD\r\n").count(), 2, "{file}");
        assert!(!file.contains("TEL"), "{file}");
        let long = VCard { first_name: Some("ü".repeat(100)), ..VCard::default() }.file();
        assert!(long.lines().all(|line| line.len() <= 75), "{long}");
    }
}
