//! Questions to DNS about names that customers say are theirs.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

/// How long one question may take, and how often it is asked.
const TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPTS: usize = 2;
/// Most aliases that are followed one after the other.
const ALIASES: usize = 8;

/// Why DNS did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct DnsError(String);

/// Asks DNS; nothing is remembered, since its askers want to know what they changed just now.
#[derive(Clone)]
pub(crate) struct Dns(TokioResolver);

impl std::fmt::Debug for Dns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dns")
    }
}

impl Dns {
    /// By these name servers, or by those of the system when there are none.
    pub(crate) fn new(servers: &[SocketAddr]) -> Result<Self, DnsError> {
        let mut builder = if servers.is_empty() {
            TokioResolver::builder_tokio().map_err(|error| DnsError(error.to_string()))?
        } else {
            let servers = servers.iter().map(|server| {
                let mut ways = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
                for way in &mut ways {
                    way.port = server.port();
                }
                NameServerConfig::new(server.ip(), true, ways)
            });
            let config = ResolverConfig::from_name_servers(servers.collect());
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        let options = builder.options_mut();
        options.timeout = TIMEOUT;
        options.attempts = ATTEMPTS;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        builder.build().map(Self).map_err(|error| DnsError(error.to_string()))
    }

    /// The texts of a name.
    pub(crate) async fn texts(&self, name: &str) -> Result<Vec<String>, DnsError> {
        self.ask(name, RecordType::TXT, |data| match data {
            RData::TXT(text) => {
                let bytes: Vec<u8> = text.txt_data.iter().flat_map(|part| part.iter().copied()).collect();
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ => None,
        })
        .await
    }

    /// The names that a name stands for, one after the other.
    pub(crate) async fn aliases(&self, name: &str) -> Result<Vec<String>, DnsError> {
        let mut aliases: Vec<String> = Vec::new();
        while aliases.len() < ALIASES {
            let last = aliases.last().map_or(name, String::as_str);
            let found = self.ask(last, RecordType::CNAME, |data| match data {
                RData::CNAME(alias) => Some(bare(&alias.0.to_ascii())),
                _ => None,
            });
            let Some(next) = found.await?.into_iter().next().filter(|next| !aliases.contains(next)) else {
                break;
            };
            aliases.push(next);
        }
        Ok(aliases)
    }

    /// The addresses of a name, of both families.
    pub(crate) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, DnsError> {
        let v4 = self.ask(name, RecordType::A, |data| match data {
            RData::A(address) => Some(IpAddr::V4(address.0)),
            _ => None,
        });
        let v6 = self.ask(name, RecordType::AAAA, |data| match data {
            RData::AAAA(address) => Some(IpAddr::V6(address.0)),
            _ => None,
        });
        let (v4, v6) = futures_util::future::join(v4, v6).await;
        Ok([v4?, v6?].concat())
    }

    /// The name servers of a zone.
    pub(crate) async fn nameservers(&self, zone: &str) -> Result<Vec<String>, DnsError> {
        let mut servers = self
            .ask(zone, RecordType::NS, |data| match data {
                RData::NS(server) => Some(bare(&server.0.to_ascii())),
                _ => None,
            })
            .await?;
        servers.sort_unstable();
        Ok(servers)
    }

    /// What a name has of one type; nothing is an answer too.
    async fn ask<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, DnsError> {
        // With a dot at its end a name is asked for as it is, without the system's search list.
        match self.0.lookup(format!("{}.", bare(name)), kind).await {
            Ok(found) => Ok(found.answers().iter().filter_map(|record| read(&record.data)).collect()),
            Err(error) if error.is_no_records_found() => nothing(error),
            Err(error) => Err(DnsError(error.to_string())),
        }
    }
}

/// No records: that there are none, unless the server says that it could not tell.
fn nothing<T>(error: NetError) -> Result<Vec<T>, DnsError> {
    use hickory_resolver::net::DnsError as Semantic;
    use hickory_resolver::proto::op::ResponseCode;
    match error {
        NetError::Dns(Semantic::NoRecordsFound(none))
            if !matches!(none.response_code, ResponseCode::NoError | ResponseCode::NXDomain) =>
        {
            Err(DnsError(format!("the name server says {}", none.response_code)))
        }
        _ => Ok(Vec::new()),
    }
}

fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}
