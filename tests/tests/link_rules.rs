//! What printed codes do by their links' rules: begin, pause, ask for a password, count, part by platform, carry along.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::time::Duration;

use e2e::{Answer, Api, Database, PHONE, Program, on_both_databases, text, until};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases!(stops: links_lead_on_by_their_rules_on_sqlite, links_lead_on_by_their_rules_on_postgres);
on_both_databases!(limits: visits_are_limited_exactly_on_sqlite, visits_are_limited_exactly_on_postgres);
on_both_databases!(passwords: passwords_are_asked_for_on_sqlite, passwords_are_asked_for_on_postgres);
on_both_databases!(targets: targets_part_and_carry_along_on_sqlite, targets_part_and_carry_along_on_postgres);
on_both_databases!(history: destinations_are_taken_back_on_sqlite, destinations_are_taken_back_on_postgres);
on_both_databases!(exits: links_end_at_pages_on_sqlite, links_end_at_pages_on_postgres);
on_both_databases!(silence: nothing_is_recorded_of_visitors_on_sqlite, nothing_is_recorded_of_visitors_on_postgres);

const ANDROID: &str =
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36";
const DESKTOP: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0";

async fn change(api: &Api, link: &Value, fields: Value) -> Value {
    api.patch(&format!("/v1/links/{}", text(link, "id")), &fields).await.ok()["link"].take()
}

/// A page of ours with this status, kept by nobody.
fn assert_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"), "{:?}", answer.headers);
    assert!(answer.header("cache-control").contains("no-store"), "{:?}", answer.headers);
}

async fn stops(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Rules");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let soon = jiff::Timestamp::now() + Duration::from_secs(2);
    let link =
        api.new_link(json!({ "destination": "https://example.com", "starts_at": soon.to_string() })).await;
    let code = text(&link, "entrypoint").to_owned();
    assert_page(&api.visit(&code).await, 404);
    until("the link's beginning", async || (api.visit(&code).await.status == 302).then_some(())).await;

    assert_eq!(change(&api, &link, json!({ "paused": true })).await["paused"], true);
    assert_page(&api.visit(&code).await, 404);
    change(&api, &link, json!({ "fallback_destination": "https://example.com/meanwhile" })).await;
    assert_eq!(api.visit(&code).await.header("location"), "https://example.com/meanwhile");
    let back =
        change(&api, &link, json!({ "paused": false, "starts_at": null, "fallback_destination": null }))
            .await;
    assert!(back["starts_at"].is_null() && back["fallback_destination"].is_null(), "{back}");
    assert_eq!(api.visit(&code).await.header("location"), "https://example.com");
    let events = api.events(&link, 2).await;
    assert_eq!(events["total_count"], 2, "visits that were stopped are no events: {events}");
}

async fn limits(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Limits");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link(json!({ "destination": "https://example.com", "max_scans": 5 })).await;
    let code = text(&link, "entrypoint").to_owned();
    let head = |_| {
        let (api, code) = (api.with_token(None), code.clone());
        tokio::spawn(async move { e2e::http::send(api.request(Method::HEAD, &code)).await.status })
    };
    for asked in (0..3).map(head).collect::<Vec<_>>() {
        assert_eq!(asked.await.unwrap(), 302, "HEAD is no visit");
    }
    let visit = |_| {
        let (api, code) = (api.clone(), code.clone());
        tokio::spawn(async move { api.visit(&code).await.status })
    };
    let mut led = 0;
    for visited in (0..20).map(visit).collect::<Vec<_>>() {
        match visited.await.unwrap() {
            302 => led += 1,
            status => assert_eq!(status, 410),
        }
    }
    assert_eq!(led, 5);
    change(&api, &link, json!({ "exhausted_destination": "https://example.com/late" })).await;
    assert_eq!(api.visit(&code).await.header("location"), "https://example.com/late");
    change(&api, &link, json!({ "max_scans": 6 })).await;
    assert_eq!(api.visit(&code).await.header("location"), "https://example.com", "one more");
    change(&api, &link, json!({ "max_scans": null })).await;
    assert_eq!(api.visit(&code).await.header("location"), "https://example.com");
}

async fn say(api: &Api, code: &str, password: &str, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = api.with_token(None).request(Method::POST, code);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let form = format!("password={password}");
    e2e::http::send(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await
}

async fn passwords(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Passwords");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link(json!({ "destination": "https://example.com", "password": "open sesame" })).await;
    assert_eq!(link["password_protected"], true);
    let shown = api.get(&format!("/v1/links/{}", text(&link, "id"))).await.text();
    assert!(!shown.contains("sesame") && !shown.contains("argon2"), "{shown}");
    let code = format!("{}?q", text(&link, "entrypoint"));

    let asked = api.visit(&code).await;
    assert_page(&asked, 200);
    assert!(
        asked.text().contains("type=\"password\"") && !asked.text().contains("example.com"),
        "{}",
        asked.text()
    );
    assert_page(&say(&api, &code, "nonsense", &[]).await, 403);
    let foreign = say(&api, &code, "open+sesame", &[("sec-fetch-site", "cross-site")]).await;
    assert_page(&foreign, 200);
    let foreign = say(&api, &code, "open+sesame", &[("origin", "https://evil.example")]).await;
    assert_page(&foreign, 200);
    let right = say(&api, &code, "open+sesame", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!((right.status, right.header("location")), (302, "https://example.com"));
    let events = api.events(&link, 1).await;
    assert_eq!(
        (&events["events"][0]["action"], &events["events"][0]["http_method"]),
        (&json!("ACTION_SCAN"), &json!("HTTP_METHOD_POST"))
    );
    let mut statuses = Vec::new();
    for _ in 0..22 {
        statuses.push(say(&api, &code, "guess", &[]).await.status);
    }
    assert!(statuses.contains(&429), "tries are limited: {statuses:?}");
    change(&api, &link, json!({ "password": null })).await;
    assert_eq!(api.visit(&code).await.status, 302);
    let short =
        api.post("/v1/links", &json!({ "destination": "https://example.com", "password": "abc" })).await;
    assert_eq!(short.json()["details"][0]["field"], "password", "{}", short.text());
}

async fn targets(database: Database) {
    let program = Program::new(database).with("QR_LINKS__APP_SCHEMES", "myapp");
    let token = program.set_up("Targets");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api
        .new_link(json!({
            "destination": "https://example.com/a?x=1", "ios_destination": "myapp://open/7",
            "android_destination": "https://play.example/app", "utm": { "source": "poster", "medium": "print" },
            "query_forwarding": "QUERY_FORWARDING_MISSING"
        }))
        .await;
    let code = text(&link, "entrypoint").to_owned();
    let led = async |query: &str, agent: &str| {
        api.visit_as(&format!("{code}{query}"), agent).await.header("location").to_owned()
    };
    assert_eq!(led("?q", PHONE).await, "myapp://open/7?utm_source=poster&utm_medium=print");
    assert_eq!(led("?q", ANDROID).await, "https://play.example/app?utm_source=poster&utm_medium=print");
    let carried = "https://example.com/a?x=1&y=2&utm_source=mail&utm_medium=print";
    assert_eq!(led("?q&x=9&y=2&utm_source=mail", DESKTOP).await, carried);
    change(&api, &link, json!({ "query_forwarding": "QUERY_FORWARDING_OVERRIDE", "utm": null })).await;
    assert_eq!(led("?x=9", DESKTOP).await, "https://example.com/a?x=9");
    change(&api, &link, json!({ "query_forwarding": "QUERY_FORWARDING_NONE", "ios_destination": null }))
        .await;
    assert_eq!(led("?x=9&q", PHONE).await, "https://example.com/a?x=1");
    let refused = api
        .patch(&format!("/v1/links/{}", text(&link, "id")), &json!({ "iosDestination": "evil://x" }))
        .await;
    assert_eq!(refused.json()["details"][0]["field"], "iosDestination", "{}", refused.text());
}

async fn history(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("History");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link_to("https://example.com/1").await;
    let path = format!("/v1/links/{}/destinations", text(&link, "id"));
    for number in 2..=3 {
        change(&api, &link, json!({ "destination": format!("https://example.com/{number}") })).await;
    }
    change(&api, &link, json!({ "name": "no change of where it leads" })).await;
    let undo = async || api.post(&format!("{path}/undo"), &json!({})).await;
    let code = text(&link, "entrypoint");
    assert_eq!(api.visit(code).await.header("location"), "https://example.com/3");
    assert_eq!(undo().await.ok()["link"]["destination"], "https://example.com/2");
    assert_eq!(api.visit(code).await.header("location"), "https://example.com/2");
    assert_eq!(undo().await.ok()["link"]["destination"], "https://example.com/1");
    let nothing = undo().await;
    assert_eq!((nothing.status, &nothing.json()["details"][0]["reason"]), (409, &json!("NOTHING_TO_UNDO")));
    let listed = api.get(&format!("{path}?page_size=2")).await.ok();
    let rest =
        api.get(&format!("{path}?page_size=2&page_token={}", text(&listed, "next_page_token"))).await.ok();
    let all: Vec<(&str, bool)> = [&listed, &rest]
        .iter()
        .flat_map(|page| page["destinations"].as_array().unwrap())
        .map(|change| (text(change, "destination"), change["undone_at"].is_string()))
        .collect();
    let address = |number: u32| format!("https://example.com/{number}");
    assert_eq!(all, [(address(3).as_str(), true), (address(2).as_str(), true), (address(1).as_str(), false)]);
    let found = api.get("/v1/links?destination=https://EXAMPLE.com/1%23top").await.ok();
    assert_eq!((&found["total_count"], &found["links"][0]["id"]), (&json!(1), &link["id"]));
    assert_eq!(api.get("/v1/links?destination=https://example.com/3").await.ok()["total_count"], 0);
}

async fn exits(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Exits");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let card = json!({ "vcard_data": { "first_name": "Ada <b>", "phone": "+44 20 7946 0000", "website": "https://example.com" } });
    let contact = api.post("/v1/links/contact", &card).await.ok();
    assert_eq!(contact["workflow_steps"][1]["event_action"], "EVENT_ACTION_CONTACT_CARD", "{contact}");
    let link = &contact["link"];
    let page = api.visit(text(link, "entrypoint")).await;
    assert_page(&page, 200);
    assert!(
        page.text().contains("Ada &lt;b&gt;") && page.text().contains("tel:+442079460000"),
        "{}",
        page.text()
    );
    let html = page.text();
    let file = html.split("href=\"").find(|part| part.contains("/-/c/")).unwrap().split('"').next().unwrap();
    let file = api.visit(&file.replace("&amp;", "&")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/vcard; charset=utf-8"));
    assert!(
        file.text().contains("FN:Ada <b>\r\n") && file.text().contains("TEL;TYPE=CELL:+44 20 7946 0000"),
        "{}",
        file.text()
    );
    let event = api.events(link, 1).await["events"][0].take();
    assert_eq!(event["destination_action"], "EVENT_ACTION_CONTACT_CARD", "{event}");

    let thanks = api
        .post("/v1/links/thank-you", &json!({ "title": "Thanks!", "description": "Come again" }))
        .await
        .ok();
    let page = api.visit(text(&thanks["link"], "entrypoint")).await;
    assert_page(&page, 200);
    assert!(
        page.text().contains("<h1>Thanks!</h1>") && page.text().contains("Come again"),
        "{}",
        page.text()
    );
    for (path, body, field) in [
        ("/v1/links/contact", json!({}), "vcard_data"),
        (
            "/v1/links/contact",
            json!({ "vcardData": { "firstName": "A", "website": "javascript:x" } }),
            "vcardData.website",
        ),
        ("/v1/links/thank-you", json!({ "title": "" }), "title"),
    ] {
        let refused = api.post(path, &body).await;
        assert_eq!(
            (refused.status, &refused.json()["details"][0]["field"]),
            (400, &json!(field)),
            "{}",
            refused.text()
        );
    }
    // A page may become a redirect.
    let led = change(&api, link, json!({ "destination": "https://example.com/instead" })).await;
    assert_eq!(api.visit(text(&led, "entrypoint")).await.header("location"), "https://example.com/instead");
}

async fn silence(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Silence");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let setting = api.get("/v1/workspace").await.ok()["link_setting_id"].take();
    let path = format!("/v1/settings/link-setting/{}", setting.as_str().unwrap());
    let none = json!({ "data_collection": "DATA_COLLECTION_NONE" }).to_string();
    let changed = api.raw(Method::PUT, &path, "application/json", none).await.ok();
    assert_eq!(changed["link_setting"]["data_collection"], "DATA_COLLECTION_NONE");
    let link = api.new_link_to("https://example.com").await;
    for agent in [PHONE, ANDROID] {
        assert_eq!(api.visit_as(text(&link, "entrypoint"), agent).await.status, 302);
    }
    let events = api.events(&link, 2).await;
    let device = &events["events"][0]["device"];
    assert_eq!(device["user_agent"], "", "{device}");
    assert!(device["ip_address"].is_null() && device["browser_language"].is_null(), "{device}");
    assert_eq!(events["events"][0]["visitor_id"], events["events"][1]["visitor_id"], "all look like one");
}
