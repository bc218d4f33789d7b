//! The one member that a workspace has: whoever holds its tokens. People do not sign in here.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::id::WorkspaceId;
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A member of a workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(super) struct MemberView {
    /// The workspace's own id: the member is whoever holds its tokens.
    #[schema(value_type = String, format = Uuid)]
    id: WorkspaceId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(example = "ROLE_ADMIN")]
    role: &'static str,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Members of a workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListMembersResponse {
    /// One: whoever holds the workspace's tokens.
    members: Vec<MemberView>,
    total_count: i64,
}

/// Get the member that asks
#[utoipa::path(get, path = "/member", tag = "Workspace", responses((status = 200, body = MemberView)))]
pub(super) async fn myself(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<MemberView>, ApiError> {
    Ok(Reply(caller.dialect, member(&state, &caller).await?))
}

/// List members
#[utoipa::path(get, path = "/members", tag = "Workspace",
    params(("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000)),
    responses((status = 200, body = ListMembersResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListMembersResponse>, ApiError> {
    query.page("members", 100, 1000)?;
    let members = vec![member(&state, &caller).await?];
    Ok(Reply(caller.dialect, ListMembersResponse { members, total_count: 1 }))
}

async fn member(state: &AppState, caller: &Caller) -> Result<MemberView, ApiError> {
    let found = state.store.workspace(caller.workspace).await?;
    let workspace = found.ok_or_else(|| ApiError::missing("workspace", caller.workspace))?;
    Ok(MemberView {
        id: workspace.id,
        workspace_id: workspace.id,
        role: "ROLE_ADMIN",
        created_at: workspace.created_at,
        updated_at: workspace.created_at,
    })
}
