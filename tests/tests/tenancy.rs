//! What belongs to one workspace does not exist for another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Api, Database, Program, on_both_databases, text};
use serde_json::json;

on_both_databases!(strangers: strangers_find_nothing_on_sqlite, strangers_find_nothing_on_postgres);

async fn strangers(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("Mine");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let mine = Api::new(server.base(), &token);
    let theirs = mine.with_token(Some(&stranger));

    let design = mine.new_design(&json!({})).await;
    let link = mine.new_link(json!({ "destination": "https://example.com", "tags": ["private"] })).await;
    let webhook = mine.new_webhook("http://127.0.0.1:9/", &["link.scanned"]).await;
    mine.visit(text(&link, "entrypoint")).await;
    let event = mine.events(&link, 1).await["events"][0].take();

    let paths = [
        (format!("/v1/links/{}", text(&link, "id")), json!({ "name": "taken over" })),
        (format!("/v1/qrcode-designs/{}", text(&design, "id")), json!({ "width": 900 })),
        (format!("/v1/webhooks/{}", text(&webhook, "id")), json!({ "active": false })),
    ];
    for prefix in ["", "/sdk"] {
        for (path, change) in &paths {
            let path = format!("{prefix}{path}");
            let before = mine.get(&path).await.ok();
            for (method, answer) in [
                ("GET", theirs.get(&path).await),
                ("PATCH", theirs.patch(&path, change).await),
                ("DELETE", theirs.delete(&path).await),
            ] {
                let allowed =
                    if method == "DELETE" && path.contains("designs") { vec![404, 405] } else { vec![404] };
                assert!(
                    allowed.contains(&answer.status),
                    "{method} {path}: {} {}",
                    answer.status,
                    answer.text()
                );
            }
            assert_eq!(mine.get(&path).await.ok(), before, "{path} is as it was");
        }
    }

    // Nor can they be named in bodies and filters.
    let borrowed = json!({ "destination": "https://example.com", "qrcode_design_id": design["id"] });
    assert_eq!(theirs.post("/v1/links", &borrowed).await.status, 404);
    let listening =
        json!({ "url": "http://127.0.0.1:9/", "events": ["link.scanned"], "link_id": link["id"] });
    assert_eq!(theirs.post("/v1/webhooks", &listening).await.status, 404);
    let filtered = theirs.get(&format!("/v1/events/list?link_id={}", text(&link, "id"))).await;
    assert!(filtered.status == 404 || filtered.ok()["events"] == json!([]), "{}", filtered.text());
    for list in ["/v1/links", "/v1/webhooks", "/v1/events/list"] {
        let listed = theirs.get(list).await.text();
        for id in [text(&link, "id"), text(&webhook, "id"), text(&event, "id")] {
            assert!(!listed.contains(id), "{list}: {listed}");
        }
    }
    // Short addresses are one space for all: the answer does not tell whose it is.
    let slug = text(&link, "shortlink");
    let taken =
        theirs.post("/v1/links", &json!({ "destination": "https://example.com", "shortlink": slug })).await;
    assert_eq!(taken.status, 409);
    assert!(!taken.text().contains(text(&link, "id")), "{}", taken.text());
}

on_both_databases!(
    adoption: public_designs_belong_to_whose_link_names_them_on_sqlite,
    public_designs_belong_to_whose_link_names_them_on_postgres
);

async fn adoption(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Mine");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let mine = Api::new(server.base(), &token);
    let theirs = mine.with_token(Some(&stranger));
    let nobody = mine.with_token(None);

    for prefix in ["", "/sdk"] {
        let public = format!("{prefix}/v1/public/qrcode-designs");
        let refused = nobody.post(&public, &json!({ "width": 1 })).await;
        assert_eq!((refused.status, refused.header("ratelimit-limit")), (400, "300"), "{}", refused.text());
        let envelope = if prefix.is_empty() { "qrcode_design" } else { "qrcodeDesign" };
        let design = nobody.post(&public, &json!({ "width": 640 })).await.ok()[envelope].take();
        let path = format!("{prefix}/v1/qrcode-designs/{}", text(&design, "id"));
        let naming = json!({ "destination": "https://example.com", "qrcode_design_id": design["id"] });

        assert_eq!(nobody.get(&path).await.status, 401);
        for method in [
            mine.get(&path).await,
            mine.patch(&path, &json!({ "width": 900 })).await,
            mine.delete(&path).await,
        ] {
            assert_eq!(method.status, 404, "{path}, nobody's yet: {}", method.text());
        }
        // A link that is refused adopts nothing.
        let taken = mine.new_link_to("https://example.com").await;
        let mut failing = naming.clone();
        failing["shortlink"] = taken["shortlink"].clone();
        assert_eq!(mine.post("/v1/links", &failing).await.status, 409);
        assert_eq!(mine.get(&path).await.status, 404, "{path}");

        if prefix.is_empty() {
            mine.new_link(naming.clone()).await;
        } else {
            let change = json!({ "qrcode_design_id": design["id"] });
            let changed = mine.patch(&format!("/v1/links/{}", text(&taken, "id")), &change).await;
            assert_eq!(changed.status, 200, "{}", changed.text());
        }
        assert_eq!(mine.get(&path).await.ok()[envelope], design, "as it was made");
        assert_eq!(mine.patch(&path, &json!({ "width": 900 })).await.ok()[envelope]["width"], 900);
        assert_eq!(theirs.get(&path).await.status, 404);
        assert_eq!(theirs.post("/v1/links", &naming).await.status, 404);
    }
}
