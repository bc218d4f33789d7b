//! `/v1/orphan-scans`: visits of addresses that no link ever had. Ours; the SDKs know nothing like it.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::error::ApiError;
use super::query::Query;
use super::reply::Reply;
use crate::domain::id::LinkId;
use crate::domain::orphan::Orphan;
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// An address that no link ever had, and the link that was probably meant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OrphanScan {
    /// What was asked for.
    #[schema(value_type = String, example = "holidav-2024")]
    shortlink: Slug,
    /// The nearest address that is a link's.
    #[schema(value_type = String, example = "holiday-2024")]
    nearest_shortlink: Slug,
    #[schema(value_type = String, format = Uuid)]
    link_id: LinkId,
    /// How often it was asked for.
    scans: i64,
    #[schema(value_type = String, format = DateTime)]
    first_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
}

/// Some of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListOrphanScansResponse {
    /// Those that came last first.
    orphan_scans: Vec<OrphanScan>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// List visits of addresses that no link has
///
/// Misprints and misread codes: addresses one letter away from a link of the workspace, at most 1000 of them, forgotten 90
/// days after they last came. A visitor of such an address gets 404.
#[utoipa::path(get, path = "/orphan-scans", tag = "Events",
    params(("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListOrphanScansResponse)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListOrphanScansResponse>, ApiError> {
    let page = query.page("orphans", 100, 1000)?;
    let slice = state.store.list_orphans(caller.workspace, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token("orphans"));
    let orphan_scans = slice.rows.into_iter().map(OrphanScan::from).collect();
    Ok(Reply(caller.dialect, ListOrphanScansResponse { orphan_scans, next_page_token }))
}

impl From<Orphan> for OrphanScan {
    fn from(orphan: Orphan) -> Self {
        Self {
            shortlink: orphan.shortlink,
            nearest_shortlink: orphan.nearest,
            link_id: orphan.link,
            scans: orphan.scans,
            first_at: orphan.first_at,
            last_at: orphan.last_at,
        }
    }
}
