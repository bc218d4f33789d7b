//! What is asked about links: free short addresses, fresh image addresses.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::images::signed_url;
use crate::domain::address::Address;
use crate::domain::id::{CustomDomainId, LinkId};
use crate::domain::slug::Slug;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Most links of one request for images.
const IMAGES: usize = 1000;
/// How many random short addresses are looked at; even the second is hardly ever needed.
const TRIES: usize = 8;

/// Whether a short address is free.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShortlinkAvailabilityResponse {
    available: bool,
}

/// A short address that is free.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShortlinkRandomResponse {
    #[schema(value_type = String, example = "k7mq2xtp")]
    shortlink: Slug,
}

/// Links whose images are asked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ResolveQrcodeImagesRequest {
    /// At most 1000 ids of links.
    #[schema(required = true, max_items = 1000)]
    link_ids: Vec<String>,
}

/// Addresses of images by the ids of their links.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResolveQrcodeImagesResponse {
    /// Links that are unknown here or have no code are missing.
    #[schema(value_type = BTreeMap<String, String>)]
    qrcode_signed_urls: BTreeMap<LinkId, String>,
}

/// Ask whether a short address is free
///
/// One that was ever given out, is reserved or has another form is not; nor is one that is the id of a link.
#[utoipa::path(get, path = "/links/shortlink-availability", tag = "Links",
    params(("shortlink" = String, Query, description = "The short address"),
        ("customDomainId" = Option<String>, Query, description = "The custom domain to look on; the server's own address when left out")),
    responses((status = 200, body = ShortlinkAvailabilityResponse)))]
pub(super) async fn availability(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ShortlinkAvailabilityResponse>, ApiError> {
    let domain = query.parsed::<CustomDomainId>("customDomainId")?;
    if let Some(id) = domain
        && state.store.custom_domain(caller.workspace, id).await?.is_none()
    {
        return Err(ApiError::missing_field(query.name("customDomainId"), "custom domain", id));
    }
    let Some(text) = query.text("shortlink") else {
        return Err(ApiError::field("shortlink", "is required: the short address to look for"));
    };
    let available = match text.parse::<Slug>() {
        Ok(slug) => !state.store.is_taken(&Address { domain, slug }).await?,
        Err(_) => false,
    };
    Ok(Reply(caller.dialect, ShortlinkAvailabilityResponse { available }))
}

/// Get a random short address that is free
///
/// It is not kept free: a link takes it when it is made.
#[utoipa::path(get, path = "/links/shortlink-random", tag = "Links",
    responses((status = 200, body = ShortlinkRandomResponse)))]
pub(super) async fn random(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<ShortlinkRandomResponse>, ApiError> {
    for _ in 0..TRIES {
        let address = Address { domain: None, slug: Slug::random() };
        if !state.store.is_taken(&address).await? {
            return Ok(Reply(caller.dialect, ShortlinkRandomResponse { shortlink: address.slug }));
        }
    }
    Err(ApiError::precondition("hardly any short address is free; choose one"))
}

/// Get addresses of images
///
/// Fresh ones for many links at once, for pages that show their codes.
#[utoipa::path(post, path = "/links/qrcode-images:resolve", tag = "Links", request_body = ResolveQrcodeImagesRequest,
    responses((status = 200, body = ResolveQrcodeImagesResponse)))]
pub(super) async fn resolve_images(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<ResolveQrcodeImagesRequest>,
) -> Result<Reply<ResolveQrcodeImagesResponse>, ApiError> {
    if wanted.link_ids.len() > IMAGES {
        check.refuse("linkIds", format_args!("has {} entries, the most are {IMAGES}", wanted.link_ids.len()));
    }
    check.finish()?;
    let ids: Vec<LinkId> = wanted.link_ids.iter().filter_map(|id| id.parse().ok()).collect();
    let now = state.clock.now();
    let found = state.store.links_by_id(caller.workspace, &ids).await?;
    let living = found.into_iter().filter(|found| {
        found.deleted_at.is_none() && !found.link.has_expired(now) && found.link.qrcode_enabled
    });
    let url = |id| signed_url(&state.public_url, &state.keys.image, id, now);
    let qrcode_signed_urls = living.map(|found| (found.link.id, url(found.link.id))).collect();
    Ok(Reply(caller.dialect, ResolveQrcodeImagesResponse { qrcode_signed_urls }))
}
