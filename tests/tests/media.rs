//! The media library: the official SDK over all its operations, files that are not what they say, imports from where nothing
//! may be fetched, and a real S3 server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::http::header::LOCATION;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{Api, Database, Program, S3, on_both_databases, scripts, text, until};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_blocking;

on_both_databases!(operations: the_sdk_calls_every_operation_on_sqlite, the_sdk_calls_every_operation_on_postgres);
on_both_databases!(interrupted: what_breaks_off_leaves_nothing_on_sqlite, what_breaks_off_leaves_nothing_on_postgres);
on_both_databases!(strangers: files_are_their_workspaces_on_sqlite, files_are_their_workspaces_on_postgres);
on_both_databases!(opened: links_open_files_on_sqlite, links_open_files_on_postgres);

/// The operations of the SDK's group.
const SERVED: &str = "
    media_service_complete_replace media_service_complete_upload media_service_create media_service_create_replace_upload
    media_service_create_upload media_service_delete media_service_get media_service_import media_service_list
    media_service_replace_import
";

/// A server elsewhere that has files, and addresses that lead on to them.
async fn elsewhere() -> String {
    async fn answer(uri: Uri) -> Response {
        let to = |place: &str| (StatusCode::FOUND, [(LOCATION, place.to_owned())]).into_response();
        match uri.path() {
            "/menu.pdf" => "%PDF-1.7 menu".into_response(),
            "/other.pdf" => "%PDF-1.7 other".into_response(),
            "/page" => "<!doctype html><title>no file</title>".into_response(),
            "/elsewhere" => to("/menu.pdf"),
            "/loop" => to("/loop"),
            "/inside" => to("http://10.0.0.1/menu.pdf"),
            "/file" => to("file:///etc/passwd"),
            "/large" => [b"%PDF-1.7".as_slice(), &vec![b' '; 25_000_000]].concat().into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { drop(axum::serve(listener, Router::new().fallback(answer)).await) });
    format!("http://{address}")
}

fn with_local_imports(program: Program) -> Program {
    program.with("QR_MEDIA__ALLOW_SUBNETS", "[127.0.0.0/8]").with("QR_MEDIA__ALLOW_HTTP", "true")
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path) } else { vec![path] }
        })
        .collect()
}

async fn called(program: &Program) {
    let token = program.set_up("Media");
    let server = program.start().await;
    let arguments = [format!("{}/sdk", server.base()), token, elsewhere().await];
    let said = spawn_blocking(move || scripts::python("sdk/media.py", &arguments, "")).await.unwrap();
    let called: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(called, SERVED.split_whitespace().collect::<Vec<_>>(), "called, then served");
    assert!(!server.log().contains("request failed"), "{}", server.log());
}

async fn operations(database: Database) {
    let program = with_local_imports(Program::new(database));
    called(&program).await;
    // Of all that came, the public drawing is left: what was refused, replaced and deleted is gone.
    let folder = program.folder().join("data/media");
    let left = files(&folder);
    assert_eq!(left.len(), 1, "{left:?}");
    let name = left[0].file_stem().unwrap().to_str().unwrap();
    assert_eq!(name.len(), 64, "under what it is: {left:?}");
}

#[tokio::test]
async fn files_lie_in_a_bucket() {
    let store = S3::start().await;
    let program = with_local_imports(Program::new(Database::Sqlite))
        .with("QR_MEDIA__S3__BUCKET", store.bucket())
        .with("QR_MEDIA__S3__ENDPOINT", store.endpoint())
        .with("QR_MEDIA__S3__ACCESS_KEY_ID", "key")
        .with("QR_MEDIA__S3__SECRET_ACCESS_KEY", "secret");
    called(&program).await;
    assert!(files(&program.folder().join("data/media")).is_empty());
    let left = store.keys().await;
    assert_eq!(left.len(), 1, "{left:?}");
}

async fn announce(api: &Api, size: usize) -> Value {
    let wanted = json!({ "file_name": "menu.pdf", "mime_type": "application/pdf", "size": size });
    api.post("/v1/media/uploads", &wanted).await.ok()
}

async fn put(api: &Api, upload: &Value, bytes: Vec<u8>) -> u16 {
    let kind = text(&upload["upload_headers"], "Content-Type");
    api.with_token(None).raw(Method::PUT, text(upload, "upload_url"), kind, bytes).await.status
}

async fn interrupted(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Media");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let folder = program.folder().join("data/media");
    let size = 8_000_000;
    let upload = announce(&api, size).await;
    let address = text(&upload, "upload_url");
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();

    // The connection is cut in the middle of the file.
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "PUT /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/pdf\r\ncontent-length: {size}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&[b"%PDF-1.7".as_slice(), &vec![b' '; 6_500_000]].concat()).await.unwrap();
    stream.flush().await.unwrap();
    until("the file to arrive", async || (!files(&folder).is_empty()).then_some(())).await;
    drop(stream);
    until("the cut file to go", async || files(&folder).is_empty().then_some(())).await;
    let complete = format!("/v1/media/{}:complete", text(&upload["media"], "id"));
    assert_eq!(api.post(&complete, &json!({})).await.status, 409, "nothing came");

    // More than was announced, without a length that tells.
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "PUT /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/pdf\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..9 {
        stream.write_all(&[b"f4240\r\n".as_slice(), &vec![b' '; 1_000_000], b"\r\n"].concat()).await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 413");
    until("the large file to go", async || files(&folder).is_empty().then_some(())).await;

    // The upload counts all the same, as often as it takes; the last file is the one.
    let whole = |letter: u8| [b"%PDF-1.7".as_slice(), &vec![letter; size - 8]].concat();
    assert_eq!(put(&api, &upload, whole(b'a')).await, 200);
    assert_eq!(put(&api, &upload, whole(b'b')).await, 200);
    let nothing = json!({});
    let (one, other) = tokio::join!(api.post(&complete, &nothing), api.post(&complete, &nothing));
    let statuses = [one.status, other.status];
    let expected = statuses.contains(&200) && statuses.iter().all(|status| [200, 409].contains(status));
    assert!(expected, "{}\n{}", one.text(), other.text());
    let media = api.post(&complete, &json!({})).await.ok()["media"].take();
    assert_eq!(api.visit(text(&media, "signed_url")).await.bytes, whole(b'b'));
    until("one file", async || (files(&folder).len() == 1).then_some(())).await;
}

async fn strangers(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Mine");
    let stranger = program.new_workspace("Theirs");
    let server = program.start().await;
    let mine = Api::new(server.base(), &token);
    let theirs = mine.with_token(Some(&stranger));
    let file = json!({ "file_name": "menu.pdf", "file_data": STANDARD.encode("%PDF-1.7 mine") });
    let media = mine.post("/v1/media", &file).await.ok()["media"].take();
    let upload = announce(&mine, 8).await;
    assert_eq!(put(&mine, &upload, b"%PDF-1.7".to_vec()).await, 200);
    let replacement = json!({ "file_name": "a.pdf", "mime_type": "application/pdf", "size": 9 });
    let (id, pending) = (text(&media, "id"), text(&upload["media"], "id"));
    let announced = mine.post(&format!("/v1/media/{id}/replace-uploads"), &replacement).await.ok();
    let replacement_id = text(&announced, "replacement_id");
    for prefix in ["", "/sdk"] {
        let path = |rest: &str| format!("{prefix}/v1/media/{rest}");
        let import = json!({ "url": "https://example.com/a.pdf" });
        for answer in [
            theirs.get(&path(id)).await,
            theirs.get(&path(pending)).await,
            theirs.delete(&path(id)).await,
            theirs.delete(&path(pending)).await,
            theirs.post(&path(&format!("{pending}:complete")), &json!({})).await,
            theirs.post(&path(&format!("{id}/replace-uploads")), &replacement).await,
            theirs.post(&path(&format!("{id}/replace-uploads/{replacement_id}:complete")), &json!({})).await,
            theirs.post(&path(&format!("{id}/replace:import")), &import).await,
        ] {
            assert_eq!(answer.status, 404, "{}", answer.text());
        }
        let answer = theirs.post(&format!("{prefix}/v1/links/open-media"), &json!({ "media_id": id })).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        let logo = json!({ "central_image_media_id": id });
        assert_eq!(theirs.post(&format!("{prefix}/v1/qrcode-designs"), &logo).await.status, 404);
        assert_eq!(theirs.post(&format!("{prefix}/v1/public/qrcode-designs"), &logo).await.status, 400);
        assert_eq!(theirs.get(&format!("{prefix}/v1/media")).await.json()["media"], json!([]));
    }
    // The same bytes may be in both.
    let copy = theirs.post("/v1/media", &file).await.ok()["media"].take();
    assert_eq!(theirs.delete(&format!("/v1/media/{}", text(&copy, "id"))).await.status, 200);
    assert_eq!(mine.visit(text(&media, "signed_url")).await.bytes, b"%PDF-1.7 mine");

    // A token that may read may not write: suffixes of ids are no way around that.
    let scopes = json!({ "name": "reader", "scopes": ["media:read"] });
    let reader = mine.post("/v1/workspace-tokens", &scopes).await.ok();
    let reader = mine.with_token(Some(text(&reader, "access_token")));
    assert_eq!(reader.get(&format!("/v1/media/{id}")).await.status, 200);
    for path in [
        format!("{pending}:complete"),
        format!("{id}/replace-uploads/{replacement_id}:complete"),
        id.to_owned(),
    ] {
        assert_eq!(reader.post(&format!("/v1/media/{path}"), &json!({})).await.status, 403, "{path}");
    }
    assert_eq!(mine.post(&format!("/v1/media/{id}"), &json!({})).await.status, 404, "no such operation");
}

async fn opened(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Media");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let file = |name: &str| json!({ "file_name": "menu.pdf", "file_data": STANDARD.encode(format!("%PDF-1.7 {name}")) });
    let media = api.post("/v1/media", &file("a")).await.ok()["media"].take();
    let other = api.post("/v1/media", &file("b")).await.ok()["media"].take();
    let fields = json!({ "media_id": media["id"], "fallback_destination": "https://example.com/instead" });
    let link = api.post("/v1/links/open-media", &fields).await.ok()["link"].take();
    assert_eq!(link["media_id"], media["id"], "{link}");
    let path = format!("/v1/links/{}", text(&link, "id"));

    let shown = api.visit(text(&link, "entrypoint")).await;
    assert_eq!(shown.status, 302);
    assert_eq!(api.visit(shown.header("location")).await.bytes, b"%PDF-1.7 a");
    let event = api.events(&link, 1).await["events"][0].take();
    assert_eq!(event["destination_action"], "EVENT_ACTION_OPEN_MEDIA", "{event}");
    assert!(!event.to_string().contains("sig="), "addresses of files are kept nowhere: {event}");

    // Another item, and back again by a destination.
    let changed = api.patch(&path, &json!({ "media_id": other["id"] })).await.ok()["link"].take();
    assert_eq!(changed["media_id"], other["id"], "{changed}");
    let shown = api.visit(text(&link, "entrypoint")).await;
    assert_eq!(api.visit(shown.header("location")).await.bytes, b"%PDF-1.7 b");
    let both = json!({ "media_id": media["id"], "destination": "https://example.com" });
    assert_eq!(api.patch(&path, &both).await.status, 400);
    assert_eq!(api.delete(&format!("/v1/media/{}", text(&media, "id"))).await.status, 200, "nobody opens it");
    assert_eq!(api.delete(&format!("/v1/media/{}", text(&other, "id"))).await.status, 409);

    // The file is lost where it lay: a person is told so.
    for file in files(&program.folder().join("data/media")) {
        fs::remove_file(file).unwrap();
    }
    let shown = api.visit(text(&link, "entrypoint")).await;
    let page = api.get_with(shown.header("location"), &[("accept", "text/html")]).await;
    assert_eq!((page.status, page.header("content-type")), (410, "text/html; charset=utf-8"));
    // A link that expired does not keep its file.
    let soon = (jiff::Timestamp::now() + Duration::from_millis(600)).to_string();
    assert_eq!(api.patch(&path, &json!({ "expires_at": soon })).await.status, 200);
    let path = format!("/v1/media/{}", text(&other, "id"));
    until("the link to expire", async || (api.delete(&path).await.status == 200).then_some(())).await;
}

#[tokio::test]
async fn imports_reach_nothing_that_is_not_public() {
    let program = Program::new(Database::Sqlite);
    let token = program.set_up("Strict");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    for url in [
        "http://example.com/menu.pdf",
        "https://127.0.0.1/menu.pdf",
        "https://[::1]/menu.pdf",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://localhost/",
        "https://example.com:8443/menu.pdf",
        "https://user:secret@example.com/",
        "file:///etc/passwd",
        "ftp://example.com/menu.pdf",
        "menu.pdf",
    ] {
        for path in ["/v1/media:import", "/sdk/v1/media:import"] {
            let answer = api.post(path, &json!({ "url": url })).await;
            assert_eq!(answer.status, 400, "{url}: {}", answer.text());
            assert_eq!(answer.json()["details"][0]["field"], "url", "{}", answer.text());
        }
    }
    drop(server);

    // Where some networks are allowed, a redirect leads no further than an address that is named.
    let program = with_local_imports(Program::new(Database::Sqlite));
    let token = program.set_up("Local");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let files_at = elsewhere().await;
    for (path, reason) in [
        ("inside", "does not lead to a public address"),
        ("file", "scheme"),
        ("loop", "redirects"),
        ("page", "none of what the library takes"),
        ("large", "25 MB"),
        ("nothing", "404"),
    ] {
        let answer = api.post("/v1/media:import", &json!({ "url": format!("{files_at}/{path}") })).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        assert!(answer.text().contains(reason), "{path}: {}", answer.text());
    }
    let left = program.folder().join("data/media");
    until("what was refused to go", async || files(&left).is_empty().then_some(())).await;
}
