//! How far visits come: to the link, to where it leads, to something done there. Visits are counted, not visitors.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::breakdown::ranked;
use super::input::request;
use super::percent;
use crate::domain::rollup::Dimension;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::attributes::Reached;

request! {
    /// How far visits come.
    GetStepFunnelRequest {}
}

/// A branch of a step.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FunnelBranch {
    label: String,
    /// In percent of the step's visits.
    share_of_step: f64,
    visits: i64,
}

/// A step.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FunnelStep {
    /// `EVENT_ACTION_LINK_VISIT`, what the exit does, or `CONVERSION`.
    #[schema(example = "EVENT_ACTION_LINK_VISIT")]
    step_action: String,
    /// `KIND_ENTRY`, `KIND_EXIT` or `CONVERSION`.
    #[schema(example = "KIND_ENTRY")]
    step_kind: &'static str,
    /// Visits that came here.
    visits: i64,
    /// How often it was completed.
    occurrences: i64,
    /// Visits that did something here: all of them, as no step waits for anything yet.
    interactions: i64,
    /// In percent of the step's visits.
    interaction_rate: f64,
    /// Visitors among them of whom it is known who they are.
    identified_visitors: i64,
    /// Visits of the step before that did not come here.
    drop_off_from_previous: i64,
    /// In percent of the entry's visits.
    conversion_rate: f64,
    branches: Vec<FunnelBranch>,
}

/// How far visits come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetStepFunnelResponse {
    entry_visits: i64,
    /// Visits that came to an exit, in percent of the entry's.
    completion_rate: f64,
    /// From the entry on.
    steps: Vec<FunnelStep>,
}

/// Get the funnel of a link's steps
///
/// From the entry to the exits, and to conversions when there are any. Visits are counted by when they began.
#[utoipa::path(post, path = "/analytics/funnel", tag = "Analytics", request_body = GetStepFunnelRequest,
    responses((status = 200, body = GetStepFunnelResponse)))]
pub(super) async fn funnel(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetStepFunnelRequest>,
) -> Result<Reply<GetStepFunnelResponse>, ApiError> {
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let (exits, entry_visits) = ranked(&state, scope, Dimension::Exit, window).await?;
    let (_, converted) = ranked(&state, scope, Dimension::Converted, window).await?;
    let identified = async |reached| state.store.identified_in(scope, window, reached).await;
    let step = |action: &str, step_kind, visits: i64, before: i64, identified_visitors| FunnelStep {
        step_action: action.to_owned(),
        step_kind,
        visits,
        occurrences: visits,
        interactions: visits,
        interaction_rate: percent(visits, visits),
        identified_visitors,
        drop_off_from_previous: before - visits,
        conversion_rate: percent(visits, entry_visits),
        branches: Vec::new(),
    };
    let mut steps = vec![step(
        "EVENT_ACTION_LINK_VISIT",
        "KIND_ENTRY",
        entry_visits,
        entry_visits,
        identified(Reached::Entry).await?,
    )];
    // Exits stand beside each other: none of them is before another.
    for (action, visits) in &exits {
        let known = identified(Reached::Exit(action)).await?;
        steps.push(step(action, "KIND_EXIT", *visits, entry_visits, known));
    }
    if converted > 0 {
        let known = identified(Reached::Conversion).await?;
        steps.push(step("CONVERSION", "CONVERSION", converted, entry_visits, known));
    }
    let completed = exits.iter().map(|(_, visits)| visits).sum();
    let answer =
        GetStepFunnelResponse { entry_visits, completion_rate: percent(completed, entry_visits), steps };
    Ok(Reply(caller.dialect, answer))
}
