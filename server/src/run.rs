//! A server from start to stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::brands::Brands;
use crate::app::custom_domains::{Checker, Hosts, host_of};
use crate::app::geo::Geo;
use crate::app::images::Images;
use crate::app::lead_scorer::Scorers;
use crate::app::limits::Limiter;
use crate::app::links::LinkCache;
use crate::app::media::Library;
use crate::app::streams::Streams;
use crate::app::tokens::TokenCache;
use crate::app::webhook::Endpoints;
use crate::config::Config;
use crate::domain::key::Keys;
use crate::domain::time::Clock;
use crate::http::{self, Page};
use crate::jobs::deliver::{self, Caps, Deliverer};
use crate::jobs::orphans;
use crate::jobs::projector::{self, Projector};
use crate::jobs::spool::{self, Spool};
use crate::jobs::{bulk, cleanup, custom_domains, lead_scores, media, metrics, scan_writer};
use crate::state::{AppState, Shared};
use crate::store::{Store, StoreError};

/// How often a database that is away is asked for.
const RETRY: Duration = Duration::from_secs(1);

/// Why a server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A socket, a file or a thread.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The database, by its error and causes.
    #[error("{0}")]
    Database(String),
    /// Something that cannot be set up.
    #[error("{0}")]
    Setup(String),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::Database(text)
    }
}

/// Serves on `listener` until `shutdown` is cancelled (`ready` is called once it serves); then lets open requests finish, for a bounded time, and writes down
/// what still waits.
pub async fn run(
    config: Config,
    page: Page,
    listener: TcpListener,
    ready: impl FnOnce(),
    shutdown: CancellationToken,
) -> Result<(), Error> {
    let grace = Duration::from_millis(config.server.shutdown_grace_ms);
    let address = listener.local_addr()?;
    let clock = Clock::system();
    let mut ready = Some(ready);
    let mut say_ready = move || {
        if let Some(ready) = ready.take() {
            ready();
        }
    };
    let (listener, opened) = match open(&config, &clock).await {
        Err(StoreError::Unavailable(error)) => {
            tracing::warn!(%error, "the database does not answer; waiting for it");
            say_ready();
            wait_for_database(listener, &config, &clock, &shutdown).await?
        }
        opened => (listener, Some(opened?)),
    };
    let Some((store, keys)) = opened else { return Ok(()) };
    let metrics_listener = match &config.server.metrics_listen {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    let collected = metrics::install();

    let committed = Arc::new(Notify::new());
    let deliveries = Arc::new(Notify::new());
    let spool = Spool::open(config.scan.spool_dir.clone(), clock.clone())?;
    let (recorder, writer) = scan_writer::new(&config.scan, store.clone(), spool.clone(), committed.clone());

    // The writer ends when every recorder is gone; the other jobs end when they are told to, after the requests.
    let stop = CancellationToken::new();
    let jobs = TaskTracker::new();
    let writing = tokio::spawn(scan_writer::run(writer));
    let device_key = keys.device.newest().clone();
    let projector = Projector::new(store.clone(), clock.clone(), device_key, committed, deliveries.clone());
    let projector = Arc::new(projector.with_places(places(&config)?));
    let events = projector.news();
    jobs.spawn(projector::run(projector.clone(), stop.clone()));
    let spool_dir = config.scan.spool_dir.clone();
    let health = recorder.health().clone();
    jobs.spawn(spool::replay(spool, spool_dir, (store.clone(), projector), health, stop.clone()));
    let endpoints = Endpoints::new(&config.webhooks.allow_subnets, config.webhooks.allow_http);
    let deliverer = deliverer(&config, &store, &clock, &endpoints, &deliveries)?;
    jobs.spawn(deliver::run(deliverer, stop.clone()));
    let scorers = scorers(&config, &store, &clock, (&jobs, &stop))?;
    let (orphans, noter) = orphans::new(store.clone());
    jobs.spawn(orphans::run(noter, stop.clone()));
    let work = Arc::new(Notify::new());
    let worker = bulk::Worker::new(store.clone(), clock.clone(), work.clone());
    jobs.spawn(bulk::run(worker, stop.clone()));
    let public_url = config.server.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let (checker, hosts, domain_checks) =
        domains(&config, &public_url, &store, &clock, (&jobs, &stop)).await?;
    jobs.spawn(cleanup::run(store.clone(), clock.clone(), messages_kept(&config), stop.clone()));
    let library = library(&config, &store, &clock)?;
    jobs.spawn(media::run(library.clone(), stop.clone()));
    jobs.spawn(metrics::upkeep(collected.clone(), stop.clone()));
    if let Some(listener) = metrics_listener {
        serve_metrics(listener, collected, &jobs, &stop);
    }
    jobs.close();

    let state = AppState::new(Shared {
        config,
        public_url,
        clock,
        store: store.clone(),
        keys,
        links: LinkCache::new(),
        hosts,
        domains: checker,
        domain_checks,
        brands: Brands::new(),
        tokens: TokenCache::new(),
        endpoints,
        scorers,
        orphans,
        media: library,
        images: Images::new(),
        recorder,
        page,
        limiter: Limiter::default(),
        deliveries,
        events,
        streams: Streams::default(),
        jobs: work,
        shutdown: shutdown.clone(),
    });
    let router = http::router(state);
    say_ready();
    let served = serve(listener, router, shutdown, grace).await;
    stop.cancel();
    let ending = async {
        // An error means that the writer panicked; its scans then went to the spool file.
        let _ = writing.await;
        jobs.wait().await;
    };
    if tokio::time::timeout(grace, ending).await.is_err() {
        tracing::warn!("stopped with jobs still running; what they left is taken up at the next start");
    }
    store.close().await;
    served
}

/// How long messages to webhooks are kept.
fn messages_kept(config: &Config) -> Duration {
    Duration::from_secs(u64::from(config.webhooks.keep_days) * 86_400)
}

/// What sends messages to webhooks.
fn deliverer(
    config: &Config,
    store: &Store,
    clock: &Clock,
    endpoints: &Endpoints,
    deliveries: &Arc<Notify>,
) -> Result<Deliverer, Error> {
    Ok(Deliverer {
        store: store.clone(),
        clock: clock.clone(),
        outbound: endpoints.client().map_err(|error| Error::Setup(format!("webhooks: {error}")))?,
        timeout: Duration::from_millis(config.webhooks.timeout_ms),
        caps: Caps {
            at_once: config.webhooks.concurrency.max(1),
            per_endpoint: config.webhooks.endpoint_concurrency.max(1),
        },
        deliveries: deliveries.clone(),
    })
}

/// What asks workspaces' own scorers, with the job that does so when visitors' scores change.
fn scorers(
    config: &Config,
    store: &Store,
    clock: &Clock,
    (jobs, stop): (&TaskTracker, &CancellationToken),
) -> Result<Scorers, Error> {
    let config = &config.lead_scoring;
    let scorers = Scorers::new(config).map_err(|error| Error::Setup(format!("lead_scoring: {error}")))?;
    let worker = lead_scores::Worker {
        store: store.clone(),
        clock: clock.clone(),
        scorers: scorers.clone(),
        at_once: config.concurrency.max(1),
        per_scorer: config.scorer_concurrency.max(1),
    };
    jobs.spawn(lead_scores::run(worker, stop.clone()));
    Ok(scorers)
}

/// What checks custom domains and what knows those that are served, with the job that keeps both up to date; it looks at once
/// when the last is told.
async fn domains(
    config: &Config,
    public_url: &str,
    store: &Store,
    clock: &Clock,
    (jobs, stop): (&TaskTracker, &CancellationToken),
) -> Result<(Checker, Hosts, Arc<Notify>), Error> {
    let checker = Checker::new(&config.domains, public_url);
    let checker = checker.map_err(|error| Error::Setup(format!("domains: {error}")))?;
    let hosts = Hosts::new(vec![host_of(public_url), checker.target().to_string()]);
    hosts.follow(store).await?;
    let domain_checks = Arc::new(Notify::new());
    let worker = custom_domains::Worker {
        store: store.clone(),
        clock: clock.clone(),
        checker: checker.clone(),
        hosts: hosts.clone(),
        told: domain_checks.clone(),
    };
    jobs.spawn(custom_domains::run(worker, stop.clone()));
    Ok((checker, hosts, domain_checks))
}

/// Serves metrics on a listener of their own until the server stops.
fn serve_metrics(
    listener: TcpListener,
    collected: PrometheusHandle,
    jobs: &TaskTracker,
    stop: &CancellationToken,
) {
    let stop = stop.clone();
    let serving = axum::serve(listener, http::metrics::router(collected));
    jobs.spawn(serving.with_graceful_shutdown(async move { stop.cancelled().await }).into_future());
}

/// What tells where networks are, when there is a file of it.
fn places(config: &Config) -> Result<Option<Geo>, Error> {
    let geo = config.geo.database.as_deref().map(Geo::open).transpose();
    geo.map_err(|error| Error::Setup(format!("geo.database: {error}")))
}

/// The media library.
fn library(config: &Config, store: &Store, clock: &Clock) -> Result<Library, Error> {
    let library = Library::open(config, store.clone(), clock.clone());
    library.map_err(|error| Error::Setup(error.to_string()))
}

/// The database with its schema and keys.
async fn open(config: &Config, clock: &Clock) -> Result<(Store, Keys), StoreError> {
    let store = Store::connect(&config.database.url, config.database.connections).await?;
    store.ping().await?;
    if config.database.migrate {
        store.migrate().await?;
    }
    let keys = store.keys(clock.now()).await?;
    Ok((store, keys))
}

/// Answers that the server waits, until the database is there (or the server is to stop: then `None`). Gives the listener
/// back, on which nothing was missed in between.
async fn wait_for_database(
    listener: TcpListener,
    config: &Config,
    clock: &Clock,
    shutdown: &CancellationToken,
) -> Result<(TcpListener, Option<(Store, Keys)>), Error> {
    let socket = listener.into_std()?;
    let later = TcpListener::from_std(socket.try_clone()?)?;
    let done = CancellationToken::new();
    let stop = done.clone();
    let waiting = axum::serve(TcpListener::from_std(socket)?, http::waiting::router())
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .into_future();
    let waiting = tokio::spawn(waiting);
    let opened = loop {
        tokio::select! {
            () = shutdown.cancelled() => break None,
            opened = open(config, clock) => match opened {
                Err(StoreError::Unavailable(_)) => tokio::time::sleep(RETRY).await,
                opened => break Some(opened?),
            },
        }
    };
    done.cancel();
    // Connections that are still open end by themselves; new ones are the server's.
    drop(waiting);
    Ok((later, opened))
}

async fn serve(
    listener: TcpListener,
    router: axum::Router,
    shutdown: CancellationToken,
    grace: Duration,
) -> Result<(), Error> {
    let stop = shutdown.clone();
    let serving = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .into_future();
    let out_of_patience = async {
        shutdown.cancelled().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        result = serving => result.map_err(Error::Io),
        () = out_of_patience => {
            tracing::warn!(?grace, "stopped with requests still open");
            Ok(())
        }
    }
}
