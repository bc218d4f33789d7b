//! A workspace's own scorer over HTTP, in both dialects and on both databases: set up, asked, believed as far as it makes
//! sense, and taken away again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use e2e::{Api, Database, Expected, Program, Received, Receiver, Report, on_both_databases, text, until};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;

on_both_databases!(owners: scorers_are_asked_and_believed_on_sqlite, scorers_are_asked_and_believed_on_postgres);
on_both_databases!(hostile: hostile_scorers_leave_the_rules_standing_on_sqlite, hostile_scorers_leave_the_rules_standing_on_postgres);
on_both_databases!(kills: what_waits_survives_a_kill_on_sqlite, what_waits_survives_a_kill_on_postgres);
on_both_databases!(forbidden: operators_may_forbid_scorers_on_sqlite, operators_may_forbid_scorers_on_postgres);

const SCORER: &str = "/v1/workspace/lead-scorer";

/// What a scorer answers.
#[derive(Debug, Clone)]
enum Manner {
    Says(String),
    Fails(u16),
    Redirects(String),
    Hangs,
    HangsInBody,
    NeverEnds,
}

/// A scorer on this machine that answers in these manners in turn, in the last for ever.
#[derive(Clone)]
struct Scorer {
    manners: Arc<Mutex<VecDeque<Manner>>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Scorer {
    async fn start(manners: impl IntoIterator<Item = Manner>) -> (Self, String) {
        let scorer =
            Self { manners: Arc::new(Mutex::new(manners.into_iter().collect())), received: Arc::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/score", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(scorer.clone());
        tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        (scorer, url)
    }

    fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    async fn wait_for(&self, count: usize) -> Received {
        until(&format!("request {count} to a scorer"), async || {
            self.received.lock().unwrap().get(count - 1).cloned()
        })
        .await
    }
}

async fn answer(State(scorer): State<Scorer>, headers: HeaderMap, body: Bytes) -> Response {
    let received = Received { headers, body: body.to_vec(), at: tokio::time::Instant::now() };
    scorer.received.lock().unwrap().push(received);
    let manner = {
        let mut manners = scorer.manners.lock().unwrap();
        if manners.len() > 1 { manners.pop_front().unwrap() } else { manners[0].clone() }
    };
    match manner {
        Manner::Says(body) => body.into_response(),
        Manner::Fails(status) => axum::http::StatusCode::from_u16(status).unwrap().into_response(),
        Manner::Redirects(to) => Redirect::temporary(&to).into_response(),
        Manner::Hangs => std::future::pending().await,
        Manner::HangsInBody => {
            let half = Ok::<_, std::io::Error>(Bytes::from_static(b"{\"score\":"));
            let chunks = stream::unfold(Some(half), async |half| match half {
                Some(half) => Some((half, None)),
                None => std::future::pending().await,
            });
            Body::from_stream(chunks).into_response()
        }
        Manner::NeverEnds => Body::from_stream(stream::repeat_with(|| {
            Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 4096]))
        }))
        .into_response(),
    }
}

fn says(answer: &Value) -> Manner {
    Manner::Says(answer.to_string())
}

fn program(database: Database) -> Program {
    Program::new(database)
        .with("QR_LEAD_SCORING__ALLOW_SUBNETS", "[127.0.0.0/8]")
        .with("QR_LEAD_SCORING__ALLOW_HTTP", "true")
}

/// The score of whoever made the first event of a link.
async fn score(api: &Api, link: &Value) -> Value {
    let event = until("an event", async || {
        let list = format!("/v1/events/list?link_id={}", text(link, "id"));
        let events = api.get(&list).await.ok()["events"].take();
        Some(text(events.as_array().unwrap().last()?, "id").to_owned())
    })
    .await;
    api.get(&format!("/v1/links/{}/lead-score/{event}", text(link, "id"))).await.ok()
}

async fn until_scored(api: &Api, link: &Value, expected: i64) -> Value {
    until(&format!("the score {expected}"), async || {
        Some(score(api, link).await).filter(|score| score["lead_score"] == expected)
    })
    .await
}

#[allow(clippy::too_many_lines, reason = "a story whose steps build on each other")]
async fn owners(database: Database) {
    let program = program(database);
    let token = program.set_up("Scored");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let theirs = api.with_token(Some(&stranger));
    let opinion =
        json!({ "score": 86.6, "dimensions": { "budgetMax": 90, "fit_now": 12 }, "reason": "A big fish" });
    let (scorer, url) = Scorer::start([says(&opinion), says(&opinion), says(&json!({ "score": 3 }))]).await;
    assert_eq!(api.get(SCORER).await.status, 404);

    // Set up: the secret is shown once, and what nobody changes stays.
    let wanted = json!({ "url": url, "attributes": ["plan", "$firstName"], "timeout_ms": 3000 });
    let made = api.put(SCORER, &wanted).await.ok();
    let secret = text(&made, "secret").to_owned();
    assert_eq!(made["lead_scorer"]["status"], "LEAD_SCORER_STATUS_ACTIVE");
    let sdk = api.put(&format!("/sdk{SCORER}"), &json!({ "timeoutMs": 2000 })).await.ok();
    assert_eq!(
        (&sdk["leadScorer"]["timeoutMs"], &sdk["leadScorer"]["attributes"], sdk.get("secret")),
        (&json!(2000), &wanted["attributes"], None),
        "{sdk}"
    );
    assert_eq!(api.get(SCORER).await.ok()["lead_scorer"]["url"], url);
    for answer in [theirs.get(SCORER).await, theirs.delete(SCORER).await] {
        assert_eq!(answer.status, 404, "a workspace has its own or none: {}", answer.text());
    }

    // Tried with somebody who is made up.
    let tried = api.post(&format!("{SCORER}/test"), &json!({})).await.ok();
    assert_eq!(
        (&tried["success"], &tried["score"], &tried["status_code"]),
        (&json!(true), &json!(87), &json!(200))
    );
    assert_eq!(tried["dimensions"], json!({ "budgetMax": 90, "fit_now": 12 }), "names are the scorer's own");
    let request = scorer.wait_for(1).await;
    assert_eq!(request.verdict(&secret), "verified");
    assert_eq!((&request.json()["test"], text(&tried, "request").as_bytes()), (&json!(true), &*request.body));

    // A visit of somebody of whom things are told: one request, signed, with what was named and nothing else.
    let link = json!({ "destination": "https://example.com", "conversion_tracking": true,
        "lead_target_definition": "People on the enterprise plan" });
    let link = api.new_link(link).await;
    let visit = api.visit(text(&link, "entrypoint")).await;
    let lbid = visit.header("location").split_once("lbid=").unwrap().1.to_owned();
    let data = json!({ "$email": "ada@example.com", "$firstName": "Ada", "plan": "Enterprise", "shoes": 43 });
    let told = json!({ "lbid": lbid, "visitor": { "data": data } });
    let ada = api.post("/v1/visitor/identify", &told).await.ok()["visitor"].take();
    let request = scorer.wait_for(2).await;
    assert_eq!(request.verdict(&secret), "verified");
    let mut tampered = request.clone();
    tampered.body.push(b' ');
    assert!(tampered.verdict(&secret).starts_with("refused"));
    let body = request.json();
    assert_eq!((text(&body, "id"), text(&body, "type")), (request.header("webhook-id"), "lead.score"));
    assert_eq!(body["data"]["attributes"], json!({ "$firstName": "Ada", "plan": "Enterprise" }));
    assert_eq!((&body["data"]["visitor_id"], &body["data"]["link"]["id"]), (&ada["id"], &link["id"]));
    assert_eq!(body["data"]["inputs"]["has_email"], true, "that there is one, not which");
    let whole = String::from_utf8(request.body).unwrap();
    for private in ["ada@example.com", "shoes", "127.0.0", "Mozilla", "iPhone"] {
        assert!(!whole.contains(private), "{private} in {whole}");
    }

    // What it thinks is shown, with the rules' score beside it.
    let shown = until_scored(&api, &link, 87).await;
    let rules = body["data"]["rules"]["score"].clone();
    assert_eq!((&shown["lead_score_source"], &shown["rules_score"]), (&json!("external"), &rules), "{shown}");
    assert_eq!(
        (&shown["external_score"]["reason"], &shown["external_score"]["dimensions"]["budgetMax"]),
        (&json!("A big fish"), &json!(90))
    );
    assert!(text(&shown, "scoring_rationale").contains("A big fish\nBy rules: Score"), "{shown}");
    let listed = api.get("/sdk/v1/events/list?include=leadScore").await.ok()["events"][0]["leadScore"].take();
    assert_eq!(
        (&listed["leadScore"], &listed["leadScoreSource"], &listed["externalScore"]["dimensions"]["fit_now"]),
        (&json!(87), &json!("external"), &json!(12)),
        "{listed}"
    );
    assert_eq!(api.get("/v1/metrics/workspace").await.ok()["average_lead_score"], 87.0);
    let found = api.get(SCORER).await.ok()["lead_scorer"].take();
    assert_eq!(
        (&found["success_count"], &found["failure_count"]),
        (&json!(1), &json!(0)),
        "trying does not count"
    );

    // The secret is replaced: both sign for a while.
    let rotated = api.post(&format!("{SCORER}/rotate-secret"), &json!({ "overlap_seconds": 600 })).await.ok();
    assert_eq!(rotated["lead_scorer"]["previous_secrets_expire_at"].as_array().unwrap().len(), 1);
    let change = json!({ "visitor": { "data": { "plan": "free" } } });
    let _ = api.patch(&format!("/v1/visitors/{}", text(&ada, "id")), &change).await.ok();
    let request = scorer.wait_for(3).await;
    for secret in [&secret, text(&rotated, "secret")] {
        assert_eq!(request.verdict(secret), "verified");
    }
    until_scored(&api, &link, 3).await;

    // The audit log tells who did it; keys make a request happen once, and show no secret twice.
    let log = api.get("/v1/audit-log").await.ok()["entries"].take();
    let named: Vec<&str> = log.as_array().unwrap().iter().map(|entry| text(entry, "operation")).collect();
    assert!(named.contains(&"PUT /v1/workspace/lead-scorer"), "{named:?}");

    // Erased while a request waits: nobody is asked for.
    let _ = api.patch(&format!("/v1/visitors/{}", text(&ada, "id")), &change).await.ok();
    assert_eq!(api.delete(&format!("/v1/visitors/{}", text(&ada, "id"))).await.status, 200);
    let before = scorer.count();

    // Taken away: the rules stand.
    api.visit(text(&link, "entrypoint")).await;
    until_scored(&api, &link, 3).await;
    assert_eq!(scorer.count(), before + 1, "the erased visitor's was dropped");
    assert_eq!(api.delete(SCORER).await.ok(), json!({ "success": true }));
    assert_eq!(api.get(SCORER).await.status, 404);
    let shown = until("the rules' score", async || {
        Some(score(&api, &link).await).filter(|score| score["lead_score_source"] == "rules")
    })
    .await;
    assert_eq!((&shown["lead_score"], shown.get("external_score")), (&shown["rules_score"], None), "{shown}");

    let mut report = Report::default();
    let bad = |field| Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some(field) };
    for (what, body, field) in [
        ("no address", json!({}), "url"),
        ("no URL", json!({ "url": "nonsense" }), "url"),
        ("a private address", json!({ "url": "http://10.0.0.1/" }), "url"),
        ("metadata of a cloud", json!({ "url": "http://169.254.169.254/latest" }), "url"),
        ("a password", json!({ "url": "https://a:b@example.com/" }), "url"),
        ("too little time", json!({ "url": url, "timeout_ms": 99 }), "timeout_ms"),
        ("too much time", json!({ "url": url, "timeout_ms": 10_001 }), "timeout_ms"),
        ("an unknown field", json!({ "url": url, "attributes": ["$admin"] }), "attributes[0]"),
        ("too many", json!({ "url": url, "attributes": vec!["a"; 21] }), "attributes"),
        ("no secret", json!({ "url": url, "secret": "whsec_short" }), "secret"),
    ] {
        report.check(what, "", &api.put(SCORER, &body).await, bad(field));
    }
    let _ = api.put(SCORER, &json!({ "url": url })).await.ok();
    let again = json!({ "secret": "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=" });
    report.check("another secret", "", &api.put(SCORER, &again).await, bad("secret"));
    let long = api.post(&format!("/sdk{SCORER}/rotate-secret"), &json!({ "overlapSeconds": 604_801 })).await;
    report.check("a long overlap", "/sdk", &long, bad("overlapSeconds"));
    report.done();
}

async fn hostile(database: Database) {
    let program = program(database);
    let token = program.set_up("Hostile");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let lure = Receiver::start([]).await;
    let manners = [
        (Manner::Hangs, "no whole answer came within 400 ms"),
        (Manner::HangsInBody, "no whole answer came within 400 ms"),
        (Manner::NeverEnds, "its answer is longer than 16384 bytes"),
        (Manner::Redirects(lure.url().to_owned()), "it answered 307; a score comes with 200"),
        (Manner::Fails(500), "it answered 500; a score comes with 200"),
        (Manner::Says("{\"score\": NaN}".to_owned()), "its answer is no JSON (it cannot be read)"),
        (Manner::Says("{\"score\": 1e999}".to_owned()), "its answer is no JSON (it cannot be read)"),
        (Manner::Says("{\"score\": 1e300}".to_owned()), "score is 1000000"),
        (says(&json!({ "score": "87" })), "score is no number"),
        (says(&json!({ "score": 1, "reason": ["x"] })), "reason is no text"),
        (says(&json!([87])), "its answer is no JSON object"),
        (
            Manner::Says(format!("{{\"score\": 1, \"x\": \"{}\"}}", "x".repeat(20_000))),
            "its answer is longer than",
        ),
    ];
    // Each is tried by hand; then the first ones by a visit, whose redirect waits for none of it.
    let (scorer, url) = Scorer::start(manners.iter().map(|(manner, _)| manner.clone())).await;
    let _ = api.put(SCORER, &json!({ "url": url, "timeout_ms": 400 })).await.ok();
    for (manner, error) in &manners {
        let tried = api.post(&format!("{SCORER}/test"), &json!({})).await.ok();
        assert_eq!(tried["success"], false, "{manner:?}: {tried}");
        assert!(text(&tried, "error").starts_with(error), "{manner:?}: {tried}");
    }
    assert_eq!(lure.received().len(), 0, "a redirect was followed");
    *scorer.manners.lock().unwrap() = [Manner::Hangs, says(&json!({ "score": -1 }))].into();
    let link = api.new_link_to("https://example.com").await;
    let count = scorer.count();
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    scorer.wait_for(count + 1).await;
    let failing = until("a failure in the settings", async || {
        let found = api.get(SCORER).await.ok()["lead_scorer"].take();
        Some(found).filter(|found| found["status"] == "LEAD_SCORER_STATUS_FAILING")
    })
    .await;
    assert_eq!(text(&failing, "last_error"), "no whole answer came within 400 ms", "{failing}");
    let shown = score(&api, &link).await;
    assert_eq!((&shown["lead_score_source"], &shown["lead_score"]), (&json!("rules"), &shown["rules_score"]));
    // Another address begins anew.
    let (_good, url) = Scorer::start([says(&json!({ "score": 55 }))]).await;
    let put = api.put(SCORER, &json!({ "url": url })).await.ok();
    assert_eq!(put["lead_scorer"]["status"], "LEAD_SCORER_STATUS_ACTIVE");
    api.visit_as(text(&link, "entrypoint"), "Kingfisher/2").await;
    until("the score of another visitor", async || {
        let list = api.get("/v1/events/list?include=leadScore").await.ok();
        list["events"]
            .as_array()
            .unwrap()
            .iter()
            .any(|event| event["lead_score"]["lead_score"] == 55)
            .then_some(())
    })
    .await;
}

async fn kills(database: Database) {
    let program = program(database).with("QR_LEAD_SCORING__TIMEOUT_MS", "1000");
    let token = program.set_up("Kills");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let (scorer, url) = Scorer::start([says(&json!({ "score": 77 }))]).await;
    let _ = api.put(SCORER, &json!({ "url": url })).await.ok();
    let link = api.new_link_to("https://example.com").await;
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    // Queued and gathered for, not asked yet.
    api.events(&link, 1).await;
    server.kill().await;
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    until_scored(&api, &link, 77).await;
    assert_eq!(scorer.wait_for(1).await.json()["data"]["link"]["id"], link["id"]);
}

async fn forbidden(database: Database) {
    let program = Program::new(database).with("QR_LEAD_SCORING__EXTERNAL", "false");
    let token = program.set_up("Forbidden");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    for answer in [
        api.put(SCORER, &json!({ "url": "https://example.com/score" })).await,
        api.post(&format!("{SCORER}/test"), &json!({})).await,
    ] {
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert!(answer.text().contains("LEAD_SCORERS_FORBIDDEN"), "{}", answer.text());
    }
    assert_eq!(api.get(SCORER).await.status, 404);
    // Private addresses and plain http need the operator's word.
    drop(server);
    let strict = Program::new(Database::Sqlite);
    let token = strict.set_up("Strict");
    let server = strict.start().await;
    let api = Api::new(server.base(), &token);
    for url in ["http://example.com/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"] {
        let answer = api.put(SCORER, &json!({ "url": url })).await;
        assert_eq!(answer.status, 400, "{url}: {}", answer.text());
    }
}
