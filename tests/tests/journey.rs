//! The guide's first journey: from a design and a link to a scan, its event and a signed webhook, and on to another
//! destination behind the same printed code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{Api, Database, Program, Received, Receiver, decode_bytes, on_both_databases, text};
use serde_json::{Value, json};

on_both_databases!(the_first_journey: the_first_journey_on_sqlite, the_first_journey_on_postgres);
on_both_databases!(one_design: one_design_dresses_many_links_on_sqlite, one_design_dresses_many_links_on_postgres);

/// The body of the guide's example, with a logo as a browser reads one from a file.
fn guide_design() -> Value {
    let logo = STANDARD.encode(include_bytes!("../fixtures/logo.png"));
    json!({
        "output_file_format": "OUTPUT_FILE_FORMAT_PNG",
        "width": 500,
        "height": 500,
        "central_image_data": logo,
        "central_image_size": 0.3,
        "dots_options": { "color": "#2563eb", "type": "rounded" },
        "corners_square_options": { "color": "#1e40af", "type": "extra-rounded" },
        "background_options": { "color": "#ffffff" },
        "shape": "SHAPE_SQUARE",
        "error_correction_level": "M",
        "hide_background_dots": true
    })
}

/// The guide's gradients: JSON in texts, as `JSON.stringify` writes them.
fn guide_gradients() -> Value {
    let dots = json!({
        "type": "linear",
        "rotation": 45,
        "colorStops": [{ "offset": 0, "color": "#3b82f6" }, { "offset": 1, "color": "#8b5cf6" }]
    });
    let ground = json!({
        "type": "radial",
        "colorStops": [{ "offset": 0, "color": "#f8fafc" }, { "offset": 1, "color": "#e2e8f0" }]
    });
    json!({
        "dots_options": { "gradient": dots.to_string(), "type": "dots" },
        "corners_square_options": { "color": "#1e293b", "type": "square" },
        "background_options": { "gradient": ground.to_string() }
    })
}

async fn the_first_journey(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("Journey");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let receiver = Receiver::start([]).await;
    let say = |line: &str| println!("{}: {line}", program.database());

    let design = api.new_design(&guide_design()).await;
    assert_eq!(design["dots_options"]["color"], "#2563eb", "{design}");
    assert_eq!(design["dots_options"]["type"], "rounded", "{design}");
    assert_eq!(design["corners_square_options"]["type"], "extra-rounded", "{design}");
    assert_eq!(design["central_image_size"], 0.3, "{design}");
    assert_eq!((&design["width"], &design["height"]), (&json!(500), &json!(500)), "{design}");

    let webhook = api.new_webhook(receiver.url(), &["link.scanned", "form.submitted"]).await;
    let secret = text(&webhook, "secret");
    assert!(secret.starts_with("whsec_"), "{webhook}");
    assert_eq!(webhook["url"], receiver.url(), "{webhook}");
    assert_eq!(webhook["events"], json!(["link.scanned", "form.submitted"]), "{webhook}");
    assert_eq!(webhook["active"], true, "{webhook}");

    let link = api
        .new_link(json!({
            "destination": "https://example.com/landing-page",
            "name": "Product Launch Campaign",
            "qrcode_design_id": design["id"]
        }))
        .await;
    let entrypoint = text(&link, "entrypoint");
    assert_eq!(entrypoint, format!("{}/{}", server.base(), text(&link, "shortlink")));
    say(&format!("link {entrypoint} -> {}", text(&link, "destination")));

    let address = text(&link, "qrcode_signed_url");
    let image = api.visit(address).await;
    assert_eq!((image.status, image.header("content-type")), (200, "image/png"), "{}", image.text());
    assert!(!image.header("etag").is_empty());
    assert!(image.header("cache-control").contains("max-age=300"), "{}", image.header("cache-control"));
    let decoded = decode_bytes(&image.bytes).expect("zxing-cpp reads the code");
    assert_eq!(decoded, format!("{entrypoint}?q"));
    say(&format!("image of {} bytes, zxing-cpp reads {decoded}", image.bytes.len()));
    let again = api.with_token(None).get_with(address, &[("if-none-match", image.header("etag"))]).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));

    let scanned = api.visit(&decoded).await;
    assert_eq!((scanned.status, scanned.header("location")), (302, "https://example.com/landing-page"));
    assert_eq!(scanned.header("cache-control"), "private, no-store");

    let list = api.events(&link, 1).await;
    assert_eq!(list["has_more"], false, "{list}");
    let event = &list["events"][0];
    let expected = json!({
        "action": "ACTION_SCAN",
        "visit_type": "VISIT_TYPE_FIRST",
        "http_method": "HTTP_METHOD_GET",
        "entrypoint": entrypoint,
        "destination": "https://example.com/landing-page",
        "link_id": link["id"]
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&event[field], value, "{field} of {event}");
    }
    assert_eq!(event["visitor"]["id"], event["visitor_id"], "{event}");
    assert_eq!(event["device"]["id"], event["device_id"], "{event}");
    assert_eq!(event["device"]["device_type"], "DEVICE_TYPE_MOBILE", "{event}");
    assert_eq!(event["device"]["device_actor"], "DEVICE_ACTOR_HUMAN", "{event}");
    assert_eq!(event["link"]["id"], link["id"], "{event}");
    assert_eq!(event["link"]["event_count"], 1, "{event}");
    say(&format!("302, then total_count {} with event {}", list["total_count"], text(event, "id")));

    assert_wrapped_for_sdks(&api, &link).await;

    let delivery = receiver.wait_for(1).await.remove(0);
    assert_delivery(&delivery, secret, &link, event);
    say(&format!("webhook {} verified by a Standard Webhooks library", delivery.header("webhook-id")));

    let path = format!("/v1/links/{}", text(&link, "id"));
    let moved = api.patch(&path, &json!({ "destination": "https://example.com/moved" })).await.ok();
    assert_eq!(moved["link"]["destination"], "https://example.com/moved");
    assert_eq!(moved["link"]["entrypoint"], entrypoint);
    let scanned = api.visit(&decoded).await;
    assert_eq!((scanned.status, scanned.header("location")), (302, "https://example.com/moved"));
    let list = api.events(&link, 2).await;
    assert_eq!(list["events"][0]["visit_type"], "VISIT_TYPE_RETURNING", "{list}");
    assert_eq!(list["events"][0]["visitor_id"], event["visitor_id"], "{list}");
    say("destination changed, the same code leads to https://example.com/moved");

    let clicked = api.visit(entrypoint).await;
    assert_eq!((clicked.status, clicked.header("location")), (302, "https://example.com/moved"));
    let list = api.events(&link, 3).await;
    assert_eq!(list["events"][0]["action"], "ACTION_CLICK", "{list}");
    let delivered = receiver.wait_for(3).await;
    assert_eq!(delivered.len(), 3, "one delivery for each event");
    assert!(server.stop().await.success());
}

/// Checks that the same events come in the SDKs' shape and spelling, and only in that.
async fn assert_wrapped_for_sdks(api: &Api, link: &Value) {
    let wrapped = api.get(&format!("/sdk/v1/events?linkId={}&include=device", text(link, "id"))).await.ok();
    assert_eq!(wrapped["json"]["totalCount"], 1, "{wrapped}");
    assert_eq!(wrapped["json"]["events"][0]["device"]["deviceType"], "DEVICE_TYPE_MOBILE", "{wrapped}");
    assert!(wrapped["json"]["events"][0]["device_id"].is_null(), "one spelling only: {wrapped}");
}

/// Checks what a receiver relies on: the envelope, the data, the signature.
fn assert_delivery(delivery: &Received, secret: &str, link: &Value, event: &Value) {
    let body = delivery.json();
    assert_eq!(delivery.header("webhook-id"), text(&body, "id"));
    assert_eq!(delivery.header("content-type").split(';').next(), Some("application/json"));
    assert_eq!((text(&body, "type"), text(&body, "event_type")), ("link.scanned", "link.scanned"));
    assert!(!text(&body, "timestamp").is_empty());
    assert!(body["data"]["visitor"].is_object(), "{body}");
    assert_eq!(body["data"]["visitor"]["id"], event["visitor_id"], "{body}");
    assert_eq!(body["data"]["link"]["id"], link["id"], "{body}");
    assert_eq!(body["data"]["device"]["device_type"], "DEVICE_TYPE_MOBILE", "{body}");
    assert_eq!(body["data"]["event"]["id"], event["id"], "{body}");
    assert_eq!(delivery.verdict(secret), "verified");
    let mut tampered = delivery.clone();
    tampered.body =
        String::from_utf8(tampered.body).unwrap().replacen("link.scanned", "link.scammed", 1).into();
    assert!(tampered.verdict(secret).starts_with("refused"), "{}", tampered.verdict(secret));
}

async fn one_design(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Designs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);

    let design = api.new_design(&guide_gradients()).await;
    assert_eq!(design["dots_options"]["type"], "dots", "{design}");
    let gradient: Value = serde_json::from_str(text(&design["dots_options"], "gradient")).unwrap();
    assert_eq!(gradient["colorStops"][1]["color"], "#8b5cf6", "{design}");
    // 45 can only be meant in degrees; answers are in radians, as in qr-code-styling.
    let rotation = gradient["rotation"].as_f64().unwrap();
    assert!((rotation - std::f64::consts::FRAC_PI_4).abs() < 1e-9, "{rotation}");

    let mut links = Vec::new();
    for name in ["one", "two"] {
        let fields = json!({
            "destination": format!("https://example.com/{name}"), "qrcode_design_id": design["id"]
        });
        let link = api.new_link(fields).await;
        let image = api.visit(text(&link, "qrcode_signed_url")).await;
        assert_eq!(image.status, 200, "{}", image.text());
        links.push((link, image));
    }

    let path = format!("/v1/qrcode-designs/{}", text(&design, "id"));
    let change = json!({ "dots_options": { "color": "#7c2d12", "type": "square" }, "background_options": { "color": "#fff7ed" } });
    let changed = api.patch(&path, &change).await.ok();
    assert_eq!(changed["qrcode_design"]["dots_options"]["color"], "#7c2d12", "{changed}");
    let read = api.get(&path).await.ok();
    assert_eq!(read["qrcode_design"]["dots_options"]["type"], "square", "{read}");
    assert_eq!(
        read["qrcode_design"]["corners_square_options"]["color"], "#1e293b",
        "what was not named stays: {read}"
    );

    for (link, before) in &links {
        let tag = [("if-none-match", before.header("etag"))];
        let after = api.with_token(None).get_with(text(link, "qrcode_signed_url"), &tag).await;
        assert_eq!(after.status, 200, "{}", after.text());
        assert_ne!(after.header("etag"), before.header("etag"));
        assert_ne!(after.bytes, before.bytes);
        assert_eq!(decode_bytes(&after.bytes), Some(format!("{}?q", text(link, "entrypoint"))));
    }

    let refused = api.delete(&path).await;
    assert!(matches!(refused.status, 405 | 409), "a design in use is not deleted: {}", refused.status);
}
