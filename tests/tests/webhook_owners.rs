//! What owners do with their webhooks over HTTP, in both dialects: try them, read what came of messages, replace secrets,
//! send again; and that every message keeps to the catalogue.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeMap;

use e2e::{Api, Database, Program, Receiver, Reply, on_both_databases, scripts, text, until};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

on_both_databases!(catalogue: messages_keep_to_the_catalogue_on_sqlite, messages_keep_to_the_catalogue_on_postgres);
on_both_databases!(owners: owners_see_and_repeat_what_was_sent_on_sqlite, owners_see_and_repeat_what_was_sent_on_postgres);

async fn start(name: &str, database: Database) -> (Program, e2e::Running, Api) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up(name);
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    (program, server, api)
}

async fn catalogue(database: Database) {
    let (_program, _server, api) = start("Catalogue", database).await;
    let public = api.with_token(None);
    let catalogue = public.get("/v1/webhooks/event-types").await.ok()["event_types"].take();
    let in_sdk = public.get("/sdk/v1/webhooks/event-types").await.ok()["eventTypes"].take();
    assert_eq!(catalogue, in_sdk, "messages are the same in both dialects");
    let names: Vec<&str> = catalogue.as_array().unwrap().iter().map(|kind| text(kind, "name")).collect();
    assert!(names.len() >= 10, "{names:?}");

    // One that is told of all that really happens here, and tried with an example of every type.
    let receiver = Receiver::start([]).await;
    let webhook = api.new_webhook(receiver.url(), &names).await;
    let path = format!("/v1/webhooks/{}", text(&webhook, "id"));
    let link = api.new_link(json!({ "destination": "https://example.com", "metadata": { "aB": "c" } })).await;
    api.visit(text(&link, "entrypoint")).await;
    receiver.wait_for(3).await;
    let its = format!("/v1/links/{}", text(&link, "id"));
    let _ = api.patch(&its, &json!({ "destination": "https://example.com/b" })).await.ok();
    let _ = api.delete(&its).await.ok();
    receiver.wait_for(5).await;
    for name in &names {
        let tried = api.post(&format!("{path}/test"), &json!({ "event_type": name })).await.ok();
        assert_eq!(tried["delivery"]["payload"]["test"], true, "{tried}");
    }
    let received = receiver.wait_for(5 + names.len()).await;
    assert_eq!(received.len(), 5 + names.len());
    let secret = text(&webhook, "secret");
    let messages: Vec<Value> = received.iter().map(e2e::Received::json).collect();
    for message in &received {
        assert_eq!(message.json()["id"], message.header("webhook-id"));
    }
    assert_eq!(received[0].verdict(secret), "verified");
    let real = |kind: &str| {
        let found = messages.iter().find(|message| message["type"] == kind && message.get("test").is_none());
        found.unwrap_or_else(|| panic!("no {kind}"))["data"]["link"].clone()
    };
    assert_eq!(real("link.created")["destination"], "https://example.com");
    assert_eq!(real("link.created")["metadata"], json!({ "aB": "c" }));
    assert_eq!(real("link.updated")["destination"], "https://example.com/b");
    assert_eq!(real("link.deleted")["id"], link["id"]);

    let input = json!({ "types": catalogue, "messages": messages }).to_string();
    let counted =
        spawn_blocking(move || scripts::python("webhooks/schemas.py", &[] as &[&str], &input)).await.unwrap();
    let counted: BTreeMap<String, usize> = serde_json::from_str(&counted).unwrap();
    assert_eq!(counted.len(), names.len(), "{counted:?}");
    assert_eq!((counted["link.scanned"], counted["link.created"], counted["form.submitted"]), (2, 2, 1));
}

async fn owners(database: Database) {
    let (_program, _server, api) = start("Owners", database).await;
    let receiver = Receiver::start([Reply::status(200), Reply::status(200), Reply::status(410)]).await;
    let wanted = json!({ "url": receiver.url(), "events": ["link.created"], "description": "Tells sales", "rate_limit": 50,
        "headers": { "X-Api-Key": "k1" } });
    let webhook = api.post("/v1/webhooks", &wanted).await.ok()["webhook"].take();
    assert_eq!(webhook["headers"], json!({ "x-api-key": "k1" }));
    assert_eq!((&webhook["description"], &webhook["rate_limit"]), (&json!("Tells sales"), &json!(50)));
    let path = format!("/v1/webhooks/{}", text(&webhook, "id"));
    let listed = api.get("/v1/webhooks").await.text();
    assert!(!listed.contains("k1") && !listed.contains("whsec_"), "{listed}");
    let refused = api.patch(&path, &json!({ "headers": { "Host": "x" }, "rate_limit": 0 })).await;
    assert_eq!(refused.status, 400);
    let fields: Vec<Value> =
        refused.json()["details"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
    assert_eq!(fields, [json!("headers.Host"), json!("rate_limit")], "{}", refused.text());
    let unlimited = api.patch(&path, &json!({ "rate_limit": null })).await.ok();
    assert!(unlimited["webhook"]["rate_limit"].is_null(), "{unlimited}");

    // A secret is replaced: both sign, whoever verifies.
    let old = text(&webhook, "secret").to_owned();
    let rotated = api.post(&format!("{path}/rotate-secret"), &json!({ "overlap_seconds": 60 })).await.ok();
    let new = text(&rotated["webhook"], "secret").to_owned();
    assert_ne!(old, new);
    assert_eq!(
        rotated["webhook"]["previous_secrets_expire_at"].as_array().map(Vec::len),
        Some(1),
        "{rotated}"
    );
    let too_long = api
        .post(&format!("{path}/rotate-secret"), &json!({ "overlapSeconds": 700_000, "secret": "x" }))
        .await;
    assert_eq!((too_long.status, &too_long.json()["details"][1]["field"]), (400, &json!("overlapSeconds")));
    api.new_link_to("https://example.com/1").await;
    let first = receiver.wait_for(1).await.remove(0);
    assert_eq!((first.verdict(&new), first.verdict(&old)), ("verified".to_owned(), "verified".to_owned()));
    assert_eq!(first.header("x-api-key"), "k1");
    let at_once = api
        .post(&format!("{path}/rotate-secret"), &json!({ "overlap_seconds": 0, "secret": old }))
        .await
        .ok();
    assert_eq!(text(&at_once["webhook"], "secret"), old, "an owner's own");

    // What came of it, in both dialects; sent once more.
    let delivery = until("the delivery is written down", async || {
        let list = api.get(&format!("{path}/deliveries?status=DELIVERY_STATUS_DELIVERED")).await.ok();
        list["deliveries"].as_array().unwrap().first().cloned()
    });
    let delivery = delivery.await;
    assert_eq!(delivery["id"], first.header("webhook-id"));
    assert!(delivery["payload"].is_null() && delivery["finished_at"].is_string(), "{delivery}");
    let message = format!("{path}/deliveries/{}", text(&delivery, "id"));
    let whole = api.get(&message.replace("/v1", "/sdk/v1")).await.ok()["delivery"].take();
    assert_eq!(whole["payload"], first.json(), "messages keep their spelling");
    assert_eq!(
        (&whole["eventType"], &whole["attempts"][0]["statusCode"]),
        (&json!("link.created"), &json!(200))
    );
    assert!(
        whole["attempts"][0]["latencyMs"].is_u64() && whole["attempts"][0]["responseTruncated"] == false,
        "{whole}"
    );
    let again = api.post(&format!("{message}/resend"), &json!({})).await.ok();
    assert_eq!(again["delivery"]["status"], "DELIVERY_STATUS_PENDING", "{again}");
    let second = receiver.wait_for(2).await.remove(1);
    assert_eq!((second.header("webhook-id"), &second.body), (first.header("webhook-id"), &first.body));
    until("two attempts", async || {
        let found = api.get(&message).await.ok();
        (found["delivery"]["attempts"].as_array().map(Vec::len) == Some(2)).then_some(())
    })
    .await;

    // Gone: switched off with its reason, nothing is sent; switched on, and what was given up is recovered.
    api.new_link_to("https://example.com/2").await;
    let off = until("switched off", async || {
        let webhook = api.get(&path).await.ok()["webhook"].take();
        (webhook["status"] == "WEBHOOK_STATUS_DISABLED").then_some(webhook)
    });
    let off = off.await;
    assert_eq!((&off["disabled_reason"], &off["active"]), (&json!("it answered 410 (Gone)"), &json!(false)));
    assert!(off["disabled_at"].is_string());
    let recover = json!({ "since": webhook["created_at"] });
    for (what, body) in [("test", json!({})), ("recoveries", recover.clone())] {
        let refused = api.post(&format!("{path}/{what}"), &body).await;
        assert!(
            refused.status == 409 && refused.text().contains("WEBHOOK_DISABLED"),
            "{what}: {}",
            refused.text()
        );
    }
    let on = api.patch(&path, &json!({ "active": true })).await.ok();
    assert!(on["webhook"]["disabled_reason"].is_null(), "{on}");
    let began = api.post(&format!("{path}/recoveries"), &recover).await;
    assert_eq!(began.status, 202, "{}", began.text());
    let location = began.header("location").to_owned();
    let done = until("recovered", async || {
        let recovery = api.get(&location).await.ok()["recovery"].take();
        (recovery["status"] == "RECOVERY_STATUS_COMPLETED").then_some(recovery)
    });
    assert_eq!(done.await["recovered_count"], 1);
    let received = receiver.wait_for(4).await;
    assert_eq!(received[3].header("webhook-id"), received[2].header("webhook-id"));
    assert_eq!(received[3].verdict(&old), "verified");
    let later = api.post(&format!("{path}/recoveries"), &json!({ "since": "2999-01-01T00:00:00Z" })).await;
    assert_eq!((later.status, &later.json()["details"][0]["field"]), (400, &json!("since")));
}
