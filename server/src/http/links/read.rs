//! Reading links.

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{Include, LinkView, view, views};
use super::{id_of, missing};
use crate::domain::id::{CustomDomainId, DirectoryId};
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::links::{Filter, Order, Place, Sort};

/// A link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetLinkResponse {
    pub(super) link: LinkView,
}

/// Some links.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListLinksResponse {
    links: Vec<LinkView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    /// How many links there are on all pages.
    total_count: i64,
}

/// Get a link
#[utoipa::path(get, path = "/links/{id}", tag = "Links",
    params(("id" = String, Path, description = "The link's id"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside it: customDomain, qrcodeDesign, qrcodeSignedUrl, tags")),
    responses((status = 200, body = GetLinkResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Reply<GetLinkResponse>, ApiError> {
    let id = id_of(&id)?;
    let found =
        state.store.link(caller.workspace, id, state.clock.now()).await?.ok_or_else(|| missing(id))?;
    let link = view(&state, &caller, found, Include::from(&query)).await?;
    Ok(Reply(caller.dialect, GetLinkResponse { link }))
}

/// List links
///
/// The last changed come first, unless another order is asked for.
#[utoipa::path(get, path = "/links", tag = "Links",
    params(("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: customDomain, qrcodeDesign, qrcodeSignedUrl, tags"),
        ("search" = Option<String>, Query, description = "Links whose name or short address contains this"),
        ("tags" = Option<Vec<String>>, Query, description = "Links that have any of these tags"),
        ("directoryId" = Option<String>, Query, description = "Links in this folder"),
        ("view" = Option<String>, Query, description = "LINK_VIEW_DIRECTORY shows one folder: the root without directoryId"),
        ("destination" = Option<String>, Query, description = "Links that lead to this address"),
        ("customDomainId" = Option<String>, Query, description = "Links that live on this custom domain"),
        ("sortBy" = Option<String>, Query, description = "LINK_SORT_FIELD_UPDATED_AT (usual), _CREATED_AT, _NAME, _SHORTLINK or _EVENT_COUNT"),
        ("sortDirection" = Option<String>, Query, description = "SORT_DIRECTION_DESC (usual) or SORT_DIRECTION_ASC")),
    responses((status = 200, body = ListLinksResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListLinksResponse>, ApiError> {
    let now = state.clock.now();
    let (filter, order) = (filter(&query)?, order(&query)?);
    if let Some(id) = filter.domain
        && state.store.custom_domain(caller.workspace, id).await?.is_none()
    {
        return Err(ApiError::missing_field(query.name("customDomainId"), "custom domain", id));
    }
    let list = format!("links {filter:?} {order:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_links(caller.workspace, &filter, order, &page, now).await?;
    let total_count = state.store.count_links(caller.workspace, &filter, now).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let links = views(&state, &caller, slice.rows, Include::from(&query)).await?;
    Ok(Reply(caller.dialect, ListLinksResponse { links, next_page_token, total_count }))
}

fn filter(query: &Query) -> Result<Filter, ApiError> {
    let directory = query.parsed::<DirectoryId>("directoryId")?;
    let in_directory = query.name_of("view", "LINK_VIEW_", &[("UNSPECIFIED", false), ("DIRECTORY", true)])?;
    let destination = match query.text("destination") {
        None => None,
        Some(text) => {
            let checked = crate::domain::link::destination(text);
            Some(checked.map_err(|reason| ApiError::field(query.name("destination"), reason.to_string()))?)
        }
    };
    Ok(Filter {
        search: query.text("search").map(str::to_owned),
        tags: query.names("tags"),
        place: match directory {
            Some(directory) => Place::Directory(directory),
            None if in_directory.unwrap_or(false) => Place::Root,
            None => Place::Anywhere,
        },
        destination,
        domain: query.parsed::<CustomDomainId>("customDomainId")?,
    })
}

fn order(query: &Query) -> Result<(Sort, Order), ApiError> {
    let sort = query.name_of(
        "sortBy",
        "LINK_SORT_FIELD_",
        &[
            ("UNSPECIFIED", Sort::UpdatedAt),
            ("UPDATED_AT", Sort::UpdatedAt),
            ("CREATED_AT", Sort::CreatedAt),
            ("NAME", Sort::Name),
            ("SHORTLINK", Sort::Shortlink),
            ("EVENT_COUNT", Sort::EventCount),
        ],
    )?;
    let directions =
        [("UNSPECIFIED", Order::Descending), ("DESC", Order::Descending), ("ASC", Order::Ascending)];
    let order = query.name_of("sortDirection", "SORT_DIRECTION_", &directions)?;
    Ok((sort.unwrap_or(Sort::UpdatedAt), order.unwrap_or(Order::Descending)))
}
