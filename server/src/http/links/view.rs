//! Links as they are answered, and what is shown beside them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::input::UtmInput;
use crate::app::images;
use crate::domain::id::{
    BranchId, CustomDomainId, DesignId, DirectoryId, LinkId, MediaId, StepId, TagId, TemplateId, WorkspaceId,
};
use crate::domain::link::Link;
use crate::domain::routing::{QueryForwarding, Routing, Utm};
use crate::domain::slug::Slug;
use crate::domain::step::{EventAction, Payload, Step, StepKind};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::custom_domains::CustomDomainView;
use crate::http::designs;
use crate::http::dialect::{Dialect, to_camel};
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::state::AppState;
use crate::store::links::Found;
use crate::store::tags::Tag;

/// What is shown beside a link; names that are unknown are passed by.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is named by itself")]
pub(in crate::http) struct Include {
    design: bool,
    signed_url: bool,
    tags: bool,
    domain: bool,
}

impl From<&Query> for Include {
    fn from(query: &Query) -> Self {
        let names = query.list("include");
        let has = |name: &str| names.iter().any(|given| *given == name || to_camel(given) == name);
        Self {
            design: has("qrcodeDesign"),
            signed_url: has("qrcodeSignedUrl"),
            tags: has("tags"),
            domain: has("customDomain"),
        }
    }
}

/// A link.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Link)]
#[allow(clippy::struct_excessive_bools, reason = "they are the API's own fields, each a switch of its own")]
pub(in crate::http) struct LinkView {
    #[schema(value_type = String, format = Uuid)]
    id: LinkId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    name: String,
    /// The last part of the short address.
    #[schema(value_type = String, example = "holiday-2024")]
    shortlink: Slug,
    /// The short address: what is shared and what the code holds, the code with `?q` behind it.
    #[schema(example = "https://qr.example.com/holiday-2024")]
    entrypoint: String,
    /// The custom domain that it lives on; absent on the server's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    custom_domain_id: Option<CustomDomainId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_domain: Option<CustomDomainView>,
    /// The id that its owner knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "order-4711")]
    external_id: Option<String>,
    /// The folder that it lies in; absent at the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    directory_id: Option<DirectoryId>,
    /// Where visitors are sent; absent for links that end at a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://example.com/landing-page")]
    destination: Option<String>,
    /// The media item that it opens; absent for other links.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    media_id: Option<MediaId>,
    conversion_tracking: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fallback_destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_scans: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exhausted_destination: Option<String>,
    /// Whether visitors are asked for a password.
    password_protected: bool,
    /// Whether the link is stopped for now.
    paused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ios_destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    android_destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    utm: Option<UtmInput>,
    #[schema(value_type = String, example = "QUERY_FORWARDING_NONE")]
    query_forwarding: QueryForwarding,
    metadata: BTreeMap<String, String>,
    /// Scans and clicks so far; follows within moments.
    event_count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    qrcode_design_id: Option<DesignId>,
    /// The template that its code was dressed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    qrcode_template_id: Option<TemplateId>,
    /// Whether the link has a code.
    qrcode_enabled: bool,
    /// Where the code's image is, for 7 days; always the link's current design.
    #[serde(skip_serializing_if = "Option::is_none")]
    qrcode_signed_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::http::designs::QrcodeDesign>)]
    qrcode_design: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<TagView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_goal_definition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_target_definition: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// A tag.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiTag)]
pub(in crate::http) struct TagView {
    #[schema(value_type = String, format = Uuid)]
    id: TagId,
    #[schema(example = "spring")]
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<Tag> for TagView {
    fn from(tag: Tag) -> Self {
        Self { id: tag.id, name: tag.name, created_at: tag.created_at, updated_at: tag.updated_at }
    }
}

impl LinkView {
    /// A link as it was made or became, with its tags and its image's address.
    pub(super) fn changed(state: &AppState, link: Link, event_count: i64, tags: Vec<Tag>) -> Self {
        let mut view = plain(&state.public_url, link, event_count);
        view.tags = Some(tags.into_iter().map(TagView::from).collect());
        view.qrcode_signed_url = view.image(state);
        view
    }

    /// Where its code's image is, if it has a code.
    fn image(&self, state: &AppState) -> Option<String> {
        let url = || images::signed_url(&state.public_url, &state.keys.image, self.id, state.clock.now());
        self.qrcode_enabled.then(url)
    }
}

/// A step of a link's workflow.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkflowStep)]
pub(super) struct StepView {
    #[schema(value_type = String, format = Uuid)]
    id: StepId,
    #[schema(value_type = String, format = Uuid)]
    link_id: LinkId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(value_type = String)]
    event_action: EventAction,
    #[schema(value_type = String)]
    kind: StepKind,
    #[schema(value_type = Object)]
    payload: Payload,
    branches: Vec<BranchView>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// An exit of a step.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkflowStepBranch)]
pub(super) struct BranchView {
    #[schema(value_type = String, format = Uuid)]
    branch_id: BranchId,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    next_step_id: Option<StepId>,
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        let branches = step.branches.iter();
        Self {
            id: step.id,
            link_id: step.link,
            workspace_id: step.workspace,
            event_action: step.action,
            kind: step.action.kind(),
            payload: step.payload.clone(),
            branches: branches
                .map(|branch| BranchView {
                    branch_id: branch.id,
                    label: branch.name.clone(),
                    next_step_id: branch.next,
                })
                .collect(),
            created_at: step.created_at,
            updated_at: step.updated_at,
        }
    }
}

/// One link with what is asked for beside it.
pub(super) async fn view(
    state: &AppState,
    caller: &Caller,
    found: Found,
    include: Include,
) -> Result<LinkView, ApiError> {
    let id = found.link.id;
    views(state, caller, vec![found], include).await?.pop().ok_or_else(|| super::missing(id))
}

/// Links with what is asked for beside them, each kind read at once for all of them. The guide's dialect shows the image's
/// address always, as its samples read it.
pub(super) async fn views(
    state: &AppState,
    caller: &Caller,
    found: Vec<Found>,
    include: Include,
) -> Result<Vec<LinkView>, ApiError> {
    let ids: Vec<LinkId> = found.iter().map(|found| found.link.id).collect();
    let mut tags = if include.tags { Some(state.store.tags_of(caller.workspace, &ids).await?) } else { None };
    let designs = if include.design {
        let ids: Vec<DesignId> = found.iter().filter_map(|found| found.link.design).collect();
        designs::views(state, caller, &ids).await?
    } else {
        BTreeMap::new()
    };
    let domains = if include.domain {
        let mut ids: Vec<CustomDomainId> =
            found.iter().filter_map(|found| found.link.address().domain).collect();
        ids.sort_unstable();
        ids.dedup();
        state.store.custom_domains_by_id(caller.workspace, &ids).await?
    } else {
        Vec::new()
    };
    let signed = include.signed_url || caller.dialect == Dialect::Guide;
    let with = |found: Found| {
        let tags = tags.as_mut().map(|tags| tags.remove(&found.link.id).unwrap_or_default());
        let mut view = plain(&state.public_url, found.link, found.event_count);
        view.tags = tags.map(|tags: Vec<Tag>| tags.into_iter().map(TagView::from).collect());
        view.qrcode_design = view.qrcode_design_id.and_then(|id| designs.get(&id).cloned());
        let domain = domains.iter().find(|domain| Some(domain.id) == view.custom_domain_id);
        view.custom_domain = domain.cloned().map(CustomDomainView::from);
        if signed {
            view.qrcode_signed_url = view.image(state);
        }
        view
    };
    Ok(found.into_iter().map(with).collect())
}

/// Links that are shown beside something else: themselves and nothing more, deleted ones included.
pub(in crate::http) async fn links_beside(
    state: &AppState,
    workspace: WorkspaceId,
    ids: &[LinkId],
) -> Result<BTreeMap<LinkId, LinkView>, ApiError> {
    let found = state.store.links_by_id(workspace, ids).await?;
    Ok(found
        .into_iter()
        .map(|found| (found.link.id, plain(&state.public_url, found.link, found.event_count)))
        .collect())
}

fn plain(public_url: &str, link: Link, event_count: i64) -> LinkView {
    let entrypoint = link.entrypoint(public_url);
    let destination = link.destination().map(str::to_owned);
    let conversion_tracking = link.conversion_tracking();
    let Routing { exhausted_destination, ios_destination, android_destination, utm, query_forwarding } =
        link.routing;
    let Utm { source, medium, campaign, term, content } = utm.clone();
    LinkView {
        id: link.id,
        workspace_id: link.workspace,
        name: link.name,
        entrypoint,
        custom_domain_id: link.domain.map(|domain| domain.id),
        custom_domain: None,
        shortlink: link.shortlink,
        external_id: link.external_id,
        directory_id: link.directory,
        destination,
        media_id: link.exit.media(),
        conversion_tracking,
        purpose: link.purpose,
        fallback_destination: link.fallback_destination,
        expired_destination: link.expired_destination,
        starts_at: link.starts_at,
        expires_at: link.expires_at,
        max_scans: link.max_scans,
        exhausted_destination,
        password_protected: link.password_hash.is_some(),
        paused: link.paused,
        ios_destination,
        android_destination,
        utm: (!utm.is_empty()).then_some(UtmInput { source, medium, campaign, term, content }),
        query_forwarding,
        metadata: link.metadata,
        event_count,
        qrcode_design_id: link.design,
        qrcode_template_id: link.template,
        qrcode_enabled: link.qrcode_enabled,
        qrcode_signed_url: None,
        qrcode_design: None,
        tags: None,
        lead_goal_definition: link.lead_goal_definition,
        lead_target_definition: link.lead_target_definition,
        created_at: link.created_at,
        updated_at: link.updated_at,
    }
}
