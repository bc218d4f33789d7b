//! Dressing links in templates that exist.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{id_of, missing};
use crate::app::{announce, templates};
use crate::domain::id::{LinkId, TemplateId};
use crate::domain::slug::Slug;
use crate::domain::webhook::event_type::EventType;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::designs::{self, QrcodeDesignResponse};
use crate::http::dialect::Dialect;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::templates::Name;

/// A template for a link's code: by its id or by its slug.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ApplyTemplateRequest {
    #[schema(required = true, format = Uuid)]
    link_id: String,
    #[schema(format = Uuid, example = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")]
    qrcode_template_id: Option<String>,
    template_slug: Option<String>,
}

/// Links whose codes were dressed again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefreshTemplateResponse {
    /// How many links wear the template.
    link_count: i64,
}

/// Dress a link in a template
///
/// Its design takes the template's looks; one that other links have too stays theirs, and the link gets one of its own. Exactly
/// one of `qrcodeTemplateId` and `templateSlug` names the template.
#[utoipa::path(post, path = "/qrcode-designs/apply-template", tag = "QR code designs",
    request_body = ApplyTemplateRequest, responses((status = 200, body = QrcodeDesignResponse)))]
pub(super) async fn apply(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<ApplyTemplateRequest>,
) -> Result<Response, ApiError> {
    let said = |name: Option<String>| name.filter(|name| !name.is_empty());
    let link = check.parse("linkId", wanted.link_id.parse::<LinkId>());
    let (id, slug) = (said(wanted.qrcode_template_id), said(wanted.template_slug));
    let (field, name) = match (id, slug) {
        (Some(id), None) => {
            ("qrcodeTemplateId", check.parse("qrcodeTemplateId", id.parse::<TemplateId>()).map(Name::Id))
        }
        (None, Some(slug)) => {
            ("templateSlug", check.parse("templateSlug", slug.parse::<Slug>()).map(Name::Slug))
        }
        _ => {
            check.refuse("qrcodeTemplateId", "must be given, or templateSlug in its place, and not both");
            ("", None)
        }
    };
    check.finish()?;
    let (Some(link), Some(name)) = (link, name) else { return Err(ApiError::raced()) };
    let now = state.clock.now();
    let mut tx = effect.begin().await?;
    let found = tx.lock_link(caller.workspace, link, now).await?;
    let mut found = found.ok_or_else(|| ApiError::missing_field(check.spell("linkId"), "link", link))?.link;
    if !found.qrcode_enabled {
        let message =
            format!("the link {link} has no code; PATCH /v1/links/{link} with qrcodeEnabled brings it back");
        return Err(ApiError::precondition(message).because("QRCODE_DISABLED"));
    }
    let worn = tx.wearable(caller.workspace, &name).await?.ok_or_else(|| {
        let shown = match &name {
            Name::Id(id) => id.to_string(),
            Name::Slug(slug) => slug.to_string(),
        };
        ApiError::missing_field(check.spell(field), "template", shown)
    })?;
    let source = state.store.designs_of_templates(&[worn.design]).await?.pop();
    let mut design = source.ok_or_else(|| ApiError::missing("design", worn.design))?;
    found.updated_at = now;
    let before = match found.design {
        Some(id) => state.store.design(caller.workspace, id).await?,
        None => None,
    };
    let worn_by = templates::apply(&mut tx, &mut found, worn).await?;
    // As it will be read: its own time and id, the template's looks, a version that was never seen.
    let own = before.filter(|before| before.id == worn_by);
    design.version += own.as_ref().map_or(1, |own| own.version + 1);
    design.created_at = own.map_or(now, |own| own.created_at);
    (design.id, design.workspace, design.updated_at) = (worn_by, Some(caller.workspace), now);
    let write = |dialect: Dialect| {
        let qrcode_design = designs::view(&state, dialect, &design)?;
        dialect.write(&QrcodeDesignResponse { qrcode_design }).map_err(|error| ApiError::internal(&error))
    };
    effect.commit(tx, design.id, StatusCode::OK, &[], write).await
}

/// Dress all links of a template again
///
/// Links of the template's own workspace follow it anyway. This brings back those whose design was changed by hand, and shows
/// the present looks of a template of others on codes that wear a copy. Only links of this workspace change.
#[utoipa::path(post, path = "/qrcode-templates/{id}/refresh", tag = "QR code templates", request_body = Nothing,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, body = RefreshTemplateResponse)))]
pub(super) async fn refresh(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { .. }: Body<Nothing>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    let worn = tx.wearable(caller.workspace, &Name::Id(id)).await?.ok_or_else(|| missing(id))?;
    let now = state.clock.now();
    let changed = tx.make_codes_like(caller.workspace, worn, now).await?;
    let links = tx.links_with_designs(caller.workspace, &changed).await?;
    announce::links(&mut tx, caller.workspace, EventType::LinkUpdated, &links, now).await?;
    let link_count = tx.links_with_template(caller.workspace, id).await?;
    effect.reply(tx, id, &RefreshTemplateResponse { link_count }).await
}
