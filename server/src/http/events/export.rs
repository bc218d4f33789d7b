//! Whole lists as files: read page by page and sent as they are read, so that their length costs no memory.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::view::EventView;
use super::{Included, csv};
use crate::domain::page::{Cursor, Page};
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::events::Filter;

/// How many events are read at once.
const CHUNK: u16 = 1000;

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    /// RFC 4180, with a line of headers.
    Csv,
    /// One JSON object a line.
    Lines,
}

impl File {
    /// One page of it as text; `first` begins the file.
    pub(super) fn text(self, caller: &Caller, events: &[EventView], first: bool) -> Result<String, ApiError> {
        match self {
            Self::Csv => csv::text(events, first).map_err(|error| ApiError::internal(&error)),
            Self::Lines => {
                let mut text = String::new();
                for event in events {
                    let shown = caller.dialect.write(event).map_err(|error| ApiError::internal(&error))?;
                    text.push_str(&shown.to_string());
                    text.push('\n');
                }
                Ok(text)
            }
        }
    }

    /// An answer that holds it.
    pub(super) fn answer(self, body: impl Into<Body>) -> Response {
        let (kind, name) = match self {
            Self::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"events.csv\""),
            Self::Lines => ("application/x-ndjson", "attachment; filename=\"events.ndjson\""),
        };
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static(kind)),
            (CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        ];
        (headers, body.into()).into_response()
    }
}

/// Where an export stands.
struct Export {
    state: AppState,
    caller: Caller,
    filter: Filter,
    included: Included,
    file: File,
    first: bool,
    /// Where the next page begins; `None` after the last one.
    page: Option<Page>,
}

/// All events from a place in the list on. An error on the way breaks the connection off, so that no client takes a part
/// for the whole.
pub(super) async fn all(
    state: &AppState,
    caller: &Caller,
    filter: Filter,
    included: Included,
    file: File,
    after: Option<Cursor>,
) -> Result<Response, ApiError> {
    let mut export = Export {
        state: state.clone(),
        caller: caller.clone(),
        filter,
        included,
        file,
        first: true,
        page: Some(Page { size: CHUNK, after }),
    };
    // The first page is read before the answer begins: what is wrong by then is an answer of its own.
    let first = export.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(export, |mut export| async move {
        match export.next().await {
            Ok(Some(bytes)) => Ok(Some((bytes, export))),
            Ok(None) => Ok(None),
            Err(_) => Err(std::io::Error::other("the export broke off")),
        }
    });
    let whole = futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest);
    Ok(file.answer(Body::from_stream(whole)))
}

impl Export {
    /// The next page; `None` after the last one.
    async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        let Some(page) = self.page.take() else { return Ok(None) };
        let slice = self.state.store.list_events(self.caller.workspace, self.filter, &page).await?;
        let events = self.included.views(&self.state, self.caller.workspace, slice.rows).await?;
        self.page = slice.next.map(|cursor| Page { size: CHUNK, after: Some(cursor) });
        let text = self.file.text(&self.caller, &events, self.first)?;
        self.first = false;
        Ok(Some(text.into()))
    }
}
