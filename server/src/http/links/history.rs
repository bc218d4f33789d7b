//! Where a link led, and taking the last change back.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::create::refusal;
use super::update::UpdateLinkResponse;
use super::view::LinkView;
use super::{id_of, missing};
use crate::app::links;
use crate::domain::id::{ChangeId, TokenId};
use crate::domain::step::Exit;
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::links::Found;

/// A destination that a link was given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DestinationChange {
    #[schema(value_type = String, format = Uuid)]
    id: ChangeId,
    #[schema(example = "https://example.com/landing-page")]
    destination: String,
    /// The id of the token that gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    changed_by: Option<TokenId>,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// When the change was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    undone_at: Option<Timestamp>,
}

impl From<Change> for DestinationChange {
    fn from(change: Change) -> Self {
        Self {
            id: change.id,
            destination: change.destination,
            changed_by: change.changed_by,
            changed_at: change.changed_at,
            undone_at: change.undone_at,
        }
    }
}

/// Destinations that a link was given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListDestinationsResponse {
    /// The newest first.
    destinations: Vec<DestinationChange>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// List where a link led
#[utoipa::path(get, path = "/links/{id}/destinations", tag = "Links",
    params(("id" = String, Path, description = "The link's id"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListDestinationsResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Reply<ListDestinationsResponse>, ApiError> {
    let id = id_of(&id)?;
    state.store.link(caller.workspace, id, state.clock.now()).await?.ok_or_else(|| missing(id))?;
    let list = format!("destinations {id}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_destinations(caller.workspace, id, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let destinations = slice.rows.into_iter().map(DestinationChange::from).collect();
    Ok(Reply(caller.dialect, ListDestinationsResponse { destinations, next_page_token }))
}

/// Take the last change of a link's destination back
///
/// The link leads where it led before. Doing it again takes the change before that back; 409 when there is none.
#[utoipa::path(post, path = "/links/{id}/destinations/undo", tag = "Links", request_body = Nothing,
    params(("id" = String, Path, description = "The link's id")),
    responses((status = 200, body = UpdateLinkResponse)))]
pub(super) async fn undo(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { check, .. }: Body<Nothing>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let now = state.clock.now();
    let mut tx = effect.begin().await?;
    let Found { mut link, event_count, .. } =
        tx.lock_link(caller.workspace, id, now).await?.ok_or_else(|| missing(id))?;
    link.updated_at = now;
    let before = links::undo_destination(&mut tx, &link).await?;
    let (Some(destination), Exit::Redirect(redirect)) = (before, &mut link.exit) else {
        let message = format!("the link {id} never led elsewhere: there is nothing to take back");
        return Err(ApiError::precondition(message).because("NOTHING_TO_UNDO"));
    };
    redirect.destination = destination;
    // Written as it is: this is no new change of the history.
    let before = link.clone();
    tx.set_exit(link.workspace, link.id, &link.exit, now).await?;
    links::update(&mut tx, &before, &mut link, None, caller.token)
        .await
        .map_err(|problem| refusal(problem, &check))?;
    let tags = tx.tags_of_link(caller.workspace, id).await?;
    let answer = UpdateLinkResponse { link: LinkView::changed(&state, link, event_count, tags) };
    let response = effect.reply(tx, id, &answer).await?;
    for address in state.store.addresses_of(id).await? {
        state.links.forget(&address);
    }
    Ok(response)
}
