//! Visitors, conversions, lead scores and figures, from scans to what is told of them, and erased again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Api, Database, Expected, Program, Report, on_both_databases, text};
use reqwest::Method;
use serde_json::{Value, json};

const DESKTOP: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/126.0.0.0 Safari/537.36";
const NOWHERE: &str = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f";

on_both_databases!(journey: visitors_are_told_and_merged_on_sqlite, visitors_are_told_and_merged_on_postgres);
on_both_databases!(refusals: bad_input_is_refused_by_name_on_sqlite, bad_input_is_refused_by_name_on_postgres);
on_both_databases!(concurrent: merges_at_once_lose_and_double_nothing_on_sqlite, merges_at_once_lose_and_double_nothing_on_postgres);

/// The `lbid` that a destination was handed.
fn lbid_of(answer: &e2e::Answer) -> String {
    let location = answer.header("location").to_owned();
    location.split_once("lbid=").unwrap_or_else(|| panic!("no lbid in {location}")).1.to_owned()
}

async fn identify(api: &Api, lbid: &str, data: Value) -> Value {
    api.post("/v1/visitor/identify", &json!({ "lbid": lbid, "visitor": { "data": data } })).await.ok()
}

async fn put(api: &Api, path: &str, body: &Value) -> e2e::Answer {
    api.raw(Method::PUT, path, "application/json", body.to_string()).await
}

#[allow(clippy::too_many_lines, reason = "a story whose steps build on each other")]
async fn journey(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Visitors");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let tracked = json!({ "destination": "https://example.com/shop", "conversion_tracking": true,
        "lead_target_definition": "People on the enterprise plan" });
    let link = api.new_link(tracked).await;
    let other =
        api.new_link(json!({ "destination": "https://example.com/b", "conversion_tracking": true })).await;
    let entry = text(&link, "entrypoint");

    // An anonymous visitor is promoted; a browser is as fast as that, and uses a publishable key.
    let phone = api.visit(entry).await;
    let key = json!({ "key_type": "WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE" });
    let key = text(&api.post("/v1/workspace-tokens", &key).await.ok(), "access_token").to_owned();
    let page = api.with_token(Some(&key));
    let answer = identify(
        &page,
        &lbid_of(&phone),
        json!({ "$email": "Ada@example.com", "plan": "Enterprise", "seats": 50 }),
    )
    .await;
    assert_eq!(answer["created"], true, "{answer}");
    assert_eq!(
        (&answer["visitor"]["email"], &answer["visitor"]["attributes"]),
        (&Value::Null, &json!([])),
        "{answer}"
    );
    let ada = text(&answer["visitor"], "id").to_owned();
    let path = format!("/v1/visitors/{ada}");
    for (who, method) in [
        ("read", page.get(&path).await),
        ("list", page.get("/v1/visitors").await),
        ("erase", page.delete(&path).await),
    ] {
        assert_eq!(method.status, 403, "{who}: {}", method.text());
    }
    assert_eq!(
        page.patch(&path, &json!({ "visitor": { "data": { "$firstName": "Ada" } } })).await.status,
        200
    );

    // The same person with another device: two profiles become one; what a page tells of it fills only what is empty.
    let desktop = api.visit_as(entry, DESKTOP).await;
    let second = api.visit_as(text(&other, "entrypoint"), DESKTOP).await;
    let answer = identify(
        &page,
        &lbid_of(&desktop),
        json!({ "$email": "ADA@example.com", "$lastName": "L", "plan": "free" }),
    )
    .await;
    assert_eq!(
        (answer["created"].as_bool(), text(&answer["visitor"], "id")),
        (Some(false), ada.as_str()),
        "{answer}"
    );
    let seen = api.get(&format!("{path}?include=devices,events,links")).await.ok();
    let counts = |visitor: &Value| {
        ["visit_count", "device_count", "qrcode_count"].map(|name| visitor[name].as_i64().unwrap())
    };
    let found = counts(&seen);
    // The second visit of the desktop may be projected after the merge: it is the same device then.
    assert!(found == [2, 2, 1] || found == [3, 2, 2], "{seen}");
    api.events(&other, 1).await;
    let seen = api.get(&format!("{path}?include=devices,events,links")).await.ok();
    assert_eq!(counts(&seen), [3, 2, 2], "{seen}");
    assert_eq!(seen["devices"].as_array().unwrap().len(), 2);
    assert_eq!((seen["events"].as_array().unwrap().len(), seen["links"].as_array().unwrap().len()), (3, 2));
    assert_eq!(
        (text(&seen, "email"), text(&seen, "first_name"), text(&seen, "last_name")),
        ("Ada@example.com", "Ada", "L")
    );
    let plan =
        seen["attributes"].as_array().unwrap().iter().find(|one| one["key"] == "plan").unwrap().clone();
    assert_eq!(plan["value"], "Enterprise");

    // A server overwrites, unless it says setOnce.
    identify(&api, &lbid_of(&second), json!({ "$email": "ada@example.com", "plan": "pro" })).await;
    let once = json!({ "lbid": lbid_of(&second), "set_once": true, "visitor": { "data": { "plan": "x", "city": "Paris" } } });
    let answer = api.post("/v1/visitor/identify", &once).await.ok();
    let values: Vec<&Value> =
        answer["visitor"]["attributes"].as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(values, ["Paris", "pro", "50"], "{answer}");

    // Lists, searches, keys, CSV.
    let names = async |filter: Value| {
        let list = api.post("/v1/visitors/search", &json!({ "attribute_filters": [filter] })).await.ok();
        list["json"]["total_count"].as_i64().unwrap()
    };
    for (operator, key, value, count) in [
        ("STRING_EQUALS", "plan", "PRO", 1),
        ("STRING_NOT_EQUALS", "plan", "pro", 0),
        ("STRING_STARTS_WITH", "city", "pa", 1),
        ("STRING_ENDS_WITH", "city", "%is", 0),
        ("NUMBER_GREATER_THAN", "seats", "49.5", 1),
        ("NUMBER_LESS_THAN", "seats", "50", 0),
        ("EXISTS", "$email", "", 1),
        ("NOT_EXISTS", "nothing", "", 1),
    ] {
        let operator = format!("VISITOR_ATTRIBUTE_FILTER_OPERATOR_{operator}");
        assert_eq!(
            names(json!({ "key": key, "operator": operator, "value": value })).await,
            count,
            "{operator} {value}"
        );
    }
    for (query, count) in [("email=ADA@example.com", 1), ("search=pari", 1), ("search=nobody", 0), ("", 1)] {
        let list = api.get(&format!("/v1/visitors?{query}")).await.ok();
        assert_eq!(list["json"]["total_count"], count, "{query}: {list}");
    }
    let list =
        api.get(&format!("/v1/visitors?link_id={}&sort_field=visit_count", text(&other, "id"))).await.ok();
    assert_eq!(list["json"]["visitors"][0]["id"], ada, "{list}");
    let csv = api.get("/v1/visitors?response_format=csv").await.ok();
    assert!(text(&csv["csv"], "csv_data").contains("ada@example.com,,Ada,L,3,2,2,"), "{csv}");
    let keys = api.get("/v1/visitors/attributes").await.ok();
    assert_eq!(
        keys["attribute_keys"],
        json!(["$email", "$phone", "$firstName", "$lastName", "city", "plan", "seats"])
    );

    // A conversion is told once for each id of one's own, and is a step of the funnel.
    let sale = json!({ "lbid": lbid_of(&phone), "name": "purchase", "value": 49.9, "currency": "eur", "external_id": "order 1" });
    let told = api.post("/v1/conversions", &sale).await.ok();
    assert_eq!(
        (&told["created"], &told["conversion"]["currency"], &told["conversion"]["visitor_id"]),
        (&json!(true), &json!("EUR"), &json!(ada))
    );
    let again = api.post("/v1/conversions", &sale).await.ok();
    assert_eq!(
        (&again["created"], &again["conversion"]["id"]),
        (&json!(false), &told["conversion"]["id"]),
        "{again}"
    );
    let mut changed = sale.clone();
    changed["value"] = json!(50);
    assert_eq!(api.post("/v1/conversions", &changed).await.status, 409);
    let funnel = api.post("/v1/analytics/funnel", &json!({ "link_id": link["id"] })).await.ok();
    let steps: Vec<(&str, i64, i64)> = funnel["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            (
                text(step, "step_action"),
                step["visits"].as_i64().unwrap(),
                step["identified_visitors"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        steps,
        [("EVENT_ACTION_LINK_VISIT", 2, 1), ("EVENT_ACTION_CLIENT_REDIRECT", 2, 1), ("CONVERSION", 1, 1)],
        "{funnel}"
    );
    assert_eq!(
        api.get(&format!("/v1/conversions?visitor_id={ada}")).await.ok()["conversions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    // The score is explained by what it was computed from.
    let events = api.events(&link, 2).await;
    let event = text(&events["events"][0], "id").to_owned();
    assert!(events["events"][0]["lead_score"]["lead_score"].as_i64().unwrap() > 30, "{events}");
    let score = api.get(&format!("/v1/links/{}/lead-score/{event}", text(&link, "id"))).await.ok();
    assert_eq!(
        (&score["scoring_context"]["conversions"], &score["scoring_context"]["visits"]),
        (&json!(1), &json!(2)),
        "{score}"
    );
    let feedback = format!("/v1/links/{}/lead-score-feedback/{event}", text(&link, "id"));
    assert_eq!(api.patch(&feedback, &json!({ "feedback_score": 9 })).await.ok()["success"], true);
    assert_eq!(api.patch(&feedback, &json!({ "feedback_score": 11 })).await.status, 400);

    // The visit's traces tell that it was handed its lbid, and what it led to.
    let visit = json!({ "lbid": lbid_of(&phone) });
    let of_phone =
        events["events"].as_array().unwrap().iter().find(|event| event["lbid"] == visit["lbid"]).unwrap();
    let traces = api.get(&format!("/v1/events/{}/traces", text(of_phone, "id"))).await.ok();
    let actions: Vec<&str> =
        traces["traces"].as_array().unwrap().iter().map(|trace| text(trace, "step_action")).collect();
    assert_eq!(actions, ["EVENT_ACTION_LINK_VISIT", "EVENT_ACTION_CLIENT_REDIRECT", "CONVERSION"]);
    assert_eq!(traces["traces"][1]["step_data"]["redirect"]["conversion_tracking"], true, "{traces}");
    assert_eq!(traces["traces"][2]["step_data"]["conversion"]["name"], "purchase", "{traces}");
    let list = api.get("/v1/events/list?include=conversions,traces").await.ok();
    let converted: usize = list["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["conversions"].as_array().unwrap().len())
        .sum();
    assert_eq!(converted, 1, "{list}");
    let csv = api.get("/v1/events/list?response_format=csv").await.text();
    assert_eq!(csv.matches(",purchase 49.9 EUR\r\n").count(), 1, "{csv}");
    // A page's trace keeps what was shown, whatever the link shows now.
    let card = api
        .post("/v1/links/contact", &json!({ "vcard_data": { "first_name": "Grace", "city": "Arlington" } }))
        .await
        .ok()["link"]
        .take();
    assert_eq!(api.visit(text(&card, "entrypoint")).await.status, 200);
    let seen = api.events(&card, 1).await;
    let moved = json!({ "destination": "https://example.com/moved" });
    assert_eq!(api.patch(&format!("/v1/links/{}", text(&card, "id")), &moved).await.status, 200);
    let traces = api.get(&format!("/sdk/v1/events/{}/traces", text(&seen["events"][0], "id"))).await.ok();
    let shown = &traces["traces"][1]["stepData"]["contactCard"]["card"];
    assert_eq!((&shown["firstName"], &shown["city"]), (&json!("Grace"), &json!("Arlington")), "{traces}");
    let scores = api.get("/v1/metrics/events").await.ok();
    assert!(
        scores["average_lead_score"].as_f64().is_some_and(|mean| (1.0..100.0).contains(&mean)),
        "{scores}"
    );

    // Attributes' figures; dashboards.
    let seats = api.post("/v1/analytics/attributes/metric", &json!({ "key": "seats" })).await.ok();
    assert_eq!(
        (seats["average_value"].as_f64(), seats["coverage_rate"].as_f64()),
        (Some(50.0), Some(100.0)),
        "{seats}"
    );
    let made = api
        .post("/v1/analytics/dashboards", &json!({ "name": "Mine", "use_default_widgets": true }))
        .await
        .ok();
    let dashboard = format!("/v1/analytics/dashboards/{}", text(&made["dashboard"], "id"));
    let config =
        json!({ "config": { "widgets": [{ "id": "w", "data_source": { "params": { "camelKey": 1 } } }] } });
    let put_back = put(&api, &dashboard, &config).await.ok();
    assert_eq!(
        put_back["dashboard"]["config"]["widgets"][0]["data_source"]["params"],
        json!({ "camelKey": 1 })
    );
    assert_eq!(api.get("/v1/analytics/dashboards").await.ok()["total_count"], 1);

    // Erased: gone from everywhere; counts stay.
    assert_eq!(api.delete(&format!("{path}/attributes/city")).await.ok()["success"], true);
    assert_eq!(api.delete(&path).await.ok(), json!({ "success": true }));
    for gone in
        [api.get(&path).await, api.delete(&path).await, api.delete(&format!("{path}/attributes/plan")).await]
    {
        assert_eq!(gone.status, 404);
    }
    assert_eq!(api.get("/v1/visitors").await.ok()["json"]["total_count"], 0);
    let list = api.get("/v1/events/list").await.ok();
    assert_eq!(list["events"], json!([]), "{list}");
    assert!(api.get("/v1/metrics/workspace").await.ok().get("average_lead_score").is_none());
    assert_eq!(api.get("/v1/visitors/attributes").await.ok()["attribute_keys"].as_array().unwrap().len(), 4);
    assert_eq!(api.get("/v1/metrics/events").await.ok()["total_events"], 4);
}

#[allow(clippy::too_many_lines, reason = "a story whose steps build on each other")]
async fn refusals(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Refusals");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link =
        api.new_link(json!({ "destination": "https://example.com", "conversion_tracking": true })).await;
    let lbid = lbid_of(&api.visit(text(&link, "entrypoint")).await);
    api.events(&link, 1).await;
    let data = |data: Value| json!({ "lbid": lbid, "visitor": { "data": data } });
    let flood: Value =
        (0..500).map(|n| (format!("key {n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
    let mut report = Report::default();
    let bad = |field| Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some(field) };
    for (what, body, expected) in [
        (
            "a padded lbid that is too long",
            json!({ "lbid": format!("{lbid}===="), "visitor": { "data": { "a": 1 } } }),
            bad("lbid"),
        ),
        ("a text", json!({ "lbid": "4BnH-R19p", "visitor": { "data": { "a": 1 } } }), bad("lbid")),
        ("nothing told", json!({ "lbid": lbid }), bad("visitor.data")),
        ("no address", data(json!({ "$email": "x" })), bad("visitor.data.$email")),
        ("a list", data(json!({ "tags": [1] })), bad("visitor.data.tags")),
        ("a reserved key", data(json!({ "$admin": true })), bad("visitor.data.$admin")),
        ("a flood", data(flood), bad("visitor.data")),
    ] {
        report.check(what, "", &api.post("/v1/visitor/identify", &body).await, expected);
    }
    report.done();
    for body in ["{\"lbid\":\"x\",\"visitor\":{\"data\":{\"n\":1e999}}}", "{\"lbid\":NaN}", "[]"] {
        let answer = api.raw(Method::POST, "/v1/visitor/identify", "application/json", body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
    }
    // Forged: of the right form, and nobody's. Another workspace's visit is nobody's too.
    let theirs = api.with_token(Some(&stranger));
    for (who, lbid) in [(&api, "AAAAAAAAAAAAAAAAAAAAAA"), (&theirs, lbid.as_str())] {
        let told = json!({ "lbid": lbid, "visitor": { "data": { "a": 1 } }, "name": "x" });
        for path in ["/v1/visitor/identify", "/v1/conversions"] {
            let answer = who.post(path, &told).await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        }
    }
    // Padding and plain base64 name the same visit.
    let padded = format!("{}==", lbid.replace('-', "+").replace('_', "/"));
    assert_eq!(identify(&api, &padded, json!({ "a": 1 })).await["created"], false);
    for (body, field) in [
        (json!({ "lbid": lbid, "name": "" }), "name"),
        (json!({ "lbid": lbid, "name": "x", "value": 1e300 }), "value"),
        (json!({ "lbid": lbid, "name": "x", "currency": "euro" }), "currency"),
        (json!({ "lbid": lbid, "name": "x", "occurred_at": "2999-01-01T00:00:00Z" }), "occurred_at"),
        (json!({ "lbid": lbid, "name": "x", "external_id": "x".repeat(256) }), "external_id"),
    ] {
        let answer = api.post("/v1/conversions", &body).await;
        assert!(
            answer.status == 400 && answer.text().contains(&format!("\"field\":\"{field}\"")),
            "{body}: {}",
            answer.text()
        );
    }
    for (path, body, status) in [
        ("/v1/analytics/breakdown", json!({ "dimension": "shoe size" }), 400),
        ("/v1/analytics/breakdown", json!({ "dimension": "browser", "limit": 5000 }), 400),
        ("/v1/analytics/breakdown", json!({ "dimension": "browser", "link_id": NOWHERE }), 404),
        ("/v1/timeseries/events", json!({ "interval_in_minutes": 7 }), 400),
        (
            "/v1/timeseries/events",
            json!({ "interval_in_minutes": 15, "start_date": "2001-01-01T00:00:00Z" }),
            400,
        ),
        ("/v1/timeseries/events", json!({ "interval_in_minutes": i64::MAX }), 400),
        ("/v1/timeseries/events", json!({ "timezone": "Mars/Base" }), 400),
        (
            "/v1/analytics/hours",
            json!({ "start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z" }),
            400,
        ),
        ("/v1/analytics/attributes/values", json!({ "key": "" }), 400),
        (
            "/v1/visitors/search",
            json!({ "attribute_filters": vec![json!({ "key": "a", "operator": "EXISTS" }); 21] }),
            400,
        ),
        (
            "/v1/visitors/search",
            json!({ "attribute_filters": [{ "key": "a", "operator": "NUMBER_EQUALS", "value": "NaN" }] }),
            400,
        ),
        ("/v1/visitors/search", json!({ "page_size": 201 }), 400),
        ("/v1/visitors/search", json!({ "page_token": "x" }), 400),
    ] {
        for prefix in ["", "/sdk"] {
            let answer = api.post(&format!("{prefix}{path}"), &body).await;
            assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
        }
    }
    // Two profiles cannot have one address; identifying makes one of them.
    let second = lbid_of(&api.visit_as(text(&link, "entrypoint"), DESKTOP).await);
    identify(&api, &lbid, json!({ "$email": "a@example.com" })).await;
    let other = identify(&api, &second, json!({ "$email": "b@example.com" })).await;
    let path = format!("/v1/visitors/{}", text(&other["visitor"], "id"));
    let answer = api.patch(&path, &json!({ "visitor": { "data": { "$email": "A@example.com" } } })).await;
    assert!(answer.status == 409 && answer.text().contains("visitor.data.$email"), "{}", answer.text());
}

async fn concurrent(database: Database) {
    let program = Program::new(database).with("QR_LIMITS__TOKEN_PER_MINUTE", "100000");
    let token = program.set_up("Merges");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link =
        api.new_link(json!({ "destination": "https://example.com", "conversion_tracking": true })).await;
    let entry = text(&link, "entrypoint");
    // Twelve devices of three people, identified while they go on scanning.
    let mut tasks = Vec::new();
    for device in 0..12 {
        let (api, entry) = (api.clone(), entry.to_owned());
        tasks.push(tokio::spawn(async move {
            let agent = format!("{DESKTOP} Device/{device}");
            for _ in 0..3 {
                let lbid = lbid_of(&api.visit_as(&entry, &agent).await);
                let person =
                    json!({ "$email": format!("{}@example.com", device % 3), format!("d{device}"): device });
                identify(&api, &lbid, person).await;
                let told = json!({ "lbid": lbid, "name": "seen", "external_id": lbid });
                assert_eq!(api.post("/v1/conversions", &told).await.ok()["created"], true);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let events = api.events(&link, 36).await;
    let list = api.get("/v1/visitors?include=devices,events,links&sort_field=created_at").await.ok();
    let visitors = list["json"]["visitors"].as_array().unwrap();
    assert_eq!((visitors.len(), list["json"]["total_count"].as_i64()), (3, Some(3)), "{list}");
    for visitor in visitors {
        let length = |name: &str| visitor[name].as_array().unwrap().len();
        assert_eq!(
            (length("devices"), length("events"), length("links"), length("attributes")),
            (4, 12, 1, 4),
            "{visitor}"
        );
        let counts =
            ["visit_count", "device_count", "qrcode_count"].map(|name| visitor[name].as_i64().unwrap());
        assert_eq!(
            (counts, visitor["links"][0]["event_count"].as_i64()),
            ([12, 4, 1], Some(12)),
            "{visitor}"
        );
        let theirs =
            events["events"].as_array().unwrap().iter().filter(|event| event["visitor_id"] == visitor["id"]);
        assert_eq!(theirs.count(), 12);
        let done = api.get(&format!("/v1/conversions?visitor_id={}", text(visitor, "id"))).await.ok();
        assert_eq!(done["conversions"].as_array().unwrap().len(), 12);
    }
    let funnel = api.post("/v1/analytics/funnel", &json!({})).await.ok();
    assert_eq!(
        (&funnel["entry_visits"], &funnel["steps"][2]["visits"]),
        (&json!(36), &json!(36)),
        "{funnel}"
    );
    let keys = api.get("/v1/visitors/attributes").await.ok();
    assert_eq!(keys["attribute_keys"].as_array().unwrap().len(), 4 + 12);
}
