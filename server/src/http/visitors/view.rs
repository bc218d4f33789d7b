//! Visitors as they are answered.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::address::base;
use crate::domain::event::Visitor;
use crate::domain::id::{EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::link::entrypoint;
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::domain::visitor::{Attribute, Profile};
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::events::DeviceView;
use crate::state::AppState;
use crate::store::visitors::{VisitOf, VisitedLink};

/// Somebody who scans: anonymous until identified.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Visitor)]
pub(crate) struct VisitorView {
    #[schema(value_type = String, format = Uuid)]
    pub(in crate::http) id: VisitorId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    pub(in crate::http) email: Option<String>,
    phone: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    /// What else is known, by key.
    attributes: Vec<AttributeView>,
    /// Their scans and clicks.
    #[serde(skip_serializing_if = "Option::is_none")]
    visit_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_count: Option<i64>,
    /// How many links they came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    qrcode_count: Option<i64>,
    /// When somebody first told who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    identified_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    devices: Option<Vec<DeviceView>>,
    /// The newest hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<VisitView>>,
    /// The hundred that they came to last.
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<VisitedLinkView>>,
}

/// What is known of a visitor under one key.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VisitorAttribute)]
struct AttributeView {
    #[schema(example = "plan")]
    key: String,
    #[schema(example = "VISITOR_ATTRIBUTE_TYPE_STRING")]
    r#type: &'static str,
    /// The value as text.
    #[schema(example = "pro")]
    value: String,
    /// The number that the text is.
    #[serde(skip_serializing_if = "Option::is_none")]
    number_value: Option<f64>,
    /// The truth that the text is.
    #[serde(skip_serializing_if = "Option::is_none")]
    bool_value: Option<bool>,
    /// The moment that the text is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    date_value: Option<Timestamp>,
}

/// A scan or click of a visitor.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VisitorEvent)]
struct VisitView {
    #[schema(value_type = String, format = Uuid)]
    id: EventId,
    #[schema(value_type = String, format = Uuid)]
    link_id: LinkId,
    #[schema(example = "ACTION_SCAN")]
    action: String,
    #[schema(example = "VISIT_TYPE_FIRST")]
    visit_type: String,
    #[schema(value_type = String, format = DateTime)]
    scanned_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A link that a visitor came to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VisitorLink)]
struct VisitedLinkView {
    #[schema(value_type = String, format = Uuid)]
    id: LinkId,
    name: String,
    #[schema(value_type = String)]
    shortlink: Slug,
    entrypoint: String,
    event_count: i64,
    #[schema(value_type = String, format = DateTime)]
    first_visited_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    last_visited_at: Timestamp,
}

impl AttributeView {
    fn new(key: String, attribute: Attribute) -> Self {
        Self {
            key,
            r#type: attribute.kind.as_str(),
            value: attribute.value,
            number_value: attribute.number,
            bool_value: attribute.boolean,
            date_value: attribute.date,
        }
    }
}

impl From<Profile> for VisitorView {
    fn from(profile: Profile) -> Self {
        let Visitor { id, workspace_id, email, phone, first_name, last_name, created_at, updated_at } =
            profile.visitor;
        let attributes = profile.attributes.into_iter();
        Self {
            id,
            workspace_id,
            email,
            phone,
            first_name,
            last_name,
            attributes: attributes.map(|(key, attribute)| AttributeView::new(key, attribute)).collect(),
            visit_count: Some(profile.visits),
            device_count: Some(profile.devices),
            qrcode_count: Some(profile.links),
            identified_at: profile.identified_at,
            created_at,
            updated_at,
            devices: None,
            events: None,
            links: None,
        }
    }
}

impl VisitorView {
    /// What a page may see of a profile that it wrote to: that it exists. What others told of the visitor is not for
    /// whoever knows their email address.
    pub(super) fn for_page(profile: Profile) -> Self {
        let mut view = Self::from(profile);
        (view.email, view.phone, view.first_name, view.last_name) = (None, None, None, None);
        view.attributes.clear();
        (view.visit_count, view.device_count, view.qrcode_count, view.identified_at) =
            (None, None, None, None);
        view
    }
}

impl From<VisitOf> for VisitView {
    fn from(visit: VisitOf) -> Self {
        let VisitOf { id, link_id, action, visit_type, scanned_at, created_at, .. } = visit;
        Self { id, link_id, action, visit_type, scanned_at, created_at }
    }
}

/// Visitors with what is asked for beside them, each kind read at once for all of them.
pub(super) async fn views(
    state: &AppState,
    caller: &Caller,
    profiles: Vec<Profile>,
    included: &BTreeSet<String>,
) -> Result<Vec<VisitorView>, ApiError> {
    let ids: Vec<VisitorId> = profiles.iter().map(|profile| profile.visitor.id).collect();
    let mut views: Vec<VisitorView> = profiles.into_iter().map(VisitorView::from).collect();
    let workspace = caller.workspace;
    if included.contains("devices") {
        let devices = state.store.devices_of(workspace, &ids).await?;
        for view in &mut views {
            let theirs = devices.iter().filter(|device| device.visitor == view.id);
            view.devices = Some(theirs.cloned().map(DeviceView::from).collect());
        }
    }
    if included.contains("events") {
        let visits = state.store.visits_of(workspace, &ids).await?;
        for view in &mut views {
            let theirs = visits.iter().filter(|visit| visit.visitor_id == view.id);
            view.events = Some(theirs.cloned().map(VisitView::from).collect());
        }
    }
    if included.contains("links") {
        let links = state.store.visited_links(workspace, &ids).await?;
        let shown = |link: &VisitedLink| VisitedLinkView {
            id: link.id,
            name: link.name.clone(),
            entrypoint: entrypoint(&base(&state.public_url, link.domain_name.as_ref()), &link.shortlink),
            shortlink: link.shortlink.clone(),
            event_count: link.visits,
            first_visited_at: link.first_at,
            last_visited_at: link.last_at,
        };
        for view in &mut views {
            view.links = Some(links.iter().filter(|link| link.visitor_id == view.id).map(shown).collect());
        }
    }
    Ok(views)
}
