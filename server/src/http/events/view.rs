//! Events, devices and visitors as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

use super::traces::TraceView;
use crate::domain::event::{self, Device, Event, VisitType};
use crate::domain::id::{DeviceId, EventId, LeadScoreId, LinkId, VisitorId, WorkspaceId};
use crate::domain::scan::Action;
use crate::domain::step::EventAction;
use crate::domain::time::Timestamp;
use crate::domain::trace;
use crate::http::conversions::ConversionView;
use crate::http::leads::LeadView;
use crate::http::links::LinkView;
use crate::http::visitors::VisitorView;
use crate::http::workspace::WorkspaceView;

/// A scan or click.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Event)]
pub(crate) struct EventView {
    #[schema(value_type = String, format = Uuid)]
    pub(super) id: EventId,
    #[schema(value_type = String, format = Uuid)]
    pub(super) workspace_id: WorkspaceId,
    #[schema(value_type = String, format = Uuid)]
    pub(super) link_id: LinkId,
    #[schema(value_type = String, format = Uuid)]
    pub(super) visitor_id: VisitorId,
    #[schema(value_type = String, format = Uuid)]
    pub(super) device_id: DeviceId,
    /// The id that travels with the visitor.
    pub(super) lbid: String,
    /// `ACTION_SCAN` by the code, `ACTION_CLICK` by the address.
    #[schema(value_type = String)]
    pub(super) action: Action,
    /// Whether this device came to this link before.
    #[schema(value_type = String)]
    pub(super) visit_type: VisitType,
    /// `visit`, or what only looks like one: `preview`, `prefetch`, `crawler`, `ai_agent`.
    pub(super) traffic: String,
    #[schema(example = "HTTP_METHOD_GET")]
    pub(super) http_method: String,
    /// The short address that was asked for.
    pub(super) entrypoint: String,
    /// Where the visitor was sent.
    pub(super) destination: String,
    /// What kind of step sent them there.
    #[schema(value_type = String)]
    pub(super) destination_action: EventAction,
    pub(super) triggered_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) referrer: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub(super) scanned_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub(super) created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub(super) updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device: Option<DeviceView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) visitor: Option<VisitorView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<LinkView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(super) lead_score_id: Option<LeadScoreId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lead_score: Option<LeadView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) workspace: Option<WorkspaceView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) journey: Option<Journey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) traces: Option<Vec<TraceView>>,
    /// What the visitor did at the destination, as it told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) conversions: Option<Vec<ConversionView>>,
}

/// How far a visitor came; conditions do not count as steps.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JourneyProgress)]
pub(crate) struct Journey {
    /// Whether they came to an exit.
    completed: bool,
    steps_reached: u32,
    steps_total: u32,
}

impl Journey {
    /// Events are visits that were led on: all steps of their links are done by then.
    pub(super) fn of(event: &Event) -> Self {
        let steps = u32::try_from(trace::of(event).len()).unwrap_or(u32::MAX);
        Self { completed: true, steps_reached: steps, steps_total: steps }
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            id: event.id,
            workspace_id: event.workspace,
            link_id: event.link,
            visitor_id: event.visitor,
            device_id: event.device,
            lbid: event::lbid(event.id),
            action: event.action,
            visit_type: event.visit_type,
            traffic: event.traffic,
            http_method: format!("HTTP_METHOD_{}", event.http_method),
            entrypoint: event.entrypoint,
            destination: event.destination,
            destination_action: event.destination_action,
            triggered_by: "TRIGGERED_BY_VISITOR",
            referrer: event.referrer,
            scanned_at: event.scanned_at,
            created_at: event.created_at,
            updated_at: event.created_at,
            device: None,
            visitor: None,
            link: None,
            lead_score_id: None,
            lead_score: None,
            workspace: None,
            journey: None,
            traces: None,
            conversions: None,
        }
    }
}

/// What a visitor came with.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Device)]
pub(crate) struct DeviceView {
    #[schema(value_type = String, format = Uuid)]
    pub(super) id: DeviceId,
    #[schema(value_type = String)]
    pub(super) user_agent: String,
    pub(super) browser_name: Option<String>,
    pub(super) browser_version: Option<String>,
    pub(super) browser_language: Option<String>,
    pub(super) platform_name: Option<String>,
    pub(super) platform_version: Option<String>,
    pub(super) device_brand: Option<String>,
    pub(super) device_name: Option<String>,
    #[schema(example = "DEVICE_TYPE_MOBILE")]
    pub(super) device_type: String,
    #[schema(example = "DEVICE_ACTOR_HUMAN")]
    pub(super) device_actor: String,
    pub(super) device_actor_name: Option<String>,
    pub(super) device_actor_origin: Option<String>,
    /// The network that it came from: an address cut to /24 (IPv4) or /48 (IPv6). Whole addresses are not kept.
    pub(super) ip_address: Option<String>,
    /// Two letters of ISO 3166, where a file of places is configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DE")]
    pub(super) country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) city: Option<String>,
    /// An IANA name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Europe/Berlin")]
    pub(super) timezone: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub(super) created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub(super) last_used_at: Timestamp,
}

impl From<Device> for DeviceView {
    fn from(device: Device) -> Self {
        Self {
            id: device.id,
            user_agent: device.user_agent,
            browser_name: device.browser_name,
            browser_version: device.browser_version,
            browser_language: device.browser_language,
            platform_name: device.platform_name,
            platform_version: device.platform_version,
            device_brand: device.brand,
            device_name: device.model,
            device_type: device.device_type,
            device_actor: device.actor,
            device_actor_name: device.actor_name,
            device_actor_origin: device.actor_origin,
            ip_address: device.network,
            country: device.place.country,
            region: device.place.region,
            city: device.place.city,
            timezone: device.place.timezone,
            created_at: device.created_at,
            last_used_at: device.last_used_at,
        }
    }
}
