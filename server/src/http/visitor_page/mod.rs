//! What a visitor sees when a short address does not lead on: one page of plain words under the workspace's name.
//!
//! The page is whole in one answer, without scripts and without another request: whoever sees it may stand in front
//! of a poster with one bar of reception, and the server may be in trouble.

mod exits;
mod words;

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER,
};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub(crate) use words::PageKind;

use crate::domain::brand::{Accent, Brand};
use crate::domain::step::ThankYouPage;
use crate::domain::vcard::VCard;

/// A page that visitors see.
#[derive(Debug)]
pub(crate) enum Page<'a> {
    /// Why a short address does not lead on.
    Stop(PageKind),
    /// Asks for the password of a link; `again` when one was wrong.
    Ask { again: bool },
    /// Shows a contact; `file` is where phones get it.
    Contact { card: &'a VCard, file: String },
    /// Says thanks.
    Thanks(&'a ThankYouPage),
}

/// Seconds after which a visitor, or a monitor, should ask again while links cannot be looked up.
const ASK_AGAIN: &str = "30";
const STYLE: &str = include_str!("page.css");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What stands in a page: everything but what all pages have. All of it is markup that is ours already, or escaped.
struct Content<'a> {
    status: StatusCode,
    headline: Cow<'a, str>,
    picture: &'static str,
    body: String,
    has_form: bool,
}

/// Lets the page have its own style and pictures that are inside of it, and nothing else: styles are named by their hash, so
/// that markup that slipped in would have neither script nor style. Browsers apply the rule for forms to where a form's answer
/// leads as well: to any destination.
fn policy(styles: &[&str], has_form: bool) -> Option<HeaderValue> {
    let mut hashes = String::new();
    for style in styles {
        // Writing to a String cannot fail.
        let _ = write!(hashes, " 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
    }
    let forms = if has_form { "'self' http: https:" } else { "'none'" };
    let policy = format!(
        "default-src 'none'; style-src{hashes}; img-src data:; base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}

impl Page<'_> {
    /// The page as it is sent, in a brand. It is never cached, so that it goes away as soon as the link is back.
    pub(crate) fn answer(&self, brand: &Brand) -> Response {
        let content = match self {
            Self::Stop(kind) => stop(*kind),
            Self::Ask { again } => exits::ask(*again),
            Self::Contact { card, file } => exits::contact(card, file),
            Self::Thanks(said) => exits::thanks(said),
        };
        let colors = colors(brand);
        let styles: Vec<&str> = [STYLE, &colors].into_iter().filter(|style| !style.is_empty()).collect();
        let own =
            [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store"), (ROBOTS, "noindex")];
        let html = render(&content, brand, &styles);
        let mut response = (content.status, own, html).into_response();
        let headers = response.headers_mut();
        if let Some(policy) = policy(&styles, content.has_form) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        if matches!(self, Self::Stop(PageKind::Unavailable)) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(ASK_AGAIN));
        }
        response
    }
}

/// The page for a short address that does not lead on.
fn stop(kind: PageKind) -> Content<'static> {
    let words = kind.words();
    let steps: String = words.steps.iter().flat_map(|step| ["<li>", step, "</li>\n"]).collect();
    // An empty reference is the address of the page itself, marker and all.
    let action = words.again.map(|again| format!("<a href=\"\">{again}</a>\n")).unwrap_or_default();
    Content {
        status: words.status,
        headline: Cow::Borrowed(words.headline),
        picture: words.picture,
        body: format!(
            "<p class=\"why\">{}</p>\n<h2>What you can do</h2>\n<ul>\n{steps}</ul>\n{action}",
            words.why
        ),
        has_form: false,
    }
}

fn render(content: &Content<'_>, brand: &Brand, styles: &[&str]) -> String {
    let name = escape(brand.name.as_deref().unwrap_or_default().trim());
    let title = if name.is_empty() {
        content.headline.to_string()
    } else {
        format!("{} · {name}", content.headline)
    };
    let header = match &brand.logo {
        Some(logo) => format!("<header><img src=\"{}\" alt=\"{name}\"></header>\n", escape(logo)),
        None if name.is_empty() => String::new(),
        None => format!("<header>{name}</header>\n"),
    };
    let footer = if content.status == StatusCode::OK {
        String::new()
    } else {
        format!("<footer>Status {}</footer>\n", content.status.as_u16())
    };
    let class = if brand.background_color.is_some() { " class=\"staged\"" } else { "" };
    let styles: String = styles.iter().flat_map(|style| ["<style>", style, "</style>\n"]).collect();
    format!(
        include_str!("page.html"),
        class = class,
        title = title,
        styles = styles,
        header = header,
        picture = content.picture,
        headline = content.headline,
        body = content.body,
        footer = footer,
    )
}

/// The colours of a brand as a style of its own; empty when it has none.
fn colors(brand: &Brand) -> String {
    let mut style = String::new();
    if let Some(color) = brand.color {
        let Accent { fill, hover, on_fill, ink } = Accent::of(color);
        for (name, sides) in [("accent", fill), ("accent-hover", hover), ("on-accent", on_fill), ("ink", ink)]
        {
            // Writing to a String cannot fail.
            let _ = write!(style, "--{name}:light-dark({},{});", sides.light, sides.dark);
        }
    }
    if let Some(color) = brand.background_color {
        let _ = write!(style, "--stage:{color};--on-stage:{};", color.words());
    }
    if style.is_empty() { style } else { format!(":root{{{style}}}") }
}

/// `text` as HTML shows it, between tags and inside quoted attributes.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            plain => escaped.push(plain),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [PageKind; 8] = [
        PageKind::Unknown,
        PageKind::Deleted,
        PageKind::Expired,
        PageKind::NotYet,
        PageKind::Paused,
        PageKind::Exhausted,
        PageKind::TooManyTries,
        PageKind::Unavailable,
    ];

    fn brand(name: &str) -> Brand {
        Brand { name: Some(name.to_owned()), ..Brand::default() }
    }

    fn colourful() -> Brand {
        Brand {
            name: Some("Harbour Museum".to_owned()),
            logo: Some("data:image/png;base64,AAAA".to_owned()),
            color: Some("#0f766e".parse().unwrap()),
            background_color: Some("#102a43".parse().unwrap()),
        }
    }

    async fn html(page: Page<'_>, brand: &Brand) -> String {
        let bytes = axum::body::to_bytes(page.answer(brand).into_body(), 100_000).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn statuses_say_what_happened() {
        let status = |kind| Page::Stop(kind).answer(&Brand::default()).status();
        assert_eq!(status(PageKind::Unknown), StatusCode::NOT_FOUND);
        assert_eq!(status(PageKind::Deleted), StatusCode::GONE);
        assert_eq!(status(PageKind::Expired), StatusCode::GONE);
        assert_eq!(status(PageKind::Unavailable), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[test]
    fn no_page_is_kept_or_indexed_and_only_trouble_asks_to_come_back() {
        for kind in KINDS {
            let response = Page::Stop(kind).answer(&brand("Harbour Museum"));
            let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header(CACHE_CONTROL.as_str()), Some("no-store"));
            assert_eq!(header("x-robots-tag"), Some("noindex"));
            assert_eq!(header(CONTENT_TYPE.as_str()), Some("text/html; charset=utf-8"));
            let again = (kind == PageKind::Unavailable).then_some("30");
            assert_eq!(header(RETRY_AFTER.as_str()), again, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn the_policy_allows_the_styles_as_they_are_sent_and_nothing_else() {
        for (brand, count) in [(Brand::default(), 1), (colourful(), 2)] {
            let html = html(Page::Stop(PageKind::Expired), &brand).await;
            let styles: Vec<&str> =
                html.split("<style>").skip(1).map(|rest| rest.split("</style>").next().unwrap()).collect();
            assert_eq!(styles.len(), count);
            let response = Page::Stop(PageKind::Expired).answer(&brand);
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
            for style in styles {
                let hash = STANDARD.encode(Sha256::digest(style));
                assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
            }
            assert!(!policy.contains("script") && !policy.contains("unsafe"), "{policy}");
            assert!(policy.contains("form-action 'none'"), "{policy}");
            assert!(!html.contains("style=") && !html.contains("<script"));
        }
        let asking = Page::Ask { again: false }.answer(&Brand::default());
        let policy = asking.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("form-action 'self' http: https:"), "{policy}");
    }

    #[tokio::test]
    async fn brands_are_text_and_colours_that_can_be_read() {
        let evil =
            html(Page::Stop(PageKind::Deleted), &brand(r#"<b onload="x">Tom & Jerry's</b> {style}"#)).await;
        let shown = "&lt;b onload=&quot;x&quot;&gt;Tom &amp; Jerry&#39;s&lt;/b&gt; {style}";
        assert!(evil.contains(&format!("<header>{shown}</header>")), "{evil}");
        assert!(evil.contains(&format!(" · {shown}</title>")) && !evil.contains("<b "));
        assert!(!html(Page::Stop(PageKind::Deleted), &brand("  ")).await.contains("<header>"));
        for page in [Page::Stop(PageKind::Expired), Page::Ask { again: true }] {
            let html = html(page, &colourful()).await;
            assert!(
                html.contains("<img src=\"data:image/png;base64,AAAA\" alt=\"Harbour Museum\">"),
                "{html}"
            );
            assert!(
                html.contains("--accent:light-dark(#0f766e,") && html.contains("--on-stage:#ffffff"),
                "{html}"
            );
            assert!(html.contains("<html lang=\"en\" class=\"staged\">"));
        }
    }

    /// The dark surface is said twice: in the style, and for working out what can be read on it.
    #[test]
    fn surfaces_are_those_of_the_style() {
        assert!(STYLE.contains("--surface: light-dark(oklch(1 0 0), oklch(0.225 0.016 262));"));
        // oklch(0.225 0.016 262) in sRGB, rounded.
        assert_eq!(crate::domain::brand::SURFACES.dark.to_string(), "#181c23");
    }

    #[tokio::test]
    async fn pages_are_small_and_ask_for_nothing_else() {
        for kind in KINDS {
            let html = html(Page::Stop(kind), &brand("Harbour Museum")).await;
            assert!(html.len() < 10_000, "{kind:?}: {} bytes", html.len());
            assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("url("));
            assert!(html.contains("<html lang=\"en\">") && html.contains(kind.words().headline));
        }
    }
}
