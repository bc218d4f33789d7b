//! Webhooks over HTTP: both shapes, what is refused and how, and whose they are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

mod common;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use common::Sandbox;
use qr_server::config::Config;
use qr_server::http::Page;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// Its database, as commands in its folder name it: whatever the environment says.
const URL: &str = "sqlite:data/qr.db";

/// A server in this process with a database of its own.
struct Api {
    sandbox: Sandbox,
    address: SocketAddr,
    shutdown: CancellationToken,
    _runtime: tokio::runtime::Runtime,
}

impl Api {
    fn start() -> Self {
        let sandbox = Sandbox::new();
        let mut config = Config::default();
        config.database.url = format!("sqlite:{}", sandbox.path().join("data/qr.db").display());
        config.scan.spool_dir = sandbox.path().join("data/spool");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let ready = move || ready.send(()).unwrap();
        runtime.spawn(qr_server::run(config, Page::embedded(), listener, ready, shutdown.clone()));
        is_ready.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
        Self { sandbox, address, shutdown, _runtime: runtime }
    }

    /// The token of a new workspace.
    fn workspace(&self, name: &str) -> String {
        let made = self.sandbox.run(&format!("workspace create --name {name} --json --database-url {URL}"));
        let workspace: Value = serde_json::from_str(made.text()).unwrap();
        let workspace = workspace["id"].as_str().unwrap().to_owned();
        let made = self
            .sandbox
            .run(&format!("token create --name test --workspace {workspace} --database-url {URL}"));
        made.text().trim().to_owned()
    }

    fn ask(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// A webhook that was made of this, in the shape of the path's dialect.
    fn made(&self, token: &str, path: &str, body: &Value) -> Value {
        let (status, mut answer) = self.ask(token, "POST", path, body);
        assert_eq!(status, 200, "{answer}");
        answer["webhook"].take()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

#[test]
fn both_shapes_are_read_and_answered() {
    let api = Api::start();
    let token = api.workspace("ours");
    let guide = json!({ "url": "https://your-system.com/linkbreakers-webhook",
        "events": ["link.scanned", "form.submitted"], "active": true });
    let made = api.made(&token, "/v1/webhooks", &guide);
    assert_eq!(made["url"], guide["url"]);
    assert_eq!((&made["events"], &made["active"]), (&guide["events"], &guide["active"]));
    assert_eq!(
        (&made["name"], &made["status"]),
        (&json!("your-system.com"), &json!("WEBHOOK_STATUS_ACTIVE"))
    );
    assert_eq!((&made["success_count"], &made["triggers"]), (&json!(0), &json!([])));
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    assert!(made.get("endpoint_url").is_none() && made.get("last_sent_at").is_none(), "{made}");

    let sdk = json!({ "endpointUrl": "https://example.com/hook", "name": "CRM", "triggers": ["KIND_ENTRY", "KIND_ENTRY"],
        "source": "WEBHOOK_SOURCE_ZAPIER" });
    let made = api.made(&token, "/sdk/v1/webhooks", &sdk);
    assert_eq!(
        (&made["endpointUrl"], &made["name"], &made["source"]),
        (&sdk["endpointUrl"], &sdk["name"], &sdk["source"])
    );
    assert_eq!((&made["triggers"], &made["events"]), (&json!(["KIND_ENTRY"]), &json!([])));
    assert!(made.get("url").is_none() && made.get("active").is_none() && made.get("createdBy").is_some());

    // Either is seen through the other's eyes.
    let id = made["id"].as_str().unwrap();
    let (_, seen) = api.ask(&token, "GET", &format!("/v1/webhooks/{id}"), &Value::Null);
    assert_eq!((&seen["webhook"]["url"], &seen["webhook"]["secret"]), (&sdk["endpointUrl"], &made["secret"]));
    let mixed = json!({ "endpoint_url": "https://example.com", "active": false, "name": "" });
    let made = api.made(&token, "/v1/webhooks", &mixed);
    assert_eq!((&made["status"], &made["active"]), (&json!("WEBHOOK_STATUS_PAUSED"), &json!(false)));
    assert_eq!((&made["name"], &made["url"]), (&json!("example.com"), &json!("https://example.com")));

    let (_, all) = api.ask(&token, "GET", "/v1/webhooks?page_size=2", &Value::Null);
    assert_eq!((all["webhooks"].as_array().unwrap().len(), &all["total_count"]), (2, &json!(3)));
    assert_eq!(all["webhooks"][0]["name"], "your-system.com", "the oldest first");
    assert!(all["webhooks"][0].get("secret").is_none(), "lists keep secrets");
    let next = format!("/v1/webhooks?page_size=2&page_token={}", all["next_page_token"].as_str().unwrap());
    let (_, rest) = api.ask(&token, "GET", &next, &Value::Null);
    assert_eq!(rest["webhooks"][0]["id"], made["id"]);
    assert!(rest.get("next_page_token").is_none());
    let (_, paused) = api.ask(&token, "GET", "/sdk/v1/webhooks?status=WEBHOOK_STATUS_PAUSED", &Value::Null);
    assert_eq!((&paused["webhooks"][0]["id"], &paused["totalCount"]), (&made["id"], &json!(1)));
}

#[test]
fn what_is_wrong_is_named_as_the_caller_spells_it() {
    let api = Api::start();
    let token = api.workspace("ours");
    let refused = |path: &str, body: Value| {
        let (status, answer) = api.ask(&token, "POST", path, &body);
        assert_eq!(status, 400, "{answer}");
        let details = answer["details"].as_array().unwrap().clone();
        let texts = details.iter().map(|detail| {
            format!("{} {}", detail["field"].as_str().unwrap(), detail["description"].as_str().unwrap())
        });
        texts.collect::<Vec<_>>().join("\n")
    };
    let good = "https://example.com/hook";
    assert!(refused("/v1/webhooks", json!({})).starts_with("url is required"));
    assert!(refused("/sdk/v1/webhooks", json!({})).starts_with("endpointUrl is required"));
    assert!(
        refused("/v1/webhooks", json!({ "endpoint_url": "http://example.com/" }))
            .starts_with("endpoint_url is not encrypted")
    );
    for (address, reason) in [
        ("https://127.0.0.1/", "url leads to 127.0.0.1, which is not a public address"),
        ("https://[::ffff:10.0.0.1]/", "url leads to [::ffff:a00:1], which is not a public address"),
        ("https://localhost:9000/", "url leads to localhost, which is not a public address"),
        ("ftp://example.com/", "url has the scheme ftp:"),
        ("example.com", "url is no absolute URL"),
    ] {
        let told = refused("/v1/webhooks", json!({ "url": address }));
        assert!(told.starts_with(reason), "{told}");
    }
    let long = format!("https://example.com/{}", "x".repeat(2048));
    assert_eq!(refused("/v1/webhooks", json!({ "url": long })), "url is longer than 2048 bytes");
    let told = refused("/v1/webhooks", json!({ "url": good, "events": ["link.scanned", "link.opened"] }));
    assert!(told.starts_with("events[1] is no event type; use link.scanned, form.submitted"), "{told}");
    let told = refused(
        "/sdk/v1/webhooks",
        json!({ "endpointUrl": good, "triggers": ["KIND_DOOR"], "status": "ON",
        "source": "ME", "linkId": "x", "name": "n".repeat(201) }),
    );
    let fields: Vec<&str> = told.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(fields, ["name", "linkId", "source", "status", "triggers[0]"], "{told}");
    let (status, answer) = api.ask(&token, "GET", "/v1/webhooks?status=ON", &Value::Null);
    assert_eq!((status, &answer["details"][0]["field"]), (400, &json!("status")));
}

#[test]
fn webhooks_change_and_go() {
    let api = Api::start();
    let (token, stranger) = (api.workspace("ours"), api.workspace("theirs"));
    let (_, link) =
        api.ask(&stranger, "POST", "/v1/links", &json!({ "destination": "https://example.com/" }));
    let foreign = json!({ "url": "https://example.com/hook", "link_id": link["link"]["id"] });
    let (status, answer) = api.ask(&token, "POST", "/v1/webhooks", &foreign);
    assert_eq!((status, &answer["details"][0]["field"]), (404, &json!("link_id")), "{answer}");
    let (_, link) = api.ask(&token, "POST", "/v1/links", &json!({ "destination": "https://example.com/" }));
    let ours = json!({ "url": "https://example.com/hook", "link_id": link["link"]["id"] });
    let made = api.made(&token, "/v1/webhooks", &ours);
    assert_eq!(made["link_id"], ours["link_id"]);
    let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());

    let change = |body: Value| {
        let (status, mut answer) = api.ask(&token, "PATCH", &path, &body);
        assert_eq!(status, 200, "{answer}");
        answer["webhook"].take()
    };
    let changed = change(json!({ "active": false, "events": ["link.scanned"], "linkId": null }));
    assert_eq!(
        (&changed["status"], &changed["events"]),
        (&json!("WEBHOOK_STATUS_PAUSED"), &json!(["link.scanned"]))
    );
    assert!(changed.get("link_id").is_none() && changed.get("secret").is_none(), "{changed}");
    let changed = change(json!({ "status": "WEBHOOK_STATUS_ACTIVE", "name": "CRM" }));
    assert_eq!(
        (&changed["active"], &changed["name"], &changed["url"]),
        (&json!(true), &json!("CRM"), &ours["url"])
    );
    let (status, _) = api.ask(&token, "PATCH", &path, &json!({ "url": "https://10.0.0.1/" }));
    assert_eq!(status, 400);

    for (method, body) in [("GET", Value::Null), ("PATCH", json!({ "name": "x" })), ("DELETE", Value::Null)] {
        assert_eq!(api.ask(&stranger, method, &path, &body).0, 404, "{method} by a stranger");
    }
    assert_eq!(api.ask(&token, "DELETE", &path, &Value::Null), (200, json!({})));
    assert_eq!(api.ask(&token, "GET", &path, &Value::Null).0, 404);
    assert_eq!(api.ask(&token, "DELETE", "/v1/webhooks/hook-1", &Value::Null).0, 400);
}

#[test]
fn each_document_describes_its_own_shape() {
    let api = Api::start();
    let properties = |path: &str, name: &str| {
        let (_, document) = api.ask("", "GET", path, &Value::Null);
        let schema = document["components"]["schemas"][name]["properties"].clone();
        assert!(document["components"]["schemas"].get("GuideWebhook").is_none());
        schema
            .as_object()
            .map(|properties| properties.keys().cloned().collect::<Vec<_>>())
            .unwrap_or_default()
    };
    let guide = properties("/openapi.json", "Webhook");
    assert!(guide.contains(&"url".to_owned()) && guide.contains(&"success_count".to_owned()), "{guide:?}");
    let sdk = properties("/sdk/openapi.json", "Webhook");
    assert!(sdk.contains(&"endpointUrl".to_owned()) && !sdk.contains(&"active".to_owned()), "{sdk:?}");
}
