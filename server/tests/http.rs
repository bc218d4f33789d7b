//! The server over real sockets: health, the page, caching, compression, errors, shutdown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use qr_server::config::{Config, Database, Scan, Server};
use qr_server::http::Page;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// A server in this process, on a free port, stopped when dropped.
struct Running {
    address: SocketAddr,
    shutdown: CancellationToken,
    runtime: tokio::runtime::Runtime,
    serving: Option<tokio::task::JoinHandle<Result<(), qr_server::Error>>>,
    _data: tempfile::TempDir,
}

struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Running {
    fn start(page: Page) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let data = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", data.path().join("qr.db").display());
        let config = Config {
            server: Server { shutdown_grace_ms: 300, ..Server::default() },
            database: Database { url, ..Database::default() },
            scan: Scan { spool_dir: data.path().join("spool"), ..Scan::default() },
            ..Config::default()
        };
        let (told, ready) = std::sync::mpsc::channel();
        let ready_now = move || told.send(()).unwrap();
        let serving =
            Some(runtime.spawn(qr_server::run(config, page, listener, ready_now, shutdown.clone())));
        ready.recv_timeout(Duration::from_secs(20)).unwrap();
        Self { address, shutdown, runtime, serving, _data: data }
    }

    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers)
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let extra = lines.concat();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{extra}\r\n").unwrap();
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).unwrap();
        Answer::parse(&raw)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

impl Answer {
    fn parse(raw: &[u8]) -> Self {
        let split = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&raw[..split]).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: raw[split + 4..].to_vec() }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

fn page() -> Page {
    Page::from_files([
        ("index.html", Cow::Borrowed(&b"<!doctype html><title>Designer</title>"[..])),
        ("index.html.br", Cow::Borrowed(b"brotli bytes")),
        ("index.html.gz", Cow::Borrowed(b"gzip bytes")),
        ("assets/app-1a2b3c.js", Cow::Borrowed(b"export {}")),
        ("assets/engine.wasm", Cow::Borrowed(b"\0asm")),
    ])
}

#[test]
fn health_and_readiness_answer() {
    let server = Running::start(Page::default());
    for path in ["/healthz", "/readyz"] {
        let answer = server.get(path, &[]);
        assert_eq!((answer.status, answer.json()), (200, serde_json::json!({"status": "ok"})), "{path}");
    }
}

#[test]
fn the_page_is_served_with_its_types_and_cache_rules() {
    let server = Running::start(page());
    let index = server.get("/", &[]);
    assert_eq!(index.status, 200);
    assert_eq!(index.body, b"<!doctype html><title>Designer</title>");
    assert_eq!(index.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(index.header("cache-control"), "no-cache");
    let script = server.get("/assets/app-1a2b3c.js", &[]);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(server.get("/assets/engine.wasm", &[]).header("content-type"), "application/wasm");
    let head = server.ask("HEAD", "/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), index.body.len().to_string());
}

#[test]
fn what_was_compressed_at_build_time_goes_out_compressed() {
    let server = Running::start(page());
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", "br", &b"brotli bytes"[..]),
        ("gzip;q=0.5, BR;q=0", "gzip", b"gzip bytes"),
        ("identity", "", b"<!doctype html><title>Designer</title>"),
    ] {
        let answer = server.get("/", &[("Accept-Encoding", accepted)]);
        assert_eq!((answer.header("content-encoding"), &answer.body[..]), (encoding, body), "{accepted}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
    assert_eq!(
        server.get("/index.html.br", &[]).status,
        404,
        "compressed forms have no address of their own"
    );
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let server = Running::start(page());
    let etag = server.get("/", &[]).header("etag").to_owned();
    for tags in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let answer = server.get("/", &[("If-None-Match", &tags)]);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{tags}");
        assert_eq!(answer.header("etag"), etag);
    }
    assert_eq!(server.get("/", &[("If-None-Match", "\"other\"")]).status, 200);
    let compressed = server.get("/", &[("If-None-Match", &etag), ("Accept-Encoding", "br")]);
    assert_eq!(compressed.status, 200, "another encoding is another entity");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let server = Running::start(page());
    for path in ["/", "/healthz", "/no/where"] {
        let answer = server.get(path, &[]);
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|directive| directive == part), "{path}: {part} not in {policy}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
    }
}

#[test]
fn errors_have_one_shape() {
    let server = Running::start(page());
    let cases = [
        ("GET", "/no/where", 404, "NOT_FOUND"),
        ("POST", "/no/where", 404, "NOT_FOUND"),
        ("POST", "/healthz", 405, "METHOD_NOT_ALLOWED"),
        ("PUT", "/", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "/assets/engine.wasm", 405, "METHOD_NOT_ALLOWED"),
    ];
    for (method, path, status, code_type) in cases {
        let answer = server.ask(method, path, &[]);
        let body = answer.json();
        assert_eq!(
            (answer.status, body["code"].as_u64(), body["code_type"].as_str()),
            (status, Some(status.into()), Some(code_type))
        );
        assert!(body["message"].as_str().unwrap().contains(path) && body["details"].is_array(), "{body}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("allow"), if status == 405 { "GET,HEAD" } else { "" }, "{method} {path}");
    }
}

#[test]
fn without_a_built_page_the_answer_tells_what_to_do() {
    let server = Running::start(Page::default());
    let answer = server.get("/", &[]);
    assert_eq!(answer.status, 503);
    assert!(String::from_utf8(answer.body).unwrap().contains("make demo"));
}

#[test]
fn a_stop_ends_the_server_even_when_a_client_dawdles() {
    let mut server = Running::start(page());
    let mut dawdler = TcpStream::connect(server.address).unwrap();
    write!(dawdler, "GET / HTTP/1.1\r\nHost: te").unwrap();
    assert_eq!(server.get("/readyz", &[]).status, 200);
    server.shutdown.cancel();
    let serving = server.serving.take().unwrap();
    let ended = async { tokio::time::timeout(Duration::from_secs(5), serving).await };
    server.runtime.block_on(ended).expect("the server did not stop in time").unwrap().unwrap();
}
