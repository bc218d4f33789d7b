//! Rollups: what events are counted by, and how a window of time is put together from buckets.
//!
//! ```text
//! from ├╌╌┤ quarters ├──┤ hours ├────┤ days ├────┤ hours ├──┤ quarters ├╌╌┤ to
//!      └ events by index                              events by index ┘
//! ```

use super::time::Timestamp;

/// The shortest bucket, in ms: zones shifted by half and quarter hours fit it.
pub(crate) const QUARTER: i64 = 15 * 60 * 1000;
/// An hour, in ms.
pub(crate) const HOUR: i64 = 4 * QUARTER;
/// A day of UTC, in ms.
pub(crate) const DAY: i64 = 24 * HOUR;
/// Lengths of buckets, the longest first; each divides the one before.
pub(crate) const SPANS: [i64; 3] = [DAY, HOUR, QUARTER];

/// What events are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Dimension {
    /// ISO 3166 code.
    Country,
    /// The name of the city, before its country's code.
    City,
    /// `DEVICE_TYPE_…`.
    DeviceType,
    /// `VISIT_TYPE_…`.
    VisitType,
    /// Such as `Chrome`.
    Browser,
    /// Such as `iOS`.
    Platform,
    /// `ACTION_…`.
    Action,
    /// `visit`, or what only looks like one.
    Traffic,
    /// What kind of step the visitor was sent to.
    Exit,
    /// Visits that led to a conversion; one value, empty.
    Converted,
}

impl Dimension {
    /// Those that every event is counted by, for its link and its workspace.
    pub(crate) const OF_EVENTS: [Self; 9] = [
        Self::Country,
        Self::City,
        Self::DeviceType,
        Self::VisitType,
        Self::Browser,
        Self::Platform,
        Self::Action,
        Self::Traffic,
        Self::Exit,
    ];

    /// The name in the database, and in requests after `GROUP_BY_DIMENSION_` or by itself.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::City => "city",
            Self::DeviceType => "device_type",
            Self::VisitType => "visit_type",
            Self::Browser => "browser",
            Self::Platform => "platform",
            Self::Action => "action",
            Self::Traffic => "traffic",
            Self::Exit => "exit",
            Self::Converted => "converted",
        }
    }
}

/// Dimensions that are counted together, each value of one with each of the others: an event adds to one series for each
/// facet instead of one for each dimension.
///
/// Together are those that hang together, so that there are few combinations: what browser runs on what platform, say. A
/// place is counted apart from the rest, and a city apart from its country, which is asked for more often than any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Facet {
    Country,
    City,
    /// Device type, browser and platform.
    Agent,
    /// Visit type, action, traffic and exit.
    Visit,
    Converted,
}

/// Stands between the values of a facet's dimensions. Names of browsers and of platforms are of a list, the others are ours:
/// none has it.
const SEPARATOR: char = '\u{1f}';

impl Facet {
    /// Those that every event is counted by, for its link and its workspace.
    pub(crate) const OF_EVENTS: [Self; 4] = [Self::Country, Self::City, Self::Agent, Self::Visit];

    /// Its dimensions, in the order of their values.
    #[must_use]
    pub(crate) const fn dimensions(self) -> &'static [Dimension] {
        match self {
            Self::Country => &[Dimension::Country],
            Self::City => &[Dimension::City],
            Self::Agent => &[Dimension::DeviceType, Dimension::Browser, Dimension::Platform],
            Self::Visit => &[Dimension::VisitType, Dimension::Action, Dimension::Traffic, Dimension::Exit],
            Self::Converted => &[Dimension::Converted],
        }
    }

    /// The name in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Country => Dimension::Country.as_str(),
            Self::City => Dimension::City.as_str(),
            Self::Agent => "agent",
            Self::Visit => "visit",
            Self::Converted => Dimension::Converted.as_str(),
        }
    }

    /// The facet with this name in the database.
    #[must_use]
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Country, Self::City, Self::Agent, Self::Visit, Self::Converted]
            .into_iter()
            .find(|facet| facet.as_str() == name)
    }

    /// One value of it: those of its dimensions, in their order.
    #[must_use]
    pub(crate) fn value<'v>(self, of: impl Fn(Dimension) -> std::borrow::Cow<'v, str>) -> String {
        let mut value = String::new();
        for (at, dimension) in self.dimensions().iter().enumerate() {
            if at > 0 {
                value.push(SEPARATOR);
            }
            value.push_str(&of(*dimension));
        }
        value
    }
}

impl Dimension {
    /// What it is counted with.
    #[must_use]
    pub(crate) const fn facet(self) -> Facet {
        match self {
            Self::Country => Facet::Country,
            Self::City => Facet::City,
            Self::DeviceType | Self::Browser | Self::Platform => Facet::Agent,
            Self::VisitType | Self::Action | Self::Traffic | Self::Exit => Facet::Visit,
            Self::Converted => Facet::Converted,
        }
    }

    /// Its part of a value of its facet. A value that has no parts is its own: so dimensions were counted before there were
    /// facets.
    #[must_use]
    pub(crate) fn part_of(self, value: &str) -> &str {
        let place = self.facet().dimensions().iter().position(|dimension| *dimension == self);
        let mut parts = value.split(SEPARATOR);
        match place {
            Some(place) if self.facet().dimensions().len() > 1 => parts.nth(place).unwrap_or(value),
            _ => value,
        }
    }
}

/// What tells events apart that are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SeriesKey {
    /// Whose they are.
    pub(crate) workspace: super::id::WorkspaceId,
    /// Of which link; `None` counts for the workspace.
    pub(crate) link: Option<super::id::LinkId>,
    /// What they are counted by.
    pub(crate) facet: Facet,
    /// Its value; where something is unknown, it is empty.
    pub(crate) value: String,
}

/// Something to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// With what.
    pub(crate) series: SeriesKey,
    /// When it happened, to the length of the shortest bucket at least.
    pub(crate) at: Timestamp,
    /// How often.
    pub(crate) events: i64,
}

/// A window of time: from its first millisecond up to but not including `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its first millisecond.
    pub(crate) from: i64,
    /// The first that is after it.
    pub(crate) to: i64,
}

/// Part of a window that is read from one kind of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The length of its buckets; `None` reads the events themselves.
    pub(crate) span: Option<i64>,
    /// Its first millisecond.
    pub(crate) from: i64,
    /// The first that is after it.
    pub(crate) to: i64,
}

impl Window {
    /// All time.
    pub(crate) const ALL: Self = Self { from: 0, to: i64::MAX / 4 };

    /// From `start` up to `end`, itself included; all time where they are left out.
    #[must_use]
    pub(crate) fn new(start: Option<Timestamp>, end: Option<Timestamp>) -> Self {
        let from = start.map_or(Self::ALL.from, Timestamp::as_millis).clamp(Self::ALL.from, Self::ALL.to);
        let to = end.map_or(Self::ALL.to, |end| end.as_millis().saturating_add(1)).clamp(from, Self::ALL.to);
        Self { from, to }
    }

    /// Puts the window together from buckets no longer than `longest`, of which there are as few as can be; what is left at
    /// its ends is shorter than a quarter.
    #[must_use]
    pub(crate) fn cover(self, longest: i64) -> Vec<Segment> {
        let spans: Vec<i64> = SPANS.into_iter().filter(|span| *span <= longest).collect();
        let mut segments = Vec::new();
        cover(self.from, self.to, &spans, &mut segments);
        segments
    }
}

fn cover(from: i64, to: i64, spans: &[i64], segments: &mut Vec<Segment>) {
    if from >= to {
        return;
    }
    let Some((span, shorter)) = spans.split_first() else {
        segments.push(Segment { span: None, from, to });
        return;
    };
    let first = from.saturating_add(span - 1).div_euclid(*span) * span;
    let last = to.div_euclid(*span) * span;
    if first >= last {
        return cover(from, to, shorter, segments);
    }
    cover(from, first, shorter, segments);
    segments.push(Segment { span: Some(*span), from: first, to: last });
    cover(last, to, shorter, segments);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_dimension_finds_its_part_of_a_facet() {
        for facet in Facet::OF_EVENTS {
            let value = facet.value(|dimension| dimension.as_str().into());
            for dimension in facet.dimensions() {
                assert_eq!(dimension.facet(), facet);
                assert_eq!(dimension.part_of(&value), dimension.as_str());
                assert_eq!(dimension.part_of("Chrome"), "Chrome", "counted before there were facets");
            }
            assert_eq!(Facet::from_name(facet.as_str()), Some(facet));
        }
        let mut of_facets: Vec<_> = Facet::OF_EVENTS.iter().flat_map(|facet| facet.dimensions()).collect();
        of_facets.sort_unstable();
        let mut of_events: Vec<_> = Dimension::OF_EVENTS.iter().collect();
        of_events.sort_unstable();
        assert_eq!(of_facets, of_events, "each is counted once");
    }

    #[test]
    fn a_window_is_few_long_buckets_and_short_ends() {
        let window = Window { from: DAY - HOUR - 1, to: 3 * DAY + QUARTER };
        let lengths: Vec<_> = window.cover(DAY).iter().map(|part| (part.span, part.to - part.from)).collect();
        assert_eq!(lengths, [(None, 1), (Some(HOUR), HOUR), (Some(DAY), 2 * DAY), (Some(QUARTER), QUARTER)]);
        assert_eq!(window.cover(QUARTER).len(), 2, "days and hours are left out");
        assert_eq!(Window { from: 5, to: 5 }.cover(DAY), []);
        let all = Window::new(None, None).cover(DAY);
        assert!(all.iter().all(|part| part.span.is_some() || part.from > DAY), "{all:?}");
    }

    proptest! {
        /// Segments follow each other without gaps, on whole buckets, and raw ends are shorter than a quarter.
        #[test]
        fn segments_are_the_window(from in 0..40 * DAY, length in 0..40 * DAY, longest in 0usize..3) {
            let window = Window { from, to: from + length };
            let segments = window.cover(SPANS[longest]);
            let mut at = from;
            for part in &segments {
                prop_assert_eq!(part.from, at);
                at = part.to;
                match part.span {
                    Some(span) => prop_assert!(span <= SPANS[longest] && part.from % span == 0 && part.to % span == 0),
                    None => prop_assert!(part.to - part.from < 2 * QUARTER),
                }
            }
            prop_assert_eq!(at, window.to.max(from));
            prop_assert!(segments.len() <= 7);
        }
    }
}
