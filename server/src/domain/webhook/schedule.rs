//! When a message is tried again, and when it is given up.

use std::time::{Duration, UNIX_EPOCH};

use crate::domain::time::Timestamp;

/// Waits before the second, third, … try, each counted from the failure before it: about 27 and a half hours in all
/// (the schedule that receivers know from Svix).
pub(crate) const WAITS: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(10),
];
/// How far a wait may be from its nominal length, as a share of it, both ways.
const JITTER: f64 = 0.2;
/// The least wait after an answer or a silence that speaks of overload.
const OVERLOAD: Duration = Duration::from_mins(1);

/// Which try of a message has just ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Counted from 1. The immediate second try has the number of the first.
    pub(crate) number: u32,
    /// Whether it was that immediate second try ([`Next::AtOnce`]).
    pub(crate) immediate: bool,
}

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    /// The receiver answered.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header as it came: seconds or an HTTP date.
        retry_after: Option<&'a str>,
    },
    /// No whole answer in time.
    TimedOut,
    /// No connection.
    Unconnected,
    /// Anything else: a refused address, an unknown name, a certificate, a broken answer.
    Failed,
}

/// What becomes of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// It was delivered: any 2xx.
    Delivered,
    /// Try again now, once: a receiver that is being restarted may be back already.
    AtOnce,
    /// Try again at this moment.
    At(Timestamp),
    /// The schedule is used up.
    GiveUp,
    /// The receiver is gone for good (410): send it nothing any more.
    DisableEndpoint,
}

/// Decides what becomes of a message after a try that ended at `now`. `roll` is uniform in `[0, 1)`.
#[must_use]
pub(crate) fn next(attempt: Attempt, outcome: Outcome<'_>, now: Timestamp, roll: f64) -> Next {
    match outcome {
        Outcome::Answered { status: 200..=299, .. } => return Next::Delivered,
        Outcome::Answered { status: 410, .. } => return Next::DisableEndpoint,
        Outcome::Unconnected if attempt.number == 1 && !attempt.immediate => return Next::AtOnce,
        _ => {}
    }
    let scheduled = usize::try_from(attempt.number.saturating_sub(1)).ok().and_then(|past| WAITS.get(past));
    scheduled.map_or(Next::GiveUp, |&scheduled| Next::At(now.after(wait(scheduled, outcome, now, roll))))
}

/// The scheduled wait with jitter, lengthened for receivers that ask for it: at most to its double, so that a receiver
/// cannot put a message off for ever.
#[must_use]
pub(crate) fn wait(scheduled: Duration, outcome: Outcome<'_>, now: Timestamp, roll: f64) -> Duration {
    let jittered = scheduled.mul_f64(1.0 - JITTER + 2.0 * JITTER * roll);
    let overloaded = matches!(outcome, Outcome::TimedOut | Outcome::Answered { status: 429 | 502 | 504, .. });
    let wait = if overloaded { jittered.max(OVERLOAD) } else { jittered };
    let asked = match outcome {
        Outcome::Answered { retry_after: Some(text), .. } => retry_after(text, now),
        _ => None,
    };
    asked.map_or(wait, |asked| asked.clamp(wait, 2 * wait))
}

/// Reads `Retry-After` (RFC 9110, 10.2.3): whole seconds, or an HTTP date; a date in the past is no wait. `None` for
/// anything else.
fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let date = Timestamp::from_millis(i64::try_from(date.as_millis()).ok()?);
    Some(date.since(now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const NOW: Timestamp = Timestamp::from_millis(784_111_777_000);

    fn scheduled(number: u32) -> Attempt {
        Attempt { number, immediate: false }
    }

    fn answered(status: u16, retry_after: Option<&str>) -> Outcome<'_> {
        Outcome::Answered { status, retry_after }
    }

    /// Seconds from `NOW` to the next try after this outcome of the `number`th one, without jitter.
    fn seconds(number: u32, outcome: Outcome<'_>) -> u64 {
        match next(scheduled(number), outcome, NOW, 0.5) {
            Next::At(at) => at.since(NOW).as_secs(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn follows_the_schedule_and_then_gives_up() {
        let waits: Vec<u64> = (1..=7).map(|number| seconds(number, answered(500, None))).collect();
        assert_eq!(waits, [5, 300, 1800, 7200, 18_000, 36_000, 36_000]);
        for number in [8, 9, u32::MAX] {
            assert_eq!(next(scheduled(number), Outcome::Failed, NOW, 0.5), Next::GiveUp);
        }
    }

    #[test]
    fn only_2xx_delivers_and_only_410_disables() {
        for status in 100..600 {
            let next = next(scheduled(1), answered(status, Some("1")), NOW, 0.0);
            match status {
                200..=299 => assert_eq!(next, Next::Delivered),
                410 => assert_eq!(next, Next::DisableEndpoint),
                _ => assert!(matches!(next, Next::At(_)), "{status}: {next:?}"),
            }
        }
        assert_eq!(next(scheduled(8), answered(204, None), NOW, 0.0), Next::Delivered);
        assert_eq!(next(scheduled(8), answered(410, None), NOW, 0.0), Next::DisableEndpoint);
    }

    #[test]
    fn a_failed_connection_is_tried_once_more_at_once() {
        assert_eq!(next(scheduled(1), Outcome::Unconnected, NOW, 0.5), Next::AtOnce);
        let again = Attempt { number: 1, immediate: true };
        assert_eq!(next(again, Outcome::Unconnected, NOW, 0.5), Next::At(NOW.after(WAITS[0])));
        assert_eq!(next(again, answered(200, None), NOW, 0.5), Next::Delivered);
        assert_eq!(next(scheduled(2), Outcome::Unconnected, NOW, 0.5), Next::At(NOW.after(WAITS[1])));
    }

    #[test]
    fn an_overloaded_receiver_gets_a_minute() {
        for outcome in [answered(429, None), answered(502, None), answered(504, None), Outcome::TimedOut] {
            assert_eq!(seconds(1, outcome), 60, "{outcome:?}");
            assert_eq!(seconds(2, outcome), 300, "{outcome:?}");
        }
        assert_eq!(seconds(1, answered(503, None)), 5);
        assert_eq!(seconds(1, answered(429, Some("90"))), 90);
    }

    #[test]
    fn retry_after_lengthens_a_wait_up_to_its_double() {
        for (asked, wait) in [
            ("400", 400),
            ("0400 ", 400),
            ("1", 300),
            ("86400", 600),
            ("99999999999999999999999", 600),
            ("Sun, 06 Nov 1994 08:56:17 GMT", 400),
            ("Sunday, 06-Nov-94 08:56:17 GMT", 400),
            ("Sun Nov  6 08:56:17 1994", 400),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 300),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 300),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 600),
            ("", 300),
            ("-400", 300),
            ("+400", 300),
            ("400.5", 300),
            ("soon", 300),
        ] {
            assert_eq!(seconds(2, answered(503, Some(asked))), wait, "{asked}");
        }
    }

    fn any_outcome() -> impl Strategy<Value = (Option<u16>, Option<String>)> {
        let header = prop_oneof![
            "[0-9]{1,12}",
            (0_i64..2_000_000_000).prop_map(|seconds| {
                httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs()))
            }),
            ".{0,20}",
        ];
        (proptest::option::of(300_u16..600), proptest::option::of(header))
    }

    proptest! {
        /// Whatever a receiver answers: not before 80 % of the scheduled wait, not after its double (of the minute, where
        /// the minute is longer), never a panic.
        #[test]
        fn waits_stay_in_bounds(
            number in 1_u32..8, (status, header) in any_outcome(), roll in 0.0_f64..1.0, now in 0_i64..4_000_000_000_000
        ) {
            prop_assume!(status != Some(410));
            let now = Timestamp::from_millis(now);
            let outcome = status.map_or(Outcome::TimedOut, |status| answered(status, header.as_deref()));
            let Next::At(at) = next(scheduled(number), outcome, now, roll) else { panic!("not scheduled") };
            let wait = at.since(now);
            let nominal = WAITS[number as usize - 1];
            let overloaded = matches!(status, None | Some(429 | 502 | 504));
            let floor = if overloaded { OVERLOAD } else { Duration::ZERO };
            let (least, most) = (nominal.mul_f64(0.8).max(floor), nominal.mul_f64(1.2).max(floor));
            let stretch = if status.is_some() && header.is_some() { 2 } else { 1 };
            // Moments are whole milliseconds.
            prop_assert!(wait + Duration::from_millis(1) >= least);
            prop_assert!(wait <= stretch * most);
        }

        /// The same roll and the same asking give a later moment for a longer asking, never an earlier one.
        #[test]
        fn asking_for_more_never_brings_it_forward(
            number in 1_u32..8, less in 0_u64..100_000, more in 0_u64..100_000, roll in 0.0_f64..1.0
        ) {
            let (less, more) = (less.min(more).to_string(), less.max(more).to_string());
            let at = |asked: &str| match next(scheduled(number), answered(503, Some(asked)), NOW, roll) {
                Next::At(at) => at,
                other => panic!("{other:?}"),
            };
            prop_assert!(at(&less) <= at(&more));
        }
    }
}
