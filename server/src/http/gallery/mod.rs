//! `/-/templates`: the gallery of templates, for people.
//!
//! Whole in one answer but for its pictures, without scripts; it shows what `GET /v1/public/qrcode-templates` lists.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::error::ApiError;
use super::images;
use super::query::Query;
use super::visitor_page::escape;
use crate::app::images::GALLERY;
use crate::domain::page::Cursor;
use crate::domain::slug::Slug;
use crate::domain::template::Template;
use crate::state::AppState;
use crate::store::templates::Shelf;

const STYLE: &str = include_str!("page.css");
/// Templates on one page: whole rows of two, three, four and six.
const PAGE: u16 = 48;

/// Its own style, its own pictures, and a form that asks this server.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self' data:; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
});

pub(super) fn router() -> Router<AppState> {
    Router::new().route(GALLERY, get(page)).route(&format!("{GALLERY}/{{file}}"), get(picture))
}

async fn page(State(state): State<AppState>, query: Query) -> Result<Response, ApiError> {
    let search = query.text("search");
    let shelf = Shelf::Public(None);
    let list = format!("gallery {search:?}");
    let page = query.page(&list, PAGE, PAGE)?;
    let slice = state.store.list_templates(shelf, search, &page).await?;
    let html = render(&slice.rows, search.unwrap_or_default(), slice.next.as_ref(), &list);
    let own = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    let mut response = (own, html).into_response();
    if let Some(policy) = POLICY.as_ref() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    Ok(response)
}

/// The picture of a template that everybody sees: `SLUG.svg`.
async fn picture(
    State(state): State<AppState>,
    Path(file): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let unknown = || ApiError::not_found(&uri);
    let slug: Slug = file.strip_suffix(".svg").and_then(|slug| slug.parse().ok()).ok_or_else(unknown)?;
    let found = state.store.public_template(&slug).await?.ok_or_else(unknown)?;
    images::thumbnail(&state, &headers, &found).await
}

fn render(templates: &[Template], search: &str, next: Option<&Cursor>, list: &str) -> String {
    let mut cards = String::new();
    for template in templates {
        let Some(slug) = &template.slug else { continue };
        let words = &template.words;
        let (name, description) = (escape(&words.name), escape(&words.description));
        let _ = write!(
            cards,
            "<li id=\"{slug}\">\n<div class=\"paper\"><img src=\"{GALLERY}/{slug}.svg\" width=\"400\" height=\"400\" \
             loading=\"lazy\" alt=\"QR code in the style {name}\"></div>\n<h2>{name}</h2>\n<p>{description}</p>\n\
             <p class=\"slug\"><span class=\"label\">Slug</span> <code>{slug}</code></p>\n"
        );
        let tags: Vec<String> = words.tags().take(4).map(tag_link).collect();
        if !tags.is_empty() {
            let _ = writeln!(cards, "<p class=\"tags\">{}</p>", tags.join(" "));
        }
        cards.push_str("</li>\n");
    }
    let body = if cards.is_empty() {
        format!(
            "<p class=\"empty\">No template matches “{}”. <a href=\"{GALLERY}\">Show all templates</a></p>\n",
            escape(search)
        )
    } else {
        format!("<ul class=\"cards\">\n{cards}</ul>\n")
    };
    let more = next.map_or_else(String::new, |cursor| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("search", search)
            .append_pair("pageToken", &cursor.token(list))
            .finish();
        format!("<p><a class=\"more\" href=\"{GALLERY}?{}\">Show more templates</a></p>\n", escape(&query))
    });
    format!(include_str!("page.html"), style = STYLE, search = escape(search), body = body, more = more)
}

/// A tag, which finds all that have it.
fn tag_link(tag: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("search", tag).finish();
    format!("<a href=\"{GALLERY}?{}\">{}</a>", escape(&query), escape(tag))
}
