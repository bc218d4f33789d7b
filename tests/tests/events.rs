//! Events as files and with filters, what is recorded of visitors, and what hostile requests leave behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeSet;

use e2e::{Api, Database, PHONE, Program, Running, on_both_databases, scripts, text, until};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::{Value, json};

on_both_databases!(files: files_hold_every_event_on_sqlite, files_hold_every_event_on_postgres);
on_both_databases!(levels: levels_decide_what_is_recorded_on_sqlite, levels_decide_what_is_recorded_on_postgres);
on_both_databases!(hostile: hostile_headers_do_no_harm_on_sqlite, hostile_headers_do_no_harm_on_postgres);

on_both_databases!(orphans: misread_addresses_are_noted_on_sqlite, misread_addresses_are_noted_on_postgres);

/// More than are read at once.
const MANY: usize = 1100;

/// Asks for a short address with these headers alone; gives the status.
async fn visit(address: &str, headers: &[(&str, &str)]) -> u16 {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let mut request = client.get(address);
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        request = request.header(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
    }
    request.send().await.unwrap().status().as_u16()
}

/// The workspace's events once there are `count`, with their devices.
async fn events(api: &Api, count: usize) -> Vec<Value> {
    until(&format!("{count} events"), async || {
        let list = api.get("/v1/events/list?page_size=1000&include=device").await.ok();
        (list["total_count"].as_u64() == Some(count as u64))
            .then(|| list["events"].as_array().unwrap().clone())
    })
    .await
}

async fn files(database: Database) {
    let program = Program::new(database).with("QR_LIMITS__TOKEN_PER_MINUTE", "100000");
    let token = program.set_up("Files");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link(json!({ "destination": "https://example.com", "name": "=1+1" })).await;
    let address = text(&link, "entrypoint").to_owned();
    let client = Client::builder().redirect(Policy::none()).user_agent(PHONE).build().unwrap();
    let visits = (0..MANY).map(|_| {
        let request = client.get(&address).header("referer", "=HYPERLINK(\"http://evil.example\")").send();
        tokio::spawn(request)
    });
    for visit in visits.collect::<Vec<_>>() {
        assert_eq!(visit.await.unwrap().unwrap().status(), 302);
    }
    let newest = events(&api, MANY).await;

    let whole = api.get("/v1/events/list?response_format=RESPONSE_FORMAT_CSV").await;
    assert_eq!(whole.header("content-type"), "text/csv; charset=utf-8");
    let csv = whole.text();
    let lines: Vec<&str> = csv.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), MANY + 1);
    assert!(lines[0].starts_with("Event ID,Scanned at,Action,Visit type,"), "{}", lines[0]);
    assert!(lines.iter().skip(1).all(|line| line.contains("\"'=HYPERLINK(")), "{}", lines[1]);
    let ids: BTreeSet<&str> = lines.iter().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(ids.len(), MANY, "each once");
    assert_eq!(lines[1].split(',').next().unwrap(), text(&newest[0], "id"), "the newest first");

    let rows = api.get("/v1/events/list?response_format=ndjson&include=device").await;
    assert_eq!(rows.header("content-type"), "application/x-ndjson");
    let rows: Vec<Value> = rows.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().all(|row| row["device"]["device_type"] == "DEVICE_TYPE_MOBILE"));
    assert_eq!(rows.iter().map(|row| text(row, "id")).collect::<BTreeSet<_>>(), ids);

    // Page by page, the headers come once.
    let (mut paged, mut token) = (String::new(), String::new());
    loop {
        let page =
            api.get(&format!("/v1/events/list?response_format=csv&page_size=700&page_token={token}")).await;
        paged.push_str(&page.text());
        page.header("x-next-page-token").clone_into(&mut token);
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, csv);
    let accepted = api.get_with("/v1/events", &[("accept", "text/csv")]).await;
    assert_eq!(accepted.text(), csv);
    let wrong = api.get("/v1/events/list?response_format=xml").await;
    assert_eq!((wrong.status, wrong.json()["details"][0]["field"].as_str()), (400, Some("response_format")));

    let visitor = text(&newest[0], "visitor_id");
    let theirs = api.get(&format!("/v1/events/list?visitor_id={visitor}&page_size=1")).await.ok();
    assert_eq!(theirs["total_count"], MANY, "all visits came from one browser");
}

async fn levels(database: Database) {
    let program = Program::new(database);
    let file = program.folder().join("places.mmdb").to_string_lossy().into_owned();
    let _ = scripts::python("geo/write.py", &[file.as_str(), "city"], "");
    let program = program.with("QR_GEO__DATABASE", &file);
    let token = program.set_up("Levels");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link_to("https://example.com").await;
    let address = text(&link, "entrypoint");
    let phone = [("user-agent", PHONE), ("accept-language", "de")];
    assert_eq!(visit(address, &phone).await, 302);
    assert_eq!(visit(&format!("{address}?dnt"), &phone).await, 302);
    assert_eq!(visit(&format!("{address}?q&dnt=1"), &phone).await, 302);
    let seen = events(&api, 3).await;
    let device = &seen[2]["device"];
    let place = ["country", "region", "city", "timezone"].map(|field| text(device, field));
    assert_eq!(place, ["DE", "Land Berlin", "Berlin", "Europe/Berlin"]);
    assert_eq!((text(device, "user_agent"), text(device, "ip_address")), (PHONE, "127.0.0.0/24"));
    for event in &seen[..2] {
        let device = &event["device"];
        assert_eq!(device["user_agent"], "", "{event}");
        assert!(device["ip_address"].is_null() && device["country"].is_null(), "{event}");
        assert!(device["browser_language"].is_null(), "{event}");
    }
    assert_eq!(seen[0]["action"], "ACTION_SCAN");

    let setting = text(&api.get("/v1/workspace").await.ok(), "link_setting_id").to_owned();
    let path = format!("/v1/settings/link-setting/{setting}");
    let put = async |body: Value| api.raw(Method::PUT, &path, "application/json", body.to_string()).await;
    let changed = put(json!({ "data_collection": "DATA_COLLECTION_NONE", "retention_days": 30 })).await.ok();
    assert_eq!(changed["link_setting"]["retention_days"], 30, "{changed}");
    let refused = put(json!({ "retention_days": -1 })).await;
    assert_eq!(
        (refused.status, refused.json()["details"][0]["field"].as_str()),
        (400, Some("retention_days"))
    );
    let kept = put(json!({ "data_collection": "DATA_COLLECTION_BASIC" })).await.ok();
    assert_eq!(kept["link_setting"]["retention_days"], 30, "what is not named stays: {kept}");
    assert!(
        put(json!({ "retention_days": null })).await.ok()["link_setting"].get("retention_days").is_none()
    );
    flat(server, program).await;
}

/// Some free files name the country alone, at the top.
async fn flat(server: Running, program: Program) {
    assert!(server.stop().await.success());
    let file = program.folder().join("flat.mmdb").to_string_lossy().into_owned();
    let _ = scripts::python("geo/write.py", &[file.as_str(), "flat"], "");
    let program = program.with("QR_GEO__DATABASE", &file);
    let token = program.new_workspace("Flat");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link_to("https://example.com").await;
    assert_eq!(visit(text(&link, "entrypoint"), &[("user-agent", PHONE)]).await, 302);
    let seen = events(&api, 1).await;
    assert_eq!(seen[0]["device"]["country"], "FR", "{}", seen[0]);
}

async fn hostile(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Hostile");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link_to("https://example.com").await;
    let address = text(&link, "entrypoint");
    let long = "Mozilla/5.0 ".repeat(400);
    let brackets = "(".repeat(4000);
    let floods: [&[(&str, &str)]; 9] = [
        &[("user-agent", &long)],
        &[("user-agent", &brackets)],
        &[("user-agent", "\u{202e}\u{e9}\u{1f600}")],
        &[("user-agent", "'; drop table events; --"), ("referer", "\" or 1=1")],
        &[("x-forwarded-for", "1.2.3.4"), ("forwarded", "for=1.2.3.4"), ("x-real-ip", "1.2.3.4")],
        &[("x-forwarded-for", "not an address, ,,,,"), ("accept-language", "*;q=nan")],
        &[("sec-purpose", "prefetch;prerender"), ("user-agent", PHONE)],
        &[("referer", "javascript:alert(1)"), ("cookie", "a=b; a=b"), ("host", "evil.example")],
        &[("accept-language", &brackets), ("purpose", &brackets)],
    ];
    for headers in floods {
        assert_eq!(visit(address, headers).await, 302, "{headers:?}");
    }
    // More headers, or longer ones, than are read: refused, by the client's fault.
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let mut many = client.get(address);
    for number in 0..300 {
        many = many.header(format!("x-flood-{number}"), "x");
    }
    let refused = many.send().await.map(|answer| answer.status().as_u16());
    assert!(refused.as_ref().map_or(true, |status| (400..500).contains(status)), "{refused:?}");
    let seen = events(&api, floods.len()).await;
    let classes: Vec<&str> = seen.iter().map(|event| text(event, "traffic")).collect();
    assert_eq!(classes.iter().filter(|class| **class == "prefetch").count(), 1, "{classes:?}");
    for event in &seen {
        assert_eq!(event["device"]["ip_address"], "127.0.0.0/24", "nobody is who they say: {event}");
        assert!(text(&event["device"], "user_agent").len() <= 512, "{event}");
    }
    assert_eq!(visit(address, &[]).await, 302, "it still serves");
}

async fn orphans(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Orphans");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link(json!({ "destination": "https://example.com", "shortlink": "Menu-5" })).await;
    for (slug, times) in [("Menu-S", 3), ("menu-5", 1), ("nothing-near-it", 2)] {
        for _ in 0..times {
            assert_eq!(visit(&format!("{}/{slug}?q", server.base()), &[]).await, 404, "{slug}");
        }
    }
    let noted = until("both misread addresses", async || {
        let list = api.get("/v1/orphan-scans").await.ok()["orphan_scans"].take();
        let scans: i64 = list.as_array().unwrap().iter().map(|one| one["scans"].as_i64().unwrap()).sum();
        (scans == 4).then_some(list)
    })
    .await;
    let noted = noted.as_array().unwrap();
    assert_eq!(
        noted.iter().map(|one| text(one, "shortlink")).collect::<BTreeSet<_>>(),
        ["Menu-S", "menu-5"].into()
    );
    for one in noted {
        assert_eq!((&one["nearest_shortlink"], &one["link_id"]), (&json!("Menu-5"), &link["id"]), "{one}");
    }
    let paged = api.get("/sdk/v1/orphan-scans?pageSize=1").await.ok();
    let next = text(&paged, "nextPageToken");
    let rest = api.get(&format!("/sdk/v1/orphan-scans?pageSize=1&pageToken={next}")).await.ok();
    assert_ne!(paged["orphanScans"][0]["shortlink"], rest["orphanScans"][0]["shortlink"]);
    assert!(rest.get("nextPageToken").is_none(), "{rest}");
    let theirs = api.with_token(Some(&stranger)).get("/v1/orphan-scans").await.ok();
    assert_eq!(theirs["orphan_scans"], json!([]));
}
