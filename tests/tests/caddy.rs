//! The documented Caddyfile in the real Caddy: names that are proved get a certificate, others no handshake.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use e2e::{Api, Database, NameServer, Program, repository, text, until};
use reqwest::Certificate;
use serde_json::json;

/// Killed when dropped.
struct Caddy(Child);

impl Drop for Caddy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Caddy on `PATH`, or where `tools/install-test-tools.sh` put it.
fn caddy() -> PathBuf {
    let own = repository().join(".tools/caddy/usr/bin/caddy");
    if own.exists() { own } else { PathBuf::from("caddy") }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A client that finds both names at Caddy, and trusts this authority.
fn browser(port: u16, authority: &[u8]) -> reqwest::Client {
    let caddy = SocketAddr::from(([127, 0, 0, 1], port));
    let _ = e2e::http::client();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tls_certs_only([Certificate::from_pem(authority).unwrap()])
        .resolve("qr.example.com", caddy)
        .resolve("evil.example.com", caddy)
        .build()
        .unwrap()
}

#[tokio::test]
async fn caddy_gets_certificates_for_proved_names_alone() {
    let names = NameServer::start();
    let program = Program::new(Database::Sqlite)
        .with("QR_DOMAINS__NAMESERVERS", names.address())
        .with("QR_DOMAINS__TARGET", "go.example.net");
    let token = program.set_up("Caddy");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);

    // The file as it is documented, but for its ports, and with certificates of Caddy's own authority.
    let documented = std::fs::read_to_string(repository().join("docs/Caddyfile")).unwrap();
    let page = std::fs::read_to_string(repository().join("docs/custom-domains.md")).unwrap();
    let shown = documented.split_once("\n{\n").unwrap().1;
    assert!(page.contains(shown), "docs/custom-domains.md shows docs/Caddyfile");
    let (http, https) = (free_port(), free_port());
    let address = server.base().trim_start_matches("http://");
    let local = format!(
        "\n{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {http}\n\thttps_port {https}\n"
    );
    let config = documented.replace("127.0.0.1:8080", address).replacen("\n{\n", &local, 1);
    let file = program.folder().join("Caddyfile");
    std::fs::write(&file, &config).unwrap();
    let child = Command::new(caddy())
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&file)
        .env("HOME", program.folder())
        .env("XDG_DATA_HOME", program.folder())
        .env("XDG_CONFIG_HOME", program.folder())
        .stderr(Stdio::from(std::fs::File::create(program.folder().join("caddy.log")).unwrap()))
        .spawn()
        .expect("Caddy; `make test` installs it");
    let _caddy = Caddy(child);

    let domain =
        api.post("/v1/custom-domains", &json!({ "name": "qr.example.com" })).await.ok()["custom_domain"]
            .take();
    let link = json!({ "destination": "https://example.com/menu", "shortlink": "menu", "custom_domain_id": domain["id"] });
    api.new_link(link).await;
    let root = program.folder().join("caddy/pki/authorities/local/root.crt");
    let authority = until("Caddy's authority", async || std::fs::read(&root).ok()).await;
    let browser = browser(https, &authority);
    let visit = async |name: &str| browser.get(format!("https://{name}:{https}/menu?q")).send().await;
    until("Caddy's port", async || tokio::net::TcpStream::connect(("127.0.0.1", https)).await.ok()).await;

    assert!(visit("qr.example.com").await.is_err(), "nobody has proved it");
    let path = format!("/v1/custom-domains/{}", text(&domain, "id"));
    let guide = api.get(&format!("{path}/setup-guide")).await.ok();
    let proof = &guide["setup_guide"]["records"][1];
    names.serve(&[format!("{}. 60 IN TXT \"{}\"", text(proof, "name"), text(proof, "value"))]);
    let checked = api.post(&format!("{path}/check"), &json!({})).await.ok()["custom_domain"].take();
    assert!(checked["verified_at"].is_string(), "{checked}");
    let led = until("a certificate", async || visit("qr.example.com").await.ok()).await;
    assert_eq!(
        (led.status().as_u16(), led.headers()["location"].to_str().unwrap()),
        (302, "https://example.com/menu")
    );
    let log = || std::fs::read_to_string(program.folder().join("caddy.log")).unwrap();
    assert!(visit("evil.example.com").await.is_err(), "{}", log());
}
