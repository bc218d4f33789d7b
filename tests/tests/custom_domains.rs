//! Names of customers: from the first question to DNS to visitors, against a real name server and a real certificate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{
    Answer, Api, Certified, Database, NameServer, Program, Receiver, Running, decode_bytes,
    on_both_databases, scripts, text, until,
};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

on_both_databases!(life: a_name_is_proved_served_and_given_up_on_sqlite, a_name_is_proved_served_and_given_up_on_postgres);
on_both_databases!(operations: the_python_sdk_manages_names_on_sqlite, the_python_sdk_manages_names_on_postgres);
on_both_databases!(strangers: names_belong_to_one_workspace_on_sqlite, names_belong_to_one_workspace_on_postgres);
on_both_databases!(brands: pages_wear_their_brand_on_sqlite, pages_wear_their_brand_on_postgres);

/// A server that customers point their names at as `go.example.org`, and that asks this name server.
fn program(database: Database, names: &NameServer) -> Program {
    Program::new(database)
        .with("QR_DOMAINS__TARGET", "go.example.org")
        .with("QR_DOMAINS__NAMESERVERS", names.address())
        .with("QR_DOMAINS__ALLOW_SUBNETS", "127.0.0.0/8")
}

/// Asks for a path as a visitor of this name does.
async fn visit(api: &Api, host: &str, path: &str) -> Answer {
    api.with_token(None).get_with(path, &[("host", host)]).await
}

async fn led(api: &Api, host: &str, path: &str) -> String {
    let answer = visit(api, host, path).await;
    assert_eq!(answer.status, 302, "{host}{path}: {}", answer.text());
    answer.header("location").to_owned()
}

async fn check(api: &Api, domain: &Value) -> (String, String) {
    let path = format!("/v1/custom-domains/{}/check", text(domain, "id"));
    let domain = api.post(&path, &json!({})).await.ok()["custom_domain"].take();
    (text(&domain, "status").to_owned(), text(&domain, "last_error").to_owned())
}

async fn register(api: &Api, name: &str) -> Value {
    api.post("/v1/custom-domains", &json!({ "name": name })).await.ok()["custom_domain"].take()
}

/// The TXT record that proves a domain.
async fn proof(api: &Api, domain: &Value) -> String {
    let path = format!("/v1/custom-domains/{}/setup-guide", text(domain, "id"));
    let guide = api.get(&path).await.ok();
    let record = &guide["setup_guide"]["records"][1];
    format!("{}. 60 IN TXT \"{}\"", text(record, "name"), text(record, "value"))
}

async fn life(database: Database) {
    let names = NameServer::start();
    let certified = Certified::start("qr.example.com").await;
    let program = program(database, &names)
        .with("QR_DOMAINS__HTTPS_PORT", &certified.port().to_string())
        .with("SSL_CERT_FILE", &certified.authority());
    let token = program.set_up("Names");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let home = "go.example.org. 60 IN A 127.0.0.1".to_owned();

    // A first check begins by itself.
    let domain = register(&api, "qr.example.com").await;
    let path = format!("/v1/custom-domains/{}", text(&domain, "id"));
    until("the first check", async || {
        let status = api.get(&path).await.ok()["custom_domain"]["status"].take();
        (status == "STATUS_DOMAIN_PENDING").then_some(())
    })
    .await;
    assert_eq!(asked(&api, "qr.example.com").await, 404);

    // Links may be made before; nobody is led to them who did not prove the name.
    let link = json!({
        "destination": "https://example.com/qr", "shortlink": "menu", "custom_domain_id": domain["id"]
    });
    let link = api.new_link(link).await;
    assert_eq!(text(&link, "entrypoint"), "https://qr.example.com/menu");
    assert_eq!(visit(&api, "qr.example.com", "/menu").await.status, 404);

    // Record by record.
    let elsewhere = "qr.example.com. 60 IN CNAME shops.example.net.".to_owned();
    names.serve(&[home.clone(), elsewhere]);
    let (status, error) = check(&api, &domain).await;
    assert_eq!(status, "STATUS_DOMAIN_PENDING");
    assert!(error.contains("leads to shops.example.net instead of go.example.org"), "{error}");
    let alias = "qr.example.com. 60 IN CNAME go.example.org.".to_owned();
    names.serve(&[home.clone(), alias.clone()]);
    let (status, error) = check(&api, &domain).await;
    assert_eq!(status, "STATUS_VERIFICATION_PENDING", "{error}");
    let servers = "example.com. 60 IN NS ada.ns.cloudflare.com.".to_owned();
    let zone = [home.clone(), alias.clone(), servers.clone(), proof(&api, &domain).await];
    names.serve(&zone);
    assert_eq!(check(&api, &domain).await, ("STATUS_ACTIVE".to_owned(), String::new()));
    let active = api.get(&path).await.ok()["custom_domain"].take();
    assert!(active["activated_at"].is_string() && active["certificate_expires_at"].is_string(), "{active}");
    let guide = api.get(&format!("{path}/setup-guide")).await.ok()["setup_guide"].take();
    assert_eq!(guide["dns_provider"], "DNS_PROVIDER_CLOUDFLARE");
    assert_eq!(
        (&guide["records"][0]["detected"], &guide["records"][1]["detected"]),
        (&json!(true), &json!(true))
    );

    // By address instead of alias, and proved; but there is no certificate for it.
    let second = register(&api, "menu.example.com").await;
    let addressed = "menu.example.com. 60 IN A 127.0.0.1".to_owned();
    let more = [zone.as_slice(), &[addressed, proof(&api, &second).await]].concat();
    names.serve(&more);
    let (status, error) = check(&api, &second).await;
    assert_eq!(status, "STATUS_CERTIFICATE_PENDING", "{error}");
    assert!(error.contains("https://menu.example.com has no certificate"), "{error}");
    for (name, expected) in [
        ("qr.example.com", 200),
        ("QR.example.com", 200),
        ("menu.example.com", 200),
        ("go.example.org", 200),
        ("evil.example.com", 404),
        ("", 404),
    ] {
        assert_eq!(asked(&api, name).await, expected, "{name}");
    }

    // The same slug on three names.
    let here = api.new_link(json!({ "destination": "https://example.com/here", "shortlink": "menu" })).await;
    let wanted = json!({
        "destination": "https://example.com/second", "shortlink": "menu", "custom_domain_id": second["id"]
    });
    api.new_link(wanted).await;
    assert_eq!(led(&api, "qr.example.com", "/menu").await, "https://example.com/qr");
    assert_eq!(led(&api, "QR.Example.com:443", "/menu?q").await, "https://example.com/qr");
    assert_eq!(led(&api, "menu.example.com", "/menu").await, "https://example.com/second");
    assert_eq!(led(&api, "unknown.example.com", "/menu").await, "https://example.com/here");
    assert_eq!(api.visit("/menu").await.header("location"), "https://example.com/here");
    let events = api.events(&link, 2).await;
    assert_eq!(text(&events["events"][0], "entrypoint"), "https://qr.example.com/menu");
    let image = api.visit(text(&link, "qrcode_signed_url")).await;
    let read = spawn_blocking(move || decode_bytes(&image.bytes)).await.unwrap();
    assert_eq!(read.as_deref(), Some("https://qr.example.com/menu?q"));

    apart(&api, &path, &server, &link).await;

    // A name server that fails changes nothing; a name that went elsewhere is served while its certificate is good.
    names.serve(&["; fail".to_owned()]);
    let (status, error) = check(&api, &domain).await;
    assert_eq!(status, "STATUS_ACTIVE");
    assert!(error.contains("could not be asked"), "{error}");
    names.serve(&[home]);
    assert_eq!(check(&api, &domain).await.0, "STATUS_RENEWAL_PENDING");
    assert_eq!(led(&api, "qr.example.com", "/menu").await, "https://example.com/qr");

    // Moved to another name: the old address leads on.
    let at = format!("/v1/links/{}", text(&link, "id"));
    let taken = api.patch(&at, &json!({ "custom_domain_id": second["id"] })).await;
    assert_eq!(taken.status, 409, "{}", taken.text());
    let moved = json!({ "custom_domain_id": second["id"], "shortlink": "card" });
    let moved = api.patch(&at, &moved).await.ok()["link"].take();
    assert_eq!(text(&moved, "entrypoint"), "https://menu.example.com/card");
    assert_eq!(led(&api, "menu.example.com", "/card").await, "https://example.com/qr");
    assert_eq!(led(&api, "qr.example.com", "/menu").await, "https://example.com/qr");

    // Restarted: names are known from the start.
    assert!(server.stop().await.success());
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    assert_eq!(led(&api, "menu.example.com", "/card").await, "https://example.com/qr");

    given_up(&api, &second, &here).await;
}

/// What a name has beside short addresses: where its bare form leads, and nothing of the server's own.
async fn apart(api: &Api, path: &str, server: &Running, link: &Value) {
    assert_eq!(led(api, "qr.example.com", "/").await, format!("{}/", server.base()));
    let _ = api.patch(path, &json!({ "root_destination": "https://example.com/start" })).await.ok();
    assert_eq!(led(api, "qr.example.com", "/").await, "https://example.com/start");
    for other in ["/-/docs", "/v1/links", "/openapi.json", "/favicon.ico", "/robots.txt", "/a/b"] {
        let answer = visit(api, "qr.example.com", other).await;
        assert_eq!(answer.status, 404, "{other}");
        assert!(answer.text().contains("There is nothing at this address"), "{other}: {}", answer.text());
    }
    assert_eq!(visit(api, "qr.example.com", "/healthz").await.status, 200);
    assert_eq!(api.events(link, 2).await["total_count"], 2, "visits of the bare name are not recorded");
}

/// What cannot move stays, then all of it moves.
async fn given_up(api: &Api, second: &Value, here: &Value) {
    let second = format!("/v1/custom-domains/{}", text(second, "id"));
    let refused = api.delete(&second).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(led(api, "menu.example.com", "/menu").await, "https://example.com/second");
    let there = format!("/v1/links/{}", text(here, "id"));
    let _ = api.delete(&there).await.ok();
    assert_eq!(api.delete(&second).await.status, 409, "addresses of deleted links stay taken");
    let listed = api.get("/v1/links?search=menu").await.ok();
    let other = text(&listed["links"][0], "id").to_owned();
    let _ = api.patch(&format!("/v1/links/{other}"), &json!({ "shortlink": "lunch" })).await.ok();
    assert_eq!(api.delete(&second).await.ok(), json!({}));
    assert_eq!(visit(api, "menu.example.com", "/card").await.header("location"), "https://example.com/qr");
    assert_eq!(api.visit("/lunch").await.header("location"), "https://example.com/second");
    assert_eq!(asked(api, "menu.example.com").await, 404);
}

async fn asked(api: &Api, name: &str) -> u16 {
    api.with_token(None).get(&format!("/-/domains/ask?domain={name}")).await.status
}

/// The operations of custom domains.
const SERVED: &str = "
    custom_domains_service_check custom_domains_service_create custom_domains_service_delete custom_domains_service_get
    custom_domains_service_get_setup_guide custom_domains_service_list custom_domains_service_update
    custom_domains_service_validation_instructions
";

async fn operations(database: Database) {
    let names = NameServer::start();
    let program = program(database, &names);
    let token = program.set_up("SDK");
    let server = program.start().await;
    let arguments = [format!("{}/sdk", server.base()), token];
    let said = spawn_blocking(move || scripts::python("sdk/domains.py", &arguments, "")).await.unwrap();
    let called: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(called, SERVED.split_whitespace().collect::<Vec<_>>(), "called, then served");
}

async fn strangers(database: Database) {
    let names = NameServer::start();
    let program = program(database, &names).with("QR_DOMAINS__VERIFY", "false").with_local_webhooks();
    let token = program.set_up("Mine");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let mine = Api::new(server.base(), &token);
    let theirs = mine.with_token(Some(&stranger));
    let domain = register(&mine, "qr.example.com").await;
    for prefix in ["", "/sdk"] {
        let taken =
            theirs.post(&format!("{prefix}/v1/custom-domains"), &json!({ "name": "QR.example.com." })).await;
        assert_eq!(taken.status, 409, "{}", taken.text());
        assert!(!taken.text().contains(text(&domain, "id")), "{}", taken.text());
        let path = format!("{prefix}/v1/custom-domains/{}", text(&domain, "id"));
        for (call, answer) in [
            ("get", theirs.get(&path).await),
            ("guide", theirs.get(&format!("{path}/setup-guide")).await),
            ("records", theirs.get(&format!("{path}/validation_instructions")).await),
            ("check", theirs.post(&format!("{path}/check"), &json!({})).await),
            ("change", theirs.patch(&path, &json!({ "rootDestination": "https://evil.example" })).await),
            ("delete", theirs.delete(&path).await),
        ] {
            assert_eq!(answer.status, 404, "{call}: {}", answer.text());
        }
    }
    let borrowed = json!({ "destination": "https://example.com", "custom_domain_id": domain["id"] });
    assert_eq!(theirs.post("/v1/links", &borrowed).await.status, 404);
    let job = theirs.post("/v1/links/bulk/jobs", &json!({ "links": [borrowed] })).await.json();
    let ended = until("the job", async || {
        let job = theirs.get(text(&job, "status_url")).await.ok();
        job["completed_at"].is_string().then_some(job)
    })
    .await;
    assert_eq!(ended["error"]["code_type"], "NOT_FOUND", "{ended}");
    let own = theirs.new_link_to("https://example.com").await;
    let at = format!("/v1/links/{}", text(&own, "id"));
    assert_eq!(theirs.patch(&at, &json!({ "custom_domain_id": domain["id"] })).await.status, 404);
    let looked =
        format!("/v1/links/shortlink-availability?shortlink=a&custom_domain_id={}", text(&domain, "id"));
    assert_eq!(theirs.get(&looked).await.status, 404);
    assert_eq!(theirs.get("/v1/custom-domains").await.ok()["total_count"], 0);
    let own = mine.post("/v1/custom-domains", &json!({ "name": "go.example.org" })).await;
    assert_eq!(own.status, 400);
    assert!(own.text().contains("name: is go.example.org, this server's own"), "{}", own.text());

    // Without proofs a name is served once the job has seen it, and deleting the domain ends that.
    let many = json!({
        "links": [{ "destination": "https://example.com/b", "shortlink": "b", "custom_domain_id": domain["id"] }]
    });
    assert_eq!(mine.post("/v1/links/bulk/jobs", &many).await.status, 202);
    mine.new_link(
        json!({ "destination": "https://example.com/a", "shortlink": "a", "custom_domain_id": domain["id"] }),
    )
    .await;
    until("the name", async || {
        let both = [visit(&mine, "qr.example.com", "/a").await, visit(&mine, "qr.example.com", "/b").await];
        both.iter().all(|answer| answer.status == 302).then_some(())
    })
    .await;
    // Lists know who lives there, and webhooks are told of who moves.
    mine.new_link_to("https://example.com/elsewhere").await;
    let list = format!(
        "/v1/links?sort_by=LINK_SORT_FIELD_SHORTLINK&sort_direction=SORT_DIRECTION_ASC&custom_domain_id={}",
        text(&domain, "id")
    );
    let there = mine.get(&list).await.ok();
    let slugs = |list: &Value| -> Vec<String> {
        list["links"].as_array().unwrap().iter().map(|link| text(link, "shortlink").to_owned()).collect()
    };
    assert_eq!((slugs(&there), &there["total_count"]), (vec!["a".to_owned(), "b".to_owned()], &json!(2)));
    assert_eq!(theirs.get(&list).await.status, 404);
    assert_eq!(mine.get("/v1/links?custom_domain_id=x").await.status, 400);
    let receiver = Receiver::start([]).await;
    let _ = mine.new_webhook(receiver.url(), &["link.updated"]).await;
    let _ = mine.delete(&format!("/v1/custom-domains/{}", text(&domain, "id"))).await.ok();
    let told: Vec<Value> = receiver.wait_for(2).await.iter().map(e2e::Received::json).collect();
    let mut told: Vec<&str> = told.iter().map(|told| text(&told["data"]["link"], "shortlink")).collect();
    told.sort_unstable();
    assert_eq!(told, ["a", "b"]);
    assert_eq!(register(&theirs, "qr.example.com").await["status"], "STATUS_INACTIVE");
}

async fn brands(database: Database) {
    let names = NameServer::start();
    let program = program(database, &names).with("QR_DOMAINS__VERIFY", "false");
    let token = program.set_up("Museum");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    assert_eq!(api.get("/v1/workspace/brand").await.ok(), json!({ "brand": {} }));
    let logo = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 30'><path d='M0 0h90v30z'/></svg>";
    let wanted =
        json!({ "name": "Harbour Museum", "logo": logo, "color": "#0F766E", "background_color": "#102a43" });
    let brand = api.put("/v1/workspace/brand", &wanted).await.ok()["brand"].take();
    assert!(text(&brand, "logo").starts_with("data:image/png;base64,"), "{brand}");
    assert_eq!((text(&brand, "color"), text(&brand, "background_color")), ("#0f766e", "#102a43"));
    let changed = api.put("/sdk/v1/workspace/brand", &json!({ "backgroundColor": null })).await.ok();
    assert_eq!(changed["brand"]["color"], "#0f766e", "what is left out stays");
    for (bad, field) in [
        (json!({ "color": "red" }), "color"),
        (json!({ "background_color": "#12" }), "background_color"),
        (json!({ "backgroundColor": "#12" }), "backgroundColor"),
        (json!({ "logo": "aGVsbG8=" }), "logo"),
        (json!({ "name": "x".repeat(81) }), "name"),
    ] {
        let refused = api.put("/v1/workspace/brand", &bad).await;
        assert_eq!((refused.status, text(&refused.json()["details"][0], "field")), (400, field), "{bad}");
    }

    let domain = register(&api, "qr.example.com").await;
    let asking =
        json!({ "destination": "https://example.com", "shortlink": "secret", "password": "open sesame" });
    api.new_link(asking).await;
    api.new_link(json!({ "destination": "https://example.com", "shortlink": "paused", "paused": true }))
        .await;
    let thanks = json!({ "title": "Thank you", "shortlink": "thanks", "custom_domain_id": domain["id"] });
    let _ = api.post("/v1/links/thank-you", &thanks).await.ok();
    until("the name", async || (visit(&api, "qr.example.com", "/thanks").await.status == 200).then_some(()))
        .await;
    for (host, path) in [
        ("localhost", "/secret"),
        ("localhost", "/paused"),
        ("qr.example.com", "/thanks"),
        ("qr.example.com", "/nobody-made-this"),
        ("qr.example.com", "/-/docs"),
    ] {
        let page = visit(&api, host, path).await;
        let html = page.text();
        assert!(
            html.contains(" · Harbour Museum</title>") && html.contains("<img src=\"data:image/png"),
            "{path}: {html}"
        );
        assert!(html.contains("--accent:light-dark(#0f766e,"), "{path}: {html}");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(html.len() < 30_000, "{path}: {} bytes", html.len());
    }
    // On the server's own name nobody's brand is shown for what nobody made.
    assert!(!api.visit("/nobody-made-this").await.text().contains("Harbour"));
    let _ = api.put("/v1/workspace/brand", &json!({ "name": null, "logo": "", "color": null })).await.ok();
    assert!(!visit(&api, "localhost", "/paused").await.text().contains("Harbour"));
}
