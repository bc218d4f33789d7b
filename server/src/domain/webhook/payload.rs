//! What a message says: its body, the same for every receiver, in `snake_case`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::event_type::EventType;
use crate::domain::event::{self, Device, Event, VisitType};
use crate::domain::id::{DeliveryId, DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::scan::Action;
use crate::domain::slug::Slug;
use crate::domain::step::{EventAction, StepKind};
use crate::domain::time::Timestamp;

/// Most bytes of a body: receivers are promised less than 20 kB.
pub(crate) const MOST: usize = 20_000;

/// The link, as messages tell of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LinkFacts {
    /// Its id.
    pub(crate) id: LinkId,
    /// What people call it; may be empty.
    pub(crate) name: String,
    /// The last part of its short address.
    pub(crate) shortlink: Slug,
    /// Where it leads now; the event has where it led this visitor. `None` when it was left out for its length.
    pub(crate) destination: Option<String>,
    /// The owner's notes; `None` when they were left out for their length.
    pub(crate) metadata: Option<BTreeMap<String, String>>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}

/// Who scanned, as messages tell of them: never missing, mostly nameless.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct VisitorFacts {
    /// Their id.
    pub(crate) id: VisitorId,
    /// Email, once known.
    pub(crate) email: Option<String>,
    /// Phone number, once known.
    pub(crate) phone: Option<String>,
    /// First name, once known.
    pub(crate) first_name: Option<String>,
    /// Last name, once known.
    pub(crate) last_name: Option<String>,
    /// What else is known of them; `None` when it was left out for its length.
    pub(crate) attributes: Option<Map<String, Value>>,
    /// When they were first seen.
    pub(crate) created_at: Timestamp,
    /// When they were last changed.
    pub(crate) updated_at: Timestamp,
}

/// What a message tells of a visit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The scan or click.
    pub(crate) event: &'a Event,
    /// The link it was made on.
    pub(crate) link: &'a LinkFacts,
    /// Who made it.
    pub(crate) visitor: &'a VisitorFacts,
    /// With what.
    pub(crate) device: &'a Device,
    /// The step of the link's workflow that it completed.
    pub(crate) step: EventAction,
}

/// What is left out, in this order, while a body is too long: the paths in `data`.
const DISPENSABLE: [&str; 5] =
    ["/link/metadata", "/visitor/attributes", "/link/destination", "/event/referrer", "/form_responses"];

/// The body of a message about a visit.
#[must_use]
pub(crate) fn visit(id: DeliveryId, kind: EventType, facts: Facts<'_>, test: bool) -> String {
    body(id, kind, facts.event.scanned_at, &visit_data(facts), test)
}

/// The body of the message `id`. A type is named twice, as Standard Webhooks has it (`type`) and as the guide's receivers
/// read it (`event_type`). `test` marks what did not happen.
#[must_use]
pub(crate) fn body(
    id: DeliveryId,
    kind: EventType,
    timestamp: Timestamp,
    data: &impl Serialize,
    test: bool,
) -> String {
    let text = write(&Message { id, r#type: kind, event_type: kind, timestamp, test, data });
    if text.len() < MOST { text } else { shortened(text) }
}

/// A body without what is too long in it; the API has that.
fn shortened(mut text: String) -> String {
    let Ok(mut message) = serde_json::from_str::<Value>(&text) else { return text };
    let mut omitted = Vec::new();
    for path in DISPENSABLE {
        let Some(part) = message["data"].pointer_mut(path).filter(|part| !part.is_null()) else { continue };
        *part = Value::Null;
        omitted.push(path[1..].replace('/', "."));
        message["data"]["omitted"] = omitted.clone().into();
        text = message.to_string();
        if text.len() < MOST {
            break;
        }
    }
    text
}

fn write(message: &impl Serialize) -> String {
    // Texts, numbers and maps with text keys: writing them to memory cannot fail.
    serde_json::to_string(message).unwrap_or_default()
}

#[derive(Serialize)]
struct Message<'a, T> {
    id: DeliveryId,
    r#type: EventType,
    event_type: EventType,
    timestamp: Timestamp,
    /// There, and true, in messages that somebody asked for to try a receiver.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    test: bool,
    data: &'a T,
}

#[derive(Serialize)]
struct VisitData<'a> {
    event: EventData<'a>,
    step: StepData,
    link: &'a LinkFacts,
    visitor: &'a VisitorFacts,
    device: DeviceData<'a>,
    lbid: String,
}

#[derive(Serialize)]
struct EventData<'a> {
    id: EventId,
    workspace_id: WorkspaceId,
    link_id: LinkId,
    visitor_id: VisitorId,
    device_id: DeviceId,
    action: Action,
    visit_type: VisitType,
    traffic: &'a str,
    http_method: String,
    entrypoint: &'a str,
    destination: &'a str,
    referrer: Option<&'a str>,
    scanned_at: Timestamp,
    created_at: Timestamp,
}

#[derive(Serialize)]
struct StepData {
    kind: StepKind,
    event_action: EventAction,
}

#[derive(Serialize)]
struct DeviceData<'a> {
    id: DeviceId,
    user_agent: &'a str,
    browser_name: Option<&'a str>,
    browser_version: Option<&'a str>,
    browser_language: Option<&'a str>,
    platform_name: Option<&'a str>,
    platform_version: Option<&'a str>,
    device_brand: Option<&'a str>,
    device_name: Option<&'a str>,
    device_type: &'a str,
    device_actor: &'a str,
    device_actor_name: Option<&'a str>,
    device_actor_origin: Option<&'a str>,
    ip_address: Option<&'a str>,
}

fn visit_data(facts: Facts<'_>) -> VisitData<'_> {
    let Facts { event, device, .. } = facts;
    VisitData {
        event: EventData {
            id: event.id,
            workspace_id: event.workspace,
            link_id: event.link,
            visitor_id: event.visitor,
            device_id: event.device,
            action: event.action,
            visit_type: event.visit_type,
            traffic: &event.traffic,
            http_method: format!("HTTP_METHOD_{}", event.http_method),
            entrypoint: &event.entrypoint,
            destination: &event.destination,
            referrer: event.referrer.as_deref(),
            scanned_at: event.scanned_at,
            created_at: event.created_at,
        },
        step: StepData { kind: facts.step.kind(), event_action: facts.step },
        link: facts.link,
        visitor: facts.visitor,
        device: DeviceData {
            id: device.id,
            user_agent: &device.user_agent,
            browser_name: device.browser_name.as_deref(),
            browser_version: device.browser_version.as_deref(),
            browser_language: device.browser_language.as_deref(),
            platform_name: device.platform_name.as_deref(),
            platform_version: device.platform_version.as_deref(),
            device_brand: device.brand.as_deref(),
            device_name: device.model.as_deref(),
            device_type: &device.device_type,
            device_actor: &device.actor,
            device_actor_name: device.actor_name.as_deref(),
            device_actor_origin: device.actor_origin.as_deref(),
            ip_address: device.network.as_deref(),
        },
        lbid: event::lbid(event.id),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const AT: Timestamp = Timestamp::from_millis(1_800_000_000_007);

    fn event(destination: String) -> Event {
        Event {
            id: EventId::from_bytes([1; 16]),
            workspace: WorkspaceId::from_bytes([2; 16]),
            link: LinkId::from_bytes([3; 16]),
            visitor: VisitorId::from_bytes([4; 16]),
            device: DeviceId::from_bytes([5; 16]),
            action: Action::Scan,
            visit_type: VisitType::First,
            traffic: "visit".to_owned(),
            http_method: "GET".to_owned(),
            entrypoint: "https://qr.example.com/menu".to_owned(),
            destination,
            destination_action: crate::domain::step::EventAction::ClientRedirect,
            shown: crate::domain::trace::Shown::default(),
            referrer: None,
            scanned_at: AT,
            created_at: AT,
        }
    }

    fn link(destination: String, metadata: BTreeMap<String, String>) -> LinkFacts {
        LinkFacts {
            id: LinkId::from_bytes([3; 16]),
            name: "Menu".to_owned(),
            shortlink: "menu".parse().unwrap(),
            destination: Some(destination),
            metadata: Some(metadata),
            created_at: AT,
            updated_at: AT,
        }
    }

    fn visitor() -> VisitorFacts {
        VisitorFacts {
            id: VisitorId::from_bytes([4; 16]),
            email: None,
            phone: None,
            first_name: None,
            last_name: None,
            attributes: Some(Map::new()),
            created_at: AT,
            updated_at: AT,
        }
    }

    fn device(user_agent: String) -> Device {
        Device {
            id: DeviceId::from_bytes([5; 16]),
            workspace: WorkspaceId::from_bytes([2; 16]),
            visitor: VisitorId::from_bytes([4; 16]),
            user_agent,
            browser_name: Some("Chrome".to_owned()),
            browser_version: None,
            browser_language: None,
            platform_name: None,
            platform_version: None,
            brand: None,
            model: None,
            device_type: "DEVICE_TYPE_MOBILE".to_owned(),
            actor: "DEVICE_ACTOR_HUMAN".to_owned(),
            actor_name: None,
            actor_origin: None,
            place: crate::domain::event::Place::default(),
            network: Some("203.0.113.0/24".to_owned()),
            created_at: AT,
            last_used_at: AT,
        }
    }

    fn message(event: &Event, link: &LinkFacts, device: &Device) -> (usize, Value) {
        let facts = Facts { event, link, visitor: &visitor(), device, step: EventAction::LinkVisit };
        let text = visit(DeliveryId::from_bytes([9; 16]), EventType::LinkScanned, facts, false);
        (text.len(), serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn says_what_the_guides_receivers_and_the_standards_read() {
        let metadata = BTreeMap::from([("camelKey".to_owned(), "x".to_owned())]);
        let (_, body) = message(
            &event("https://example.com/".to_owned()),
            &link("https://example.com/new".to_owned(), metadata),
            &device("Mozilla".to_owned()),
        );
        let top: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(top, ["id", "type", "event_type", "timestamp", "data"]);
        assert_eq!(body["id"], DeliveryId::from_bytes([9; 16]).to_string());
        assert_eq!((&body["type"], &body["event_type"]), (&json!("link.scanned"), &json!("link.scanned")));
        assert_eq!(body["timestamp"], "2027-01-15T08:00:00.007Z");
        let data = &body["data"];
        assert_eq!(data["visitor"]["email"], Value::Null);
        assert_eq!(data["visitor"]["attributes"], json!({}));
        assert_eq!(data["event"]["destination"], "https://example.com/");
        assert_eq!(data["link"]["destination"], "https://example.com/new");
        assert_eq!(data["link"]["metadata"], json!({ "camelKey": "x" }));
        assert_eq!(data["step"], json!({ "kind": "KIND_ENTRY", "event_action": "EVENT_ACTION_LINK_VISIT" }));
        assert_eq!(data["lbid"], event::lbid(EventId::from_bytes([1; 16])));
        assert_eq!(data.get("omitted"), None, "nothing was left out");
        assert_eq!(data.get("form_responses"), None, "no form was sent");
    }

    #[test]
    fn the_owners_notes_go_first_when_it_gets_long() {
        let metadata = BTreeMap::from([("key".to_owned(), "x".repeat(MOST))]);
        let (length, body) = message(
            &event("https://example.com/".to_owned()),
            &link("https://example.com/".to_owned(), metadata),
            &device(String::new()),
        );
        assert!(length < MOST);
        assert_eq!(body["data"]["omitted"], json!(["link.metadata"]));
        assert_eq!(body["data"]["link"]["metadata"], Value::Null);
        assert_eq!(body["data"]["link"]["destination"], "https://example.com/");
    }

    proptest! {
        /// Within the limits that links and scans keep to, a body stays below the limit and whole in its main parts.
        #[test]
        fn bodies_are_bounded(
            destination in 0usize..=8192,
            current in 0usize..=8192,
            keys in 0usize..=50,
            agent in 0usize..=512,
            referrer in 0usize..=512,
        ) {
            let metadata = (0..keys).map(|key| (format!("{key:0100}"), "v".repeat(1000))).collect();
            let mut event = event("d".repeat(destination));
            event.referrer = Some("r".repeat(referrer));
            // A quote is written as two bytes: the worst that a header's characters come to.
            let (length, body) = message(&event, &link("d".repeat(current), metadata), &device("\"".repeat(agent)));
            prop_assert!(length < MOST);
            prop_assert_eq!(body["data"]["event"]["destination"].as_str().map(str::len), Some(destination));
        }
    }
}
