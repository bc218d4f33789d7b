//! One message of each type, with facts that are made up: for the catalogue, and to try receivers.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use crate::domain::event::{self, Device, Event, Place, VisitType};
use crate::domain::id::{DeliveryId, DeviceId, EventId, LinkId, VisitorId, WebhookId, WorkspaceId};
use crate::domain::scan::Action;
use crate::domain::slug::Slug;
use crate::domain::step::EventAction;
use crate::domain::time::Timestamp;
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::news::{
    Conversion, ConversionNews, FormNews, FormStep, LinkNews, TestNews, VisitorNews, WebhookFacts,
    WebhookNews,
};
use crate::domain::webhook::payload::{self, Facts, LinkFacts, VisitorFacts};

/// 2027-01-15T08:00:00.007Z.
const AT: Timestamp = Timestamp::from_millis(1_800_000_000_007);

/// The catalogue's example of a type.
#[must_use]
pub(super) fn example(kind: EventType) -> String {
    message(DeliveryId::from_bytes([1; 16]), kind, WorkspaceId::from_bytes([2; 16]), AT, false)
}

/// The body of a message that tries a receiver of this workspace: `test` is true in it.
#[must_use]
pub(crate) fn body(id: DeliveryId, kind: EventType, workspace: WorkspaceId, now: Timestamp) -> String {
    message(id, kind, workspace, now, true)
}

fn message(id: DeliveryId, kind: EventType, workspace: WorkspaceId, at: Timestamp, test: bool) -> String {
    let event = event(workspace, at);
    let (link, visitor) = (link(at), visitor(at));
    let lbid = event::lbid(event.id);
    macro_rules! body {
        ($data:expr) => {
            payload::body(id, kind, at, &$data, test)
        };
    }
    let visit = |step| {
        let facts =
            Facts { event: &event, link: &link, visitor: &visitor, device: &device(workspace, at), step };
        payload::visit(id, kind, facts, test)
    };
    match kind {
        EventType::LinkScanned => visit(EventAction::LinkVisit),
        EventType::WorkflowStepCompleted => visit(EventAction::ClientRedirect),
        EventType::LinkCreated | EventType::LinkUpdated | EventType::LinkDeleted => {
            body!(LinkNews { link: &link })
        }
        EventType::VisitorIdentified => {
            body!(VisitorNews { visitor: &visitor, link: Some(&link), lbid: Some(lbid) })
        }
        EventType::ConversionRecorded => {
            let conversion = Conversion {
                id: "order-1001".to_owned(),
                name: Some("purchase".to_owned()),
                value: Some(49.9),
                currency: Some("EUR".to_owned()),
                event_id: Some(event.id),
                occurred_at: at,
            };
            let (visitor, link) = (Some(&visitor), Some(&link));
            body!(ConversionNews { conversion: &conversion, visitor, link, lbid: Some(lbid) })
        }
        EventType::FormSubmitted => {
            let form_responses = BTreeMap::from([
                ("email".to_owned(), json!("guest@example.com")),
                ("guests".to_owned(), json!(4)),
            ]);
            let step = FormStep::SUBMIT;
            body!(FormNews { step, link: &link, visitor: &visitor, form_responses: &form_responses, lbid })
        }
        EventType::WebhookDisabled => {
            let webhook = WebhookFacts {
                id: WebhookId::from_bytes([7; 16]),
                name: "CRM".to_owned(),
                endpoint_url: "https://example.com/hooks/qr".to_owned(),
                link_id: None,
                disabled_at: at,
                disabled_reason: "it answered 410 (Gone)".to_owned(),
            };
            body!(WebhookNews { webhook: &webhook })
        }
        EventType::WebhookTest => body!(TestNews { message: "This webhook works." }),
    }
}

fn event(workspace: WorkspaceId, at: Timestamp) -> Event {
    Event {
        id: EventId::from_bytes([3; 16]),
        workspace,
        link: LinkId::from_bytes([4; 16]),
        visitor: VisitorId::from_bytes([5; 16]),
        device: DeviceId::from_bytes([6; 16]),
        action: Action::Scan,
        visit_type: VisitType::First,
        traffic: "visit".to_owned(),
        http_method: "GET".to_owned(),
        entrypoint: "https://qr.example.com/menu".to_owned(),
        destination: "https://example.com/menu".to_owned(),
        destination_action: EventAction::ClientRedirect,
        shown: crate::domain::trace::Shown::default(),
        referrer: None,
        scanned_at: at,
        created_at: at,
    }
}

fn link(at: Timestamp) -> LinkFacts {
    LinkFacts {
        id: LinkId::from_bytes([4; 16]),
        name: "Menu".to_owned(),
        shortlink: "menu".parse().unwrap_or_else(|_| Slug::random()),
        destination: Some("https://example.com/menu".to_owned()),
        metadata: Some(BTreeMap::from([("table".to_owned(), "7".to_owned())])),
        created_at: at,
        updated_at: at,
    }
}

fn visitor(at: Timestamp) -> VisitorFacts {
    VisitorFacts {
        id: VisitorId::from_bytes([5; 16]),
        email: Some("guest@example.com".to_owned()),
        phone: None,
        first_name: Some("Ada".to_owned()),
        last_name: None,
        attributes: Some(Map::new()),
        created_at: at,
        updated_at: at,
    }
}

fn device(workspace: WorkspaceId, at: Timestamp) -> Device {
    let text = |text: &str| Some(text.to_owned());
    Device {
        id: DeviceId::from_bytes([6; 16]),
        workspace,
        visitor: VisitorId::from_bytes([5; 16]),
        user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)".to_owned(),
        browser_name: text("Safari"),
        browser_version: text("18.1"),
        browser_language: text("de"),
        platform_name: text("iOS"),
        platform_version: text("18.1"),
        brand: text("Apple"),
        model: text("iPhone"),
        place: Place::default(),
        device_type: "DEVICE_TYPE_MOBILE".to_owned(),
        actor: "DEVICE_ACTOR_HUMAN".to_owned(),
        actor_name: None,
        actor_origin: None,
        network: text("203.0.113.0/24"),
        created_at: at,
        last_used_at: at,
    }
}
