//! The live stream of events: cut again and again, by readers and by servers that are killed, it loses and doubles nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use e2e::{Api, Database, PHONE, Program, on_both_databases, text, until};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

on_both_databases!(cut: a_stream_that_is_cut_loses_and_doubles_nothing_on_sqlite, a_stream_that_is_cut_loses_and_doubles_nothing_on_postgres);
on_both_databases!(ends: streams_beat_and_end_cleanly_on_sqlite, streams_beat_and_end_cleanly_on_postgres);

/// Scans between two kills, and how often that goes on.
const SCANS: usize = 60;
const ROUNDS: usize = 3;
/// How long a stream may take to tell what there is.
const PATIENCE: Duration = Duration::from_secs(30);

/// A message: its cursor, and its event if it is no heartbeat.
type Message = (String, Option<Value>);

/// Opens a stream.
async fn open(api: &Api, query: &str, last: Option<&str>) -> Result<Response, reqwest::Error> {
    let request = api.request(Method::GET, &format!("/v1/events/stream?{query}"));
    match last {
        Some(last) => request.header("last-event-id", last),
        None => request,
    }
    .send()
    .await
}

/// The messages of a text that are whole, and how long they are together.
fn messages(text: &str) -> (Vec<Message>, usize) {
    let whole = text.rfind("\n\n").map_or(0, |end| end + 2);
    let blocks = text[..whole].split("\n\n").filter(|block| !block.is_empty());
    let message = |block: &str| {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let data = field("data:").map(|data| serde_json::from_str(data).unwrap());
        (field("id:").expect("every message has a cursor").to_owned(), data)
    };
    (blocks.map(message).collect(), whole)
}

/// All that a stream tells that does not go on.
async fn all(api: &Api, query: &str) -> Vec<Value> {
    let answer = open(api, &format!("cursor=0&follow=false&{query}"), None).await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    let (all, whole) = messages(&text);
    assert_eq!(whole, text.len(), "it ends with a whole message");
    all.into_iter().filter_map(|(_, event)| event).collect()
}

fn ids(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| text(event, "id").to_owned()).collect()
}

/// Reads a stream whose server and connection come and go, cut after a few bytes each time, until it is told to stop.
async fn read(base: Arc<Mutex<String>>, token: String, stop: Arc<AtomicBool>) -> Vec<String> {
    let (mut last, mut seen) = (None::<String>, Vec::new());
    while !stop.load(Ordering::Relaxed) {
        let api = Api::new(&base.lock().unwrap().clone(), &token);
        let Ok(mut answer) = open(&api, "cursor=0", last.as_deref()).await else {
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (mut kept, most) = (Vec::new(), rand::random_range(200..20_000));
        // Cut in the midst of a message, too: what is not whole is not counted.
        while kept.len() < most {
            match timeout(Duration::from_millis(300), answer.chunk()).await {
                Ok(Ok(Some(bytes))) => kept.extend_from_slice(&bytes),
                _ => break,
            }
        }
        kept.truncate(most);
        // An event is ASCII here, so that no cut makes it none.
        for (cursor, event) in messages(&String::from_utf8(kept).unwrap()).0 {
            seen.extend(event.map(|event| text(&event, "id").to_owned()));
            last = Some(cursor);
        }
    }
    seen
}

async fn cut(database: Database) {
    let program = Program::new(database).with("QR_LIMITS__TOKEN_PER_MINUTE", "100000");
    let token = program.set_up("Live");
    let stranger = program.new_workspace("Theirs");
    let mut server = program.start().await;
    let links = [
        Api::new(server.base(), &token).new_link_to("https://example.com/a").await,
        Api::new(server.base(), &token).new_link_to("https://example.com/b").await,
    ];
    let slugs = links.each_ref().map(|link| text(link, "shortlink").to_owned());
    let base = Arc::new(Mutex::new(server.base().to_owned()));
    let stop = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn(read(base.clone(), token.clone(), stop.clone()));
    // On PostgreSQL a second server takes scans too.
    let second = match program.database() {
        "PostgreSQL" => Some(program.start().await),
        _ => None,
    };
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    for round in 0..ROUNDS {
        let bases = [server.base(), second.as_ref().map_or(server.base(), |second| second.base())];
        let scans = (0..SCANS).map(|number| {
            let address = format!("{}/{}?q", bases[number / 2 % 2], slugs[number % 2]);
            tokio::spawn(client.get(address).header("user-agent", format!("{PHONE} {round}-{number}")).send())
        });
        for scan in scans.collect::<Vec<_>>() {
            assert_eq!(scan.await.unwrap().unwrap().status(), 302);
        }
        if round + 1 < ROUNDS {
            server.kill().await;
            server = program.start().await;
            server.base().clone_into(&mut base.lock().unwrap());
        }
    }
    let api = Api::new(server.base(), &token);
    let total = (ROUNDS * SCANS) as u64;
    let listed = until("every scan", async || {
        let list = api.get("/v1/events/list?page_size=1000").await.ok();
        (list["total_count"].as_u64() == Some(total)).then(|| list["events"].as_array().unwrap().clone())
    })
    .await;
    let listed: BTreeSet<String> = ids(&listed).into_iter().collect();
    let whole = ids(&all(&api, "").await);
    assert_eq!((whole.len() as u64, whole.iter().cloned().collect()), (total, listed), "each once");
    // The reader gets some time to come to the end.
    sleep(Duration::from_secs(3)).await;
    stop.store(true, Ordering::Relaxed);
    assert_eq!(reader.await.unwrap(), whole, "what was read in pieces is what is read at once");

    for link in &links {
        let theirs = all(&api, &format!("link_id={}&include=device,traces", text(link, "id"))).await;
        assert_eq!(theirs.len() as u64, total / 2);
        assert!(theirs.iter().all(|event| event["link_id"] == link["id"] && event["device"].is_object()));
    }
    assert_eq!(all(&api, "end_date=2020-01-01").await, [Value::Null; 0]);
    assert_eq!(all(&api.with_token(Some(&stranger)), "").await, [Value::Null; 0]);
    let sdk = open(&api, "follow=false&cursor=0", None).await.unwrap();
    assert_eq!(sdk.headers()["content-type"], "text/event-stream");
}

/// Reads on until a message fits.
async fn next(answer: &mut Response, mut fits: impl FnMut(&Message) -> bool) -> Message {
    let mut kept = String::new();
    loop {
        let bytes = timeout(PATIENCE, answer.chunk()).await.expect("it tells something").unwrap();
        kept.push_str(std::str::from_utf8(&bytes.expect("it goes on")).unwrap());
        let (all, whole) = messages(&kept);
        kept.drain(..whole);
        if let Some(found) = all.into_iter().find(&mut fits) {
            return found;
        }
    }
}

async fn ends(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Live");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let [link, quiet] =
        [api.new_link_to("https://example.com/a").await, api.new_link_to("https://example.com/b").await];
    let other = api.post("/v1/workspace-tokens", &json!({ "name": "short" })).await.ok();
    let lent = api.with_token(Some(text(&other, "access_token")));

    // Refusals, in the caller's words.
    for (query, last, field) in [
        ("cursor=abc", None, "cursor"),
        ("cursor=-1", None, "cursor"),
        ("cursor=1", None, "cursor"),
        ("", Some("99999999999999999999"), "Last-Event-ID"),
        ("follow=maybe", None, "follow"),
        ("link_id=x", None, "link_id"),
    ] {
        let refused = open(&api, query, last).await.unwrap();
        assert_eq!(refused.status(), 400, "{query}");
        let body: Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
        assert_eq!(body["details"][0]["field"], field, "{query}: {body}");
    }

    let mut newest = open(&api, "", None).await.unwrap();
    let mut beating = open(&api, &format!("link_id={}", text(&quiet, "id")), None).await.unwrap();
    let mut revoked = open(&lent, "", None).await.unwrap();
    assert_eq!(next(&mut newest, |_| true).await, ("0".to_owned(), None), "it tells where it begins");
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    let (cursor, event) = next(&mut newest, |(_, event)| event.is_some()).await;
    assert_eq!((cursor.as_str(), &event.unwrap()["link_id"]), ("1", &link["id"]));
    assert!(api.delete(&format!("/v1/workspace-tokens/{}", text(&other["token"], "id"))).await.status == 200);

    // A quiet stream's cursor moves with what it passes by; a token that was revoked ends its stream.
    assert_eq!(next(&mut beating, |(cursor, _)| cursor == "1").await, ("1".to_owned(), None));
    let ended = timeout(PATIENCE, async { while let Ok(Some(_)) = revoked.chunk().await {} }).await;
    assert!(ended.is_ok(), "a revoked token goes on");

    // A server that stops ends its streams, and waits for nobody.
    assert!(server.stop().await.success());
    let rest = timeout(PATIENCE, async { while newest.chunk().await.unwrap().is_some() {} }).await;
    assert!(rest.is_ok(), "a stream goes on without its server");
}
