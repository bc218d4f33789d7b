//! What operators and tools rely on: limits, request ids, the API's description, metrics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::net::TcpListener;

use e2e::{Api, Database, Expected, Program, Report, on_both_databases, text};
use serde_json::{Value, json};

on_both_databases!(limits: limits_are_told_and_kept_on_sqlite, limits_are_told_and_kept_on_postgres);
on_both_databases!(metrics: metrics_have_a_listener_of_their_own_on_sqlite, metrics_have_a_listener_of_their_own_on_postgres);

on_both_databases!(batches: lists_ask_as_often_whatever_their_size_on_sqlite, lists_ask_as_often_whatever_their_size_on_postgres);

async fn batches(database: Database) {
    let program = Program::new(database).with("RUST_LOG", "sqlx::query=debug");
    let token = program.set_up("Batches");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let mut parent = Value::Null;
    for number in 0..12 {
        let folder = json!({ "name": format!("folder {number}"), "parentDirectoryId": parent });
        let folder = api.post("/v1/directories", &folder).await.ok()["directory"].take();
        if number < 3 {
            parent = folder["id"].clone();
        }
        let design = api.new_design(&json!({ "width": 100 + number })).await;
        let tags = [format!("tag {number}"), "all".to_owned()];
        let wanted = json!({
            "destination": "https://example.com", "tags": tags, "qrcode_design_id": design["id"], "directory_id": folder["id"]
        });
        api.new_link(wanted).await;
    }
    // What jobs ask for meanwhile, and what comes before every request, is not the list's.
    let others = [
        "scan_inbox",
        "deliveries",
        "webhook_recoveries",
        "jobs",
        "rate_windows",
        "tokens",
        "leases",
        "idempotency",
        "media_leftovers",
        "media_uploads",
        "lead_scor",
        // Which domains are served now.
        "touched_at from custom_domains",
        "check_at <=",
    ];
    let once = async |path: &str| {
        let before = server.log().lines().count();
        let answer = api.get(path).await.ok();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let log = server.log();
        let queries = log.lines().skip(before).filter(|line| line.contains("sqlx::query"));
        // A line that is being written has no end yet.
        let queries = queries.filter(|line| line.contains("elapsed_secs="));
        (queries.filter(|line| !others.iter().any(|other| line.contains(other))).count(), answer)
    };
    // Whatever else asks meanwhile only adds to a list's own queries.
    let asked = async |path: &str| {
        let mut least = once(path).await;
        for _ in 0..2 {
            let again = once(path).await;
            if again.0 < least.0 {
                least = again;
            }
        }
        least
    };
    for (list, member) in [
        ("/v1/links?include=tags,qrcodeDesign,qrcodeSignedUrl&", "links"),
        ("/v1/directories?recursive=true&", "directories"),
        ("/v1/tags?", "tags"),
    ] {
        let (few, short) = asked(&format!("{list}page_size=6")).await;
        let (many, long) = asked(&format!("{list}page_size=12")).await;
        let length = |answer: &Value| answer[member].as_array().unwrap().len();
        assert_eq!((length(&short), length(&long)), (6, 12), "{list}");
        assert!(few > 0 && many <= few, "{list}: {few} queries for 6 rows, {many} for 12\n{}", server.log());
    }
}

async fn limits(database: Database) {
    let program = Program::new(database)
        .with("QR_LIMITS__TOKEN_PER_MINUTE", "4")
        .with("QR_LIMITS__ADDRESS_PER_MINUTE", "2");
    let token = program.set_up("Limits");
    let other = program.new_workspace("Other");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);

    minute_with_time_left().await;
    let link = api.new_link_to("https://example.com").await;
    let answer = api.get("/v1/links").await;
    for (header, value) in
        [("ratelimit-limit", "4"), ("ratelimit-remaining", "2"), ("x-ratelimit-remaining", "2")]
    {
        assert_eq!(answer.header(header), value, "{header} of {:?}", answer.headers);
    }
    let reset: u32 = answer.header("ratelimit-reset").parse().unwrap();
    assert!((1..=60).contains(&reset), "{reset}");
    assert_eq!(api.get("/v1/links").await.status, 200);
    assert_eq!(api.get("/v1/nothing").await.status, 404, "errors count too, and tell what is left");

    let mut report = Report::default();
    let exhausted = Expected { status: 429, code_type: "RESOURCE_EXHAUSTED", field: None };
    for prefix in ["", "/sdk"] {
        let refused = api.get(&format!("{prefix}/v1/links")).await;
        report.check("beyond the limit", prefix, &refused, exhausted);
        let wait: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(refused.header("ratelimit-remaining"), "0");
    }
    assert_eq!(api.with_token(Some(&other)).get("/v1/links").await.status, 200, "another token has its own");
    let stranger = api.with_token(None);
    for _ in 0..2 {
        assert_eq!(stranger.get("/v1/links").await.status, 401);
    }
    report.check("guessing tokens", "", &stranger.get("/v1/links").await, exhausted);
    report.done();
    for _ in 0..6 {
        assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302, "scans are not limited");
        assert_eq!(api.visit(text(&link, "qrcode_signed_url")).await.status, 200, "nor are images");
    }
}

/// Waits until the minute of the clock, by which limits are counted, has 20 s left.
async fn minute_with_time_left() {
    let second = jiff::Timestamp::now().as_second().rem_euclid(60);
    if second > 40 {
        let rest = u64::try_from(60 - second).unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(rest)).await;
    }
}

async fn metrics(database: Database) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let program = Program::new(database).with("QR_SERVER__METRICS_LISTEN", &format!("127.0.0.1:{port}"));
    let token = program.set_up("Metrics");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let link = api.new_link_to("https://example.com").await;
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    let answer = api.get("/v1/links").await;
    assert!(!answer.header("x-request-id").is_empty(), "{:?}", answer.headers);
    api.events(&link, 1).await;

    let metrics = api.with_token(None).get(&format!("http://127.0.0.1:{port}/metrics")).await.text();
    for name in ["qr_redirect_seconds", "qr_scan_group_size", "qr_redirects_total{outcome=\"redirected\"} 1"]
    {
        assert!(metrics.contains(name), "{name} in {metrics}");
    }
    assert_eq!(api.with_token(None).get("/metrics").await.status, 404, "not on the public listener");

    for (path, field) in [("/openapi.json", "qrcode_signed_url"), ("/sdk/openapi.json", "qrcodeSignedUrl")] {
        let document = api.with_token(None).get(path).await.ok();
        assert!(text(&document, "openapi").starts_with("3."), "{path}");
        let link: &Value = &document["components"]["schemas"]["Link"]["properties"];
        assert!(link[field].is_object(), "{path}: {field} in {link}");
    }
    let docs = api.visit("/-/docs").await;
    assert_eq!(docs.status, 200);
    assert!(docs.header("content-type").starts_with("text/html"), "{:?}", docs.headers);
}
