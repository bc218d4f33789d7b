//! `event`: an event for the calendar.
//!
//! | field | | |
//! |---|---|---|
//! | `summary` | required | its title |
//! | `start` | required | `2026-12-24` for whole days; `2026-12-24T18:30:00Z` or with an offset, which becomes UTC; without either it means the local time of whoever scans |
//! | `end` | | the same form as `start`, and later; of whole days the day after the last (RFC 5545, 3.6.1) |
//! | `location`, `description` (of any lines), `url` | | |
//! | `uid` | from the content | identifies the event across codes |
//! | `created` | `start` in UTC | when the entry was made: `DTSTAMP` |
//! | `bare` | false | the event without the calendar around it: about 90 bytes shorter, and most scanners take it |
//!
//! Source: RFC 5545. A whole calendar has what 3.6 and 3.6.1 demand (`VERSION`, `PRODID`, `UID`, `DTSTAMP`); a bare event
//! leaves out the identifier and the stamp. Lines end with CRLF. The standard advises (SHOULD, 3.1) to fold lines after 75
//! octets; here none is folded, because it costs bytes and several scanners do not unfold.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "event", "summary": "Dinner, late", "bare": true,
//!     "start": "2026-12-24T19:30+01:00", "end": "2026-12-24T22:00+01:00", "location": "Bistro" }))?;
//! assert_eq!(built.data, "BEGIN:VEVENT\r\nSUMMARY:Dinner\\, late\r\nDTSTART:20261224T183000Z\r\nDTEND:20261224T210000Z\r\n\
//!     LOCATION:Bistro\r\nEND:VEVENT");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::date::{Moment, When};
use super::checks::escape::value as escaped;
use super::fields::Fields;
use super::url::Address;
use super::vcard::Lines;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let summary = fields.required("summary", "the event's title")?;
    let given = fields.required("start", "such as \"2026-12-24T18:30:00Z\"")?;
    let start = fields.checked("start", When::parse(&given))?;
    let end = match fields.line("end")? {
        None => None,
        Some(end) => Some(checked_end(fields, start, fields.checked("end", When::parse(&end))?)?),
    };
    let mut event = Lines::default();
    event.push("SUMMARY:", &escaped(&summary));
    push_when(&mut event, "DTSTART", start);
    if let Some(end) = end {
        push_when(&mut event, "DTEND", end);
    }
    event.optional("LOCATION:", fields.line("location")?);
    event.optional("DESCRIPTION:", fields.paragraphs("description")?);
    if let Some(url) = fields.line("url")? {
        let address = fields.checked("url", Address::parse(&url, fields.to_ascii()))?;
        event.push("URL:", &[address.head, address.rest].concat());
    }
    let stamp = match fields.line("created")? {
        None => stamp(start),
        Some(created) => match fields.checked("created", When::parse(&created))? {
            When::Time(moment) if moment.is_utc => moment,
            _ => {
                return Err(fields.refuse(
                    "created",
                    "payload.format",
                    "must be a time in UTC such as 2026-11-26T08:00:00Z",
                ));
            }
        },
    };
    let uid = fields.line("uid")?;
    let content = event.text();
    let mut whole = Lines::default();
    let is_bare = fields.boolean("bare", false)?;
    if is_bare {
        whole.push("BEGIN:VEVENT", "");
        whole.optional("UID:", uid);
    } else {
        whole.push("BEGIN:VCALENDAR", "");
        whole.push("VERSION:2.0", "");
        whole.push("PRODID:-//qr-engine//EN", "");
        whole.push("BEGIN:VEVENT", "");
        whole.push("UID:", &uid.map_or_else(|| identifier(&content), |uid| escaped(&uid)));
        whole.push("DTSTAMP:", &stamp.basic());
    }
    whole.push(&content, "");
    whole.push("END:VEVENT", "");
    if !is_bare {
        whole.push("END:VCALENDAR", "");
    }
    let mut draft = Draft::text(whole.text());
    if matches!(start, When::Time(moment) if !moment.is_utc) {
        let message = "has no time zone and means the local time of whoever scans: add Z or an offset such as +01:00 unless that is wanted";
        draft = draft.warn(fields.path("start"), message);
    }
    Ok(draft)
}

/// The end must be told as the start is, and come after it.
fn checked_end<V: Value>(fields: &Fields<V>, start: When, end: When) -> Result<When> {
    let conflict = |message| Err(fields.refuse("end", "payload.conflict", message));
    let is_later = match (start, end) {
        (When::Day(start), When::Day(end)) if start == end => {
            let message = "must be later than the start: of whole days it is the day after the last";
            return Err(fields.refuse("end", "payload.range", message));
        }
        (When::Day(start), When::Day(end)) => end > start,
        (When::Time(start), When::Time(end)) if start.is_utc == end.is_utc => end > start,
        (When::Time(_), When::Time(_)) => {
            return conflict(
                "has a time zone and the start has none, or the other way round: give both or none",
            );
        }
        _ => return conflict("is a day and the start is a time, or the other way round: give both alike"),
    };
    if is_later {
        Ok(end)
    } else {
        Err(fields.refuse("end", "payload.range", "must be later than the start"))
    }
}

fn push_when(lines: &mut Lines, name: &str, when: When) {
    match when {
        When::Day(date) => lines.push(&[name, ";VALUE=DATE:"].concat(), &date.basic()),
        When::Time(moment) => lines.push(&[name, ":"].concat(), &moment.basic()),
    }
}

/// The engine has no clock: without a time of its own the entry is as old as its event.
fn stamp(start: When) -> Moment {
    match start {
        When::Day(date) => Moment::midnight(date),
        When::Time(moment) => moment.in_utc(),
    }
}

/// FNV-1a of the content in hexadecimal: equal events get equal identifiers, and the engine has no chance to draw one from.
fn identifier(content: &str) -> String {
    let hash = content
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let digit = |at: u32| char::from_digit((hash >> (60 - 4 * at) & 15) as u32, 16);
    (0..16).filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_a_whole_calendar() {
        let event = json!({ "type": "event", "summary": "Fair; all", "start": "2026-07-01", "end": "2026-07-04", "uid": "fair-26",
            "created": "2026-01-02T03:04:05Z", "location": "Hall 1, left", "description": "Bring:\nfriends", "url": "https://example.com/a,b" });
        assert_eq!(
            text(event),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//qr-engine//EN\r\nBEGIN:VEVENT\r\nUID:fair-26\r\nDTSTAMP:20260102T030405Z\r\n\
             SUMMARY:Fair\\; all\r\nDTSTART;VALUE=DATE:20260701\r\nDTEND;VALUE=DATE:20260704\r\nLOCATION:Hall 1\\, left\r\n\
             DESCRIPTION:Bring:\\nfriends\r\nURL:https://example.com/a,b\r\nEND:VEVENT\r\nEND:VCALENDAR"
        );
    }

    #[test]
    fn identifiers_follow_from_the_content() {
        let event =
            |summary: &str| text(json!({ "type": "event", "summary": summary, "start": "2026-07-01T10:00" }));
        assert_eq!(event("a"), event("a"));
        let uid =
            |text: String| text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned).unwrap();
        assert_ne!(uid(event("a")), uid(event("b")));
        assert!(
            event("a").contains("DTSTAMP:20260701T100000Z\r\n")
                && event("a").contains("DTSTART:20260701T100000\r\n")
        );
        let built = build(&json!({ "type": "event", "summary": "a", "start": "2026-07-01T10:00" })).unwrap();
        assert_eq!(built.warnings[0].path, "start");
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "event", "summary": "a", "start": "2026-07-01T10:00Z" }),
            &[
                ("summary", json!(null), "payload.missing"),
                ("start", json!(""), "payload.missing"),
                ("start", json!("tomorrow"), "payload.format"),
                ("start", json!("2026-02-30"), "payload.range"),
                ("end", json!("2026-07-01T10:00Z"), "payload.range"),
                ("end", json!("2026-07-01T11:00+02:00"), "payload.range"),
                ("end", json!("2026-07-01T11:00"), "payload.conflict"),
                ("end", json!("2026-07-02"), "payload.conflict"),
                ("created", json!("2026-07-02"), "payload.format"),
                ("url", json!("https://a b"), "payload.format"),
                ("bare", json!(1), "payload.type"),
                ("description", json!("a\u{7f}"), "payload.characters"),
            ],
        );
        refused(
            &json!({ "type": "event", "summary": "a", "start": "2026-07-01" }),
            &[("end", json!("2026-07-01"), "payload.range")],
        );
    }
}
