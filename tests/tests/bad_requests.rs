//! Requests that clients get wrong around the body: query, token, content type, size, method.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Api, Database, Expected, Program, Report, on_both_databases, text, until};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases!(queries: bad_queries_name_their_parameters_on_sqlite, bad_queries_name_their_parameters_on_postgres);
on_both_databases!(tokens: only_living_tokens_open_on_sqlite, only_living_tokens_open_on_postgres);
on_both_databases!(forms: bodies_of_another_form_are_refused_on_sqlite, bodies_of_another_form_are_refused_on_postgres);

const UNAUTHENTICATED: Expected<'_> = Expected { status: 401, code_type: "UNAUTHENTICATED", field: None };

async fn queries(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Bad queries");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    for name in ["a", "b", "c"] {
        api.new_link(json!({ "destination": "https://example.com", "tags": [name] })).await;
    }
    let first = api.get("/v1/links?page_size=2").await.ok();
    let next = text(&first, "next_page_token");
    assert_eq!(
        api.get(&format!("/v1/links?page_size=2&page_token={next}")).await.ok()["links"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let mut report = Report::default();
    for (path, status, code_type, field) in [
        ("/v1/links?page_token=nonsense".to_owned(), 400, "INVALID_ARGUMENT", Some("page_token")),
        ("/v1/links?pageToken=nonsense".to_owned(), 400, "INVALID_ARGUMENT", Some("pageToken")),
        // A token belongs to its list.
        (format!("/v1/webhooks?page_token={next}"), 400, "INVALID_ARGUMENT", Some("page_token")),
        ("/v1/links?page_size=0".to_owned(), 400, "INVALID_ARGUMENT", Some("page_size")),
        ("/v1/links?page_size=many".to_owned(), 400, "INVALID_ARGUMENT", Some("page_size")),
        ("/v1/events/list?start_date=yesterday".to_owned(), 400, "INVALID_ARGUMENT", Some("start_date")),
        ("/v1/events/list?endDate=yesterday".to_owned(), 400, "INVALID_ARGUMENT", Some("endDate")),
        ("/v1/events/list?link_id=specific-link-uuid".to_owned(), 400, "INVALID_ARGUMENT", Some("link_id")),
        ("/v1/links/not-a-uuid".to_owned(), 400, "INVALID_ARGUMENT", Some("id")),
        ("/v1/links/0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f".to_owned(), 404, "NOT_FOUND", None),
        ("/v1/qrcode-designs/0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f".to_owned(), 404, "NOT_FOUND", None),
        ("/v1/webhooks/0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f".to_owned(), 404, "NOT_FOUND", None),
        ("/v1/nothing".to_owned(), 404, "NOT_FOUND", None),
    ] {
        for prefix in ["", "/sdk"] {
            let answer = api.get(&format!("{prefix}{path}")).await;
            report.check(&path, prefix, &answer, Expected { status, code_type, field });
        }
    }
    report.done();
}

async fn tokens(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Tokens");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    assert_eq!(token.split('.').count(), 3, "a JWT alone on stdout: {token}");
    assert_eq!(api.get("/v1/links").await.status, 200);

    let mut report = Report::default();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let reversed: String = signature.chars().rev().collect();
    let forged = format!("{head}.{reversed}");
    for prefix in ["", "/sdk"] {
        let path = format!("{prefix}/v1/links");
        for (case, token) in
            [("no token", None), ("nonsense", Some("nonsense")), ("a forged token", Some(forged.as_str()))]
        {
            let answer = api.with_token(token).get(&path).await;
            report.check(case, prefix, &answer, UNAUTHENTICATED);
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{case}: {:?}", answer.headers);
        }
        let basic = api.with_token(None).get_with(&path, &[("authorization", "Basic YTpi")]).await;
        report.check("another scheme", prefix, &basic, UNAUTHENTICATED);
    }

    let listed = program.print(&["token", "list", "--json"]);
    assert!(!listed.contains(signature), "tokens are shown once: {listed}");
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let id = text(&listed, "id");
    let _ = program.print(&["token", "revoke", id]);
    // The running server learns of it within 10 seconds.
    let answer = until("the revocation", async || {
        let answer = api.get("/v1/links").await;
        (answer.status != 200).then_some(answer)
    });
    report.check("a revoked token", "", &answer.await, UNAUTHENTICATED);
    report.done();
}

async fn forms(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Forms");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let good = json!({ "destination": "https://example.com" }).to_string();
    let huge = json!({ "destination": "https://example.com", "name": "x".repeat(8 << 20) }).to_string();

    let mut report = Report::default();
    for prefix in ["", "/sdk"] {
        let path = format!("{prefix}/v1/links");
        for (case, content_type, body, status, code_type) in [
            (
                "a form",
                "application/x-www-form-urlencoded",
                "destination=https://example.com",
                415,
                "UNSUPPORTED_MEDIA_TYPE",
            ),
            ("plain text", "text/plain", good.as_str(), 415, "UNSUPPORTED_MEDIA_TYPE"),
            ("no JSON", "application/json", "{\"destination\":", 400, "INVALID_ARGUMENT"),
            ("nothing", "application/json", "", 400, "INVALID_ARGUMENT"),
            ("a list", "application/json", "[]", 400, "INVALID_ARGUMENT"),
            ("8 MB", "application/json", huge.as_str(), 413, "PAYLOAD_TOO_LARGE"),
        ] {
            let answer = api.raw(Method::POST, &path, content_type, body).await;
            report.check(case, prefix, &answer, Expected { status, code_type, field: None });
        }
        for content_type in ["application/json; charset=utf-8", "application/vnd.api+json"] {
            assert_eq!(
                api.raw(Method::POST, &path, content_type, good.as_str()).await.status,
                200,
                "{content_type}"
            );
        }
        let wrong_method = api.raw(Method::PUT, &path, "application/json", good.as_str()).await;
        let expected = Expected { status: 405, code_type: "METHOD_NOT_ALLOWED", field: None };
        report.check("PUT", prefix, &wrong_method, expected);
    }
    report.done();

    let problem = api.get_with("/v1/links/not-a-uuid", &[("accept", "application/problem+json")]).await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
    assert_eq!(problem.json()["status"], 400, "{}", problem.text());
}
