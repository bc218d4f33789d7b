//! Pages that a link asks at or ends at: its password, a contact, thanks.

use std::fmt::Write as _;

use axum::http::StatusCode;

use super::{Content, escape};
use crate::domain::step::ThankYouPage;
use crate::domain::vcard::VCard;

const LOCK: &str =
    r#"<rect x="8" y="24" width="40" height="28" rx="10"/><path d="M18 24v-6a10 10 0 0 1 20 0v6M28 36v5"/>"#;
const CARD: &str = r#"<rect x="4" y="10" width="48" height="36" rx="10"/><path d="M14 36a7 7 0 0 1 14 0M21 24h.01M36 23h6M36 32h6"/>"#;
const HEART: &str = r#"<path d="M28 48L8 28a11 11 0 0 1 20-12 11 11 0 0 1 20 12z"/>"#;

/// Asks for the password of a link; `again` when one was wrong.
pub(super) fn ask(again: bool) -> Content<'static> {
    let wrong = if again { "<p class=\"wrong\" role=\"alert\">That is not the password.</p>\n" } else { "" };
    // An empty action is the address of the page itself, marker and all.
    let form = format!(
        "<form method=\"post\" action=\"\">\n<label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"off\" maxlength=\"200\" required autofocus>\n\
         {wrong}<button>Go on</button>\n</form>\n"
    );
    let why = "<p class=\"why\">The people who made this code gave it one.</p>\n";
    let status = if again { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let body = format!("{why}{form}");
    Content { status, headline: "A password, please".into(), picture: LOCK, body, has_form: true }
}

/// Shows a contact; `file` is where phones get it.
pub(super) fn contact(card: &VCard, file: &str) -> Content<'static> {
    let mut body = String::new();
    let role: Vec<&str> =
        [&card.title, &card.organization].into_iter().filter_map(Option::as_deref).collect();
    // Writing to a String cannot fail.
    let _ = write!(body, "<p class=\"why\">{}</p>\n<dl>\n", escape(&role.join(", ")));
    let mut row = |name: &str, value: &str, link: Option<String>| {
        if value.is_empty() {
            return;
        }
        let shown = escape(value);
        let shown = link.map_or_else(
            || shown.to_string(),
            |link| format!("<a href=\"{}\" rel=\"noopener nofollow\">{shown}</a>", escape(&link)),
        );
        let _ = writeln!(body, "<dt>{name}</dt><dd>{shown}</dd>");
    };
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (phone, email, website) = (text(&card.phone), text(&card.email), text(&card.website));
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    row("Phone", &phone, Some(format!("tel:{digits}")));
    if card.phone_is_whatsapp {
        row("WhatsApp", &phone, Some(format!("https://wa.me/{}", digits.trim_start_matches('+'))));
    }
    if card.phone_sms_enabled {
        row("Text message", &phone, Some(format!("sms:{digits}")));
    }
    row("Email", &email, Some(format!("mailto:{email}")));
    row("Website", &website, Some(website.clone()));
    row("Address", &card.address(), None);
    for link in &card.social_links {
        row(&escape(link.platform.as_deref().unwrap_or("Profile")), &link.url, Some(link.url.clone()));
    }
    body.push_str("</dl>\n");
    if card.save_button_enabled != Some(false) {
        let label = card.button_label.as_deref().filter(|label| !label.is_empty()).unwrap_or("Save contact");
        let _ = writeln!(body, "<a href=\"{}\" download=\"contact.vcf\">{}</a>", escape(file), escape(label));
    }
    Content {
        status: StatusCode::OK,
        headline: escape(&card.name()).into_owned().into(),
        picture: CARD,
        body,
        has_form: false,
    }
}

/// Says thanks.
pub(super) fn thanks(said: &ThankYouPage) -> Content<'_> {
    let why = said.description.as_deref().map(|text| format!("<p class=\"why\">{}</p>\n", escape(text)));
    Content {
        status: StatusCode::OK,
        headline: escape(&said.title),
        picture: HEART,
        body: why.unwrap_or_default(),
        has_form: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Page, escape};
    use super::*;
    use crate::domain::brand::Brand;
    use crate::domain::vcard::SocialLink;

    async fn html(page: Page<'_>) -> String {
        let response = page.answer(&Brand::default());
        let bytes = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn what_owners_write_is_text() {
        let evil = "<script>x</script>\"".to_owned();
        let card = VCard {
            first_name: Some(evil.clone()),
            email: Some(evil.clone()),
            button_label: Some(evil.clone()),
            social_links: vec![SocialLink {
                platform: Some(evil.clone()),
                url: "https://a.example/?b&c".to_owned(),
            }],
            ..VCard::default()
        };
        let file = || "/-/c/x?a&b".to_owned();
        let said = ThankYouPage { title: evil.clone(), description: Some(evil) };
        for page in [html(Page::Contact { card: &card, file: file() }).await, html(Page::Thanks(&said)).await]
        {
            assert!(!page.contains("<script") && page.contains(&*escape("<script>")), "{page}");
        }
        assert!(html(Page::Contact { card: &card, file: file() }).await.contains("href=\"/-/c/x?a&amp;b\""));
    }

    #[tokio::test]
    async fn a_wrong_password_is_said_so() {
        assert_eq!(ask(false).status, StatusCode::OK);
        assert_eq!(ask(true).status, StatusCode::FORBIDDEN);
        let shown = async |again| html(Page::Ask { again }).await.contains("alert");
        assert!(shown(true).await && !shown(false).await);
    }
}
