//! `GET /{shortlink}`: what strangers touch. One look-up in memory, one durable record, one 302.

use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, REFERER, USER_AGENT,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{Counter, Histogram, counter, histogram};

use super::auth::{address_key, client_address};
use super::headers;
use super::host;
use super::page;
use super::visitor_page::{Page, PageKind};
use crate::app::custom_domains::Host;
use crate::app::images::contact_url;
use crate::app::media::address;
use crate::app::scan::{self, Sender};
use crate::domain::address::{Address, base};
use crate::domain::brand::Brand;
use crate::domain::id::WorkspaceId;
use crate::domain::link::entrypoint;
use crate::domain::password;
use crate::domain::routing::Platform;
use crate::domain::rules::{Decision, Password, Stop, Target, decide, exhausted};
use crate::domain::scan::{Action, MARKER};
use crate::domain::slug::Slug;
use crate::domain::step::{Exit, OpenMedia};
use crate::domain::time::Timestamp;
use crate::state::AppState;
use crate::store::StoreError;
use crate::store::links::Found;

/// A redirect is the visitor's own: nobody else may keep it, since the link can lead elsewhere the next moment.
const NO_STORE: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
/// Largest form, in bytes.
const FORM: usize = 4096;
/// How many passwords an address may try at one link in a minute.
const TRIES: u32 = 10;
/// Query parameter by which an address asks that nothing be recorded of who opens it: alone, or as `dnt=1`.
const PRIVATE: &str = "dnt";
/// Headers by which browsers and proxies tell that they only fetch ahead.
const PURPOSES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

pub(super) fn router() -> Router<AppState> {
    let routes = || get(follow).post(follow);
    Router::new().route("/{shortlink}", routes()).route("/{shortlink}/", routes())
}

/// Sends a visitor on, or tells what became of the link.
async fn follow(State(state): State<AppState>, Path(path): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let host = host::of(&state, &parts);
    let Ok(slug) = path.parse::<Slug>() else {
        // Names with a dot are files of the designer page, which custom domains do not have.
        if let Some(host) = host {
            return host::nothing(&state, &host).await;
        }
        let file = page::file(State(state), parts.method, parts.uri, parts.headers).await;
        return headers::secured(file).await;
    };
    let started = tokio::time::Instant::now();
    let password = if parts.method == Method::POST { said(&parts, body).await } else { None };
    let address = Address { domain: host.as_ref().map(|host| host.id), slug };
    let (outcome, response) = answer(&state, &address, host.as_deref(), &parts, password).await;
    count(outcome, started.elapsed());
    response
}

/// Counts an answer. Looking a metric up costs as much as deciding where a link leads: those of every redirect are kept.
fn count(outcome: &'static str, took: Duration) {
    static REDIRECTED: LazyLock<Counter> =
        LazyLock::new(|| counter!("qr_redirects_total", "outcome" => "redirected"));
    static SECONDS: LazyLock<Histogram> = LazyLock::new(|| histogram!("qr_redirect_seconds"));
    match outcome {
        "redirected" => REDIRECTED.increment(1),
        outcome => counter!("qr_redirects_total", "outcome" => outcome).increment(1),
    }
    SECONDS.record(took);
}

async fn answer(
    state: &AppState,
    address: &Address,
    host: Option<&Host>,
    parts: &Parts,
    password: Option<String>,
) -> (&'static str, Response) {
    let owner = host.map(|host| host.workspace);
    let failing = state.recorder.health().is_failing();
    let found = match state.links.find(&state.store, &state.clock, address, failing).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            if host.is_none() {
                state.orphans.note(&address.slug, state.clock.now());
            }
            return ("unknown", show(state, owner, Page::Stop(PageKind::Unknown)).await);
        }
        Err(_) => return ("unavailable", show(state, owner, Page::Stop(PageKind::Unavailable)).await),
    };
    let owner = Some(found.link.workspace);
    if found.deleted_at.is_some() {
        return ("deleted", show(state, owner, Page::Stop(PageKind::Deleted)).await);
    }
    let visit = Visit { state, address, host, parts, found: &found, now: state.clock.now() };
    match visit.answer(password).await {
        (outcome, Shown::Elsewhere(response)) => (outcome, response),
        (outcome, Shown::Here(page)) => (outcome, show(state, owner, page).await),
    }
}

/// A page, in the brand of whose it is.
async fn show(state: &AppState, owner: Option<WorkspaceId>, page: Page<'_>) -> Response {
    match owner {
        Some(workspace) => page.answer(&*state.brands.of(&state.store, &state.clock, workspace).await),
        None => page.answer(&Brand::default()),
    }
}

/// What a visitor gets.
#[derive(Debug)]
enum Shown<'a> {
    /// A redirect.
    Elsewhere(Response),
    /// A page of ours.
    Here(Page<'a>),
}

type Answer<'a> = (&'static str, Shown<'a>);

/// One visitor at one link.
#[derive(Debug)]
struct Visit<'a> {
    state: &'a AppState,
    address: &'a Address,
    host: Option<&'a Host>,
    parts: &'a Parts,
    found: &'a Found,
    now: Timestamp,
}

impl<'a> Visit<'a> {
    async fn answer(&self, said: Option<String>) -> Answer<'a> {
        let platform = Platform::of(text(&self.parts.headers, &USER_AGENT));
        let decide = |password| decide(&self.found.link, platform, password, self.now);
        match decide(Password::Unsaid) {
            Decision::Ask(hash) => match self.judge(hash, said).await {
                Ok(()) => self.follow(decide(Password::Right)).await,
                Err(refused) => refused,
            },
            decision => self.follow(decision).await,
        }
    }

    async fn follow(&self, decision: Decision<'a>) -> Answer<'a> {
        let link = &self.found.link;
        match decision {
            Decision::Ask(_) => ("asked", Shown::Here(Page::Ask { again: false })),
            Decision::Stop(why, to) => stop(why, to),
            Decision::Lead(target) => match self.count().await {
                Ok(true) => self.lead(target).await,
                Ok(false) => {
                    let Decision::Stop(why, to) = exhausted(link) else {
                        return ("exhausted", page_of(PageKind::Exhausted));
                    };
                    stop(why, to)
                }
                Err(_) => ("unavailable", page_of(PageKind::Unavailable)),
            },
        }
    }

    /// Counts the visit where only so many are led on; false when none was left.
    async fn count(&self) -> Result<bool, StoreError> {
        match self.found.link.max_scans {
            None => Ok(true),
            Some(_) if self.parts.method == Method::HEAD => Ok(true),
            Some(most) => self.state.store.count_scan(self.found.link.id, most).await,
        }
    }

    /// Records the visit and leads it on.
    async fn lead(&self, target: Target<'a>) -> Answer<'a> {
        let (state, link) = (self.state, &self.found.link);
        let has_file = match target {
            Target::Page(Exit::Media(media)) => self.has_file(*media).await,
            Target::Page(_) | Target::Address(_) => true,
        };
        let fallback = link.fallback_destination.as_deref().filter(|_| !has_file);
        let base = base(&state.public_url, self.host.map(|host| &host.name));
        let entrypoint = entrypoint(&base, &self.address.slug);
        let destination = match target {
            Target::Address(address) => {
                link.routing.carry(address, self.parts.uri.query().unwrap_or_default())
            }
            // Addresses of files are signed and are written down nowhere.
            Target::Page(_) => fallback.unwrap_or(&entrypoint).to_owned(),
        };
        let key = state.keys.device.newest();
        let sender = sender(state, self.parts);
        let scan =
            scan::record(self.found, action(self.parts), entrypoint, &destination, sender, key, self.now);
        let led = match target {
            Target::Address(_) if link.conversion_tracking() => {
                redirect(&scan::with_lbid(&destination, scan.id))
            }
            Target::Address(_) => redirect(&destination),
            Target::Page(Exit::Contact(card)) => {
                // A path alone: on the name that the visitor came to.
                let file = contact_url("", &state.keys.image, link.id, self.now);
                Shown::Here(Page::Contact { card, file })
            }
            Target::Page(Exit::ThankYou(page)) => Shown::Here(Page::Thanks(page)),
            Target::Page(Exit::Media(media)) if has_file => {
                redirect(&address::for_visitor(&base, &state.keys.image, media.media_id, self.now))
            }
            Target::Page(Exit::Media(_)) => fallback.map_or_else(|| page_of(PageKind::Deleted), redirect),
            // A redirect is no page.
            Target::Page(Exit::Redirect(_)) => page_of(PageKind::Unknown),
        };
        state.recorder.record(scan).await;
        ("redirected", led)
    }

    /// Whether the file that the link opens is there. A database that does not answer keeps nobody from it: files are served
    /// by their own address, which is tried then.
    async fn has_file(&self, media: OpenMedia) -> bool {
        let found = self.state.store.media(self.found.link.workspace, media.media_id).await;
        found.map_or(true, |media| media.is_some())
    }

    /// Judges a password that was said; what the visitor gets when it is not right.
    async fn judge(&self, hash: &str, said: Option<String>) -> Result<(), Answer<'a>> {
        let Some(said) = said else { return Err(("asked", Shown::Here(Page::Ask { again: false }))) };
        let state = self.state;
        let address = client_address(self.parts, &state.config.server.trusted_proxies);
        let owner = format!("password {} {}", self.found.link.id, address_key(state, address));
        if state.limiter.count(&state.store, &owner, TRIES, self.now).await.exceeded {
            return Err(("refused", page_of(PageKind::TooManyTries)));
        }
        let hash = hash.to_owned();
        let judged = state.images.work(move || password::verify(&hash, &said)).await;
        if judged.is_ok_and(|right| right) {
            Ok(())
        } else {
            Err(("refused", Shown::Here(Page::Ask { again: true })))
        }
    }
}

fn stop(why: Stop, to: Option<&str>) -> Answer<'static> {
    let (outcome, page) = match why {
        Stop::Expired => ("expired", PageKind::Expired),
        Stop::NotYet => ("not_yet", PageKind::NotYet),
        Stop::Paused => ("paused", PageKind::Paused),
        Stop::Exhausted => ("exhausted", PageKind::Exhausted),
    };
    (outcome, to.map_or_else(|| page_of(page), redirect))
}

/// The password that a form says; `None` when the form is another page's, which must not speak for its visitor.
async fn said(parts: &Parts, body: Body) -> Option<String> {
    if !is_own_form(&parts.headers) {
        return None;
    }
    let bytes = axum::body::to_bytes(body, FORM).await.ok()?;
    let mut fields = url::form_urlencoded::parse(&bytes);
    fields.find(|(name, _)| name == "password").map(|(_, value)| value.into_owned())
}

/// Whether a form was sent from a page of this server, as far as browsers tell.
fn is_own_form(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").map(|(_, host)| host) == text("host"),
        (None, None) => true,
    }
}

fn page_of(kind: PageKind) -> Shown<'static> {
    Shown::Here(Page::Stop(kind))
}

/// A code's address carries the marker, alone or among what others added.
fn action(parts: &Parts) -> Action {
    let is_marker =
        |pair: &str| pair == MARKER || pair.strip_prefix(MARKER).is_some_and(|rest| rest.starts_with('='));
    if pairs(parts).any(is_marker) { Action::Scan } else { Action::Click }
}

fn pairs(parts: &Parts) -> impl Iterator<Item = &str> {
    parts.uri.query().unwrap_or_default().split('&')
}

fn sender<'a>(state: &AppState, parts: &'a Parts) -> Sender<'a> {
    let header = |name: &HeaderName| text(&parts.headers, name);
    Sender {
        method: parts.method.as_str(),
        user_agent: header(&USER_AGENT),
        language: header(&ACCEPT_LANGUAGE),
        referrer: header(&REFERER),
        purpose: PURPOSES
            .iter()
            .filter_map(|name| parts.headers.get(*name)?.to_str().ok())
            .find(|value| !value.is_empty())
            .unwrap_or_default(),
        address: client_address(parts, &state.config.server.trusted_proxies),
        is_private: pairs(parts).any(|pair| matches!(pair, PRIVATE | "dnt=1" | "dnt=true")),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn redirect(destination: &str) -> Shown<'static> {
    match HeaderValue::from_str(destination) {
        Ok(location) => {
            Shown::Elsewhere((StatusCode::FOUND, [(LOCATION, location), NO_STORE]).into_response())
        }
        // Destinations are checked when they are set: only one that was written past the API ends here.
        Err(_) => page_of(PageKind::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_tells_a_scan_from_a_click() {
        let action = |uri: &str| action(&Request::builder().uri(uri).body(()).unwrap().into_parts().0);
        for uri in ["/a?q", "/a?q=", "/a?utm_source=x&q", "/a?q=1&b=2"] {
            assert_eq!(action(uri), Action::Scan, "{uri}");
        }
        for uri in ["/a", "/a?", "/a?quick", "/a?x=q"] {
            assert_eq!(action(uri), Action::Click, "{uri}");
        }
    }
}
