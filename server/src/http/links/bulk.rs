//! Many links at once: all of them or none, at once or in the background.

use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::create::{redirecting, refusal};
use super::input::{CreateBulkLinksRequest, CreateLinkRequest};
use super::view::LinkView;
use crate::app::links::{self, Made};
use crate::domain::id::{BadId, JobId, LinkId};
use crate::domain::job::{Job, JobStatus};
use crate::domain::link::{BULK, NewLink};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::dialect::{Dialect, SDK_PREFIX};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Links that were made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateBulkLinksResponse {
    /// In the order of the request.
    links: Vec<LinkView>,
}

/// Work that is done in the background.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Job)]
pub(super) struct JobView {
    #[schema(value_type = String, format = Uuid)]
    id: JobId,
    #[serde(rename = "type")]
    #[schema(example = "JOB_TYPE_LINKS_BULK_CREATE")]
    kind: &'static str,
    #[schema(value_type = String, example = "JOB_STATUS_SUCCEEDED")]
    status: JobStatus,
    /// How many links it makes.
    item_count: i64,
    /// Where to ask how far it is.
    #[schema(example = "/v1/jobs/0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")]
    status_url: String,
    /// What it made, once it succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    links_bulk_create: Option<LinksBulkCreateResult>,
    /// Why it made nothing, once it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<JobError>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
}

/// Links that a job made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinksBulkCreateResult {
    /// In the order of the request.
    #[schema(value_type = Vec<String>)]
    link_ids: Vec<LinkId>,
}

/// Why a job made nothing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobError {
    #[schema(example = "ALREADY_EXISTS")]
    code_type: String,
    message: String,
}

/// Create links from a list
///
/// The body is the list itself, of 1 to 250 links. All of them are made, or none.
#[utoipa::path(post, path = "/links/batch", tag = "Links", request_body = Vec<CreateLinkRequest>,
    responses((status = 200, body = CreateBulkLinksResponse)))]
pub(super) async fn batch(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, check }: Body<Vec<CreateLinkRequest>>,
) -> Result<Response, ApiError> {
    make(&state, &caller, effect, wanted, check, "").await
}

/// Create links
///
/// 1 to 250 links: all of them are made, or none. One that is refused is named in `details` by its place.
#[utoipa::path(post, path = "/links/bulk", tag = "Links", request_body = CreateBulkLinksRequest,
    responses((status = 200, body = CreateBulkLinksResponse)))]
pub(super) async fn bulk(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, check }: Body<CreateBulkLinksRequest>,
) -> Result<Response, ApiError> {
    make(&state, &caller, effect, wanted.links, check, "links").await
}

/// Create links in the background
///
/// What can be checked at once is; the rest is told by the job, whose address is in the header `Location`. It can be read
/// for a day after its end.
#[utoipa::path(post, path = "/links/bulk/jobs", tag = "Links", request_body = CreateBulkLinksRequest,
    responses((status = 202, body = JobView, headers(("Location" = String, description = "Where the job is read")))))]
pub(super) async fn start_job(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateBulkLinksRequest>,
) -> Result<Response, ApiError> {
    let new = checked(&state, &caller, wanted.links, &mut check, "links").await?;
    let now = state.clock.now();
    let job = Job {
        id: JobId::new(now),
        status: JobStatus::Pending,
        item_count: new.len() as i64,
        links: Vec::new(),
        error: None,
        created_at: now,
        completed_at: None,
    };
    let mut tx = effect.begin().await?;
    tx.insert_job(caller.workspace, caller.token, &job, &new).await?;
    let prefix = if caller.dialect == Dialect::Sdk { SDK_PREFIX } else { "" };
    let headers = [("location", JobView::url(prefix, job.id))];
    let write = |dialect: Dialect| {
        dialect.write(&JobView::new(job.clone(), prefix)).map_err(|error| ApiError::internal(&error))
    };
    let response = effect.commit(tx, job.id, StatusCode::ACCEPTED, &headers, write).await?;
    state.jobs.notify_one();
    Ok(response)
}

/// Get a job
#[utoipa::path(get, path = "/jobs/{id}", tag = "Links", params(("id" = String, Path, description = "The job's id")),
    responses((status = 200, body = JobView)))]
pub(super) async fn job(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Reply<JobView>, ApiError> {
    let id: JobId = id.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))?;
    let job = state.store.job(caller.workspace, id).await?.ok_or_else(|| ApiError::missing("job", id))?;
    let prefix = if uri.path().starts_with(SDK_PREFIX) { SDK_PREFIX } else { "" };
    Ok(Reply(caller.dialect, JobView::new(job, prefix)))
}

impl JobView {
    fn url(prefix: &str, id: JobId) -> String {
        format!("{prefix}/v1/jobs/{id}")
    }

    fn new(job: Job, prefix: &str) -> Self {
        let succeeded = job.status == JobStatus::Succeeded;
        Self {
            id: job.id,
            kind: "JOB_TYPE_LINKS_BULK_CREATE",
            status: job.status,
            item_count: job.item_count,
            status_url: Self::url(prefix, job.id),
            links_bulk_create: succeeded.then_some(LinksBulkCreateResult { link_ids: job.links }),
            error: job.error.map(|(code_type, message)| JobError { code_type, message }),
            created_at: job.created_at,
            completed_at: job.completed_at,
        }
    }
}

/// The links of a list that is called `list` in the body, all of them checked.
async fn checked(
    state: &AppState,
    caller: &Caller,
    mut wanted: Vec<CreateLinkRequest>,
    check: &mut Check,
    list: &str,
) -> Result<Vec<NewLink>, ApiError> {
    if !(1..=BULK).contains(&wanted.len()) {
        check.refuse(list, format_args!("has {} links; it must have 1 to {BULK}", wanted.len()));
        check.finish()?;
    }
    let mut new = Vec::with_capacity(wanted.len());
    for (index, one) in wanted.iter_mut().enumerate() {
        check.enter(format!("{list}[{index}]."));
        new.push(redirecting(state, caller, check, one).await?);
    }
    check.finish()?;
    Ok(new)
}

async fn make(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    wanted: Vec<CreateLinkRequest>,
    mut check: Check,
    list: &str,
) -> Result<Response, ApiError> {
    let new = checked(state, caller, wanted, &mut check, list).await?;
    let mut tx = effect.begin().await?;
    let made = links::create_all(&mut tx, new, caller.token).await.map_err(|(index, problem)| {
        check.enter(format!("{list}[{index}]."));
        refusal(problem, &check)
    })?;
    let addresses: Vec<_> = made.iter().map(|made| made.link.address()).collect();
    let view = |Made { link, tags, .. }| LinkView::changed(state, link, 0, tags);
    let answer = CreateBulkLinksResponse { links: made.into_iter().map(view).collect() };
    let object = format!("{} links", answer.links.len());
    let response = effect.reply(tx, object, &answer).await?;
    for address in addresses {
        state.links.forget(&address);
    }
    Ok(response)
}
