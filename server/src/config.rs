//! Configuration: defaults, then a TOML file, then the environment, then flags; unknown keys are errors.
//!
//! An environment variable is `QR_SECTION__KEY` (`QR_SCAN__MAX_WAIT_MS=500`); lists are separated by commas. `DATABASE_URL` and
//! `QR_PUBLIC_URL` stand for `QR_DATABASE__URL` and `QR_SERVER__PUBLIC_URL`, `QR_CONFIG` names the file. Only this
//! module reads the environment.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use ipnet::IpNet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Everything that can be set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the server listens and how it is reached.
    pub server: Server,
    /// Where everything is kept.
    pub database: Database,
    /// How scans are answered and recorded.
    pub scan: Scan,
    /// Where visitors are.
    pub geo: Geo,
    /// Where links may lead.
    pub links: Links,
    /// Names of customers that links live on.
    pub domains: Domains,
    /// How webhooks are delivered.
    pub webhooks: Webhooks,
    /// How workspaces' own scorers of visitors are asked.
    pub lead_scoring: LeadScoring,
    /// Where files of the media library lie.
    pub media: Media,
    /// How much clients may ask.
    pub limits: Limits,
}

/// Where files of the media library lie, and where they may be fetched from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// The folder that they lie in. Default: `data/media`.
    pub folder: PathBuf,
    /// The bucket that they lie in instead, which several servers can share. Default: none.
    pub s3: Option<S3>,
    /// Private networks that files may be imported from all the same. Default: none.
    #[serde(deserialize_with = "networks")]
    pub allow_subnets: Vec<IpNet>,
    /// Whether files may be imported from `http:` addresses, and from any port. Default: false.
    pub allow_http: bool,
    /// How many MB the files of one workspace may have together. Default: 5000.
    pub allowance_mb: u64,
}

/// A bucket of an S3-compatible store.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// Its name.
    pub bucket: String,
    /// The store's address; that of Amazon in the region when left out.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The region. Default: `us-east-1`.
    #[serde(default = "us_east_1")]
    pub region: String,
    /// Id of the key that opens it.
    pub access_key_id: String,
    /// That key.
    pub secret_access_key: String,
    /// Whether the bucket's name is a part of the store's host name. Default: false.
    #[serde(default)]
    pub virtual_hosted: bool,
}

fn us_east_1() -> String {
    "us-east-1".to_owned()
}

/// Where the server listens and how it is reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on; port 0 picks a free one. Default: `127.0.0.1:8080`.
    pub listen: String,
    /// Base of every URL that the server hands out, without a slash at its end. Default: `http://` and the address that
    /// it listens on.
    pub public_url: Option<String>,
    /// Address and port of the Prometheus metrics, at `/metrics`. Default: none are served.
    pub metrics_listen: Option<String>,
    /// Networks of proxies whose `X-Forwarded-For` counts. Default: none.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// How long open requests may take to finish once the server was asked to stop, in ms. Default: 10000.
    pub shutdown_grace_ms: u64,
}

/// Where everything is kept.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`. Default: `sqlite:data/qr.db`.
    pub url: String,
    /// Most connections to PostgreSQL. Default: 16.
    pub connections: u32,
    /// Whether `serve` brings the schema up to date when it starts. Default: true.
    pub migrate: bool,
}

/// When a scan is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Once its event is committed, or synced to the spool file.
    Durable,
    /// At once; what is not committed yet is lost when the process is killed.
    Buffered,
}

/// How scans are answered and recorded.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scan {
    /// When a scan is answered. Default: `durable`.
    pub durability: Durability,
    /// How long an answer waits for its commit before the event goes to the spool file, in ms; on SQLite it goes there at
    /// once. Default: 250.
    pub max_wait_ms: u64,
    /// Folder of the spool file; on SQLite every scan lies in it for a moment. Default: `data/spool`.
    pub spool_dir: PathBuf,
    /// Most scans that wait for their commit at once; further ones wait to wait. Default: 4096.
    pub queue: usize,
}

/// Where visitors are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Geo {
    /// A file of countries or cities by network, in MaxMind's format (`.mmdb`), read at the start. Default: none, and
    /// places stay unknown.
    pub database: Option<PathBuf>,
}

/// Where links may lead.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// Schemes of apps that links may open on phones beside http and https, such as `myapp`. Default: none.
    #[serde(deserialize_with = "words")]
    pub app_schemes: Vec<String>,
}

/// Names of customers that links live on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Domains {
    /// The host that customers point their names at. Default: that of `server.public_url`.
    pub target: Option<String>,
    /// Addresses that customers' names may lead to, beside those that the target has in DNS. Default: none.
    #[serde(deserialize_with = "list")]
    pub addresses: Vec<IpAddr>,
    /// Name servers that are asked, as address and port, such as `9.9.9.9:53`. Default: those of the system.
    #[serde(deserialize_with = "list")]
    pub nameservers: Vec<SocketAddr>,
    /// Private networks that names may lead to when their certificate is looked at. Default: none.
    #[serde(deserialize_with = "networks")]
    pub allow_subnets: Vec<IpNet>,
    /// Port at which certificates are looked at. Default: 443.
    pub https_port: u16,
    /// Whether customers have to prove by a TXT record that a name is theirs. Default: true. Without it the first workspace
    /// that names a host has it: for servers all of whose workspaces trust each other.
    pub verify: bool,
}

/// How webhooks are delivered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    /// Private networks that webhooks may reach all the same. Default: none.
    #[serde(deserialize_with = "networks")]
    pub allow_subnets: Vec<IpNet>,
    /// Whether endpoints may be `http:`. Default: false.
    pub allow_http: bool,
    /// How long an endpoint may take to answer, in ms. Default: 15000.
    pub timeout_ms: u64,
    /// Most attempts at once. Default: 128.
    pub concurrency: usize,
    /// Most attempts at one endpoint at once. Default: 4.
    pub endpoint_concurrency: usize,
    /// How long messages and their attempts are kept, in days. Default: 30.
    pub keep_days: u32,
}

/// How workspaces' own scorers of visitors are asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeadScoring {
    /// Whether workspaces may have scorers of their own. Default: true. Without it nothing is sent, and the rules stand.
    pub external: bool,
    /// Private networks that scorers may be in all the same. Default: none.
    #[serde(deserialize_with = "networks")]
    pub allow_subnets: Vec<IpNet>,
    /// Whether scorers may be `http:`. Default: false.
    pub allow_http: bool,
    /// The longest that a workspace may let its scorer take to answer, in ms. Default: 10000.
    pub timeout_ms: u64,
    /// Most requests to scorers at once. Default: 32.
    pub concurrency: usize,
    /// Most requests to one scorer at once. Default: 4.
    pub scorer_concurrency: usize,
}

/// How much clients may ask in a minute.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests of one token. Default: 1000.
    pub token_per_minute: u32,
    /// Requests of one address without a token. Default: 300.
    pub address_per_minute: u32,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: None,
            metrics_listen: None,
            trusted_proxies: Vec::new(),
            shutdown_grace_ms: 10_000,
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:data/qr.db".to_owned(), connections: 16, migrate: true }
    }
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            durability: Durability::Durable,
            max_wait_ms: 250,
            spool_dir: PathBuf::from("data/spool"),
            queue: 4096,
        }
    }
}

impl Default for Domains {
    fn default() -> Self {
        Self {
            target: None,
            addresses: Vec::new(),
            nameservers: Vec::new(),
            allow_subnets: Vec::new(),
            https_port: 443,
            verify: true,
        }
    }
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            allow_subnets: Vec::new(),
            allow_http: false,
            timeout_ms: 15_000,
            concurrency: 128,
            endpoint_concurrency: 4,
            keep_days: 30,
        }
    }
}

impl Default for LeadScoring {
    fn default() -> Self {
        Self {
            external: true,
            allow_subnets: Vec::new(),
            allow_http: false,
            timeout_ms: 10_000,
            concurrency: 32,
            scorer_concurrency: 4,
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("data/media"),
            s3: None,
            allow_subnets: Vec::new(),
            allow_http: false,
            allowance_mb: 5000,
        }
    }
}

/// The key is not printed.
impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3")
            .field("bucket", &self.bucket)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("access_key_id", &self.access_key_id)
            .field("virtual_hosted", &self.virtual_hosted)
            .finish_non_exhaustive()
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { token_per_minute: 1000, address_per_minute: 300 }
    }
}

/// The URL may hold a password, which is not printed.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split_once('@').map_or(self.url.clone(), |(before, after)| {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            format!("{scheme}://…@{after}")
        });
        f.debug_struct("Database")
            .field("url", &url)
            .field("connections", &self.connections)
            .field("migrate", &self.migrate)
            .finish()
    }
}

impl Scan {
    /// How long an answer waits for its commit.
    #[must_use]
    pub fn max_wait(&self) -> Duration {
        Duration::from_millis(self.max_wait_ms)
    }
}

impl Config {
    /// Reads the configuration of this process; `flags` are keys and values of the command line (`database.url`, …).
    pub fn load(flags: &BTreeMap<&'static str, String>) -> Result<Self, String> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = env::var_os("QR_CONFIG") {
            figment = figment.merge(Toml::file_exact(file));
        }
        for (variable, key) in [("DATABASE_URL", "database.url"), ("QR_PUBLIC_URL", "server.public_url")] {
            if let Some(value) = set(variable) {
                figment = figment.merge((key, value));
            }
        }
        // Variables that name a file with the value, as container platforms hand out secrets.
        for (variable, key) in [
            ("QR_DATABASE__URL_FILE", "database.url"),
            ("QR_MEDIA__S3__SECRET_ACCESS_KEY_FILE", "media.s3.secret_access_key"),
        ] {
            let Some(file) = set(variable) else { continue };
            let value =
                std::fs::read_to_string(&file).map_err(|error| format!("{variable}: {file}: {error}"))?;
            figment = figment.merge((key, value.trim()));
        }
        // Only names with a section are settings: others that begin with QR_ belong to somebody else.
        let sections = Env::prefixed("QR_")
            .filter(|key| key.as_str().contains("__") && !key.as_str().ends_with("_file"));
        figment = figment.merge(sections.split("__"));
        for (key, value) in flags {
            figment = figment.merge((*key, value.as_str()));
        }
        let config: Self = figment.extract().map_err(|error| explain(&error))?;
        config.checked()
    }

    fn checked(mut self) -> Result<Self, String> {
        if let Some(url) = &mut self.server.public_url {
            let parsed = url::Url::parse(url)
                .map_err(|error| format!("server.public_url: {url} is no URL: {error}"))?;
            let is_web = matches!(parsed.scheme(), "http" | "https");
            if !is_web || parsed.query().is_some() || parsed.fragment().is_some() {
                return Err(format!(
                    "server.public_url: {url} must be http(s) without query, such as https://qr.example.com"
                ));
            }
            *url = url.trim_end_matches('/').to_owned();
        }
        if self.scan.queue == 0 {
            return Err("scan.queue: must be at least 1".to_owned());
        }
        Ok(self)
    }
}

/// Words as a list, or as one text with commas.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        List(Vec<String>),
        Text(String),
    }
    let words = match Given::deserialize(deserializer)? {
        Given::List(words) => words,
        Given::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    let words = words.into_iter().map(|word| word.trim().to_ascii_lowercase());
    Ok(words.filter(|word| !word.is_empty()).collect())
}

/// Networks as a list, or as one text with commas, which is what an environment variable holds.
fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        List(Vec<IpNet>),
        Text(String),
    }
    match Given::deserialize(deserializer)? {
        Given::List(networks) => Ok(networks),
        Given::Text(text) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            let network = |part: &str| {
                part.parse().map_err(|_| {
                    D::Error::custom(format!("{part} is no network; write it as 10.0.0.0/8 or fd00::/8"))
                })
            };
            parts.map(network).collect()
        }
    }
}

/// Values as a list, or as one text with commas.
fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: fmt::Display>,
{
    words(deserializer)?
        .into_iter()
        .map(|word| word.parse().map_err(|error| D::Error::custom(format!("{word}: {error}"))))
        .collect()
}

fn set(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}

/// All that is wrong, one line each, with the key and where it was set.
fn explain(error: &figment::Error) -> String {
    let lines = error.clone().into_iter().map(|error| {
        let place =
            error.metadata.as_ref().map_or(String::new(), |source| format!(" (set by {})", source.name));
        format!("{}: {}{place}", error.path.join("."), error.kind)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_printed() {
        let database = Database { url: "postgres://qr:secret@db/qr".to_owned(), ..Database::default() };
        let printed = format!("{database:?}");
        assert!(printed.contains("postgres://…@db/qr") && !printed.contains("secret"), "{printed}");
    }

    #[test]
    fn a_public_url_loses_its_slash_and_must_be_a_web_address() {
        let with = |url: &str| Config {
            server: Server { public_url: Some(url.to_owned()), ..Server::default() },
            ..Config::default()
        };
        let checked = with("https://qr.example.com/").checked().unwrap();
        assert_eq!(checked.server.public_url.as_deref(), Some("https://qr.example.com"));
        assert!(with("qr.example.com").checked().unwrap_err().starts_with("server.public_url"));
        assert!(with("ftp://qr.example.com").checked().is_err());
    }
}
