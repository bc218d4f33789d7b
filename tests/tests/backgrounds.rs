//! Pictures behind codes: kept with designs, drawn in every format, copied by templates, removed again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{
    Answer, Api, Database, Expected, Program, Report, decode_bytes, on_both_databases, photograph, text,
};
use serde_json::{Value, json};

on_both_databases!(backgrounds: pictures_lie_behind_codes_on_sqlite, pictures_lie_behind_codes_on_postgres);

async fn code(api: &Api, link: &Value) -> Answer {
    let answer = api.visit(text(link, "qrcode_signed_url")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

#[allow(clippy::too_many_lines, reason = "a story whose steps build on each other")]
async fn backgrounds(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Backgrounds");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let theirs = api.with_token(Some(&stranger));
    let logo = json!({ "central_image_data": base64_of(include_bytes!("../fixtures/logo.png")) });
    let design = json!({ "background_image_data": photograph(), "width": 600, "height": 600 });
    let design = api.new_design(&design).await;
    let path = format!("/v1/qrcode-designs/{}", text(&design, "id"));

    // Kept as it came, and given out by a signed address alone.
    let address = text(&design, "background_image_signed_url").to_owned();
    let kept = api.visit(&address).await;
    assert_eq!((kept.status, kept.header("content-type")), (200, "image/jpeg"));
    assert!(photograph().ends_with(&base64_of(&kept.bytes)), "byte for byte");
    assert_eq!(api.visit(&format!("{address}x")).await.status, 403);
    assert_eq!(design.get("central_image_signed_url"), None);
    let sdk = api.get(&format!("/sdk{path}")).await.ok()["qrcodeDesign"].take();
    assert!(text(&sdk, "backgroundImageSignedUrl").contains("/-/b/"), "{sdk}");

    // Drawn in every format, and read over.
    let link =
        api.new_link(json!({ "destination": "https://example.com", "qrcode_design_id": design["id"] })).await;
    let plain = api.new_design(&json!({ "width": 600, "height": 600 })).await;
    let bare =
        api.new_link(json!({ "destination": "https://example.com", "qrcode_design_id": plain["id"] })).await;
    for (format, kind) in
        [("png", "image/png"), ("jpeg", "image/jpeg"), ("webp", "image/webp"), ("svg", "image/svg+xml")]
    {
        let format = json!({ "output_file_format": format });
        for design in [&design, &plain] {
            let _ = api.patch(&format!("/v1/qrcode-designs/{}", text(design, "id")), &format).await.ok();
        }
        let (drawn, without) = (code(&api, &link).await, code(&api, &bare).await);
        assert_eq!(drawn.header("content-type"), kind);
        assert!(drawn.bytes.len() > without.bytes.len(), "{kind}: {} bytes", drawn.bytes.len());
        if kind == "image/png" {
            let entrypoint = format!("{}?q", text(&link, "entrypoint"));
            assert_eq!(decode_bytes(&drawn.bytes), Some(entrypoint));
        }
        if kind == "image/svg+xml" {
            assert!(drawn.text().contains("data:image/jpeg;base64,") && !without.text().contains("data:"));
        }
    }

    // It stays when other things change, and with a logo before it; what could not be read is refused.
    let changed = api.patch(&path, &logo).await.ok()["qrcode_design"].take();
    for address in ["background_image_signed_url", "central_image_signed_url"] {
        assert_eq!(api.visit(text(&changed, address)).await.status, 200, "{address}");
    }
    let mut report = Report::default();
    let bad = |field| Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some(field) };
    let opacity = "engine_options.backgroundOptions.imageOpacity";
    for (what, body, field) in [
        ("no base64", json!({ "background_image_data": "###" }), "background_image_data"),
        ("no image", json!({ "background_image_data": "aGVsbG8=" }), "background_image_data"),
        ("too large", json!({ "background_image_data": "A".repeat(4_100_000) }), "background_image_data"),
        ("modules like their background", json!({ "dots_options": { "color": "#eeeeee" } }), opacity),
        ("too strong", json!({ "engine_options": { "backgroundOptions": { "imageOpacity": 1 } } }), opacity),
        (
            "a picture among the engine's options",
            json!({ "engine_options": { "backgroundOptions": { "image": photograph() } } }),
            "engine_options.backgroundOptions.image",
        ),
    ] {
        report.check(what, "", &api.patch(&path, &body).await, bad(field));
    }
    report.done();
    assert_eq!(code(&api, &link).await.bytes, code(&api, &link).await.bytes, "as it was");
    let fainter = json!({ "engine_options": { "backgroundOptions": { "imageOpacity": 0.1 } } });
    let before = code(&api, &link).await.bytes;
    let _ = api.patch(&path, &fainter).await.ok();
    assert_ne!(code(&api, &link).await.bytes, before);

    // Templates take it along: to links that follow, to links of others that copy, and by import.
    let behind = async |api: &Api, link: &Value| {
        let path = format!("/v1/links/{}?include=qrcodeDesign", text(link, "id"));
        let design = api.get(&path).await.ok()["link"]["qrcode_design"].take();
        let address = design["background_image_signed_url"].as_str().map(str::to_owned);
        match address {
            Some(address) => Some(api.visit(&address).await.bytes),
            None => None,
        }
    };
    let looks = json!({ "background_image_data": photograph(), "width": 600, "height": 600 });
    let looks = api.new_design(&looks).await;
    let template = json!({ "name": "Mine", "slug": "with-a-view", "description": "A view", "qrcode_design_id": looks["id"] });
    let made = api.post("/v1/qrcode-templates", &template).await.ok()["qrcode_template"].take();
    let id = text(&made, "id");
    let dressed = json!({ "destination": "https://example.com", "qrcode_template_id": id });
    let worn = api.new_link(dressed.clone()).await;
    assert_eq!(behind(&api, &worn).await.as_ref(), Some(&kept.bytes), "a link that follows");
    let _ = api.put("/v1/workspace", &json!({ "slug": "views" })).await.ok();
    let _ = api.post(&format!("/v1/qrcode-templates/{id}/publish"), &json!({})).await.ok();
    let copied = theirs.new_link(dressed).await;
    assert_eq!(behind(&theirs, &copied).await.as_ref(), Some(&kept.bytes), "another workspace's copy");
    let imported = theirs.post("/v1/qrcode-templates/import", &json!({ "slug": "with-a-view" })).await.ok();
    let design_of_import = &imported["qrcode_template"]["qrcode_design"];
    assert!(design_of_import["background_image_signed_url"].is_string(), "{imported}");
    let path_of_looks = format!("/v1/qrcode-designs/{}", text(&looks, "id"));
    let removed = api.patch(&path_of_looks, &json!({ "background_image_data": null })).await.ok();
    assert_eq!(removed["qrcode_design"].get("background_image_signed_url"), None);
    assert_eq!(behind(&api, &worn).await, None, "it follows");
    assert_eq!(behind(&theirs, &copied).await.as_ref(), Some(&kept.bytes), "a copy stays");

    // Removed by null; empty texts say nothing.
    let _ = api.patch(&path, &json!({ "background_image_data": "" })).await.ok();
    assert_eq!(api.visit(text(&changed, "background_image_signed_url")).await.status, 200);
    let removed = api.patch(&format!("/sdk{path}"), &json!({ "backgroundImageData": null })).await.ok();
    assert_eq!(removed["qrcodeDesign"].get("backgroundImageSignedUrl"), None);
    assert_eq!(api.visit(&address).await.status, 404);
    assert!(!code(&api, &link).await.text().contains("data:image/jpeg"));

    // Without a token too: the first link that names it brings it into its workspace.
    let public = json!({ "background_image_data": photograph() });
    let public =
        api.with_token(None).post("/v1/public/qrcode-designs", &public).await.ok()["qrcode_design"].take();
    let adopted = json!({ "destination": "https://example.com", "qrcode_design_id": public["id"] });
    let adopted = api.new_link(adopted).await;
    assert_eq!(behind(&api, &adopted).await.as_ref(), Some(&kept.bytes));
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
