//! The HTTP client for services that the operator named: addresses are theirs, so that none is judged.

use std::time::Duration;

use super::outbound::SetupError;
use super::tls;

/// Time for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Time without a byte after which an exchange counts as dead.
const IDLE: Duration = Duration::from_secs(30);

/// The client.
pub(crate) type Client = reqwest::Client;

/// A client that trusts the system's certificate authorities.
pub(crate) fn client() -> Result<Client, SetupError> {
    let client = Client::builder()
        .tls_backend_preconfigured(tls::client(tls::system_roots())?)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .read_timeout(IDLE)
        .build()?;
    Ok(client)
}
