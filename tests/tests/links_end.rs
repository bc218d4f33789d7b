//! What becomes of a printed code when its link is deleted, expires, or never was; and of addresses of its image.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::time::Duration;

use e2e::{Answer, Api, Database, Expected, Program, Report, on_both_databases, text, until};
use serde_json::json;

on_both_databases!(deleted: deleted_links_show_a_page_on_sqlite, deleted_links_show_a_page_on_postgres);
on_both_databases!(expired: expired_links_show_a_page_on_sqlite, expired_links_show_a_page_on_postgres);
on_both_databases!(forged: forged_image_addresses_are_refused_on_sqlite, forged_image_addresses_are_refused_on_postgres);

/// Checks that people see a page of ours, and that nobody keeps it.
fn assert_page(answer: &Answer, statuses: &[u16]) {
    assert!(statuses.contains(&answer.status), "{}: {}", answer.status, answer.text());
    assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.header("content-type"));
    assert!(answer.header("cache-control").contains("no-store"), "{}", answer.header("cache-control"));
    assert!(answer.text().contains("<title>"), "{}", answer.text());
}

async fn deleted(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Ends");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);

    assert_page(&api.visit("/nobody-made-this?q").await, &[404]);

    let link = api.new_link(json!({ "destination": "https://example.com", "shortlink": "once-only" })).await;
    assert_eq!(api.visit("/once-only?q").await.status, 302);
    let path = format!("/v1/links/{}", text(&link, "id"));
    assert_eq!(api.delete(&path).await.ok(), json!({}));
    assert_page(&api.visit("/once-only?q").await, &[404, 410]);
    let image = api.visit(text(&link, "qrcode_signed_url")).await;
    assert_eq!((image.status, image.header("content-type")), (200, "image/png"));

    assert_eq!(api.get(&path).await.status, 404);
    assert_eq!(api.delete(&path).await.status, 404);
    let again = api
        .post("/v1/links", &json!({ "destination": "https://example.com", "shortlink": "once-only" }))
        .await;
    assert_eq!(again.status, 409, "a printed code never leads to another link: {}", again.text());
    assert_eq!(api.get("/v1/links").await.ok()["links"], json!([]));
}

async fn expired(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Ends");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let soon = jiff::Timestamp::now() + Duration::from_millis(1500);

    let plain =
        json!({ "destination": "https://example.com", "shortlink": "short", "expires_at": soon.to_string() });
    api.new_link(plain).await;
    let led = json!({
        "destination": "https://example.com", "shortlink": "led", "expires_at": soon.to_string(),
        "expired_destination": "https://example.com/over"
    });
    api.new_link(led).await;
    assert_eq!(api.visit("/short").await.header("location"), "https://example.com");
    assert_eq!(api.visit("/led").await.header("location"), "https://example.com");

    let page = until("the end of a link", async || {
        let answer = api.visit("/short").await;
        (answer.status != 302).then_some(answer)
    });
    assert_page(&page.await, &[404, 410]);
    let over = api.visit("/led").await;
    assert_eq!((over.status, over.header("location")), (302, "https://example.com/over"));
}

async fn forged(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Forged");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let (mine, other) =
        (api.new_link_to("https://example.com/a").await, api.new_link_to("https://example.com/b").await);
    let address = text(&mine, "qrcode_signed_url");
    assert_eq!(api.visit(address).await.status, 200);

    // The signature of one link does not open another's image, and a changed one opens none.
    let swapped = address.replace(text(&mine, "id"), text(&other, "id"));
    let end = if address.ends_with('A') { 'Q' } else { 'A' };
    let flipped = format!("{}{end}", &address[..address.len() - 1]);
    let prolonged = address.replace("exp=", "exp=9");
    let widened = format!("{address}&width=4000");
    let bare = address.split('?').next().unwrap().to_owned();
    let mut report = Report::default();
    for (forged, code_type) in [
        (swapped, "SIGNATURE_INVALID"),
        (flipped, "SIGNATURE_INVALID"),
        (prolonged, "SIGNATURE_INVALID"),
        (widened, "SIGNATURE_INVALID"),
        (bare, "SIGNATURE_MISSING"),
    ] {
        assert_ne!(forged, address);
        let refused = api.with_token(None).get(&forged).await;
        report.check(&forged, "", &refused, Expected { status: 403, code_type, field: None });
    }
    report.done();
}
