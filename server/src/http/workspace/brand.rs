//! How visitors' pages look.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::brand_logo;
use crate::domain::brand::color::Color;
use crate::domain::brand::{self, Brand};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::Reply;
use crate::state::AppState;

/// What visitors see of a workspace on pages: what a code is not in use any more, its password, a contact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Brand)]
pub(super) struct BrandView {
    /// What visitors know the workspace by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Harbour Museum")]
    name: Option<String>,
    /// The logo as it is shown, a `data:` URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "data:image/png;base64,…")]
    logo: Option<String>,
    /// Buttons, links and pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "#0f766e")]
    color: Option<Color>,
    /// What lies behind the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "#ecfdf5")]
    background_color: Option<Color>,
}

/// A brand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BrandResponse {
    brand: BrandView,
}

/// Changes to a brand: fields that are left out stay as they are, `null` or an empty text clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateBrandRequest {
    /// What visitors know the workspace by, at most 80 characters.
    #[schema(value_type = Option<String>, example = "Harbour Museum", max_length = 80)]
    name: Patch<String>,
    /// An image (PNG, JPEG, WebP, GIF or SVG, at most 3 MB) as a `data:` URL or as base64. It is made small: 96 px high at most.
    /// It is shown in place of the name, on white, or on `backgroundColor` where that is set.
    #[schema(value_type = Option<String>)]
    logo: Patch<String>,
    /// Buttons, links and pictures, as `#rrggbb`. Words on it are black or white, whichever reads better; where words have
    /// this colour themselves, it is made darker or lighter until they can be read.
    #[schema(value_type = Option<String>, example = "#0f766e", pattern = "^(#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}))?$")]
    color: Patch<String>,
    /// What lies behind the page, as `#rrggbb`.
    #[schema(value_type = Option<String>, example = "#ecfdf5", pattern = "^(#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}))?$")]
    background_color: Patch<String>,
}

/// Get the brand
///
/// How the workspace's pages look to visitors.
#[utoipa::path(get, path = "/workspace/brand", tag = "Workspace", responses((status = 200, body = BrandResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<BrandResponse>, ApiError> {
    let brand = state.store.brand(caller.workspace).await?;
    Ok(Reply(caller.dialect, brand.into()))
}

/// Change the brand
///
/// Counts at once on this server, within 5 seconds on others.
#[utoipa::path(put, path = "/workspace/brand", tag = "Workspace", request_body = UpdateBrandRequest,
    responses((status = 200, body = BrandResponse)))]
pub(super) async fn put(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateBrandRequest>,
) -> Result<Response, ApiError> {
    let mut brand = state.store.brand(caller.workspace).await?;
    check.length("name", wanted.name.value().map(String::as_str), brand::NAME);
    wanted.name.or_clear_unless(|text| !text.trim().is_empty()).apply(&mut brand.name);
    for (path, wanted, field) in [
        ("color", wanted.color, &mut brand.color),
        ("backgroundColor", wanted.background_color, &mut brand.background_color),
    ] {
        let color = wanted.or_clear_unless(|text| !text.is_empty());
        color.and_then(|text| check.parse(path, text.parse::<Color>())).apply(field);
    }
    match wanted.logo.or_clear_unless(|text| !text.is_empty()) {
        Patch::Keep => {}
        Patch::Clear => brand.logo = None,
        Patch::Set(text) => {
            let made = state.images.work(move || brand_logo::small(&text)).await;
            let made = made.map_err(|error| ApiError::internal(&error))?;
            brand.logo = check.parse("logo", made).or(brand.logo);
        }
    }
    check.finish()?;
    let mut tx = effect.begin().await?;
    tx.set_brand(caller.workspace, &brand, state.clock.now()).await?;
    let response = effect.reply(tx, caller.workspace, &BrandResponse::from(brand)).await?;
    state.brands.forget(caller.workspace);
    Ok(response)
}

impl From<Brand> for BrandResponse {
    fn from(brand: Brand) -> Self {
        let Brand { name, logo, color, background_color } = brand;
        Self { brand: BrandView { name, logo, color, background_color } }
    }
}
