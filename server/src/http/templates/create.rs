//! Making templates: from a design, or from what others published.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::design_of;
use super::input::TemplateRequest;
use super::view::TemplateView;
use crate::domain::design::{Design, Format, Options};
use crate::domain::id::{DesignId, TemplateId};
use crate::domain::slug::Slug;
use crate::domain::template::{Template, Words};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::dialect::Dialect;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::designs::Pictures;

/// A template with its design.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TemplateResponse {
    qrcode_template: TemplateView,
}

/// A template that is copied.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ImportTemplateRequest {
    /// The slug of a template in the gallery.
    #[schema(required = true, example = "ocean")]
    slug: String,
}

/// Create a template
///
/// It is its workspace's alone until it is published. Links wear it by `qrcodeTemplateId`, and follow it.
#[utoipa::path(post, path = "/qrcode-templates", tag = "QR code templates", request_body = TemplateRequest,
    responses((status = 200, body = TemplateResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<TemplateRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let (mut words, mut slug) = (Words::default(), None);
    let named = wanted.apply(&mut words, &mut slug, &mut check);
    check.finish()?;
    let fresh = Design {
        id: DesignId::new(now),
        workspace: Some(caller.workspace),
        options: Options::default(),
        format: Format::default(),
        has_image: false,
        has_background: false,
        image_media: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let design = match named {
        // Whose it is, the transaction finds out.
        Some(id) => {
            state.store.designs_of_templates(&[id]).await?.pop().ok_or_else(|| no_design(&check, id))?
        }
        None => fresh,
    };
    let template = Template {
        id: TemplateId::new(now),
        workspace: Some(caller.workspace),
        design: design.id,
        words,
        slug,
        duplicated_from: None,
        uses: 0,
        published_at: None,
        created_at: now,
        updated_at: now,
    };
    let mut tx = effect.begin().await?;
    free_slug(&mut tx, &template, &check).await?;
    if named.is_some() {
        unattached(&mut tx, &caller, design.id, &check).await?;
    } else {
        tx.insert_design(&design, Pictures::default()).await?;
    }
    tx.insert_template(caller.workspace, &template).await?;
    commit(&state, &caller, effect, tx, &template, &design).await
}

/// Import a template
///
/// Copies one of the gallery, which then is the workspace's own and can be changed.
#[utoipa::path(post, path = "/qrcode-templates/import", tag = "QR code templates", request_body = ImportTemplateRequest,
    responses((status = 200, body = TemplateResponse)))]
pub(super) async fn import(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<ImportTemplateRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    if wanted.slug.is_empty() {
        check.refuse("slug", "is required: that of a template of GET /v1/public/qrcode-templates");
    }
    check.finish()?;
    let unknown = || {
        let reason = format!("names {}, but the gallery has no such template", wanted.slug);
        ApiError::field(check.spell("slug"), reason).with_status(StatusCode::NOT_FOUND, "NOT_FOUND")
    };
    let slug: Slug = wanted.slug.parse().map_err(|_| unknown())?;
    let source = state.store.public_template(&slug).await?.ok_or_else(unknown)?;
    let shown = design_of(&state, &source).await?;
    let template = Template {
        id: TemplateId::new(now),
        workspace: Some(caller.workspace),
        design: DesignId::new(now),
        slug: None,
        duplicated_from: Some(source.id),
        uses: 0,
        published_at: None,
        created_at: now,
        updated_at: now,
        words: source.words,
    };
    let design = Design {
        id: template.design,
        workspace: Some(caller.workspace),
        version: 1,
        created_at: now,
        updated_at: now,
        ..shown
    };
    let mut tx = effect.begin().await?;
    tx.insert_design_like(caller.workspace, template.design, source.design, false, now).await?;
    tx.insert_template(caller.workspace, &template).await?;
    tx.count_uses(&BTreeMap::from([(source.id, 1)])).await?;
    commit(&state, &caller, effect, tx, &template, &design).await
}

/// Commits a template that was made or changed and answers with it and its design.
pub(super) async fn commit(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    tx: Tx,
    template: &Template,
    design: &Design,
) -> Result<Response, ApiError> {
    let write = |dialect: Dialect| {
        let qrcode_template = TemplateView::with_design(state, dialect, caller.workspace, template, design)?;
        dialect.write(&TemplateResponse { qrcode_template }).map_err(|error| ApiError::internal(&error))
    };
    effect.commit(tx, template.id, StatusCode::OK, &[], write).await
}

/// Refuses the slug of another template.
pub(super) async fn free_slug(tx: &mut Tx, template: &Template, check: &Check) -> Result<(), ApiError> {
    let Some(slug) = &template.slug else { return Ok(()) };
    match tx.owner_of_template_slug(slug).await? {
        Some(owner) if owner != template.id => {
            Err(ApiError::taken(check.spell("slug"), "is the slug of another template; choose another"))
        }
        _ => Ok(()),
    }
}

/// Takes a design for a template: one of the workspace, or one that was made in public, that nothing has yet.
async fn unattached(tx: &mut Tx, caller: &Caller, id: DesignId, check: &Check) -> Result<(), ApiError> {
    if !tx.adopt_design(caller.workspace, id).await? {
        return Err(no_design(check, id));
    }
    if tx.is_of_template(id).await? || tx.links_with_design(caller.workspace, id).await? > 0 {
        let reason = "is the design of a link or of another template; make one for this template alone";
        return Err(ApiError::taken(check.spell("qrcodeDesignId"), reason));
    }
    // It may follow the template of a link that is gone.
    tx.unfollow(caller.workspace, id).await?;
    Ok(())
}

pub(super) fn no_design(check: &Check, id: DesignId) -> ApiError {
    ApiError::missing_field(check.spell("qrcodeDesignId"), "design", id)
}
