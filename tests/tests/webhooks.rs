//! Webhooks beyond the first delivery: retries, both ways to subscribe, pause and resume.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Api, Database, Program, Receiver, Reply, on_both_databases, text, until};
use serde_json::json;

on_both_databases!(retried: failed_deliveries_are_retried_on_sqlite, failed_deliveries_are_retried_on_postgres);
on_both_databases!(subscribed: subscriptions_decide_what_comes_on_sqlite, subscriptions_decide_what_comes_on_postgres);

async fn retried(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("Retries");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let receiver = Receiver::start([Reply::status(500), Reply::status(302)]).await;
    let webhook = api.new_webhook(receiver.url(), &["link.scanned"]).await;
    let secret = text(&webhook, "secret");
    let link = api.new_link_to("https://example.com").await;
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);

    // The schedule begins with 5 s, give or take a fifth; the second wait, 5 minutes, is beyond this test.
    let attempts = receiver.wait_for(2).await;
    let waited = attempts[1].at - attempts[0].at;
    assert!((3_900..7_500).contains(&waited.as_millis()), "{waited:?}");
    assert_eq!(attempts[0].header("webhook-id"), attempts[1].header("webhook-id"));
    assert_eq!(attempts[0].body, attempts[1].body);
    assert_eq!(attempts[1].verdict(secret), "verified");
    println!("{}: retried after {waited:?}", program.database());

    let path = format!("/v1/webhooks/{}", text(&webhook, "id"));
    let counted = until("both attempts counted", async || {
        let webhook = api.get(&path).await.ok()["webhook"].take();
        (webhook["failure_count"] == 2).then_some(webhook)
    });
    let counted = counted.await;
    assert_eq!(counted["success_count"], 0, "a redirect is no success: {counted}");
    assert!(counted["last_sent_at"].is_string() && counted["last_delivered_at"].is_null(), "{counted}");
}

async fn subscribed(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("Subscriptions");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let (by_event, by_trigger, forms) =
        (Receiver::start([]).await, Receiver::start([]).await, Receiver::start([]).await);
    let webhook = api.new_webhook(by_event.url(), &["link.scanned"]).await;
    api.new_webhook(forms.url(), &["form.submitted"]).await;
    let sdk = json!({ "name": "SDK", "endpointUrl": by_trigger.url(), "triggers": ["KIND_ENTRY"] });
    let made = api.post("/sdk/v1/webhooks", &sdk).await.ok();
    assert_eq!(made["webhook"]["endpointUrl"], by_trigger.url(), "{made}");
    assert_eq!(made["webhook"]["triggers"], json!(["KIND_ENTRY"]), "{made}");
    assert_eq!(made["webhook"]["status"], "WEBHOOK_STATUS_ACTIVE", "{made}");

    let link = api.new_link_to("https://example.com").await;
    let address = text(&link, "entrypoint");
    api.visit(address).await;
    by_event.wait_for(1).await;
    by_trigger.wait_for(1).await;

    // Paused: nothing comes; active again: what happens from then on comes.
    let path = format!("/v1/webhooks/{}", text(&webhook, "id"));
    let paused = api.patch(&path, &json!({ "active": false })).await.ok();
    assert_eq!(paused["webhook"]["active"], false, "{paused}");
    assert_eq!(
        api.get(&path.replace("/v1", "/sdk/v1")).await.ok()["webhook"]["status"],
        "WEBHOOK_STATUS_PAUSED"
    );
    api.visit(address).await;
    by_trigger.wait_for(2).await;
    assert_eq!(api.patch(&path, &json!({ "active": true })).await.ok()["webhook"]["active"], true);
    api.visit(address).await;
    by_trigger.wait_for(3).await;
    let got = by_event.wait_for(2).await;
    assert_eq!(got.len(), 2);
    assert_eq!(forms.received().len(), 0);

    let listed = api.get("/v1/webhooks?page_size=2").await.ok();
    assert_eq!(listed["webhooks"].as_array().map(Vec::len), Some(2), "{listed}");
    let next = text(&listed, "next_page_token");
    let rest = api.get(&format!("/v1/webhooks?page_size=2&page_token={next}")).await.ok();
    assert_eq!(rest["webhooks"].as_array().map(Vec::len), Some(1), "{rest}");
    assert!(rest["webhooks"][0]["secret"].is_null(), "the secret is not in lists: {rest}");

    assert_eq!(api.delete(&path).await.ok(), json!({}));
    assert_eq!(api.get(&path).await.status, 404);
    api.visit(address).await;
    by_trigger.wait_for(4).await;
    assert_eq!(by_event.received().len(), 2, "a deleted webhook gets nothing");
}
