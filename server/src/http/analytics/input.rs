//! What figures are asked of: a link or all, in a window, in a time zone.

use jiff::tz::TimeZone;

use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::intervals::{DAY, Edges, MOST};
use crate::domain::rollup::{self, Window};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::Check;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::rollups::Scope;

/// How far series go back when nothing is said, in ms.
const USUAL: i64 = 30 * rollup::DAY;

/// Declares a request: the fields that all have, and its own.
macro_rules! request {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase", default)]
        pub(super) struct $name {
            /// Of one link; of all when left out.
            #[schema(format = Uuid)]
            link_id: Option<String>,
            /// From this moment on.
            #[schema(format = DateTime)]
            start_date: Option<String>,
            /// Up to and including this moment.
            #[schema(format = DateTime)]
            end_date: Option<String>,
            $($(#[$inner])* $field: $type,)*
        }
        impl $name {
            fn asked(&self) -> super::input::Asked<'_> {
                super::input::Asked {
                    link: self.link_id.as_deref(),
                    start: self.start_date.as_deref(),
                    end: self.end_date.as_deref(),
                }
            }
        }
    };
}
pub(super) use request;

/// The fields that all requests have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) link: Option<&'a str>,
    pub(super) start: Option<&'a str>,
    pub(super) end: Option<&'a str>,
}

impl Asked<'_> {
    /// What is asked of, and when; a link has to be the workspace's.
    pub(super) async fn read(
        self,
        state: &AppState,
        caller: &Caller,
        check: &mut Check,
    ) -> Result<(Scope, Window), ApiError> {
        let given = |text: Option<&'_ str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let link = given(self.link).and_then(|id| check.parse("linkId", id.parse::<LinkId>()));
        let start = given(self.start).and_then(|text| check.parse("startDate", Timestamp::parse(&text)));
        let end = given(self.end).and_then(|text| check.parse("endDate", Timestamp::parse(&text)));
        if start.zip(end).is_some_and(|(start, end)| end < start) {
            check.refuse("endDate", "lies before startDate");
        }
        check.finish()?;
        let scope = scope(state, caller.workspace, link, || check.spell("linkId")).await?;
        Ok((scope, Window::new(start, end)))
    }
}

/// A workspace or one of its links, which has to exist.
pub(super) async fn scope(
    state: &AppState,
    workspace: WorkspaceId,
    link: Option<LinkId>,
    field: impl FnOnce() -> String,
) -> Result<Scope, ApiError> {
    if let Some(id) = link
        && state.store.links_by_id(workspace, &[id]).await?.is_empty()
    {
        return Err(ApiError::missing_field(field(), "link", id));
    }
    Ok(Scope { workspace, link })
}

/// At most how many rows are answered.
pub(super) fn limit(check: &mut Check, given: Option<i64>, usual: i64, most: i64) -> i64 {
    let limit = given.filter(|limit| *limit != 0).unwrap_or(usual);
    if !(1..=most).contains(&limit) {
        check.refuse("limit", format_args!("must be a whole number from 1 to {most}"));
    }
    limit
}

/// The time zone that is asked for, or the workspace's.
pub(super) async fn zone(
    state: &AppState,
    caller: &Caller,
    check: &mut Check,
    name: Option<&str>,
) -> Result<TimeZone, ApiError> {
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        let known = TimeZone::get(name).map_err(|_| "is no time zone of IANA, such as Europe/Berlin");
        let zone = check.parse("timezone", known);
        check.finish()?;
        return Ok(zone.unwrap_or(TimeZone::UTC));
    }
    let workspace = state.store.workspace(caller.workspace).await?;
    Ok(workspace.and_then(|workspace| TimeZone::get(&workspace.timezone).ok()).unwrap_or(TimeZone::UTC))
}

/// A window with both its ends (the last thirty days when nothing is said), and its intervals.
pub(super) fn intervals(
    check: &mut Check,
    window: Window,
    minutes: Option<i64>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<(Window, Edges), ApiError> {
    let minutes = minutes.filter(|minutes| *minutes != 0).unwrap_or(DAY);
    let fits = (15..=366 * DAY).contains(&minutes)
        && if minutes < DAY { minutes % 15 == 0 } else { minutes % DAY == 0 };
    if !fits {
        check.refuse(
            "intervalInMinutes",
            "must be a multiple of 15 below 1440, or whole days (1440, 2880 …) up to 366",
        );
    }
    check.finish()?;
    let to = if window.to == Window::ALL.to { now.as_millis().saturating_add(1) } else { window.to };
    let from = if window.from == Window::ALL.from { (to - USUAL).max(0) } else { window.from };
    let window = Window { from: from.min(to), to };
    if window.from == window.to {
        return Ok((
            window,
            Edges::new(Window { from, to: from + 1 }, minutes, zone).ok_or_else(ApiError::raced)?,
        ));
    }
    if let Some(edges) = Edges::new(window, minutes, zone) {
        return Ok((window, edges));
    }
    check.refuse(
        "intervalInMinutes",
        format_args!("makes more than {MOST} intervals; ask for longer ones, or a shorter time"),
    );
    check.finish()?;
    Err(ApiError::raced())
}
