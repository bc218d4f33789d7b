//! Moments and the clock that tells them. Everything that depends on time takes one of these as a parameter.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize, Serializer};

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z; written as RFC 3339 with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Timestamp(i64);

/// A text that is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no time of RFC 3339, such as 2027-01-31T12:00:00Z")]
pub(crate) struct BadTimestamp;

impl Timestamp {
    /// The moment `millis` milliseconds after 1970 began.
    #[must_use]
    pub(crate) const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began, as ids of version 7 want them; 0 before.
    #[must_use]
    pub(crate) fn millis(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }

    /// Days since 1970 began, in UTC.
    #[must_use]
    pub(crate) const fn day(self) -> i64 {
        self.0.div_euclid(24 * 60 * 60 * 1000)
    }

    /// Milliseconds since 1970 began.
    #[must_use]
    pub(crate) const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 began.
    #[must_use]
    pub(crate) const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment `duration` later.
    #[must_use]
    pub(crate) fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The moment `duration` earlier.
    #[must_use]
    pub(crate) fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; zero when it lies ahead.
    #[must_use]
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads RFC 3339 and the forms that clients send: offsets without a colon (`+0000`), and no offset at all, which
    /// means UTC.
    pub(crate) fn parse(text: &str) -> Result<Self, BadTimestamp> {
        let text = text.trim();
        let moment = text.parse::<jiff::Timestamp>().or_else(|_| {
            let with_offset = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text);
            with_offset.and_then(|parts| parts.to_timestamp()).or_else(|_| {
                let civil: DateTime = text.parse()?;
                Ok::<_, jiff::Error>(civil.to_zoned(TimeZone::UTC)?.timestamp())
            })
        });
        moment.map(|moment| Self(moment.as_millisecond())).map_err(|_| BadTimestamp)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{moment:.3}"),
            // Beyond the year 9999, which nothing here reaches: still a text, never a panic.
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = BadTimestamp;
    fn try_from(text: String) -> Result<Self, BadTimestamp> {
        Self::parse(&text)
    }
}

/// Tells the time: the machine's, or one that a test sets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub(crate) const fn system() -> Self {
        Self(None)
    }

    /// For tests: a clock that stands at `start` until [`Clock::set`] moves it.
    #[cfg(test)]
    pub(crate) fn manual(start: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start.0))))
    }

    /// The present moment.
    #[must_use]
    pub(crate) fn now(&self) -> Timestamp {
        match &self.0 {
            Some(manual) => Timestamp(manual.load(Ordering::Relaxed)),
            None => Timestamp(jiff::Timestamp::now().as_millisecond()),
        }
    }

    /// For tests: moves a manual clock; the machine's clock stays as it is.
    #[cfg(test)]
    pub(crate) fn set(&self, now: Timestamp) {
        if let Some(manual) = &self.0 {
            manual.store(now.0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_that_clients_send() {
        let noon = Timestamp::from_millis(1_706_702_400_000);
        for text in [
            "2024-01-31T12:00:00Z",
            "2024-01-31T12:00:00.000000+0000",
            "2024-01-31T13:00:00+01:00",
            "2024-01-31T12:00:00.000000",
            "2024-01-31T12:00:00",
        ] {
            assert_eq!(Timestamp::parse(text), Ok(noon), "{text}");
        }
        for text in ["", "yesterday", "2024-13-01T00:00:00Z", "1706702400"] {
            assert_eq!(Timestamp::parse(text), Err(BadTimestamp), "{text}");
        }
    }

    #[test]
    fn writes_milliseconds_and_z() {
        assert_eq!(Timestamp::from_millis(1_706_702_400_007).to_string(), "2024-01-31T12:00:00.007Z");
    }
}
