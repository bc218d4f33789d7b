//! Names of customers: a name server whose zone tests write, and a server with a certificate.
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::repository;
use crate::scripts::interpreter;

/// A name server on 127.0.0.1 (dnslib's, which shares no code with the server under test). Stops when dropped.
#[derive(Debug)]
pub struct NameServer {
    child: Child,
    address: String,
    zone: PathBuf,
    _folder: TempDir,
}

impl NameServer {
    /// One with an empty zone.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for a zone");
        let zone = folder.path().join("zone");
        fs::write(&zone, "").expect("writing a zone");
        let script = repository().join("tests/dns/serve.py");
        let spawned = Command::new(interpreter()).arg(script).arg(&zone).stdout(Stdio::piped()).spawn();
        let mut child = spawned.expect("running tests/dns/serve.py; `make test` installs what it needs");
        let mut port = String::new();
        let output = child.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut port).expect("its port");
        assert!(!port.trim().is_empty(), "tests/dns/serve.py ended at its start");
        Self { child, address: format!("127.0.0.1:{}", port.trim()), zone, _folder: folder }
    }

    /// Its address and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Serves these records from now on, in the form of zone files.
    ///
    /// # Panics
    /// When they cannot be written.
    pub fn serve(&self, records: &[String]) {
        // Renamed into place: a question in between sees one zone or the other.
        let next = self.zone.with_extension("next");
        fs::write(&next, records.join("\n")).expect("writing a zone");
        fs::rename(&next, &self.zone).expect("renaming a zone");
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A TLS server on 127.0.0.1 with a certificate for one name, by an authority of its own. Stops when dropped.
#[derive(Debug)]
pub struct Certified {
    port: u16,
    authority: PathBuf,
    _folder: TempDir,
    serving: JoinHandle<()>,
}

impl Certified {
    /// One for this name.
    ///
    /// # Panics
    /// When it cannot listen, or a certificate cannot be made.
    pub async fn start(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for an authority");
        let authority_key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("an authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&authority_key).expect("an authority");
        let path = folder.path().join("authority.pem");
        fs::write(&path, authority.pem()).expect("writing an authority");
        let key = KeyPair::generate().expect("a key");
        let issuer = Issuer::from_params(&params, &authority_key);
        let certificate = CertificateParams::new(vec![name.to_owned()])
            .and_then(|params| params.signed_by(&key, &issuer))
            .expect("a certificate");
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = rustls::ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate with its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(acceptor.accept(stream));
            }
        });
        Self { port, authority: path, _folder: folder, serving }
    }

    /// Its port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The file of the authority that vouches for it.
    #[must_use]
    pub fn authority(&self) -> String {
        self.authority.display().to_string()
    }
}

impl Drop for Certified {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
