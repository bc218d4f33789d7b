//! Events as they come: server-sent events (WHATWG HTML, 9.2) from a cursor on.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{self, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::view::EventView;
use super::{Included, filter};
use crate::app::streams::{MOST, Seat};
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::state::AppState;
use crate::store::events::Filter;

/// Most events that are read at once.
const CHUNK: i64 = 200;
/// How often events of other servers are looked for; those of this one are told.
const LOOK: Duration = Duration::from_secs(1);
/// How often a stream that has nothing to tell shows that it is there, and its token is looked at.
const BEAT: Duration = Duration::from_secs(15);
/// How soon readers whose connection broke come again.
const AGAIN: Duration = Duration::from_secs(1);
/// Where a reader was when its connection broke.
const LAST_EVENT_ID: &str = "last-event-id";
/// Tells nginx to pass on each event as it comes.
const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// Where a stream stands.
struct Live {
    state: AppState,
    caller: Caller,
    filter: Filter,
    included: Included,
    /// The position that was read up to.
    at: i64,
    /// Whether it goes on when all that is there has been told.
    follow: bool,
    /// What is to be sent.
    ready: VecDeque<sse::Event>,
    news: watch::Receiver<()>,
    beat: Instant,
    _seat: Seat,
}

/// Follow events
///
/// Server-sent events: each message is one event as lists have it, in the order in which events come to light, and its `id` is
/// the cursor after it. Whoever comes again with the last `id`, in the header `Last-Event-ID` or as `cursor`, misses nothing and
/// gets nothing twice. Without either the stream begins with what comes next; `cursor=0` begins with the oldest event. A
/// comment with a cursor comes first, and whenever there was nothing to tell for 15 seconds.
#[utoipa::path(get, path = "/events/stream", tag = "Events",
    params(("linkId" = Option<String>, Query, description = "Events of one link"),
        ("visitorId" = Option<String>, Query, description = "Events of one visitor"),
        ("startDate" = Option<String>, Query, description = "Scanned from this moment on"),
        ("endDate" = Option<String>, Query, description = "Scanned up to and including this moment"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: visitor, device, link, workspace, journey, traces, conversions, leadScore"),
        ("cursor" = Option<String>, Query, description = "The id of the last message that was read; 0 begins with the oldest event"),
        ("follow" = Option<bool>, Query, description = "False ends the stream when all events that there are have been told")),
    responses((status = 200, content_type = "text/event-stream", body = EventView)))]
pub(super) async fn stream(
    caller: Caller,
    State(state): State<AppState>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, ApiError> {
    let filter = filter(&query)?;
    let follow = query.text("follow").is_none() || query.flag("follow")?;
    let last = state.store.last_position(caller.workspace).await?;
    let at = match began(&headers, &query) {
        None => last,
        Some((name, text)) => {
            let at = text.parse::<i64>().ok().filter(|at| *at >= 0);
            let at =
                at.ok_or_else(|| ApiError::field(&name, "is no cursor: send back the id of a message"))?;
            if at > last {
                return Err(ApiError::field(
                    name,
                    "lies beyond the newest event: it is another workspace's, or this database is an older copy",
                ));
            }
            at
        }
    };
    let Some(seat) = state.streams.take(caller.workspace) else {
        let message =
            format!("this workspace follows {MOST} streams on this server already; end one of them");
        return Err(
            ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", message).retry_after(5)
        );
    };
    let hello = comment("following", at).retry(AGAIN);
    let mut live = Live {
        news: state.events.clone(),
        state,
        caller,
        filter,
        included: Included::of(&query),
        at,
        follow,
        ready: VecDeque::from([hello]),
        beat: Instant::now() + BEAT,
        _seat: seat,
    };
    live.news.mark_unchanged();
    let events = stream::unfold(live, |mut live| async move {
        let event = live.next().await?;
        Some((Ok::<_, Infallible>(event), live))
    });
    Ok(([UNBUFFERED], Sse::new(events)).into_response())
}

/// Where a reader wants to begin, and what says so: the header counts before the parameter, which clients that come again by
/// themselves send as they did the first time.
fn began(headers: &HeaderMap, query: &Query) -> Option<(String, String)> {
    let header = headers.get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or("?").to_owned());
    let header = header.filter(|value| !value.is_empty()).map(|value| ("Last-Event-ID".to_owned(), value));
    header.or_else(|| query.text("cursor").map(|value| (query.name("cursor"), value.to_owned())))
}

/// A message without data, by which readers learn where they are.
fn comment(text: &str, at: i64) -> sse::Event {
    sse::Event::default().comment(text).id(at.to_string())
}

impl Live {
    /// The next message; `None` ends the stream.
    async fn next(&mut self) -> Option<sse::Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.beat = Instant::now() + BEAT;
                return Some(event);
            }
            if self.state.shutdown.is_cancelled() {
                return None;
            }
            // Before the look, so that what comes meanwhile is looked for again.
            self.news.mark_unchanged();
            let look = Instant::now() + LOOK;
            // Readers come again when the database failed, and go on where they were.
            if self.read().await.ok()? || !self.ready.is_empty() {
                continue;
            }
            if !self.follow {
                return None;
            }
            let shutdown = self.state.shutdown.clone();
            tokio::select! {
                () = shutdown.cancelled() => return None,
                // When the projector is gone, the server is about to stop.
                changed = self.news.changed() => if changed.is_err() { sleep_until(look).await },
                () = sleep_until(look.min(self.beat)) => {}
            }
            if Instant::now() >= self.beat {
                if !self.state.tokens.counts_still(&self.state.store, &self.caller.kept).await {
                    return None;
                }
                self.ready.push_back(comment("nothing new", self.at));
            }
        }
    }

    /// Reads on; tells whether there may be more.
    async fn read(&mut self) -> Result<bool, ApiError> {
        let (store, workspace) = (&self.state.store, self.caller.workspace);
        let stretch = store.events_after(workspace, self.filter, self.at, CHUNK).await?;
        let (positions, events): (Vec<i64>, Vec<_>) = stretch.events.into_iter().unzip();
        let views: Vec<EventView> = self.included.views(&self.state, workspace, events).await?;
        for (position, view) in positions.into_iter().zip(&views) {
            let shown = self.caller.dialect.write(view).map_err(|error| ApiError::internal(&error))?;
            self.ready.push_back(sse::Event::default().id(position.to_string()).data(shown.to_string()));
        }
        self.at = stretch.until;
        Ok(!stretch.is_last)
    }
}
