//! Dates and times of ISO 8601 as far as payloads need them.

use super::{Checked, Fault};

/// A day of the Gregorian calendar, in the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    year: u32,
    month: u32,
    day: u32,
}

/// A day with a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) date: Date,
    /// Since midnight.
    seconds: u32,
    /// In UTC; else wherever one is.
    pub(crate) is_utc: bool,
}

/// A day alone, or with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Day(Date),
    Time(Moment),
}

/// Seconds.
const DAY: u32 = 86_400;

const NO_DATE: &str = "must be a date such as 2026-12-24";
const NO_TIME: &str =
    "must be a date such as 2026-12-24, or a time such as 2026-12-24T18:30:00Z or 2026-12-24T18:30+01:00";

fn digits(text: &str, length: usize) -> Option<u32> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    pub(crate) fn parse(text: &str) -> Checked<Self> {
        let mut parts = text.splitn(3, '-');
        let mut next = |length| parts.next().and_then(|part| digits(part, length));
        let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else {
            return Err(Fault::format(NO_DATE));
        };
        if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_of(year, month) {
            return Err(Fault::new("payload.range", "is no day of the calendar: check month and day"));
        }
        Ok(Self { year, month, day })
    }

    /// `YYYYMMDD`.
    pub(crate) fn basic(self) -> String {
        [padded(self.year, 4), padded(self.month, 2), padded(self.day, 2)].concat()
    }

    /// `YYYY-MM-DD`.
    pub(crate) fn extended(self) -> String {
        [padded(self.year, 4), padded(self.month, 2), padded(self.day, 2)].join("-")
    }

    /// The day after.
    pub(crate) fn next(self) -> Option<Self> {
        let Self { year, month, day } = self;
        match (day == days_of(year, month), month) {
            (false, _) => Some(Self { day: day + 1, ..self }),
            (true, 12) => (year < 9999).then_some(Self { year: year + 1, month: 1, day: 1 }),
            (true, _) => Some(Self { year, month: month + 1, day: 1 }),
        }
    }

    /// The day before.
    fn previous(self) -> Option<Self> {
        let Self { year, month, day } = self;
        match (day, month) {
            (2.., _) => Some(Self { day: day - 1, ..self }),
            (_, 1) => (year > 1).then_some(Self { year: year - 1, month: 12, day: 31 }),
            _ => Some(Self { year, month: month - 1, day: days_of(year, month - 1) }),
        }
    }
}

impl Moment {
    /// Midnight in UTC.
    pub(crate) fn midnight(date: Date) -> Self {
        Self { date, seconds: 0, is_utc: true }
    }

    /// The same reading of the clock, in UTC.
    pub(crate) fn in_utc(self) -> Self {
        Self { is_utc: true, ..self }
    }

    /// `YYYYMMDDTHHMMSS`, with a `Z` in UTC.
    pub(crate) fn basic(self) -> String {
        let time =
            [self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60].map(|part| padded(part, 2));
        [self.date.basic().as_str(), "T", &time.concat(), if self.is_utc { "Z" } else { "" }].concat()
    }
}

impl When {
    /// Reads `YYYY-MM-DD`, or that and `Thh:mm` with optional seconds (a fraction of them is dropped) and `Z` or an offset,
    /// which becomes UTC.
    pub(crate) fn parse(text: &str) -> Checked<Self> {
        let Some((date, time)) = text.split_once('T') else { return Date::parse(text).map(Self::Day) };
        let date = Date::parse(date)?;
        let (clock, zone) = match time.find(['Z', '+', '-']) {
            Some(at) => time.split_at(at),
            None => (time, ""),
        };
        let mut parts = clock.splitn(3, ':');
        let hours = parts.next().and_then(|part| digits(part, 2));
        let minutes = parts.next().and_then(|part| digits(part, 2));
        let seconds = parts.next().map_or(Some(0), |part| {
            let (whole, fraction) = part.split_once('.').unwrap_or((part, "0"));
            let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
            digits(whole, 2).filter(|_| is_fraction)
        });
        let (Some(hours), Some(minutes), Some(seconds)) = (hours, minutes, seconds) else {
            return Err(Fault::format(NO_TIME));
        };
        if hours > 23 || minutes > 59 || seconds > 59 {
            return Err(Fault::new(
                "payload.range",
                "is no time of day: hours go to 23, minutes and seconds to 59",
            ));
        }
        let seconds = hours * 3600 + minutes * 60 + seconds;
        let local = Moment { date, seconds, is_utc: zone == "Z" };
        if zone.is_empty() || zone == "Z" {
            return Ok(Self::Time(local));
        }
        let offset = zone[1..]
            .split_once(':')
            .and_then(|(hours, minutes)| Some((digits(hours, 2)?, digits(minutes, 2)?)));
        let Some((hours @ 0..=14, minutes @ 0..=59)) = offset else {
            return Err(Fault::format("must end with Z or an offset of at most 14 hours, such as +01:00"));
        };
        let offset = hours * 3600 + minutes * 60;
        // East of Greenwich UTC is earlier.
        let shifted = if zone.starts_with('+') { seconds + DAY - offset } else { seconds + DAY + offset };
        let date = match shifted / DAY {
            0 => date.previous(),
            1 => Some(date),
            _ => date.next(),
        };
        let date =
            date.ok_or_else(|| Fault::new("payload.range", "lies outside the years 1 to 9999 in UTC"))?;
        Ok(Self::Time(Moment { date, seconds: shifted % DAY, is_utc: true }))
    }
}

fn padded(number: u32, length: usize) -> String {
    let digits = number.to_string();
    ["0".repeat(length.saturating_sub(digits.len())), digits].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> String {
        match When::parse(text).unwrap() {
            When::Day(date) => date.basic(),
            When::Time(moment) => moment.basic(),
        }
    }

    #[test]
    fn reads_days_and_times() {
        assert_eq!(basic("2024-02-29"), "20240229");
        assert_eq!(basic("2026-12-24T18:30"), "20261224T183000");
        assert_eq!(basic("2026-12-24T18:30:05.250Z"), "20261224T183005Z");
        assert_eq!(basic("2027-01-01T00:30:00+01:00"), "20261231T233000Z");
        assert_eq!(basic("2024-02-29T20:00-05:30"), "20240301T013000Z");
        assert_eq!(basic("2026-12-31T23:00-01:00"), "20270101T000000Z");
        assert_eq!(basic("2026-06-01T12:00-00:00"), "20260601T120000Z");
    }

    #[test]
    fn refuses_what_is_none() {
        for text in [
            "",
            "2026",
            "2026-1-1",
            "20261224",
            "2026-12-24 18:30",
            "2026-12-24T",
            "2026-12-24T18",
            "2026-12-24T18:30:0",
            "2026-12-24T18:30:00.",
            "2026-12-24T18:30+1",
            "2026-12-24T18:30+15:00",
            "2026-12-24T18:30Zx",
            "2026-12-24T18:30:00:00",
        ] {
            assert_eq!(When::parse(text).unwrap_err().code, "payload.format", "{text}");
        }
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "0000-01-01",
            "2026-12-24T24:00Z",
            "2026-12-24T23:60Z",
            "2026-12-24T23:59:60Z",
            "0001-01-01T00:00+01:00",
            "9999-12-31T23:59-01:00",
        ] {
            assert_eq!(When::parse(text).unwrap_err().code, "payload.range", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn an_offset_and_its_opposite_cancel(days in 1_u32..28, hours in 0_u32..24, offset in 0_u32..=14) {
            let at = |sign: &str| When::parse(&format!("2026-03-{days:02}T{hours:02}:00{sign}{offset:02}:00")).unwrap();
            let (When::Time(east), When::Time(west)) = (at("+"), at("-")) else { panic!("times") };
            let hours_of = |m: Moment| i64::from(m.date.basic().parse::<u32>().unwrap() % 100 + if m.date.month == 2 { 0 } else { 28 }) * 24 + i64::from(m.seconds / 3600);
            proptest::prop_assume!(west.date.month == 3);
            proptest::prop_assert_eq!(hours_of(west) - hours_of(east), 2 * i64::from(offset));
        }
    }
}
