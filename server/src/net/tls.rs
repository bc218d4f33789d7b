//! TLS of outbound connections: rustls with ring, and the certificate authorities that the system trusts.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

/// The system's certificate authorities, so that an operator's own authority works once the system knows it. They are
/// found where OpenSSL looks (`SSL_CERT_FILE` and `SSL_CERT_DIR` name another place), on macOS in the keychain.
pub(super) fn system_roots() -> RootCertStore {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (trusted, unreadable) = roots.add_parsable_certificates(found.certs);
    for error in &found.errors {
        tracing::warn!(%error, "certificate authorities of the system that cannot be read");
    }
    if trusted == 0 {
        tracing::warn!(
            unreadable,
            "the system trusts no certificate authority, so nothing is reached by https: install the package \
             ca-certificates, or name a file of them in SSL_CERT_FILE"
        );
    }
    roots
}

/// A client's settings that trust `roots`. The cryptography is named here and not taken from the process, where another
/// library may have chosen one.
pub(super) fn client(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
    Ok(client.with_root_certificates(roots).with_no_client_auth())
}
