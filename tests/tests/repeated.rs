//! Requests that come twice: by their key they are done once, however they are raced.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Answer, Api, Database, Expected, Program, Report, on_both_databases, text};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases!(keys: a_key_makes_a_request_happen_once_on_sqlite, a_key_makes_a_request_happen_once_on_postgres);
on_both_databases!(races: raced_requests_make_one_link_on_sqlite, raced_requests_make_one_link_on_postgres);
on_both_databases!(upserts: external_ids_are_upserted_on_sqlite, external_ids_are_upserted_on_postgres);

async fn keyed(api: &Api, method: Method, path: &str, key: &str, body: &Value) -> Answer {
    let request =
        api.request(method, path).header("idempotency-key", key).header("content-type", "application/json");
    e2e::http::send(request.body(body.to_string())).await
}

async fn keys(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Keys");
    let other = program.new_workspace("Others");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let body = json!({ "destination": "https://example.com", "tags": ["a"] });

    let first = keyed(&api, Method::POST, "/v1/links", "one", &body).await;
    let again = keyed(&api, Method::POST, "/v1/links", "\"one\"", &body).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, ""), "{}", first.text());
    assert_eq!(
        (again.status, again.header("idempotent-replayed"), &again.bytes),
        (200, "true", &first.bytes)
    );
    // Either dialect's answer is kept, and the order of a body's fields says nothing.
    let turned = r#"{"tags":["a"],"destination":"https://example.com"}"#;
    let request = api.request(Method::POST, "/sdk/v1/links").header("idempotency-key", "one");
    let sdk = e2e::http::send(request.header("content-type", "application/json").body(turned)).await;
    assert_eq!(sdk.ok()["link"]["id"], first.json()["link"]["id"]);
    assert_eq!(sdk.json()["link"]["eventCount"], 0, "{}", sdk.text());
    assert_eq!(api.get("/v1/links").await.ok()["total_count"], 1);

    let mut report = Report::default();
    let reused =
        keyed(&api, Method::POST, "/v1/links", "one", &json!({ "destination": "https://example.com/b" }))
            .await;
    let expected = Expected { status: 422, code_type: "INVALID_ARGUMENT", field: Some("Idempotency-Key") };
    report.check("another body", "", &reused, expected);
    let path = format!("/v1/links/{}", text(&first.json()["link"], "id"));
    report.check("another path", "", &keyed(&api, Method::PATCH, &path, "one", &json!({})).await, expected);
    let long = keyed(&api, Method::POST, "/v1/links", &"x".repeat(256), &body).await;
    let expected = Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some("Idempotency-Key") };
    report.check("a long key", "", &long, expected);
    // A refusal is kept as well; what may succeed later is not.
    let bad = json!({ "destination": "nonsense" });
    for replayed in ["", "true"] {
        let refused = keyed(&api, Method::POST, "/v1/links", "bad", &bad).await;
        let expected = Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some("destination") };
        report.check("a bad body", "", &refused, expected);
        assert_eq!(refused.header("idempotent-replayed"), replayed);
    }
    report.done();
    let theirs = keyed(&api.with_token(Some(&other)), Method::POST, "/v1/links", "one", &body).await;
    assert_eq!(
        (theirs.status, theirs.header("idempotent-replayed")),
        (200, ""),
        "keys belong to their token"
    );

    for (path, body) in [
        ("/v1/directories", json!({ "name": "a" })),
        ("/v1/qrcode-designs", json!({ "width": 500 })),
        ("/v1/webhooks", json!({ "url": "https://example.com/hook" })),
        ("/v1/links/bulk", json!({ "links": [{ "destination": "https://example.com" }] })),
        ("/v1/links/bulk/jobs", json!({ "links": [{ "destination": "https://example.com" }] })),
        ("/v1/public/qrcode-designs", json!({ "width": 500 })),
    ] {
        let first = keyed(&api, Method::POST, path, path, &body).await;
        let again = keyed(&api, Method::POST, path, path, &body).await;
        assert!(first.status < 300, "{path}: {}", first.text());
        assert_eq!((again.status, &again.bytes), (first.status, &first.bytes), "{path}");
        assert_eq!(
            (again.header("idempotent-replayed"), again.header("location")),
            ("true", first.header("location"))
        );
    }
}

async fn races(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Races");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let body = json!({ "destination": "https://example.com" });
    let ask = |_| {
        let (api, body) = (api.clone(), body.clone());
        tokio::spawn(async move { keyed(&api, Method::POST, "/v1/links", "raced", &body).await })
    };
    let mut made = Vec::new();
    for asked in (0..12).map(ask).collect::<Vec<_>>() {
        let answer = asked.await.unwrap();
        match answer.status {
            200 => made.push(text(&answer.json()["link"], "id").to_owned()),
            409 => assert!(!answer.header("retry-after").is_empty(), "{}", answer.text()),
            _ => panic!("{} {}", answer.status, answer.text()),
        }
    }
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(api.get("/v1/links").await.ok()["total_count"], 1);
    let replayed = keyed(&api, Method::POST, "/v1/links", "raced", &body).await;
    assert_eq!(text(&replayed.ok()["link"], "id"), made[0]);
    // Each change is in the audit log once, with the id of its request.
    let log = api.get("/v1/audit-log").await.ok();
    let entries = log["entries"].as_array().unwrap();
    let (uses, changes): (Vec<&Value>, Vec<&Value>) =
        entries.iter().partition(|entry| entry["operation"] == "USE");
    assert_eq!(changes.len(), 1, "{log}");
    assert_eq!(
        (text(changes[0], "operation"), text(changes[0], "object_id")),
        ("POST /v1/links", made[0].as_str())
    );
    assert!(changes[0]["request_id"].is_string(), "{log}");
    // All uses of the day from one network are one entry.
    assert_eq!(uses.len(), 1, "{log}");
    assert_eq!(uses[0]["network"], "127.0.0.0/24", "{log}");
    assert_eq!((&uses[0]["token_id"], uses[0].get("object_id")), (&changes[0]["token_id"], None));
}

async fn upserts(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Upserts");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let path = "/v1/links/by-external-id/order%2F4711";
    let put = async |body: Value| api.raw(Method::PUT, path, "application/json", body.to_string()).await;
    assert_eq!(put(json!({ "name": "no destination" })).await.status, 400);
    let made =
        put(json!({ "destination": "https://example.com/a", "tags": ["x"] })).await.ok()["link"].take();
    let changed = put(json!({ "name": "named" })).await.ok()["link"].take();
    assert_eq!((&changed["id"], &changed["destination"]), (&made["id"], &json!("https://example.com/a")));
    assert_eq!((&changed["name"], &changed["external_id"]), (&json!("named"), &json!("order/4711")));
    assert_eq!(api.get(path).await.ok()["link"]["id"], made["id"]);
    let taken = api
        .post("/v1/links", &json!({ "destination": "https://example.com", "external_id": "order/4711" }))
        .await;
    assert_eq!(taken.status, 409, "{}", taken.text());
    let race = |number: u32| {
        let api = api.clone();
        tokio::spawn(async move {
            let body = json!({ "destination": format!("https://example.com/{number}") }).to_string();
            api.raw(Method::PUT, "/v1/links/by-external-id/raced", "application/json", body).await.status
        })
    };
    for raced in (0..8).map(race).collect::<Vec<_>>() {
        let status = raced.await.unwrap();
        assert!([200, 409].contains(&status), "{status}");
    }
    assert_eq!(api.get("/v1/links").await.ok()["total_count"], 2);
    assert_eq!(api.delete(&format!("/v1/links/{}", text(&made, "id"))).await.status, 200);
    assert_eq!(put(json!({ "destination": "https://example.com/new" })).await.status, 200, "free again");
}
