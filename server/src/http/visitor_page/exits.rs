//! Pages that a link asks at or ends at: its password, a contact, thanks.

use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::response::Response;

use super::{FORM_POLICY, POLICY, STYLE, answer, escape};
use crate::domain::step::ThankYouPage;
use crate::domain::vcard::VCard;

const LOCK: &str =
    r#"<rect x="8" y="24" width="40" height="28" rx="10"/><path d="M18 24v-6a10 10 0 0 1 20 0v6M28 36v5"/>"#;
const CARD: &str = r#"<rect x="4" y="10" width="48" height="36" rx="10"/><path d="M14 36a7 7 0 0 1 14 0M21 24h.01M36 23h6M36 32h6"/>"#;
const HEART: &str = r#"<path d="M28 48L8 28a11 11 0 0 1 20-12 11 11 0 0 1 20 12z"/>"#;

/// Asks for the password of a link; `again` when one was wrong.
pub(crate) fn ask(again: bool) -> Response {
    let wrong = if again { "<p class=\"wrong\" role=\"alert\">That is not the password.</p>\n" } else { "" };
    // An empty action is the address of the page itself, marker and all.
    let form = format!(
        "<form method=\"post\" action=\"\">\n<label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"off\" maxlength=\"200\" required autofocus>\n\
         {wrong}<button>Go on</button>\n</form>\n"
    );
    let why = "<p class=\"why\">The people who made this code gave it one.</p>\n";
    let status = if again { StatusCode::FORBIDDEN } else { StatusCode::OK };
    answer(status, FORM_POLICY.as_ref(), page("A password, please", LOCK, &format!("{why}{form}")))
}

/// Shows a contact; `file` is where phones get it.
pub(crate) fn contact(card: &VCard, file: &str) -> Response {
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
    answer(StatusCode::OK, POLICY.as_ref(), page(&card.name(), CARD, &body))
}

/// Says thanks.
pub(crate) fn thanks(said: &ThankYouPage) -> Response {
    let why = said.description.as_deref().map(|text| format!("<p class=\"why\">{}</p>\n", escape(text)));
    answer(StatusCode::OK, POLICY.as_ref(), page(&said.title, HEART, &why.unwrap_or_default()))
}

/// A page of a headline, which may be any text, and markup that is ours.
fn page(headline: &str, picture: &str, body: &str) -> String {
    format!(
        include_str!("exit.html"),
        headline = escape(headline),
        style = STYLE,
        picture = picture,
        body = body
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vcard::SocialLink;

    async fn html(response: Response) -> String {
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
        let thanks_page = ThankYouPage { title: evil.clone(), description: Some(evil) };
        for page in [html(contact(&card, "/-/c/x?a&b")).await, html(thanks(&thanks_page)).await] {
            assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
        }
        assert!(html(contact(&card, "/-/c/x?a&b")).await.contains("href=\"/-/c/x?a&amp;b\""));
    }

    #[tokio::test]
    async fn a_wrong_password_is_said_so() {
        assert_eq!(ask(false).status(), StatusCode::OK);
        assert_eq!(ask(true).status(), StatusCode::FORBIDDEN);
        assert!(
            html(ask(true)).await.contains("role=\"alert\"") && !html(ask(false)).await.contains("alert")
        );
    }
}
