//! What a workspace says of itself.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::id::{BadId, LinkSettingId, WorkspaceId};
use crate::domain::link::destination;
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::domain::workspace::Workspace;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Longest name, in characters.
const NAME: usize = 200;
/// Longest text of a profile, in characters.
const TEXT: usize = 10_000;
/// How often a summary may be sent.
const DIGESTS: [&str; 3] = ["DIGEST_FREQUENCY_NONE", "DIGEST_FREQUENCY_WEEKLY", "DIGEST_FREQUENCY_MONTHLY"];

/// A workspace.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Workspace)]
pub(in crate::http) struct WorkspaceView {
    #[schema(value_type = String, format = Uuid)]
    id: WorkspaceId,
    #[schema(example = "Acme")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faq: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://example.com")]
    website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "acme")]
    slug: Option<String>,
    #[schema(example = "DIGEST_FREQUENCY_NONE")]
    digest_frequency: String,
    /// Always false: people do not sign in here, tokens do.
    enforce_mfa: bool,
    is_sandbox: bool,
    /// The setting of what is recorded of visitors.
    #[schema(value_type = String, format = Uuid)]
    link_setting_id: LinkSettingId,
    /// An IANA name.
    #[schema(example = "UTC")]
    timezone: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// What a workspace says of itself: fields that are left out stay as they are, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateWorkspaceRequest {
    /// What people call it, 1 to 200 characters.
    #[schema(example = "Acme", min_length = 1, max_length = 200)]
    name: Option<String>,
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    #[schema(value_type = Option<String>, max_length = 10000)]
    short_description: Patch<String>,
    #[schema(value_type = Option<String>, max_length = 10000)]
    faq: Patch<String>,
    #[schema(value_type = Option<String>, max_length = 10000)]
    tags: Patch<String>,
    /// An http or https address.
    #[schema(value_type = Option<String>, example = "https://example.com")]
    website: Patch<String>,
    /// Letters, digits, `-` and `_`.
    #[schema(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]{0,64}$")]
    slug: Patch<String>,
    /// `DIGEST_FREQUENCY_NONE`, `_WEEKLY` or `_MONTHLY`; kept, though no mail is sent.
    digest_frequency: Option<String>,
    /// True is refused: people do not sign in here, tokens do.
    enforce_mfa: Option<bool>,
    /// An IANA name, such as `Europe/Berlin`: days and hours of statistics are this zone's.
    #[schema(example = "Europe/Berlin")]
    timezone: Option<String>,
}

/// Get the workspace
///
/// The one that the token opens.
#[utoipa::path(get, path = "/workspace", tag = "Workspace", responses((status = 200, body = WorkspaceView)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<WorkspaceView>, ApiError> {
    Ok(Reply(caller.dialect, found(&state, &caller).await?.into()))
}

/// Get a workspace by its id
///
/// A token opens its own.
#[utoipa::path(get, path = "/workspaces/{id}", tag = "Workspace",
    params(("id" = String, Path, description = "The workspace's id")), responses((status = 200, body = WorkspaceView)))]
pub(super) async fn get_by_id(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<WorkspaceView>, ApiError> {
    let id: WorkspaceId = id.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))?;
    if id != caller.workspace {
        return Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            format!("this token opens no workspace {id}"),
        ));
    }
    Ok(Reply(caller.dialect, found(&state, &caller).await?.into()))
}

/// Change the workspace
#[utoipa::path(put, path = "/workspace", tag = "Workspace", request_body = UpdateWorkspaceRequest,
    responses((status = 200, body = WorkspaceView)))]
pub(super) async fn put(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateWorkspaceRequest>,
) -> Result<Response, ApiError> {
    let mut workspace = found(&state, &caller).await?;
    change(&mut workspace, wanted, &mut check);
    check.finish()?;
    workspace.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    tx.update_workspace(&workspace).await?;
    let id = workspace.id;
    effect.reply(tx, id, &WorkspaceView::from(workspace)).await
}

async fn found(state: &AppState, caller: &Caller) -> Result<Workspace, ApiError> {
    let found = state.store.workspace(caller.workspace).await?;
    found.ok_or_else(|| ApiError::missing("workspace", caller.workspace))
}

fn change(workspace: &mut Workspace, wanted: UpdateWorkspaceRequest, check: &mut Check) {
    if let Some(name) = wanted.name {
        if name.trim().is_empty() {
            check.refuse("name", "cannot be empty");
        }
        check.length("name", Some(&name), NAME);
        workspace.name = name;
    }
    let profile = &mut workspace.profile;
    for (path, wanted, field) in [
        ("description", wanted.description, &mut profile.description),
        ("shortDescription", wanted.short_description, &mut profile.short_description),
        ("faq", wanted.faq, &mut profile.faq),
        ("tags", wanted.tags, &mut profile.tags),
    ] {
        check.length(path, wanted.value().map(String::as_str), TEXT);
        wanted.or_clear_unless(|text| !text.is_empty()).apply(field);
    }
    let website = wanted.website.or_clear_unless(|text| !text.is_empty());
    website.and_then(|text| check.parse("website", destination(&text))).apply(&mut profile.website);
    let slug = wanted.slug.or_clear_unless(|text| !text.is_empty());
    let checked =
        slug.and_then(|text| check.parse("slug", text.parse::<Slug>()).map(|slug| slug.to_string()));
    checked.apply(&mut profile.slug);
    match wanted.digest_frequency.as_deref() {
        None | Some("" | "DIGEST_FREQUENCY_UNSPECIFIED") => {}
        Some(name) if DIGESTS.contains(&name) => profile.digest_frequency = Some(name.to_owned()),
        Some(_) => check.refuse("digestFrequency", format_args!("is unknown; use {}", DIGESTS.join(", "))),
    }
    if wanted.enforce_mfa == Some(true) {
        check.refuse("enforceMfa", "cannot be true: people do not sign in here, tokens do");
    }
    if let Some(zone) = wanted.timezone.filter(|zone| !zone.is_empty()) {
        if is_time_zone(&zone) {
            workspace.timezone = zone;
        } else {
            check.refuse("timezone", "is no IANA time zone, such as Europe/Berlin");
        }
    }
}

/// Whether a name has the form of the IANA's; which of them exist differs from machine to machine.
fn is_time_zone(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
    };
    name.len() <= 64 && name.as_bytes()[0].is_ascii_alphabetic() && name.split('/').all(is_part)
}

impl From<Workspace> for WorkspaceView {
    fn from(workspace: Workspace) -> Self {
        let profile = workspace.profile;
        Self {
            id: workspace.id,
            name: workspace.name,
            description: profile.description,
            short_description: profile.short_description,
            faq: profile.faq,
            tags: profile.tags,
            website: profile.website,
            slug: profile.slug,
            digest_frequency: profile.digest_frequency.unwrap_or_else(|| DIGESTS[0].to_owned()),
            enforce_mfa: false,
            is_sandbox: false,
            link_setting_id: workspace.link_setting,
            timezone: workspace.timezone,
            created_at: workspace.created_at,
            updated_at: workspace.updated_at,
        }
    }
}
