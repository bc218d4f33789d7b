//! Scores by rules that anybody can follow.
//!
//! Five dimensions of 0 to 100, each from facts that are named with it, and their weighted mean. Bots score 0.

use serde::{Deserialize, Serialize};

/// What a score is computed from.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own, and shown as one")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Inputs {
    /// Visits of this link.
    pub(crate) visits: i64,
    /// Links of the workspace that the visitor came to.
    pub(crate) links: i64,
    /// Devices that they came with.
    pub(crate) devices: i64,
    /// What they did at the link's destination.
    pub(crate) conversions: i64,
    /// Whether their email address is known.
    pub(crate) has_email: bool,
    /// Whether their phone number is known.
    pub(crate) has_phone: bool,
    /// Whether their first and last name are known.
    pub(crate) has_name: bool,
    /// How many attributes are known.
    pub(crate) attributes: i64,
    /// Words of the link's target and goal that their attributes have.
    pub(crate) target_words_met: i64,
    /// Words that the link's target and goal have.
    pub(crate) target_words: i64,
    /// What they came with last: `DEVICE_TYPE_…`.
    pub(crate) device_type: String,
    /// Who acted: `DEVICE_ACTOR_…`.
    pub(crate) actor: String,
    /// Whether browser and platform are known.
    pub(crate) agent_is_known: bool,
}

/// A score and its parts, 0 to 100 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score {
    /// The weighted mean of the others.
    pub(crate) overall: i64,
    /// How much is known of them, and how well it fits the link's target.
    pub(crate) profile_fit: i64,
    /// What they come with.
    pub(crate) technological_aptitude: i64,
    /// How often they came, and what they did at the destination.
    pub(crate) engagement_level: i64,
    /// How many other links of the workspace they came to.
    pub(crate) brand_supportiveness: i64,
    /// How often they came back to this link.
    pub(crate) recurring_interest: i64,
}

/// In hundredths, in the order of the fields of [`Score`] after the first.
const WEIGHTS: [i64; 5] = [25, 10, 30, 15, 20];

impl Inputs {
    /// Visits after the first.
    #[must_use]
    pub(crate) fn returns(&self) -> i64 {
        (self.visits - 1).max(0)
    }

    /// Whether no person came.
    #[must_use]
    pub(crate) fn is_bot(&self) -> bool {
        matches!(self.actor.as_str(), "DEVICE_ACTOR_BOT" | "DEVICE_ACTOR_AGENT")
    }

    /// The score.
    #[must_use]
    pub(crate) fn score(&self) -> Score {
        if self.is_bot() {
            return Score {
                overall: 0,
                profile_fit: 0,
                technological_aptitude: 0,
                engagement_level: 0,
                brand_supportiveness: 0,
                recurring_interest: 0,
            };
        }
        let when = |holds: bool, points: i64| if holds { points } else { 0 };
        let target = 25 * self.target_words_met / self.target_words.max(1);
        let profile_fit = 10
            + when(self.has_email, 30)
            + when(self.has_phone, 10)
            + when(self.has_name, 10)
            + 5 * self.attributes.clamp(0, 3)
            + target;
        let device = match self.device_type.as_str() {
            "DEVICE_TYPE_DESKTOP" => 60,
            "DEVICE_TYPE_MOBILE" | "DEVICE_TYPE_TABLET" => 50,
            "DEVICE_TYPE_NATIVE" => 40,
            _ => 20,
        };
        let technological_aptitude = device + when(self.agent_is_known, 20) + when(self.devices > 1, 20);
        let engagement_level = 20
            + 10 * self.returns().min(3)
            + when(self.conversions > 0, 40)
            + 5 * self.conversions.clamp(1, 3)
            - 5;
        let brand_supportiveness = 10 + 20 * (self.links - 1).clamp(0, 4) + when(self.conversions > 0, 10);
        // Each return halves what is missing to 100.
        let recurring_interest = 100 - (100 >> self.returns().min(7));
        let parts =
            [profile_fit, technological_aptitude, engagement_level, brand_supportiveness, recurring_interest]
                .map(|part| part.clamp(0, 100));
        let sum: i64 = parts.iter().zip(WEIGHTS).map(|(part, weight)| part * weight).sum();
        Score {
            overall: (sum + 50) / 100,
            profile_fit: parts[0],
            technological_aptitude: parts[1],
            engagement_level: parts[2],
            brand_supportiveness: parts[3],
            recurring_interest: parts[4],
        }
    }

    /// The score in words: each part with what it was computed from.
    #[must_use]
    pub(crate) fn explanation(&self) -> String {
        let score = self.score();
        let known = |holds: bool, name: &'static str| holds.then_some(name);
        let known: Vec<&str> =
            [known(self.has_email, "email"), known(self.has_phone, "phone"), known(self.has_name, "name")]
                .into_iter()
                .flatten()
                .collect();
        let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
        format!(
            "Score {} of 100: 25 % profile fit, 10 % technological aptitude, 30 % engagement, 15 % brand supportiveness, \
             20 % recurring interest.\n\
             Profile fit {}: known are {known}, {} attributes, and {} of {} words of the link's goal and target.\n\
             Technological aptitude {}: {} devices, the last one {}, acting: {}.\n\
             Engagement {}: {} visits of this link and {} conversions.\n\
             Brand supportiveness {}: {} links of this workspace.\n\
             Recurring interest {}: came back {} times.",
            score.overall,
            score.profile_fit,
            self.attributes,
            self.target_words_met,
            self.target_words,
            score.technological_aptitude,
            self.devices,
            plain(&self.device_type, "DEVICE_TYPE_"),
            plain(&self.actor, "DEVICE_ACTOR_"),
            score.engagement_level,
            self.visits,
            self.conversions,
            score.brand_supportiveness,
            self.links,
            score.recurring_interest,
            self.returns(),
        )
    }
}

fn plain(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_lowercase()
}

/// How many of the words of a link's goal and target stand in a profile's attributes, and how many words there are. Words
/// shorter than four letters say nothing.
#[must_use]
pub(crate) fn words_met(texts: [Option<&str>; 2], profile: &str) -> (i64, i64) {
    let split = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| word.chars().count() >= 4).map(str::to_lowercase).collect()
    };
    let mut words: Vec<String> = texts.into_iter().flatten().flat_map(split).collect();
    words.sort_unstable();
    words.dedup();
    let profile = split(profile);
    let met = words.iter().filter(|word| profile.contains(word)).count();
    (met as i64, words.len() as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn visitor() -> Inputs {
        Inputs {
            visits: 1,
            links: 1,
            devices: 1,
            device_type: "DEVICE_TYPE_MOBILE".to_owned(),
            actor: "DEVICE_ACTOR_HUMAN".to_owned(),
            agent_is_known: true,
            ..Inputs::default()
        }
    }

    #[test]
    fn more_interest_is_a_higher_score() {
        let stranger = visitor().score();
        assert_eq!(stranger.overall, 17);
        let returning = Inputs { visits: 4, ..visitor() }.score();
        let known = Inputs { visits: 4, has_email: true, has_name: true, attributes: 2, ..visitor() }.score();
        let customer = Inputs {
            visits: 4,
            has_email: true,
            has_name: true,
            attributes: 2,
            conversions: 1,
            links: 3,
            ..visitor()
        };
        let scores = [stranger.overall, returning.overall, known.overall, customer.score().overall];
        assert!(scores.windows(2).all(|pair| pair[0] < pair[1]), "{scores:?}");
        assert_eq!(Inputs { actor: "DEVICE_ACTOR_BOT".to_owned(), ..customer.clone() }.score().overall, 0);
        assert!(customer.explanation().contains("came back 3 times"), "{}", customer.explanation());
    }

    #[test]
    fn targets_are_met_by_words() {
        let texts = [Some("Decision makers with 100+ employees"), None];
        assert_eq!(words_met(texts, "role: decision maker, employees 250"), (2, 4));
        assert_eq!(words_met([None, None], "anything"), (0, 0));
    }

    proptest! {
        #[test]
        fn parts_stay_within_bounds(visits in 0i64..1000, links in 0i64..1000, devices in 0i64..1000, conversions in 0i64..1000,
            attributes in 0i64..1000, met in 0i64..10) {
            let inputs = Inputs { visits, links, devices, conversions, attributes, target_words_met: met, target_words: 10,
                has_email: true, has_phone: true, has_name: true, ..visitor() };
            let score = inputs.score();
            for part in [score.overall, score.profile_fit, score.technological_aptitude, score.engagement_level,
                score.brand_supportiveness, score.recurring_interest] {
                prop_assert!((0..=100).contains(&part), "{:?}", score);
            }
        }
    }
}
