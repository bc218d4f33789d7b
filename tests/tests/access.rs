//! Who may do what: every operation of the description with another workspace's token, with a token of another scope, with a
//! token that may only read, with a publishable key, and with none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::fmt::Write as _;

use e2e::{Answer, Api, Database, Program, on_both_databases, text, until};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases!(matrix: every_operation_asks_for_its_token_on_sqlite, every_operation_asks_for_its_token_on_postgres);
on_both_databases!(pages: pages_of_other_origins_may_ask_on_sqlite, pages_of_other_origins_may_ask_on_postgres);

/// One operation, with its path filled in for an object of the first workspace.
struct Operation {
    method: Method,
    path: String,
    /// The scope that it asks for; public ones ask for none.
    scope: Option<String>,
    /// Whether it is about one object of the workspace.
    names_object: bool,
    body: Value,
}

async fn ask(api: &Api, operation: &Operation, token: Option<&str>, prefix: &str) -> Answer {
    let api = api.with_token(token);
    let path = format!("{prefix}{}", operation.path);
    match operation.method {
        Method::GET => api.get(&path).await,
        Method::DELETE => api.delete(&path).await,
        _ => api.raw(operation.method.clone(), &path, "application/json", operation.body.to_string()).await,
    }
}

/// The slug of a template that comes with the server.
const BUILT_IN: &str = "ink";

/// Ids of objects of the workspace, by what paths begin with.
async fn objects(api: &Api) -> Vec<(&'static str, String)> {
    let id = |answer: &Value, name: &str| text(&answer[name], "id").to_owned();
    let workspace = api.get("/v1/workspace").await.ok();
    let link = api.new_link(json!({ "destination": "https://example.com", "external_id": "mine" })).await;
    let token = api.post("/v1/workspace-tokens", &json!({ "name": "another" })).await.ok();
    let directory = api.post("/v1/directories", &json!({ "name": "a" })).await.ok();
    let webhook = api.post("/v1/webhooks", &json!({ "url": "https://example.com/hook" })).await.ok();
    let job = api
        .post("/v1/links/bulk/jobs", &json!({ "links": [{ "destination": "https://example.com" }] }))
        .await
        .json();
    let path = format!("/v1/webhooks/{}", id(&webhook, "webhook"));
    let delivery = api.post(&format!("{path}/test"), &json!({})).await.ok();
    let since = json!({ "since": "2020-01-01T00:00:00Z" });
    let recovery = api.post(&format!("{path}/recoveries"), &since).await.json();
    let design = api.new_design(&json!({})).await;
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    let event = until("the event of the visit", async || {
        api.get("/v1/events/list").await.ok()["events"].as_array().unwrap().first().cloned()
    })
    .await;
    let domain = api.post("/v1/custom-domains", &json!({ "name": "qr.example.com" })).await.ok();
    let media =
        api.post("/v1/media", &json!({ "file_name": "a.pdf", "file_data": "JVBERi0xLjcK" })).await.ok();
    let template = api.post("/v1/qrcode-templates", &json!({ "name": "mine" })).await.ok();
    let dashboard = api.post("/v1/analytics/dashboards", &json!({ "use_default_widgets": true })).await.ok();
    let scorer = json!({ "url": "https://example.com/score" });
    assert_eq!(api.put("/v1/workspace/lead-scorer", &scorer).await.status, 200);
    let widget = format!("/v1/analytics/dashboards/{}/widgets/events", id(&dashboard, "dashboard"));
    assert_eq!(api.post(&format!("{widget}/summary"), &json!({})).await.status, 200);
    vec![
        ("{widget_id}", "events".to_owned()),
        ("event", text(&event, "id").to_owned()),
        ("/v1/visitors/", text(&event, "visitor_id").to_owned()),
        ("/v1/analytics/dashboards/", id(&dashboard, "dashboard")),
        ("/v1/workspaces/", text(&workspace, "id").to_owned()),
        ("/v1/settings/", text(&workspace, "link_setting_id").to_owned()),
        ("/v1/workspace-tokens/", id(&token, "token")),
        ("/v1/directories/", id(&directory, "directory")),
        ("{delivery_id}", id(&delivery, "delivery")),
        ("{recovery_id}", id(&recovery, "recovery")),
        ("/v1/webhooks/", id(&webhook, "webhook")),
        ("/v1/jobs/", text(&job, "id").to_owned()),
        ("{replacement_id}", id(&media, "media")),
        ("/v1/media/", id(&media, "media")),
        ("/v1/custom-domains/", id(&domain, "custom_domain")),
        ("/v1/qrcode-templates/", id(&template, "qrcode_template")),
        ("{slug}", BUILT_IN.to_owned()),
        ("/v1/qrcode-designs/", text(&design, "id").to_owned()),
        ("/v1/links/", text(&link, "id").to_owned()),
        ("/v1/events/", text(&event, "id").to_owned()),
    ]
}

fn operations(document: &Value, objects: &[(&'static str, String)]) -> Vec<Operation> {
    let mut all = Vec::new();
    let event = &objects.iter().find(|(start, _)| *start == "event").unwrap().1;
    for (path, described) in document["paths"].as_object().unwrap() {
        let id = objects.iter().find(|(start, _)| path.starts_with(start)).map_or("", |(_, id)| id.as_str());
        let names_object = path.contains('{');
        for (method, operation) in described.as_object().unwrap() {
            let query = match path.as_str() {
                "/v1/tags" if method == "delete" => "?name=none",
                "/v1/links/shortlink-availability" => "?shortlink=none",
                "/v1/events/stream" => "?follow=false",
                _ => "",
            };
            let mut path = path.replace("{id}", id).replace("{external_id}", "mine");
            for (name, id) in objects.iter().filter(|(name, _)| name.starts_with('{')) {
                path = path.replace(name, id);
            }
            let path = path.replace("{event_id}", event).replace("{attribute_key}", "none");
            all.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: format!("{path}{query}"),
                scope: operation["security"][0]["bearer"][0].as_str().map(str::to_owned),
                names_object,
                body: operation["requestBody"]["content"]["application/json"]["example"].clone(),
            });
        }
    }
    all
}

async fn matrix(database: Database) {
    let program = Program::new(database)
        .with("QR_LIMITS__TOKEN_PER_MINUTE", "100000")
        .with("QR_LIMITS__ADDRESS_PER_MINUTE", "100000");
    let token = program.set_up("Mine");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let document = api.get("/openapi.json").await.ok();
    let operations = operations(&document, &objects(&api).await);
    assert!(operations.len() > 50, "only {} operations", operations.len());

    let new_token = async |body: Value| {
        text(&api.post("/v1/workspace-tokens", &body).await.ok(), "access_token").to_owned()
    };
    let publishable = new_token(json!({ "key_type": "WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE" })).await;
    let assistant = new_token(json!({ "scopes": ["API_SCOPE_ASSISTANT_WRITE"] })).await;
    let readers: Vec<String> = [
        "LINKS",
        "QRCODES",
        "WEBHOOKS",
        "WORKSPACE",
        "TOKENS",
        "MEMBERS",
        "ANALYTICS",
        "VISITORS",
        "DOMAINS",
        "MEDIA",
    ]
    .map(|name| format!("API_SCOPE_{name}_READ"))
    .into();
    let reader = new_token(json!({ "scopes": readers })).await;

    let mut wrong = String::new();
    let mut check = |who: &str, operation: &Operation, answer: &Answer, expected: &[u16]| {
        if !expected.contains(&answer.status) {
            let Operation { method, path, .. } = operation;
            let _ = writeln!(
                wrong,
                "{who}: {method} {path}: {expected:?}, got {} {}",
                answer.status,
                answer.text()
            );
        }
    };
    // Public operations have no scope; what is about one object is gone after a deletion, and is asked for by 404 until then.
    for operation in &operations {
        for prefix in ["", "/sdk"] {
            let asked = async |token: Option<&str>| ask(&api, operation, token, prefix).await;
            let Some(scope) = &operation.scope else {
                check("nobody", operation, &asked(None).await, &[200]);
                check("a publishable key", operation, &asked(Some(&publishable)).await, &[200]);
                continue;
            };
            check("nobody", operation, &asked(None).await, &[401]);
            // Pages tell who their visitor is, by a visit that they know; the example's visit is nobody's.
            let is_for_pages = operation.path == "/v1/visitor/identify"
                || operation.method == Method::PATCH && operation.path.starts_with("/v1/visitors/");
            let opens: &[u16] = if is_for_pages { &[200, 404] } else { &[403] };
            check("a publishable key", operation, &asked(Some(&publishable)).await, opens);
            check("another scope", operation, &asked(Some(&assistant)).await, &[403]);
            if scope.ends_with(":write") {
                check("a reader", operation, &asked(Some(&reader)).await, &[403]);
            } else {
                check("a reader", operation, &asked(Some(&reader)).await, &[200]);
            }
            // One that makes what it names is no look at another's.
            if operation.names_object && operation.method != Method::PUT {
                check("a stranger", operation, &asked(Some(&stranger)).await, &[404]);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let theirs = api.with_token(Some(&stranger)).get("/v1/audit-log").await.ok();
    let named: Vec<&str> =
        theirs["entries"].as_array().unwrap().iter().map(|entry| text(entry, "operation")).collect();
    assert_eq!(named, ["USE"], "a stranger changed nothing");
}

async fn pages(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Pages");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let preflight = e2e::http::send(
        api.with_token(None)
            .request(Method::OPTIONS, "/v1/links")
            .header("origin", "https://page.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type,idempotency-key"),
    )
    .await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (200, "*"));
    assert!(
        preflight.header("access-control-allow-headers").contains("authorization"),
        "{:?}",
        preflight.headers
    );
    assert!(preflight.header("access-control-allow-credentials").is_empty(), "nothing acts on cookies");
    let answer = api.get_with("/v1/links", &[("origin", "https://page.example")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("ratelimit"), "{:?}", answer.headers);
}
