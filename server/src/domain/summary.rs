//! Figures in words: what a person would say who looks at them, by rules.

use std::fmt::Write as _;

/// Most values that are named.
const NAMED: usize = 3;

/// Events by value, the most frequent first, of so many in all: `412 events in the last 30 days: Mobile 60 % (247), Desktop 40 % (165).`
#[must_use]
pub(crate) fn ranking(values: &[(String, i64)], total: i64, when: &str) -> String {
    let Some(mut text) = begin(total, when) else { return nothing(when) };
    let named = values.iter().take(NAMED);
    let parts: Vec<String> =
        named.map(|(value, events)| format!("{value} {} % ({events})", percent(*events, total))).collect();
    let _ = write!(text, ": {}", parts.join(", "));
    let others = values.len().saturating_sub(NAMED);
    match others {
        0 => {}
        1 => text.push_str(", and one more"),
        _ => {
            let _ = write!(text, ", and {others} more");
        }
    }
    text.push('.');
    text
}

/// Events by day, in order: how many, on which day the most, and whether they become more.
#[must_use]
pub(crate) fn days(days: &[(String, i64)], when: &str) -> String {
    let total: i64 = days.iter().map(|(_, events)| events).sum();
    let Some(mut text) = begin(total, when) else { return nothing(when) };
    // There is an event, and so a day.
    let Some((best, most)) = days.iter().max_by_key(|(_, events)| *events) else { return nothing(when) };
    let mean = total as f64 / days.len() as f64;
    let _ = write!(text, ", {mean:.1} a day; the most on {best} ({most})");
    let empty = days.iter().filter(|(_, events)| *events == 0).count();
    if empty > 0 {
        let _ = write!(text, ", none on {empty} of {} days", days.len());
    }
    text.push('.');
    let half = days.len() / 2;
    let sum = |days: &[(String, i64)]| days.iter().map(|(_, events)| events).sum::<i64>();
    let (first, second) = (sum(&days[..half]), sum(&days[days.len() - half..]));
    if first > 0 && first != second {
        let (change, word) = ((second - first).abs(), if second > first { "more" } else { "fewer" });
        let _ = write!(text, " The second half had {} % {word} than the first.", percent(change, first));
    }
    text
}

/// Events by hour of the day, 24 of them.
#[must_use]
pub(crate) fn hours(hours: &[i64], when: &str) -> String {
    let total = hours.iter().sum();
    let Some(mut text) = begin(total, when) else { return nothing(when) };
    let Some((hour, most)) = hours.iter().enumerate().max_by_key(|(hour, events)| (**events, 24 - hour))
    else {
        return nothing(when);
    };
    let share = percent(*most, total);
    let _ = write!(text, "; the most from {hour:02}:00 to {:02}:00 ({share} %).", (hour + 1) % 24);
    text
}

/// How many visits led to something.
#[must_use]
pub(crate) fn funnel(visits: i64, converted: i64, when: &str) -> String {
    let Some(mut text) = begin(visits, when) else { return nothing(when) };
    let _ = match converted {
        0 => write!(text, ", none of which led to a conversion."),
        1 => write!(text, ", one of which ({} %) led to a conversion.", percent(1, visits)),
        _ => write!(text, ", {converted} of which ({} %) led to a conversion.", percent(converted, visits)),
    };
    text
}

fn nothing(when: &str) -> String {
    format!("No events {when}.")
}

fn begin(total: i64, when: &str) -> Option<String> {
    match total {
        0 => None,
        1 => Some(format!("1 event {when}")),
        _ => Some(format!("{total} events {when}")),
    }
}

/// In whole percent, rounded.
fn percent(part: i64, whole: i64) -> i64 {
    (part * 200 + whole) / (whole * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(given: &[(&str, i64)]) -> Vec<(String, i64)> {
        given.iter().map(|(name, events)| ((*name).to_owned(), *events)).collect()
    }

    #[test]
    fn figures_are_said_as_people_say_them() {
        let when = "in the last 30 days";
        assert_eq!(ranking(&[], 0, when), "No events in the last 30 days.");
        assert_eq!(
            ranking(&values(&[("Mobile", 1)]), 1, when),
            "1 event in the last 30 days: Mobile 100 % (1)."
        );
        assert_eq!(
            ranking(&values(&[("a", 60), ("b", 30), ("c", 5), ("d", 4), ("e", 1)]), 100, when),
            "100 events in the last 30 days: a 60 % (60), b 30 % (30), c 5 % (5), and 2 more."
        );
        assert_eq!(
            days(&values(&[("2026-03-01", 2), ("2026-03-02", 0), ("2026-03-03", 5)]), when),
            "7 events in the last 30 days, 2.3 a day; the most on 2026-03-03 (5), none on 1 of 3 days. \
             The second half had 150 % more than the first."
        );
        assert_eq!(days(&values(&[("2026-03-01", 0)]), when), "No events in the last 30 days.");
        let mut by_hour = [0; 24];
        by_hour[23] = 3;
        by_hour[4] = 1;
        assert_eq!(
            hours(&by_hour, when),
            "4 events in the last 30 days; the most from 23:00 to 00:00 (75 %)."
        );
        assert_eq!(
            funnel(8, 1, when),
            "8 events in the last 30 days, one of which (13 %) led to a conversion."
        );
        assert_eq!(funnel(8, 0, when), "8 events in the last 30 days, none of which led to a conversion.");
    }
}
