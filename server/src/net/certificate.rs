//! The certificate that a name is served with: a TLS handshake, and nothing after it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
pub(crate) use rustls::Error as TlsError;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::{guard, tls};
use crate::domain::time::Timestamp;

/// How long one address may take, connection and handshake together.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most addresses that are tried.
const ADDRESSES: usize = 3;

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HandshakeError {
    /// One of the addresses must not be connected to. It is not named, or anybody could explore the operator's network.
    #[error("it does not lead to a public address")]
    Forbidden,
    /// The name has no address.
    #[error("it has no address")]
    Nowhere,
    /// No connection, or it broke.
    #[error("no connection can be made ({0})")]
    Unreachable(io::Error),
    /// It took too long.
    #[error("the handshake took longer than {} s", PATIENCE.as_secs())]
    TimedOut,
    /// The certificate does not count.
    #[error("{0}")]
    Untrusted(rustls::Error),
    /// The certificate cannot be read.
    #[error("the certificate cannot be read")]
    Unreadable,
}

/// Looks at certificates, by the system's authorities.
#[derive(Debug, Clone)]
pub(crate) struct Handshakes {
    client: Arc<ClientConfig>,
    allowed: Arc<[IpNet]>,
    port: u16,
}

impl Handshakes {
    /// At this port, at public addresses and those of the `allowed` networks.
    pub(crate) fn new(allowed: &[IpNet], port: u16) -> Result<Self, rustls::Error> {
        Self::trusting(tls::system_roots(), allowed, port)
    }

    fn trusting(roots: RootCertStore, allowed: &[IpNet], port: u16) -> Result<Self, rustls::Error> {
        Ok(Self { client: Arc::new(tls::client(roots)?), allowed: allowed.into(), port })
    }

    /// When the certificate begins and ends that these addresses show for a name.
    pub(crate) async fn life(
        &self,
        name: &str,
        addresses: &[IpAddr],
    ) -> Result<(Timestamp, Timestamp), HandshakeError> {
        if addresses.iter().any(|address| !guard::permits(*address, &self.allowed)) {
            return Err(HandshakeError::Forbidden);
        }
        let mut last = HandshakeError::Nowhere;
        for address in addresses.iter().take(ADDRESSES) {
            match timeout(PATIENCE, self.shake(name, SocketAddr::new(*address, self.port))).await {
                Ok(Ok(life)) => return Ok(life),
                Ok(Err(error)) => last = error,
                Err(_) => last = HandshakeError::TimedOut,
            }
        }
        Err(last)
    }

    async fn shake(&self, name: &str, address: SocketAddr) -> Result<(Timestamp, Timestamp), HandshakeError> {
        let host = ServerName::try_from(name.to_owned()).map_err(|_| HandshakeError::Nowhere)?;
        let stream = TcpStream::connect(address).await.map_err(HandshakeError::Unreachable)?;
        let connector = TlsConnector::from(Arc::clone(&self.client));
        let stream = connector.connect(host, stream).await.map_err(told)?;
        let (_, session) = stream.get_ref();
        let first = session.peer_certificates().and_then(<[_]>::first).ok_or(HandshakeError::Unreadable)?;
        let (_, read) = X509Certificate::from_der(first).map_err(|_| HandshakeError::Unreadable)?;
        let moment = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
        let validity = read.validity();
        Ok((moment(validity.not_before.timestamp()), moment(validity.not_after.timestamp())))
    }
}

/// A broken handshake, by whose fault.
fn told(error: io::Error) -> HandshakeError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(untrusted) => HandshakeError::Untrusted(untrusted.clone()),
        None => HandshakeError::Unreachable(error),
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    use super::*;

    /// A server with a certificate for `qr.example.com`, its port, and what trusts it.
    async fn server() -> (u16, RootCertStore) {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["qr.example.com".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let key = rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever distrusts the certificate hangs up.
                tokio::spawn(acceptor.accept(stream));
            }
        });
        (port, roots)
    }

    #[tokio::test]
    async fn certificates_are_judged_as_visitors_judge_them() {
        let (port, roots) = server().await;
        let loopback = ["127.0.0.0/8".parse().unwrap()];
        let addresses = ["127.0.0.1".parse().unwrap()];
        let trusting = Handshakes::trusting(roots.clone(), &loopback, port).unwrap();
        let (from, until) = trusting.life("qr.example.com", &addresses).await.unwrap();
        assert!(from < until);
        let other = trusting.life("other.example.com", &addresses).await;
        assert!(matches!(other, Err(HandshakeError::Untrusted(_))), "{other:?}");
        let distrusting = Handshakes::trusting(RootCertStore::empty(), &loopback, port).unwrap();
        let unknown = distrusting.life("qr.example.com", &addresses).await;
        assert!(matches!(unknown, Err(HandshakeError::Untrusted(_))), "{unknown:?}");
        let guarded = Handshakes::trusting(roots, &[], port).unwrap();
        let forbidden = guarded.life("qr.example.com", &addresses).await;
        assert!(matches!(forbidden, Err(HandshakeError::Forbidden)), "{forbidden:?}");
        assert!(matches!(trusting.life("qr.example.com", &[]).await, Err(HandshakeError::Nowhere)));
    }
}
