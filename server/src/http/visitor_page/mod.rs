//! What a visitor sees when a short address does not lead on: one page of plain words under the workspace's name.
//!
//! The page is whole in one answer, without scripts and without another request: whoever sees it may stand in front
//! of a poster with one bar of reception, and the server may be in trouble.

mod exits;
mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER,
};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub(crate) use exits::{ask, contact, thanks};
pub(crate) use words::PageKind;

/// Whose page it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Brand {
    /// The workspace's name as visitors know it, any text; nothing is shown when it is empty.
    pub(crate) name: String,
}

/// Seconds after which a visitor, or a monitor, should ask again while links cannot be looked up.
const ASK_AGAIN: &str = "30";
const STYLE: &str = include_str!("page.css");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// Lets the page have its own style and nothing else: the style is named by its hash, so that markup that slipped in
/// would have neither script nor style.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| policy("'none'"));
/// The same for pages with a form. Browsers apply it to where the form's answer leads as well: to any destination.
static FORM_POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| policy("'self' http: https:"));

fn policy(form_action: &str) -> Option<HeaderValue> {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action {form_action}; \
         frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}

/// The page for a short address that does not lead on. It is never cached, so that it goes away as soon as the link
/// is back.
pub(crate) fn page(kind: PageKind, brand: &Brand) -> Response {
    let mut response = answer(kind.words().status, POLICY.as_ref(), render(kind, brand));
    let headers = response.headers_mut();
    if kind == PageKind::Unavailable {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(ASK_AGAIN));
    }
    response
}

/// A page as it is sent.
fn answer(status: StatusCode, policy: Option<&HeaderValue>, html: String) -> Response {
    let own = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store"), (ROBOTS, "noindex")];
    let mut response = (status, own, html).into_response();
    if let Some(policy) = policy {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

fn render(kind: PageKind, brand: &Brand) -> String {
    let words = kind.words();
    let name = escape(brand.name.trim());
    let (title, header) = if name.is_empty() {
        (words.headline.to_owned(), String::new())
    } else {
        (format!("{} · {name}", words.headline), format!("<header>{name}</header>\n"))
    };
    let steps: String = words.steps.iter().flat_map(|step| ["<li>", step, "</li>\n"]).collect();
    // An empty reference is the address of the page itself, marker and all.
    let action = words.again.map(|again| format!("<a href=\"\">{again}</a>\n")).unwrap_or_default();
    format!(
        include_str!("page.html"),
        title = title,
        style = STYLE,
        header = header,
        picture = words.picture,
        headline = words.headline,
        why = words.why,
        steps = steps,
        action = action,
        status = words.status.as_u16(),
    )
}

/// `text` as HTML shows it, between tags and inside quoted attributes.
fn escape(text: &str) -> Cow<'_, str> {
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
    use axum::http::StatusCode;
    use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
    use base64::Engine as _;
    use sha2::Digest as _;

    use super::{Brand, PageKind, page, render};

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
        Brand { name: name.to_owned() }
    }

    #[test]
    fn statuses_say_what_happened() {
        let status = |kind| page(kind, &Brand::default()).status();
        assert_eq!(status(PageKind::Unknown), StatusCode::NOT_FOUND);
        assert_eq!(status(PageKind::Deleted), StatusCode::GONE);
        assert_eq!(status(PageKind::Expired), StatusCode::GONE);
        assert_eq!(status(PageKind::Unavailable), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[test]
    fn no_page_is_kept_or_indexed_and_only_trouble_asks_to_come_back() {
        for kind in KINDS {
            let response = page(kind, &brand("Harbour Museum"));
            let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header(CACHE_CONTROL.as_str()), Some("no-store"));
            assert_eq!(header("x-robots-tag"), Some("noindex"));
            assert_eq!(header(CONTENT_TYPE.as_str()), Some("text/html; charset=utf-8"));
            let again = (kind == PageKind::Unavailable).then_some("30");
            assert_eq!(header(RETRY_AFTER.as_str()), again, "{kind:?}");
        }
    }

    #[test]
    fn the_policy_allows_the_style_as_it_is_sent_and_nothing_else() {
        let html = render(PageKind::Expired, &Brand::default());
        let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
        let response = page(PageKind::Expired, &Brand::default());
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(policy.contains(&format!("style-src 'sha256-{hash}';")), "{policy}");
        assert!(!policy.contains("script") && !policy.contains("unsafe"), "{policy}");
        assert!(!html.contains("style=") && !html.contains("<script"));
    }

    #[test]
    fn brands_are_text() {
        let html = render(PageKind::Deleted, &brand(r#"<b onload="x">Tom & Jerry's</b> {style}"#));
        let shown = "&lt;b onload=&quot;x&quot;&gt;Tom &amp; Jerry&#39;s&lt;/b&gt; {style}";
        assert!(html.contains(&format!("<header>{shown}</header>")), "{html}");
        assert!(html.contains(&format!(" · {shown}</title>")));
        assert!(!html.contains("<b "));
        assert!(!render(PageKind::Deleted, &brand("  ")).contains("<header>"));
    }

    #[test]
    fn pages_are_small_and_ask_for_nothing_else() {
        for kind in KINDS {
            let html = render(kind, &brand("Harbour Museum"));
            assert!(html.len() < 10_000, "{kind:?}: {} bytes", html.len());
            assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("url("));
            assert!(html.contains("<html lang=\"en\">") && html.contains(kind.words().headline));
        }
    }
}
