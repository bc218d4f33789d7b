//! Templates: what wears one shows its changes at once, and what is another's changes nobody's codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Api, Database, Expected, Program, Receiver, Report, on_both_databases, scripts, text};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

on_both_databases!(following: codes_follow_their_template_on_sqlite, codes_follow_their_template_on_postgres);
on_both_databases!(strangers: templates_of_others_change_no_codes_on_sqlite, templates_of_others_change_no_codes_on_postgres);
on_both_databases!(slugs: links_are_made_with_a_templates_slug_on_sqlite, links_are_made_with_a_templates_slug_on_postgres);
on_both_databases!(refusals: bad_templates_name_their_field_on_sqlite, bad_templates_name_their_field_on_postgres);
on_both_databases!(sdk: the_python_sdk_calls_every_operation_of_templates_on_sqlite, the_python_sdk_calls_every_operation_of_templates_on_postgres);

const NOWHERE: &str = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f";

/// What a browser keeps of a link's image: its tag, and whether asking by it gets the image again.
async fn tag(api: &Api, link: &Value) -> String {
    let image = api.visit(text(link, "qrcode_signed_url")).await;
    assert_eq!(image.status, 200, "{}", image.text());
    image.header("etag").to_owned()
}

async fn slugs(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("Slugs");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let design = api.new_design(&json!({ "dots_options": { "color": "#112234" } })).await;
    let mine = json!({ "name": "House", "slug": "house", "qrcode_design_id": design["id"] });
    let mine = new_template(&api, mine).await;
    let dressed = |slug: &str| json!({ "destination": "https://example.com", "template_slug": slug });
    let made = api.new_link(dressed("house")).await;
    assert_eq!(made["qrcode_template_id"], mine["id"]);
    let ink = api
        .post("/sdk/v1/links", &json!({ "destination": "https://example.com", "templateSlug": "ink" }))
        .await;
    assert!(ink.ok()["link"]["qrcodeTemplateId"].is_string(), "one of the server's");
    let bulk = api.post("/v1/links/bulk", &json!({ "links": [dressed("house")] })).await.ok();
    assert_eq!(bulk["links"][0]["qrcode_template_id"], mine["id"]);

    let mut report = Report::default();
    let missing = Expected { status: 404, code_type: "NOT_FOUND", field: Some("template_slug") };
    let theirs = api.with_token(Some(&stranger));
    report.check(
        "another's that is not public",
        "",
        &theirs.post("/v1/links", &dressed("house")).await,
        missing,
    );
    report.check("nobody's", "", &api.post("/v1/links", &dressed("nobody")).await, missing);
    let bad = Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some("template_slug") };
    report.check("no slug", "", &api.post("/v1/links", &dressed("a b")).await, bad);
    let mut both = dressed("house");
    both["qrcode_template_id"] = mine["id"].clone();
    report.check("both", "", &api.post("/v1/links", &both).await, bad);
    report.done();

    // Dressing again tells of the links whose codes changed, and of no others.
    let receiver = Receiver::start([]).await;
    let path = format!("/v1/qrcode-designs/{}", text(&made, "qrcode_design_id"));
    let _ = api.patch(&path, &json!({ "dots_options": { "color": "#a10b1c" } })).await.ok();
    let _ = api.new_webhook(receiver.url(), &["link.updated"]).await;
    let refresh = format!("/v1/qrcode-templates/{}/refresh", text(&mine, "id"));
    assert_eq!(api.post(&refresh, &json!({})).await.ok()["link_count"], 2);
    let told = receiver.wait_for(1).await.remove(0).json();
    assert_eq!((&told["type"], &told["data"]["link"]["id"]), (&json!("link.updated"), &made["id"]));
    let again = format!("/v1/links/{}", text(&made, "id"));
    let _ = api.patch(&again, &json!({ "name": "renamed" })).await.ok();
    assert_eq!(
        receiver.wait_for(2).await[1].json()["data"]["link"]["name"],
        "renamed",
        "nothing came between"
    );
}

async fn following(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Brand");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let design =
        api.new_design(&json!({ "output_file_format": "svg", "dots_options": { "color": "#112234" } })).await;
    let template = new_template(&api, json!({ "name": "House", "qrcode_design_id": design["id"] })).await;
    let id = text(&template, "id");
    let dressed = json!({ "destination": "https://example.com", "qrcode_template_id": id });
    let mut links = vec![api.new_link(dressed.clone()).await];
    let bulk = json!({ "links": [dressed, dressed] });
    let bulk = api.post("/v1/links/bulk", &bulk).await.ok();
    links.extend(bulk["links"].as_array().unwrap().iter().cloned());
    let plain = api.new_link_to("https://example.com").await;
    let applied = json!({ "link_id": plain["id"], "qrcode_template_id": id });
    let applied = api.post("/v1/qrcode-designs/apply-template", &applied).await.ok();
    links.push(link(&api, text(&plain, "id")).await);
    assert_eq!(links[3]["qrcode_design_id"], applied["qrcode_design"]["id"]);
    let others: Vec<&str> = links.iter().map(|link| text(link, "qrcode_design_id")).collect();
    assert!(others.iter().all(|other| *other != text(&design, "id")), "each has its own: {others:?}");
    assert!(links.iter().all(|link| link["qrcode_template_id"] == template["id"]), "{links:?}");
    let listed = api.get(&format!("/v1/qrcode-templates/{id}")).await.ok();
    assert_eq!(listed["usage_count"], 4, "{listed}");

    let mut before = Vec::new();
    for link in &links {
        before.push(tag(&api, link).await);
    }
    let path = format!("/v1/qrcode-designs/{}", text(&design, "id"));
    let change = json!({ "dots_options": { "color": "#a10b1c" } });
    let _ = api.patch(&path, &change).await.ok();
    for (link, before) in links.iter().zip(&before) {
        let image = api.get_with(text(link, "qrcode_signed_url"), &[("if-none-match", before)]).await;
        assert_eq!(image.status, 200, "the old image does not count any more");
        assert_ne!(image.header("etag"), before);
        assert!(image.text().contains("#a10b1c"), "{}", image.text());
    }

    // By hand a code leaves its template; refreshing brings it back.
    let own = format!("/v1/qrcode-designs/{}", text(&links[0], "qrcode_design_id"));
    let shown = api.get(&own).await.ok();
    assert_eq!(shown["qrcode_design"]["dots_options"]["color"], "#a10b1c", "{shown}");
    let _ = api.patch(&own, &json!({ "dots_options": { "color": "#0b9a1c" } })).await.ok();
    let _ = api.patch(&path, &json!({ "dots_options": { "color": "#3a0bb1" } })).await.ok();
    let colour = async |link: &Value| {
        let image = api.visit(text(link, "qrcode_signed_url")).await.text();
        ["#112234", "#a10b1c", "#0b9a1c", "#3a0bb1"].into_iter().find(|colour| image.contains(colour))
    };
    assert_eq!(colour(&links[0]).await, Some("#0b9a1c"));
    assert_eq!(colour(&links[1]).await, Some("#3a0bb1"));
    let by_hand = tag(&api, &links[0]).await;
    let refreshed = api.post(&format!("/v1/qrcode-templates/{id}/refresh"), &json!({})).await.ok();
    assert_eq!(refreshed["link_count"], 4);
    assert_eq!(colour(&links[0]).await, Some("#3a0bb1"));
    assert_ne!(tag(&api, &links[0]).await, by_hand);

    // A template may take the looks of another design.
    let other =
        api.new_design(&json!({ "output_file_format": "svg", "dots_options": { "color": "#112234" } })).await;
    let taken = json!({ "qrcode_design_id": other["id"] });
    let answer = api.patch(&format!("/v1/qrcode-templates/{id}"), &taken).await.ok();
    assert_eq!(answer["qrcode_template"]["qrcode_design"]["dots_options"]["color"], "#112234", "{answer}");
    assert_eq!(answer["qrcode_template"]["qrcode_design_id"], design["id"]);
    for link in &links {
        assert_eq!(colour(link).await, Some("#112234"));
    }

    // Without its code a link remembers its template; forgetting it keeps the looks, and so does deleting it.
    let path = |link: &Value| format!("/v1/links/{}", text(link, "id"));
    let off = api.patch(&path(&links[1]), &json!({ "qrcode_enabled": false })).await.ok();
    assert_eq!(off["link"]["qrcode_template_id"], template["id"], "{off}");
    let on = api.patch(&path(&links[1]), &json!({ "qrcode_enabled": true })).await.ok();
    assert_eq!(colour(&on["link"]).await, Some("#112234"));
    let forgot = api.patch(&path(&links[2]), &json!({ "qrcode_template_id": null })).await.ok();
    assert!(forgot["link"]["qrcode_template_id"].is_null(), "{forgot}");
    let change = json!({ "dots_options": { "color": "#a10b1c" } });
    let _ = api.patch(&format!("/v1/qrcode-designs/{}", text(&design, "id")), &change).await.ok();
    assert_eq!(colour(&links[2]).await, Some("#112234"));
    assert_eq!(colour(&on["link"]).await, Some("#a10b1c"));
    let last = tag(&api, &links[0]).await;
    let _ = api.delete(&format!("/v1/qrcode-templates/{id}")).await.ok();
    assert_eq!(tag(&api, &links[0]).await, last);
    assert!(link(&api, text(&links[0], "id")).await["qrcode_template_id"].is_null());
    assert_eq!(api.get(&format!("/v1/qrcode-templates/{id}")).await.status, 404);
}

async fn strangers(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Mine");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let mine = Api::new(server.base(), &token);
    let theirs = mine.with_token(Some(&stranger));
    let nobody = mine.with_token(None);
    let design = mine
        .new_design(&json!({ "output_file_format": "svg", "dots_options": { "color": "#112234" } }))
        .await;
    let words =
        json!({ "name": "House", "description": "Ours.", "slug": "house", "qrcode_design_id": design["id"] });
    let template = new_template(&mine, words).await;
    let id = text(&template, "id");
    let wearing = json!({ "destination": "https://example.com", "qrcode_template_id": id });
    for prefix in ["", "/sdk"] {
        let path = format!("{prefix}/v1/qrcode-templates/{id}");
        for answer in [
            theirs.get(&path).await,
            theirs.patch(&path, &json!({ "name": "Taken" })).await,
            theirs.delete(&path).await,
            theirs.post(&format!("{path}/publish"), &json!({})).await,
            theirs.post(&format!("{path}/unpublish"), &json!({})).await,
            theirs.post(&format!("{path}/refresh"), &json!({})).await,
            theirs.post(&format!("{prefix}/v1/links"), &wearing).await,
            theirs.post(&format!("{prefix}/v1/qrcode-templates/import"), &json!({ "slug": "house" })).await,
            nobody.get(&format!("{prefix}/v1/public/qrcode-templates/house")).await,
        ] {
            assert_eq!(answer.status, 404, "{prefix}: {}", answer.text());
        }
    }
    let resolving = json!({ "template_ids": [id] });
    let resolved = theirs.post("/v1/qrcode-templates/images:resolve", &resolving).await.ok();
    assert_eq!(resolved["thumbnail_signed_urls"], json!({}));
    let available = theirs.get("/v1/qrcode-templates?scope=AVAILABLE&page_size=1000").await;
    assert!(!available.text().contains(id), "{}", available.text());
    assert_eq!(nobody.visit("/-/templates/house.svg").await.status, 404);

    let _ = mine.put("/v1/workspace", &json!({ "slug": "mine" })).await.ok();
    let _ = mine.post(&format!("/v1/qrcode-templates/{id}/publish"), &json!({})).await.ok();
    let seen = theirs.get(&format!("/v1/qrcode-templates/{id}?include=qrcode_design")).await.ok();
    assert_eq!(
        (&seen["owned"], &seen["qrcode_design"]["dots_options"]["color"]),
        (&json!(false), &json!("#112234"))
    );
    assert!(seen["workspace_id"].is_null() && seen["qrcode_design_id"].is_null(), "{seen}");
    let refused = theirs.patch(&format!("/v1/qrcode-templates/{id}"), &json!({ "name": "Taken" })).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    let shown = nobody.get("/v1/public/qrcode-templates/house?include=workspace").await.ok();
    assert_eq!(shown["workspace"]["slug"], "mine", "{shown}");

    // Theirs wear a copy, which no change of mine reaches until they ask for it.
    let link = theirs.new_link(wearing).await;
    let copied = theirs.post("/v1/qrcode-templates/import", &json!({ "slug": "house" })).await.ok();
    assert_eq!(copied["qrcode_template"]["duplicated_from"], template["id"], "{copied}");
    let before = tag(&theirs, &link).await;
    let change = json!({ "dots_options": { "color": "#a10b1c" } });
    let _ = mine.patch(&format!("/v1/qrcode-designs/{}", text(&design, "id")), &change).await.ok();
    assert_eq!(tag(&theirs, &link).await, before);
    let _ = theirs.post(&format!("/v1/qrcode-templates/{id}/refresh"), &json!({})).await.ok();
    assert_ne!(tag(&theirs, &link).await, before);
    assert!(theirs.visit(text(&link, "qrcode_signed_url")).await.text().contains("#a10b1c"));
    let _ = mine.post(&format!("/v1/qrcode-templates/{id}/unpublish"), &json!({})).await.ok();
    assert_eq!(theirs.get(&format!("/v1/qrcode-templates/{id}")).await.status, 404);
    assert_eq!(theirs.visit(text(&link, "qrcode_signed_url")).await.status, 200, "its code stays");
}

async fn refusals(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Refusals");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let used = api.new_design(&json!({})).await;
    api.new_link(json!({ "destination": "https://example.com", "qrcode_design_id": used["id"] })).await;
    let first = new_template(&api, json!({ "name": "First", "slug": "first" })).await;
    let bare = new_template(&api, json!({})).await;
    let ocean = api.get("/v1/qrcode-templates?scope=AVAILABLE&search=ocean").await.ok();
    let built_in = text(&ocean["qrcode_templates"][0], "id").to_owned();
    let link = api.new_link_to("https://example.com").await;
    let mut report = Report::default();
    let bad = |field| Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some(field) };
    let unknown = |field| Expected { status: 404, code_type: "NOT_FOUND", field: Some(field) };
    let taken = |field| Expected { status: 409, code_type: "ALREADY_EXISTS", field: Some(field) };
    let templates = "/v1/qrcode-templates";
    let apply = "/v1/qrcode-designs/apply-template";
    let links = "/v1/links";
    let published = format!("{templates}/{}/publish", text(&bare, "id"));
    let wearing = |field: &str, id: &str| json!({ "destination": "https://example.com", field: id });
    for (path, body, expected) in [
        (templates, json!({ "name": "x".repeat(201) }), bad("name")),
        (templates, json!({ "learn_more": "x".repeat(20_001) }), bad("learn_more")),
        (templates, json!({ "learnMore": "x".repeat(20_001) }), bad("learnMore")),
        (templates, json!({ "slug": "with space" }), bad("slug")),
        (templates, json!({ "slug": "first" }), taken("slug")),
        (templates, json!({ "slug": "ocean" }), taken("slug")),
        (templates, json!({ "qrcode_design_id": "x" }), bad("qrcode_design_id")),
        (templates, json!({ "qrcodeDesignId": NOWHERE }), unknown("qrcodeDesignId")),
        (templates, json!({ "qrcode_design_id": used["id"] }), taken("qrcode_design_id")),
        (templates, json!({ "qrcode_design_id": first["qrcode_design_id"] }), taken("qrcode_design_id")),
        (published.as_str(), json!({}), bad("slug")),
        (published.as_str(), json!({}), bad("name")),
        (published.as_str(), json!({}), bad("description")),
        (published.as_str(), json!({}), bad("workspace.slug")),
        ("/v1/qrcode-templates/import", json!({}), bad("slug")),
        ("/v1/qrcode-templates/import", json!({ "slug": "no-such" }), unknown("slug")),
        (apply, json!({ "link_id": "x", "template_slug": "ocean" }), bad("link_id")),
        (apply, json!({ "link_id": link["id"] }), bad("qrcode_template_id")),
        (
            apply,
            json!({ "linkId": link["id"], "templateSlug": "a", "qrcodeTemplateId": NOWHERE }),
            bad("qrcodeTemplateId"),
        ),
        (apply, json!({ "link_id": link["id"], "template_slug": "no-such" }), unknown("template_slug")),
        (apply, json!({ "link_id": NOWHERE, "template_slug": "ocean" }), unknown("link_id")),
        (links, wearing("qrcode_template_id", "x"), bad("qrcode_template_id")),
        (links, wearing("qrcodeTemplateId", NOWHERE), unknown("qrcodeTemplateId")),
        (links, wearing("qrcode_design_id", text(&first, "qrcode_design_id")), taken("qrcode_design_id")),
    ] {
        for prefix in ["", "/sdk"] {
            // Both dialects read both spellings; what is not in the body is named in the dialect's own.
            let own = prefix == "/sdk"
                && expected.field == Some("qrcode_template_id")
                && body["qrcode_template_id"].is_null();
            let expected =
                if own { Expected { field: Some("qrcodeTemplateId"), ..expected } } else { expected };
            let answer = api.post(&format!("{prefix}{path}"), &body).await;
            report.check(
                &format!("{path} {body}").chars().take(200).collect::<String>(),
                prefix,
                &answer,
                expected,
            );
        }
    }
    let both = json!({ "destination": "https://example.com", "qrcode_design_id": used["id"], "qrcode_template_id": built_in });
    report.check("both", "", &api.post(links, &both).await, bad("qrcode_template_id"));
    let forbidden = Expected { status: 403, code_type: "PERMISSION_DENIED", field: None };
    let own = format!("{templates}/{built_in}");
    report.check("change", "", &api.patch(&own, &json!({ "name": "Mine" })).await, forbidden);
    report.check("delete", "", &api.delete(&own).await, forbidden);
    let scope = api.get("/v1/qrcode-templates?scope=ALL").await;
    report.check("scope", "", &scope, bad("scope"));
    let kept = api.delete(&format!("/v1/qrcode-designs/{}", text(&first, "qrcode_design_id"))).await;
    report.check(
        "design in use",
        "",
        &kept,
        Expected { status: 409, code_type: "FAILED_PRECONDITION", field: None },
    );
    report.done();

    // What is published cannot lose what the gallery shows.
    let _ = api.put("/v1/workspace", &json!({ "slug": "refusals" })).await.ok();
    let path = format!("{templates}/{}", text(&first, "id"));
    let _ = api.patch(&path, &json!({ "description": "Fine." })).await.ok();
    let _ = api.post(&format!("{path}/publish"), &json!({})).await.ok();
    let mut report = Report::default();
    report.check("no slug", "", &api.patch(&path, &json!({ "slug": null })).await, bad("slug"));
    report.check("no name", "", &api.patch(&path, &json!({ "name": " " })).await, bad("name"));
    report.done();
    assert_eq!(api.get("/v1/metrics/workspace").await.ok()["total_qrcode_templates"], 2);
}

async fn new_template(api: &Api, fields: Value) -> Value {
    api.post("/v1/qrcode-templates", &fields).await.ok()["qrcode_template"].take()
}

async fn link(api: &Api, id: &str) -> Value {
    api.get(&format!("/v1/links/{id}")).await.ok()["link"].take()
}

/// The operations of templates.
const SERVED: &str = "
    qrcode_design_service_apply_template qrcode_templates_service_create_qrcode_template
    qrcode_templates_service_delete_qrcode_template qrcode_templates_service_get_qrcode_template
    qrcode_templates_service_import_qrcode_template qrcode_templates_service_list_qrcode_templates
    qrcode_templates_service_public_get_qrcode_template qrcode_templates_service_public_list_qrcode_templates
    qrcode_templates_service_publish_qrcode_template qrcode_templates_service_resolve_qrcode_template_images
    qrcode_templates_service_update_qrcode_template
";

async fn sdk(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Templates");
    let server = program.start().await;
    let arguments = [format!("{}/sdk", server.base()), token];
    let said = spawn_blocking(move || scripts::python("sdk/templates.py", &arguments, "")).await.unwrap();
    let called: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(called, SERVED.split_whitespace().collect::<Vec<_>>(), "called, then served");
}

/// Where codes of the test lead.
const PUBLIC: &str = "https://qr.example.com";

on_both_databases!(readable: built_in_templates_are_read_by_three_decoders_on_sqlite, built_in_templates_are_read_by_three_decoders_on_postgres);

async fn readable(database: Database) {
    // What codes say is the same in every run: whether a decoder reads one depends on it.
    let program = Program::new(database).with("QR_PUBLIC_URL", PUBLIC);
    let token = program.set_up("Readable");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let gallery = api.with_token(None).get("/v1/public/qrcode-templates?page_size=100").await.ok();
    let templates = gallery["qrcode_templates"].as_array().unwrap();
    assert!(templates.len() >= 12, "{gallery}");
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = Vec::new();
    for template in templates {
        let slug = text(template, "slug");
        let link = json!({ "destination": "https://example.com", "shortlink": format!("on-{slug}") });
        let link = api.new_link(link).await;
        let wearing = json!({ "link_id": link["id"], "template_slug": slug });
        let _ = api.post("/v1/qrcode-designs/apply-template", &wearing).await.ok();
        let image = api.visit(text(&link, "qrcode_signed_url").trim_start_matches(PUBLIC)).await;
        assert_eq!((image.status, image.header("content-type")), (200, "image/png"), "{slug}");
        let file = folder.path().join(format!("{slug}.png"));
        std::fs::write(&file, &image.bytes).unwrap();
        arguments.push(format!("{}={}?q", file.display(), text(&link, "entrypoint")));
    }
    let said = spawn_blocking(move || scripts::python("decode/printed.py", &arguments, "")).await.unwrap();
    assert_eq!(said.trim(), format!("{} read", templates.len()));

    // The page for people shows them all, in pictures that everybody may see.
    let page = api.visit("/-/templates").await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("<script"), "{}", page.text());
    for template in templates {
        let picture = format!("/-/templates/{}.svg", text(template, "slug"));
        assert!(page.text().contains(&format!("src=\"{picture}\"")), "{picture}");
        let image = api.visit(&picture).await;
        assert_eq!((image.status, image.header("content-type")), (200, "image/svg+xml"), "{picture}");
        let again = api.with_token(None).get_with(&picture, &[("if-none-match", image.header("etag"))]).await;
        assert_eq!(again.status, 304, "{picture}");
    }
    let found = api.visit("/-/templates?search=round").await.text();
    assert!(found.contains("id=\"ocean\"") && !found.contains("id=\"classic\""), "{found}");
    let none = api.visit("/-/templates?search=%3Cb%3Enothing").await.text();
    assert!(none.contains("&lt;b&gt;nothing") && !none.contains("<b>"), "{none}");
}
