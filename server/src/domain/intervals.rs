//! Intervals of a time zone that series are made of: days by the local calendar, and parts of days from local midnight on.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::rollup::{QUARTER, SPANS, Window};

/// Minutes of a day.
pub(crate) const DAY: i64 = 24 * 60;
/// Most intervals of one series.
pub(crate) const MOST: usize = 5_000;

/// Where the intervals of a window begin, and where the last one ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edges(Vec<i64>);

impl Edges {
    /// Intervals of `minutes` (15, 30 … or whole days) that a finite window lies in; `None` when they are too many. Those of
    /// days begin at local midnight, whatever the clocks do; shorter ones begin anew at each midnight.
    #[must_use]
    pub(crate) fn new(window: Window, minutes: i64, zone: &TimeZone) -> Option<Self> {
        let mut edges = Vec::new();
        let mut day = local_day(window.from, zone)?;
        let days = (minutes / DAY).max(1);
        loop {
            let next = day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
            let (start, end) = (midnight(day, zone)?, midnight(next, zone)?);
            let step = if minutes < DAY { minutes * 60_000 } else { end - start };
            let mut at = start;
            while at < end {
                if at >= window.to {
                    edges.push(at);
                    return Some(Self(edges));
                }
                if at + step > window.from || at + step >= end {
                    edges.push(at);
                }
                if edges.len() > MOST {
                    return None;
                }
                at += step;
            }
            if end >= window.to {
                edges.push(end);
                // An interval that ends before the window begins is none of it.
                edges.dedup();
                let first = edges.iter().rposition(|edge| *edge <= window.from).unwrap_or(0);
                return Some(Self(edges.split_off(first)));
            }
            day = next;
        }
    }

    /// Where the intervals begin.
    pub(crate) fn starts(&self) -> &[i64] {
        self.0.split_last().map_or(&[], |(_, starts)| starts)
    }

    /// The longest buckets of rollups that lie in one interval each.
    #[must_use]
    pub(crate) fn span(&self) -> i64 {
        let fits = |span: &i64| self.0.iter().all(|edge| edge % span == 0);
        SPANS.into_iter().find(fits).unwrap_or(QUARTER)
    }

    /// The interval that a moment lies in.
    #[must_use]
    pub(crate) fn interval_of(&self, at: i64) -> Option<usize> {
        let after = self.0.partition_point(|edge| *edge <= at);
        after.checked_sub(1).filter(|index| *index < self.starts().len())
    }
}

/// The local day of a moment.
fn local_day(at: i64, zone: &TimeZone) -> Option<Date> {
    Some(jiff::Timestamp::from_millisecond(at).ok()?.to_zoned(zone.clone()).date())
}

/// When a day begins.
fn midnight(day: Date, zone: &TimeZone) -> Option<i64> {
    Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}

/// The hour that the clocks of a zone show.
#[must_use]
pub(crate) fn hour_of(at: i64, zone: &TimeZone) -> usize {
    let moment = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    usize::try_from(zone.to_datetime(moment).hour()).unwrap_or(0)
}

/// When the month of a moment began.
#[must_use]
pub(crate) fn month_of(at: i64, zone: &TimeZone) -> i64 {
    local_day(at, zone).and_then(|day| midnight(day.first_of_month(), zone)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn at(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn days_are_as_long_as_the_calendar_says() {
        // Clocks go forward on 2026-03-29 and back on 2026-10-25.
        for (from, to, lengths) in [
            ("2026-03-28T10:00:00Z", "2026-03-30T10:00:00Z", [24, 23, 24]),
            ("2026-10-24T10:00:00Z", "2026-10-26T10:00:00Z", [24, 25, 24]),
        ] {
            let window = Window { from: at(from), to: at(to) };
            let edges = Edges::new(window, DAY, &zone("Europe/Berlin")).unwrap();
            let found: Vec<i64> = edges.0.windows(2).map(|pair| (pair[1] - pair[0]) / HOUR).collect();
            assert_eq!(found, lengths);
            assert_eq!(edges.span(), HOUR, "midnight there is no midnight of UTC");
        }
        let window = Window { from: at("2026-03-29T12:00:00Z"), to: at("2026-03-30T01:00:00Z") };
        let edges = Edges::new(window, 360, &zone("Europe/Berlin")).unwrap();
        let found: Vec<i64> =
            edges.starts().iter().map(|edge| hour_of(*edge, &zone("Europe/Berlin")) as i64).collect();
        assert_eq!(found, [13, 19, 0], "six hours from midnight on, of a day of 23");
    }

    #[test]
    fn too_many_are_none() {
        let window = Window { from: 0, to: 400 * 24 * HOUR };
        assert_eq!(Edges::new(window, 15, &TimeZone::UTC), None);
        assert_eq!(Edges::new(window, DAY, &TimeZone::UTC).unwrap().starts().len(), 400);
    }

    proptest! {
        /// Every moment of the window lies in one interval, and the window lies in all of them.
        #[test]
        fn intervals_hold_the_window(
            from in 1_600_000_000_000i64..1_800_000_000_000,
            length in 1i64..40 * 24 * HOUR,
            minutes in prop::sample::select(vec![15i64, 60, 360, 720, DAY, 7 * DAY]),
            name in prop::sample::select(vec!["UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham"]),
        ) {
            let window = Window { from, to: from + length };
            let edges = Edges::new(window, minutes, &zone(name)).unwrap();
            let starts = edges.starts();
            prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(starts[0] <= from && edges.interval_of(from) == Some(0), "{:?}", edges);
            prop_assert_eq!(edges.interval_of(window.to - 1), Some(starts.len() - 1));
            prop_assert!(edges.0.iter().all(|edge| edge % edges.span() == 0));
        }
    }
}
