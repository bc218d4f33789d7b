//! Against real sockets: hostile receivers, and addresses that must not be reached.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::*;

const LOOPBACK: &str = "127.0.0.0/8 ::1/128";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
/// Far more than any exchange here takes, so that only a fault runs into it.
const LONG: Duration = Duration::from_secs(20);

fn config(allowed: &str) -> OutboundConfig {
    OutboundConfig {
        allow_subnets: allowed.split_whitespace().map(|network| network.parse().unwrap()).collect(),
        allow_http: true,
        user_agent: "qr-engine-test".to_owned(),
    }
}

fn client(allowed: &str) -> Outbound {
    Outbound::trusting(RootCertStore::empty(), Lookup::system(), config(allowed)).unwrap()
}

async fn post_within(outbound: &Outbound, url: &str, deadline: Duration) -> Result<Answer, OutboundError> {
    let url = Url::parse(url).unwrap();
    let headers = [("content-type", "application/json".to_owned())];
    let body = Bytes::from_static(b"{\"a\":1}");
    outbound.post(Request { url: &url, headers: &headers, body, deadline, max_response: 100 }).await
}

async fn post(outbound: &Outbound, url: &str) -> Result<Answer, OutboundError> {
    post_within(outbound, url, LONG).await
}

/// Reads one request: its head and as many bytes of body as it announces.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let read = stream.read_buf(&mut bytes).await.unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            body.len() >= length.map_or(0, |length| length.parse().unwrap())
        });
        if whole || read == 0 {
            return text.to_owned();
        }
    }
}

/// A receiver that reads a request from each connection, answers by `answer` and closes. Its address, and the requests.
async fn receiver<F, A>(answer: F) -> (SocketAddr, mpsc::UnboundedReceiver<String>)
where
    F: Fn(TcpStream) -> A + Send + Sync + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (seen, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            if seen.send(read_request(&mut stream).await).is_err() {
                return;
            }
            tokio::spawn(answer(stream));
        }
    });
    (address, requests)
}

/// A receiver that answers every request with these bytes.
async fn answering(bytes: impl Into<Vec<u8>>) -> (SocketAddr, mpsc::UnboundedReceiver<String>) {
    let bytes = Arc::new(bytes.into());
    receiver(move |mut stream| {
        let bytes = Arc::clone(&bytes);
        async move {
            stream.write_all(&bytes).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    })
    .await
}

#[tokio::test]
async fn sends_what_it_was_given_and_reads_the_answer() {
    let (address, mut requests) =
        answering("HTTP/1.1 503 Busy\r\nretry-after: 120\r\ncontent-length: 5\r\n\r\nlater").await;
    let answer = post(&client(LOOPBACK), &format!("http://{address}/hook?a=b")).await.unwrap();
    assert_eq!((answer.status, answer.retry_after.as_deref()), (503, Some("120")));
    assert_eq!((answer.body.as_str(), answer.truncated), ("later", false));
    assert!(answer.elapsed > Duration::ZERO && answer.elapsed < LONG);
    let request = requests.recv().await.unwrap();
    assert!(request.starts_with("POST /hook?a=b HTTP/1.1\r\n"), "{request}");
    for line in ["content-type: application/json", "user-agent: qr-engine-test", "content-length: 7"] {
        assert!(request.contains(&format!("{line}\r\n")), "{line} in {request}");
    }
    assert!(request.contains(&format!("host: {address}\r\n")), "{request}");
    assert!(!request.contains("accept-encoding") && !request.contains("referer"), "{request}");
    assert!(request.ends_with("\r\n\r\n{\"a\":1}"), "{request}");
}

#[tokio::test]
async fn redirects_are_answers_and_not_followed() {
    let (other, mut reached) = answering(OK).await;
    let moved = format!("HTTP/1.1 307 Moved\r\nlocation: http://{other}/\r\ncontent-length: 0\r\n\r\n");
    let (address, _requests) = answering(moved).await;
    assert_eq!(post(&client(LOOPBACK), &format!("http://{address}/")).await.unwrap().status, 307);
    assert!(reached.try_recv().is_err());
}

#[tokio::test]
async fn a_long_body_is_cut_and_an_endless_one_too() {
    let exact = format!("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}", "x".repeat(100));
    let (address, _requests) = answering(exact).await;
    let answer = post(&client(LOOPBACK), &format!("http://{address}/")).await.unwrap();
    assert_eq!((answer.body.len(), answer.truncated), (100, false));

    let (address, _requests) = receiver(|mut stream| async move {
        let head = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
        head.unwrap();
        let chunk = format!("1000\r\n{}\r\n", "y".repeat(0x1000));
        while stream.write_all(chunk.as_bytes()).await.is_ok() {}
    })
    .await;
    let answer = post(&client(LOOPBACK), &format!("http://{address}/")).await.unwrap();
    assert_eq!((answer.status, answer.body, answer.truncated), (200, "y".repeat(100), true));
}

#[tokio::test]
async fn a_body_becomes_text_that_any_database_holds() {
    let (address, _requests) =
        answering(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\na\0\xFFb".to_vec()).await;
    let answer = post(&client(LOOPBACK), &format!("http://{address}/")).await.unwrap();
    assert_eq!(answer.body, "a\u{FFFD}\u{FFFD}b");
}

#[tokio::test]
async fn the_deadline_covers_head_and_body() {
    let deadline = Duration::from_millis(300);
    // What is sent at once, and what follows every 20 ms: too slow for the 100 bytes after which a body is cut.
    for (head, drip) in [("", ""), ("HTTP/1.1 200 OK\r\nx-slow: ", "a"), ("HTTP/1.1 200 OK\r\n\r\n", "a")] {
        let (address, _requests) = receiver(move |mut stream| async move {
            stream.write_all(head.as_bytes()).await.unwrap();
            while stream.write_all(drip.as_bytes()).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
        let started = Instant::now();
        let result = post_within(&client(LOOPBACK), &format!("http://{address}/"), deadline).await;
        assert!(matches!(result, Err(OutboundError::Timeout(after)) if after == deadline), "{result:?}");
        assert!(started.elapsed() >= deadline && started.elapsed() < LONG);
        assert_eq!(outcome(&result), Outcome::TimedOut);
    }
}

#[tokio::test]
async fn addresses_that_are_not_public_are_not_connected_to() {
    let (address, mut requests) = answering(OK).await;
    let port = address.port();
    let strict = client("");
    for host in
        ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
    {
        let refused = post(&strict, &format!("http://{host}:{port}/")).await;
        let forbidden = matches!(&refused, Err(OutboundError::ForbiddenAddress { address, .. })
            if address.to_canonical().is_loopback() || address.is_unspecified());
        assert!(forbidden, "{host}: {refused:?}");
        assert_eq!(outcome(&refused), Outcome::Failed);
    }
    assert!(requests.try_recv().is_err(), "a refused request was sent");
    for host in ["127.0.0.1", "2130706433", "localhost"] {
        assert_eq!(
            post(&client(LOOPBACK), &format!("http://{host}:{port}/")).await.unwrap().status,
            200,
            "{host}"
        );
    }
}

/// A name that led to a good address when its owner registered it, and at the next look to the machine itself.
#[tokio::test]
async fn a_name_that_is_bound_anew_is_judged_anew() {
    // 127.0.0.2 stands for a public address; 127.0.0.1 is what must not be reached. Both listen on one port.
    let inside = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = inside.local_addr().unwrap().port();
    let outside = TcpListener::bind(("127.0.0.2", port)).await.unwrap();
    let answers = tokio::spawn(async move {
        let (mut stream, _) = outside.accept().await.unwrap();
        read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    });
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let lookup = Lookup::by(move |_| {
        let first = count.fetch_add(1, Ordering::Relaxed) == 0;
        vec![if first { "127.0.0.2:0" } else { "127.0.0.1:0" }.parse().unwrap()]
    });
    let client = Outbound::trusting(RootCertStore::empty(), lookup, config("127.0.0.2/32")).unwrap();
    let url = format!("http://rebinds.example:{port}/");
    assert_eq!(post(&client, &url).await.unwrap().status, 200);
    assert_eq!(asked.load(Ordering::Relaxed), 1, "connected to the very address that was judged");
    answers.await.unwrap();
    let refused = post(&client, &url).await;
    assert!(matches!(refused, Err(OutboundError::ForbiddenAddress { .. })), "{refused:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    let connected = tokio::time::timeout(Duration::from_millis(100), inside.accept()).await;
    assert!(connected.is_err(), "the machine itself was reached");

    // A mixed answer is no better than its worst part.
    let mixed = Lookup::by(|_| vec!["127.0.0.2:0".parse().unwrap(), "127.0.0.1:0".parse().unwrap()]);
    let client = Outbound::trusting(RootCertStore::empty(), mixed, config("127.0.0.2/32")).unwrap();
    assert!(matches!(post(&client, &url).await, Err(OutboundError::ForbiddenAddress { .. })));
}

#[tokio::test]
async fn resets_and_heads_without_end_are_failures_like_others() {
    let open = client(LOOPBACK);
    // Closed with what was sent unread: the other side is told by a reset.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.readable().await.unwrap();
            drop(stream);
        }
    });
    let reset = post(&open, &format!("http://{address}/")).await;
    assert!(matches!(reset, Err(OutboundError::Protocol(_))), "{reset:?}");
    assert_eq!(outcome(&reset), Outcome::Failed);

    for (start, line) in [
        ("HTTP/1.1 200 OK\r\n", format!("x-more: {}\r\n", "h".repeat(8_000))),
        ("HTTP/1.1 200 OK\r\nx-endless: ", "h".repeat(8_000)),
        ("HTTP/1.1 200 OK\r\n", "x-many: 1\r\n".repeat(50)),
    ] {
        let (address, _requests) = receiver(move |mut stream| {
            let line = line.clone();
            async move {
                stream.write_all(start.as_bytes()).await.unwrap();
                while stream.write_all(line.as_bytes()).await.is_ok() {}
            }
        })
        .await;
        let result = post(&open, &format!("http://{address}/")).await;
        assert!(matches!(result, Err(OutboundError::Protocol(_))), "{start:?}: {result:?}");
    }
}

#[tokio::test]
async fn a_receiver_that_speaks_no_tls_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let plain = post(&client(LOOPBACK), &format!("https://{address}/")).await;
    assert!(matches!(plain, Err(OutboundError::Tls(_))), "{plain:?}");
    assert_eq!(outcome(&plain), Outcome::Failed);
}

#[tokio::test]
async fn refusals_are_told_apart_from_failures() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let open = client(LOOPBACK);

    let refused = post(&open, &format!("http://127.0.0.1:{port}/?key=hidden")).await;
    assert!(matches!(&refused, Err(error) if error.is_connect() && !error.is_timeout()), "{refused:?}");
    assert_eq!(outcome(&refused), Outcome::Unconnected);
    let message = refused.unwrap_err();
    assert!(message.to_string().starts_with("no connection can be made (Connection refused"), "{message}");
    assert!(!format!("{message:?}").contains("hidden"), "{message:?}");

    let unknown = post(&open, "http://nothing.invalid/").await;
    assert!(
        matches!(&unknown, Err(OutboundError::Dns { host, .. }) if host == "nothing.invalid"),
        "{unknown:?}"
    );
    assert_eq!(outcome(&unknown), Outcome::Failed);

    let (address, _requests) = answering("this is no HTTP\r\n\r\n").await;
    let broken = post(&open, &format!("http://{address}/")).await;
    assert!(matches!(broken, Err(OutboundError::Protocol(_))), "{broken:?}");
    let (address, _requests) = answering("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort").await;
    let broken = post(&open, &format!("http://{address}/")).await;
    assert!(matches!(broken, Err(OutboundError::Protocol(_))), "{broken:?}");

    let secure = OutboundConfig { allow_http: false, ..config(LOOPBACK) };
    let secure = Outbound::trusting(RootCertStore::empty(), Lookup::system(), secure).unwrap();
    let insecure = post(&secure, &format!("http://{address}/")).await;
    assert!(matches!(insecure, Err(OutboundError::InsecureScheme)), "{insecure:?}");
    let named = post(&open, &format!("http://user@{address}/")).await;
    assert!(matches!(named, Err(OutboundError::BadUrl(target::UrlProblem::Credentials))), "{named:?}");

    let url = Url::parse(&format!("http://{address}/")).unwrap();
    let headers = [("x-note", "two\r\nlines".to_owned())];
    let request =
        Request { url: &url, headers: &headers, body: Bytes::new(), deadline: LONG, max_response: 0 };
    assert!(matches!(open.post(request).await, Err(OutboundError::BadHeader(name)) if name == "x-note"));
}

/// A receiver with a certificate for `localhost`, and the store that trusts it.
async fn encrypted() -> (u16, RootCertStore) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let server =
        rustls::ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions().unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let server = server.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that does not trust the certificate ends the handshake.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut buffer = [0; 4096];
            assert!(stream.read(&mut buffer).await.unwrap() > 0);
            stream.write_all(OK).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (port, roots)
}

#[tokio::test]
async fn certificates_are_checked() {
    let (port, roots) = encrypted().await;
    let trusting = Outbound::trusting(roots, Lookup::system(), config(LOOPBACK)).unwrap();
    assert_eq!(post(&trusting, &format!("https://localhost:{port}/")).await.unwrap().status, 200);
    // Not the name in the certificate.
    let other = post(&trusting, &format!("https://127.0.0.1:{port}/")).await;
    assert!(matches!(other, Err(OutboundError::Tls(_))), "{other:?}");
    let unknown = post(&client(LOOPBACK), &format!("https://localhost:{port}/")).await;
    assert!(matches!(unknown, Err(OutboundError::Tls(_))), "{unknown:?}");
    // A server that does not speak TLS at all.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(OK).await.unwrap();
        stream
    });
    let plain = post(&trusting, &format!("https://localhost:{plain}/")).await;
    assert!(matches!(plain, Err(OutboundError::Tls(_))), "{plain:?}");
    drop(serving.await.unwrap());
}

#[test]
fn the_systems_authorities_serve_for_a_client() {
    assert!(Outbound::new(config("")).is_ok());
    let bad_agent = OutboundConfig { user_agent: "a\nb".to_owned(), ..config("") };
    assert!(matches!(Outbound::new(bad_agent), Err(SetupError::Client(_))));
}

proptest! {
    /// No bytes from a receiver make the client panic or answer with more than was asked for.
    #[test]
    fn any_answer_is_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), valid_head: bool) {
        let head: &[u8] = if valid_head { b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" } else { b"" };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let result = runtime.block_on(async {
            let (address, _requests) = answering([head, &bytes].concat()).await;
            post(&client(LOOPBACK), &format!("http://{address}/")).await
        });
        if let Ok(answer) = result {
            prop_assert!(answer.body.chars().count() <= 100);
            prop_assert_eq!(answer.truncated, valid_head && bytes.len() > 100);
        }
    }
}
