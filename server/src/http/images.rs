//! `GET /-/q/{link}`, `GET /-/i/{design}`, `GET /-/b/{design}` and `GET /-/t/{template}`: pictures by signed address, for pages and mails that carry no token.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::error::ApiError;
use crate::app::design::{Pictures, draw, image_type};
use crate::app::images::{
    BACKGROUND_IMAGES, CENTRAL_IMAGES, CODES, CONTACTS, DrawError, GALLERY, ImageKey, TEMPLATES,
};
use crate::domain::design::{Design, Format, Options};
use crate::domain::id::{DesignId, LinkId, TemplateId};
use crate::domain::scan::MARKER;
use crate::domain::signed_url::{BadSignature, verify};
use crate::domain::step::Exit;
use crate::domain::template::Template;
use crate::state::AppState;

/// A code may change its looks any time: its image is good for five minutes, and then asked for again by its tag.
const CACHED: &str = "private, max-age=300";
/// What an SVG may do when it is opened by itself: be looked at.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// Other sites may show these images and read them: whoever has the address may.
pub(super) const OPEN: [(HeaderName, HeaderValue); 3] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(&format!("{CODES}{{link}}"), get(code))
        .route(&format!("{CENTRAL_IMAGES}{{design}}"), get(central_image))
        .route(&format!("{BACKGROUND_IMAGES}{{design}}"), get(background_image))
        .route(&format!("{TEMPLATES}{{template}}"), get(template))
        .route(&format!("{CONTACTS}{{link}}"), get(contact))
}

/// The code of a link, in its design of the moment.
async fn code(
    State(state): State<AppState>,
    Path(link): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check(&state, &uri)?;
    let unknown = || ApiError::not_found(&uri);
    let id: LinkId = link.parse().map_err(|_| unknown())?;
    let link = state.store.link_for_image(id).await?.ok_or_else(unknown)?.link;
    if !link.qrcode_enabled {
        return Err(ApiError::missing("code", id));
    }
    let design = match link.design {
        Some(design) => state.store.design_for_image(link.workspace, design).await?,
        None => None,
    };
    let format = design.as_ref().map_or_else(Format::default, |design| design.format);
    let data = format!("{}?{MARKER}", link.entrypoint(&state.public_url));
    picture(&state, &headers, design, format, data, &link.shortlink.to_string()).await
}

/// A code in a design (the plain default without one), unless the client has it already; `name` is the file's.
pub(super) async fn picture(
    state: &AppState,
    headers: &HeaderMap,
    design: Option<Design>,
    format: Format,
    data: String,
    name: &str,
) -> Result<Response, ApiError> {
    let key = ImageKey { design: design.as_ref().map(|design| (design.id, design.version)), data, format };
    let tag = tag(&key);
    if headers.get(IF_NONE_MATCH).is_some_and(|known| matches(known, &tag)) {
        return Ok(unchanged(&tag));
    }
    let image = image(state, design, key).await?;
    Ok(answer(image, format.mime(), &format!("{name}.{}", format.as_str()), &tag))
}

/// The looks of a template, on a code that leads to the gallery.
async fn template(
    State(state): State<AppState>,
    Path(template): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check(&state, &uri)?;
    let unknown = || ApiError::not_found(&uri);
    let id: TemplateId = template.parse().map_err(|_| unknown())?;
    let found = state.store.template_for_image(id).await?.ok_or_else(unknown)?;
    thumbnail(&state, &headers, &found).await
}

/// The looks of a template that the caller may see.
pub(super) async fn thumbnail(
    state: &AppState,
    headers: &HeaderMap,
    template: &Template,
) -> Result<Response, ApiError> {
    let design = state.store.designs_of_templates(&[template.design]).await?.pop();
    let name = template.slug.as_ref().map_or_else(|| "template".to_owned(), ToString::to_string);
    let data = format!("{}{GALLERY}", state.public_url);
    picture(state, headers, design, Format::Svg, data, &name).await
}

/// The image of `key`, remembered or drawn.
async fn image(state: &AppState, design: Option<Design>, key: ImageKey) -> Result<Bytes, ApiError> {
    if let Some(image) = state.images.known(&key).await {
        return Ok(image);
    }
    let mut pictures = Pictures::default();
    if let Some(design) = &design {
        if design.has_image {
            pictures.central = state.store.central_image(design.id).await?;
        }
        if design.has_background {
            pictures.background = state.store.background_image(design.id).await?;
        }
    }
    let options = design.map_or_else(Options::default, |design| design.options);
    let (format, data) = (key.format, key.data.clone());
    let drawn = state.images.get(key, move || draw(&options, format, pictures, &data)).await;
    drawn.map_err(|error| match &*error {
        // Kept designs were drawn once: what is left is a short address too long for the code.
        DrawError::Refused(_) => {
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "FAILED_PRECONDITION", error.to_string())
                .because("UNDRAWABLE")
        }
        DrawError::Crashed => ApiError::internal(&*error),
    })
}

/// The contact of a link, as a file that phones keep.
async fn contact(
    State(state): State<AppState>,
    Path(link): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, ApiError> {
    check(&state, &uri)?;
    let unknown = || ApiError::not_found(&uri);
    let id: LinkId = link.parse().map_err(|_| unknown())?;
    let found = state.store.link_for_image(id).await?.filter(|found| found.deleted_at.is_none());
    let Exit::Contact(card) = found.ok_or_else(unknown)?.link.exit else { return Err(unknown()) };
    let own = [
        (CONTENT_TYPE, "text/vcard; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"contact.vcf\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((own, card.file()).into_response())
}

/// The central image of a design, as it was kept.
async fn central_image(
    State(state): State<AppState>,
    Path(design): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, ApiError> {
    check(&state, &uri)?;
    let unknown = || ApiError::not_found(&uri);
    let id: DesignId = design.parse().map_err(|_| unknown())?;
    Ok(kept(state.store.central_image(id).await?.ok_or_else(unknown)?))
}

/// The picture behind the code of a design, as it was kept.
async fn background_image(
    State(state): State<AppState>,
    Path(design): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, ApiError> {
    check(&state, &uri)?;
    let unknown = || ApiError::not_found(&uri);
    let id: DesignId = design.parse().map_err(|_| unknown())?;
    Ok(kept(state.store.background_image(id).await?.ok_or_else(unknown)?))
}

fn kept(image: Vec<u8>) -> Response {
    let tag = quoted(&Sha256::digest(&image));
    let kind = image_type(&image);
    let extension = kind.trim_start_matches("image/").trim_end_matches("+xml");
    answer(Bytes::from(image), kind, &format!("image.{extension}"), &tag)
}

/// Whether the address was signed here and still counts.
pub(super) fn check(state: &AppState, uri: &Uri) -> Result<(), ApiError> {
    let verified = verify(&state.keys.image, uri.path(), uri.query().unwrap_or_default(), state.clock.now());
    verified.map_err(|problem| {
        let code_type = match problem {
            BadSignature::Missing => "SIGNATURE_MISSING",
            BadSignature::Expired => "SIGNATURE_EXPIRED",
            BadSignature::Malformed | BadSignature::UnknownKey | BadSignature::Invalid => "SIGNATURE_INVALID",
        };
        let message = format!("{problem}; get a fresh one from the API: links and designs carry them");
        ApiError::new(StatusCode::FORBIDDEN, code_type, message)
    })
}

/// Tells images apart by everything that their bytes depend on.
fn tag(key: &ImageKey) -> String {
    let design = key.design.map(|(id, version)| format!("{id} {version}")).unwrap_or_default();
    let parts = [design.as_str(), &key.data, key.format.as_str(), env!("CARGO_PKG_VERSION")];
    quoted(&Sha256::digest(parts.join("\n")))
}

fn quoted(hash: &[u8]) -> String {
    let mut tag = String::from("\"");
    for byte in hash.iter().take(12) {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether a list of tags, or `*`, has this one (RFC 9110, section 13.1.2: weak ones count too).
pub(super) fn matches(known: &HeaderValue, tag: &str) -> bool {
    let known = known.to_str().unwrap_or_default();
    known
        .split(',')
        .map(|entry| entry.trim().trim_start_matches("W/"))
        .any(|entry| entry == tag || entry == "*")
}

fn unchanged(tag: &str) -> Response {
    (StatusCode::NOT_MODIFIED, OPEN, [(CACHE_CONTROL, CACHED), (ETAG, tag)]).into_response()
}

/// `name` and `tag` are made here, of characters that headers may have.
fn answer(image: Bytes, kind: &str, name: &str, tag: &str) -> Response {
    let disposition = format!("inline; filename=\"{name}\"");
    let own = [
        (CONTENT_TYPE, kind),
        (CONTENT_DISPOSITION, disposition.as_str()),
        (CACHE_CONTROL, CACHED),
        (ETAG, tag),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (OPEN, own, image).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_tells_everything_that_an_image_depends_on() {
        let now = crate::domain::time::Timestamp::from_millis(0);
        let key =
            ImageKey { design: Some((DesignId::new(now), 1)), data: "a".to_owned(), format: Format::Png };
        let others = [
            ImageKey { design: None, ..key.clone() },
            ImageKey { design: key.design.map(|(id, version)| (id, version + 1)), ..key.clone() },
            ImageKey { data: "b".to_owned(), ..key.clone() },
            ImageKey { format: Format::Svg, ..key.clone() },
        ];
        for other in others {
            assert_ne!(tag(&key), tag(&other), "{other:?}");
        }
        assert_eq!(tag(&key), tag(&key.clone()));
    }

    #[test]
    fn any_of_the_tags_that_a_client_knows_may_match() {
        let matches = |known: &'static str| matches(&HeaderValue::from_static(known), "\"a\"");
        assert!(matches("\"a\"") && matches("W/\"a\"") && matches("\"b\", \"a\"") && matches("*"));
        assert!(!matches("\"b\"") && !matches(""));
    }
}
