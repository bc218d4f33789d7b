//! What is recorded of visitors.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::id::{BadId, LinkSettingId};
use crate::domain::time::Timestamp;
use crate::domain::workspace::{DataCollection, LinkSetting};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Most days of retention: a hundred years.
const RETENTION: i64 = 36_500;

/// What is recorded of visitors.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LinkSetting)]
pub(super) struct LinkSettingView {
    #[schema(value_type = String, format = Uuid)]
    id: LinkSettingId,
    #[schema(value_type = String, example = "DATA_COLLECTION_BASIC")]
    data_collection: DataCollection,
    /// For how many days events and devices are kept; absent when for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 365)]
    retention_days: Option<i64>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// A setting of what is recorded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkSettingResponse {
    link_setting: LinkSettingView,
}

/// How much is recorded of visitors.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateLinkSettingRequest {
    /// `DATA_COLLECTION_NONE` (that somebody came, and when), `DATA_COLLECTION_BASIC` (device, language, network; a device
    /// is recognised within a day of UTC; the default) or `DATA_COLLECTION_ADVANCED` (devices are recognised for ever, and
    /// what pages of a workflow ask for). Counts within 5 seconds.
    #[schema(example = "DATA_COLLECTION_BASIC")]
    data_collection: Option<String>,
    /// After how many days events and devices are removed, 1 to 36500; `null` or 0 keeps them. Counts and totals stay.
    #[schema(value_type = Option<i64>, example = 365, minimum = 0, maximum = 36500)]
    retention_days: Patch<i64>,
}

/// Get a link setting
///
/// A workspace has one: its `linkSettingId`.
#[utoipa::path(get, path = "/settings/link-setting/{id}", tag = "Workspace",
    params(("id" = String, Path, description = "The setting's id")), responses((status = 200, body = LinkSettingResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<LinkSettingResponse>, ApiError> {
    let setting = found(&state, &caller, &id).await?;
    Ok(Reply(caller.dialect, setting.into()))
}

/// Change a link setting
#[utoipa::path(put, path = "/settings/link-setting/{id}", tag = "Workspace", request_body = UpdateLinkSettingRequest,
    params(("id" = String, Path, description = "The setting's id")), responses((status = 200, body = LinkSettingResponse)))]
pub(super) async fn put(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateLinkSettingRequest>,
) -> Result<Response, ApiError> {
    let mut setting = found(&state, &caller, &id).await?;
    let name = wanted.data_collection.as_deref();
    if let Some(name) = name.filter(|name| !matches!(*name, "" | "DATA_COLLECTION_UNSPECIFIED")) {
        setting.data_collection =
            check.parse("dataCollection", name.parse()).unwrap_or(setting.data_collection);
    }
    match wanted.retention_days {
        Patch::Keep => {}
        Patch::Clear | Patch::Set(0) => setting.retention_days = None,
        Patch::Set(days) if (1..=RETENTION).contains(&days) => setting.retention_days = Some(days),
        Patch::Set(_) => check.refuse("retentionDays", format_args!("must be from 0 to {RETENTION}")),
    }
    check.finish()?;
    setting.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    tx.update_link_setting(caller.workspace, &setting).await?;
    let id = setting.id;
    effect.reply(tx, id, &LinkSettingResponse::from(setting)).await
}

async fn found(state: &AppState, caller: &Caller, id: &str) -> Result<LinkSetting, ApiError> {
    let id: LinkSettingId = id.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))?;
    let found = state.store.link_setting(caller.workspace, id).await?;
    found.ok_or_else(|| ApiError::missing("link setting", id))
}

impl From<LinkSetting> for LinkSettingResponse {
    fn from(setting: LinkSetting) -> Self {
        let LinkSetting { id, data_collection, retention_days, created_at, updated_at } = setting;
        Self { link_setting: LinkSettingView { id, data_collection, retention_days, created_at, updated_at } }
    }
}
