//! `/v1/directories`: contract group "Directories", a tree of folders of links.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::body::{Body, Check};
use super::effect::Effect;
use super::error::ApiError;
use super::patch::Patch;
use super::query::Query;
use super::reply::{Done, Reply};
use crate::domain::directory::{DEPTH, Directory, NAME};
use crate::domain::id::{BadId, DirectoryId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::directories::Filter;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(get, update, delete))
}

/// A folder of links.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Directory)]
struct DirectoryView {
    #[schema(value_type = String, format = Uuid)]
    id: DirectoryId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    /// The folder that it lies in; absent at the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    parent_directory_id: Option<DirectoryId>,
    #[schema(example = "Posters")]
    name: String,
    /// Names from the root to itself.
    #[schema(example = "Spring/Posters")]
    path: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<Directory> for DirectoryView {
    fn from(directory: Directory) -> Self {
        Self {
            id: directory.id,
            workspace_id: directory.workspace,
            parent_directory_id: directory.parent,
            name: directory.name,
            path: directory.path,
            created_at: directory.created_at,
            updated_at: directory.updated_at,
        }
    }
}

/// A new folder.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CreateDirectoryRequest {
    /// 1 to 100 characters, none of them a slash. Required.
    #[schema(required = true, example = "Posters", min_length = 1, max_length = 100, pattern = "^[^/]+$")]
    name: Option<String>,
    /// The folder that it lies in; the root when left out.
    #[schema(format = Uuid)]
    parent_directory_id: Option<String>,
}

/// Changes to a folder.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct UpdateDirectoryRequest {
    #[schema(example = "Posters", min_length = 1, max_length = 100, pattern = "^[^/]+$")]
    name: Option<String>,
    /// The folder that it moves to; `null` is the root.
    #[schema(value_type = Option<String>, format = Uuid)]
    parent_directory_id: Patch<String>,
    /// True moves it to the root, for clients that cannot send `null`.
    parent_directory_id_delete: Option<bool>,
}

/// A folder.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DirectoryResponse {
    directory: DirectoryView,
}

/// Some folders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListDirectoriesResponse {
    /// The oldest first.
    directories: Vec<DirectoryView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    total_count: i64,
}

/// Create a directory
#[utoipa::path(post, path = "/directories", tag = "Directories", request_body = CreateDirectoryRequest,
    responses((status = 200, body = DirectoryResponse)))]
async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateDirectoryRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let name = name(&mut check, Some(wanted.name.unwrap_or_default()));
    let parent = wanted.parent_directory_id.filter(|id| !id.is_empty());
    let parent = parent.and_then(|id| check.parse("parentDirectoryId", id.parse::<DirectoryId>()));
    check.finish()?;
    let mut directory = Directory {
        id: DirectoryId::new(now),
        workspace: caller.workspace,
        parent,
        path: String::new(),
        name: name.unwrap_or_default(),
        created_at: now,
        updated_at: now,
    };
    directory.path = path(&state, &directory).await?;
    let mut tx = effect.begin().await?;
    placed(&mut tx, &directory, 1, &mut check).await?;
    tx.insert_directory(&directory).await?;
    let id = directory.id;
    effect.reply(tx, id, &DirectoryResponse { directory: directory.into() }).await
}

/// Get a directory
#[utoipa::path(get, path = "/directories/{id}", tag = "Directories",
    params(("id" = String, Path, description = "The directory's id")), responses((status = 200, body = DirectoryResponse)))]
async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<DirectoryResponse>, ApiError> {
    let directory = found(&state, &caller, id_of(&id)?).await?;
    Ok(Reply(caller.dialect, DirectoryResponse { directory: directory.into() }))
}

/// List directories
#[utoipa::path(get, path = "/directories", tag = "Directories",
    params(("parentDirectoryId" = Option<String>, Query, description = "Folders in this one; those at the root when left out"),
        ("includeRoot" = Option<bool>, Query, description = "true shows those at the root too"),
        ("recursive" = Option<bool>, Query, description = "true shows everything below"),
        ("search" = Option<String>, Query, description = "Folders whose name contains this"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListDirectoriesResponse)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListDirectoriesResponse>, ApiError> {
    let filter = Filter {
        parent: query.parsed::<DirectoryId>("parentDirectoryId")?,
        with_root: query.flag("includeRoot")?,
        recursive: query.flag("recursive")?,
        search: query.text("search").map(str::to_owned),
    };
    let list = format!("directories {filter:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_directories(caller.workspace, &filter, &page).await?;
    let total_count = state.store.count_directories(caller.workspace, &filter).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let directories = slice.rows.into_iter().map(DirectoryView::from).collect();
    Ok(Reply(caller.dialect, ListDirectoriesResponse { directories, next_page_token, total_count }))
}

/// Rename or move a directory
#[utoipa::path(patch, path = "/directories/{id}", tag = "Directories", request_body = UpdateDirectoryRequest,
    params(("id" = String, Path, description = "The directory's id")), responses((status = 200, body = DirectoryResponse)))]
async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateDirectoryRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut directory = found(&state, &caller, id).await?;
    let before = directory.parent;
    directory.name = name(&mut check, wanted.name).unwrap_or(directory.name);
    let parent = wanted.parent_directory_id.or_clear_unless(|id| !id.is_empty());
    let parent = parent.or_clear(wanted.parent_directory_id_delete);
    parent.and_then(|id| check.parse("parentDirectoryId", id.parse())).apply(&mut directory.parent);
    check.finish()?;
    directory.path = path(&state, &directory).await?;
    directory.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    if directory.parent != before {
        let levels = tx.levels_below(caller.workspace, id).await?;
        placed(&mut tx, &directory, levels, &mut check).await?;
    }
    if !tx.update_directory(&directory).await? {
        return Err(missing(id));
    }
    effect.reply(tx, id, &DirectoryResponse { directory: directory.into() }).await
}

/// Delete a directory
///
/// Only an empty one: 412 while links or directories are in it.
#[utoipa::path(delete, path = "/directories/{id}", tag = "Directories",
    params(("id" = String, Path, description = "The directory's id")),
    responses((status = 200, body = Done), (status = 412, body = crate::http::openapi::ErrorResponse)))]
async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    if tx.directory_is_used(caller.workspace, id, state.clock.now()).await? {
        let message = format!("links or directories are in the directory {id}; move or delete them first");
        return Err(ApiError::precondition(message)
            .with_status(StatusCode::PRECONDITION_FAILED, "FAILED_PRECONDITION")
            .because("DIRECTORY_NOT_EMPTY"));
    }
    if !tx.delete_directory(caller.workspace, id).await? {
        return Err(missing(id));
    }
    effect.reply(tx, id, &Done {}).await
}

fn id_of(path: &str) -> Result<DirectoryId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: DirectoryId) -> ApiError {
    ApiError::missing("directory", id)
}

async fn found(state: &AppState, caller: &Caller, id: DirectoryId) -> Result<Directory, ApiError> {
    state.store.directory(caller.workspace, id).await?.ok_or_else(|| missing(id))
}

fn name(check: &mut Check, name: Option<String>) -> Option<String> {
    let name = name?.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME {
        check.refuse("name", format_args!("must have 1 to {NAME} characters"));
    } else if name.contains('/') {
        check.refuse("name", "cannot have a slash, which stands between the names of a path");
    }
    Some(name)
}

/// The names from the root to a directory, where it is or is about to be.
async fn path(state: &AppState, directory: &Directory) -> Result<String, ApiError> {
    let parent = match directory.parent {
        Some(parent) => state.store.directory(directory.workspace, parent).await?,
        None => None,
    };
    Ok(parent.map_or_else(|| directory.name.clone(), |parent| format!("{}/{}", parent.path, directory.name)))
}

/// Refuses places that do not exist, lie inside the directory itself, or make a tree of too many levels; `levels` are the
/// directory's own and those below it.
async fn placed(
    tx: &mut Tx,
    directory: &Directory,
    levels: usize,
    check: &mut Check,
) -> Result<(), ApiError> {
    let Some(parent) = directory.parent else { return Ok(()) };
    let field = || check.spell("parentDirectoryId");
    if !tx.has_directory(directory.workspace, parent).await? {
        return Err(ApiError::missing_field(field(), "directory", parent));
    }
    let above = tx.directories_above(directory.workspace, parent, DEPTH + 1).await?;
    if above.contains(&directory.id) {
        return Err(ApiError::field(field(), "names the directory itself or one that lies in it"));
    }
    if above.len() + levels > DEPTH {
        return Err(ApiError::field(field(), format!("makes a tree of more than {DEPTH} levels")));
    }
    Ok(())
}
